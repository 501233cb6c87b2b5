"""What citizens and staff see of a question on its way between them."""
