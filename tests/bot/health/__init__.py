"""The bot's own health, looked at from outside."""
