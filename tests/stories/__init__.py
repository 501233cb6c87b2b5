"""The stories of the sample hall, and the language they are written in."""
