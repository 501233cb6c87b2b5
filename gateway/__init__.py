"""Between Telegram and the database: nothing is lost either way."""
