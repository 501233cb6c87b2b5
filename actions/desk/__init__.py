"""What a member of staff has on the desk, and what they do with it as a whole."""
