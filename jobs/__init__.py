"""The clock starts it."""
