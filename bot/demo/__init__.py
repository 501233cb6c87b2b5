"""``banshi demo``: the pretended Telegram in the browser with the real bot behind it, on this machine alone."""
