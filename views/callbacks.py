"""Every button of ours, typed. A press is old the moment it is made: handlers check it against the present.

Prefixes are short because a button holds 64 bytes, and never used again for something else.
"""

from aiogram.filters.callback_data import CallbackData


class GoHome(CallbackData, prefix="h"):
    """To the first screen."""


class GiveUp(CallbackData, prefix="x"):
    """Give up the open form and go home."""


# --- start, guides, checklists, questions


# --- enquiries: citizens


# --- enquiries: staff
