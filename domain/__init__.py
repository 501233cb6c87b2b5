"""What is allowed: pure values and rules."""
