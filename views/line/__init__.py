"""The line at the counters as people and staff see it."""
