"""How the bot does: what is measured, what is told to machines that ask, and who is told when something is wrong."""
