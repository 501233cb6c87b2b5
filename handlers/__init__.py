"""A person starts it."""
