"""The pretended Telegram is held against the rules of the real one."""
