"""Tests act as people; this tree mirrors the product's."""
