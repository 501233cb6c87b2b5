"""The control API: what plays the people, moves the clock and reads what happened."""
