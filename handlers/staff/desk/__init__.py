"""Staff at their desk, which is their own chat with the bot."""
