"""What must hold between the parts of a pack, over and above the shape of each part.

The checks read what was written, not the models, so that one broken key does not hide the other problems.
"""
