"""A pretended Telegram on loopback; imports nothing of ours."""
