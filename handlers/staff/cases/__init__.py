"""A clerk takes a question, replies, answers, notes and closes in its topic."""
