"""The database; rows never leave it."""
