"""Migrations in order; each says why, goes both ways, and is one transaction."""
