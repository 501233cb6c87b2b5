"""What staff may not do with cases that are handled together."""

from domain.errors import Refusal


class CaseMerged(Refusal):
    """Case ``number`` goes along with another one: staff act on that, or split it off first.

    Source: docs/rules/merging.md, 4.
    """

    code = "case_merged"


class CannotMerge(Refusal):
    """Case ``number`` cannot go along with the other one. ``why``: a value of ``domain.merging.Obstacle``.

    Source: docs/rules/merging.md, 1 and 2.
    """

    code = "cannot_merge"


class MergedAwait(Refusal):
    """Citizens of ``merged`` cases that go along with ``number`` await its answer: it cannot end without words.

    Source: docs/rules/merging.md, 5.
    """

    code = "merged_await"
