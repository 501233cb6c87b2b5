"""Bots that only repeat what one writes: what the libraries themselves cost."""
