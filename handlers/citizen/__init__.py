"""What citizens do, one file per feature."""
