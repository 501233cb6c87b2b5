"""What the hall does: one function, one deed, inside the caller's transaction."""
