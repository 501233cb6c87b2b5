"""Which guide answers this question."""
