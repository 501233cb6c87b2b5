"""What the hall says of its cases: a page to read, and a row for each case."""
