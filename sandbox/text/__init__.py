"""Message text: markup, entities and their limits."""
