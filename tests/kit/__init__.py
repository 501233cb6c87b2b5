"""Builders, people who write and press, servers."""
