"""What the hall does with a citizen's question: hand over, reply, answer, close, and keep every word of it."""
