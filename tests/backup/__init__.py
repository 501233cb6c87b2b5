"""Backups, restores and drills, as an operator meets them."""
