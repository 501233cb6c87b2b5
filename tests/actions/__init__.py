"""Tests of what the hall does."""
