"""Appointments as people see them."""
