"""Several equal processes of the bot on one PostgreSQL."""
