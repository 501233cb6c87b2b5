"""Danger to life: the emergency numbers."""

from domain.languages import Language
from views.render import render
from views.screen import Screen


def numbers(language: Language) -> Screen:
    """The numbers to call, before anything else."""
    return Screen(render(language, "urgent/numbers"), fresh=True)
