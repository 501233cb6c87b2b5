"""The features as people use them."""
