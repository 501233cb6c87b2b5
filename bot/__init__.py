"""Puts everything together; nobody imports it."""

import gc

from bot.quick_import import install

YOUNG = 10_000
"""Objects made before the collector looks for circles among them; an update makes hundreds, and hardly a circle."""

# From the very beginning: of all that is imported nothing is garbage.
gc.set_threshold(YOUNG)
install()
