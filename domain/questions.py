"""What becomes of a question that somebody types."""

from enum import StrEnum

MAX_QUESTION = 1000
"""Characters of a question the search is asked; a longer one is a story, and a story is for a person."""


class AnswerKind(StrEnum):
    """How a question is answered. Source: docs/rules/questions.md."""

    GUIDE = "guide"
    """The guide that is surely meant."""
    FAQ = "faq"
    """The guide's own answer to just this question."""
    GUESSES = "guesses"
    """The guides that may be meant, to choose from."""
    NOTHING = "nothing"
    """No guide; staff are offered."""
    TOO_LONG = "too_long"
    NO_WORDS = "no_words"
    """Signs, pictures or politeness alone: nothing is asked yet."""
