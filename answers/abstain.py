"""Decides whether a guess is good enough to be shown, to be offered, or to be kept back."""

import math

from answers.models import Verdict

CONFIDENT_AT = 0.75
"""From this confidence the first guide is shown at once."""
UNSURE_AT = 0.45
"""From this confidence guesses are offered; below it the question goes to staff."""
DOUBTFUL = 0.74
"""The most that is possible while part of the question, or most of the guide's nearest wording, is left over."""
MOST = 0.5
"""Share of the nearest wording that must have been asked for."""
CLEAR_LEAD = 0.1
"""Share of the first guess's score that the second must lack before the first is shown without asking."""

START, COVERED, ASKED_FOR, EVIDENCE = -3.2, 2.7, 2.3, 2.4
"""Weights of a logistic curve, fitted on the questions of three halls of different kinds and rounded."""


def confidence(*, covered: float, asked_for: float, evidence: float, is_about_more: bool) -> float:
    """How likely a guess is right, 0..1.

    Args:
        covered: the share of the question the guide explains, 0..1.
        asked_for: the share of the guide's nearest wording that was asked for, 0..1.
        evidence: how much was explained, 0 or more; the same share of a longer question says more.
        is_about_more: the question holds a telling word of which the guide says nothing.
    """
    if not covered:
        return 0.0
    logit = START + COVERED * covered + ASKED_FOR * asked_for + EVIDENCE * evidence / (1 + evidence)
    return min(1 / (1 + math.exp(-logit)), DOUBTFUL if is_about_more or asked_for < MOST else 1.0)


def verdict(sureness: float, *, first: float, second: float) -> Verdict:
    """What may be done at a confidence, with the scores of the first two guesses (0 without a second)."""
    if sureness < UNSURE_AT:
        return Verdict.NOTHING
    is_clear = second <= (1 - CLEAR_LEAD) * first
    return Verdict.CONFIDENT if sureness >= CONFIDENT_AT and is_clear else Verdict.UNSURE
