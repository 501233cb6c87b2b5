"""The day at the counters: numbers for those who simply come, the line, and who is called next."""
