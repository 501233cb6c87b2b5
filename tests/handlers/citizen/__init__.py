"""What citizens do, through the whole bot."""
