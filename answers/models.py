"""What goes into the search and what comes out of it."""

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True)
class FaqWording:
    """One way people put a question of a guide; ``faq`` is the position of that question in the guide."""

    faq: int
    wording: str


@dataclass(frozen=True)
class Guide:
    """What the search knows of one guide. Texts may be in any language and script."""

    id: str
    title: str
    aliases: tuple[str, ...] = ()
    category: str = ""
    body: str = ""
    faqs: tuple[FaqWording, ...] = ()


@dataclass(frozen=True)
class Guess:
    """A guide that may answer; ``score`` (0..1) orders the guesses of one question and means nothing across questions.

    ``faq`` is the position of the guide's own question that was asked; None: the guide as a whole is meant.
    """

    guide_id: str
    score: float
    faq: int | None = None


class Verdict(StrEnum):
    """What may be done with a finding."""

    CONFIDENT = "confident"
    """Show the first guess at once."""
    UNSURE = "unsure"
    """Ask which of the first guesses is meant, and offer staff."""
    NOTHING = "nothing"
    """Hand over to staff; the guesses are for the clerk's eyes."""


@dataclass(frozen=True)
class Finding:
    """The answer to one query: guesses best first, at most ten.

    ``confidence`` (0..1) says how likely the hall has a guide for this and the first guess is it; it is comparable
    across queries and halls.
    """

    verdict: Verdict
    guesses: tuple[Guess, ...]
    confidence: float
