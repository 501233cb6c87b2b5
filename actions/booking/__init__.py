"""What the hall does about appointments."""
