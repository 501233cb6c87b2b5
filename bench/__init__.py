"""What an update costs, beside what it costs others."""
