"""What editors write, and its loader."""
