"""Puts everything together; nobody imports it."""

from bot.quick_import import install

install()
