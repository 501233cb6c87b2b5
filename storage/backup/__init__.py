"""Copies of the database that can be trusted: taken while the bot works, encrypted, and put back only into nothing."""
