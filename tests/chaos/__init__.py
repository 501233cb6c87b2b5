"""Drills: the bot is killed in earnest, and what is left is judged from outside."""
