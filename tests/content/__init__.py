"""Tests of what editors write and how it is read."""
