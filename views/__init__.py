"""What people see: given values, never fetches."""
