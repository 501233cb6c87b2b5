"""A citizen's words may mean danger to life: staff must look at once.

Source: docs/rules/questions.md, 7.
"""

from actions.cases.saying import say_line
from content.danger import speaks_of_danger
from domain.cases import Case
from storage.transaction import Tx


async def alert_if_danger(tx: Tx, case: Case, text: str, *, cause: str, before: str = "") -> None:
    """Tell the topic of a case if words speak of danger to life: once for each ``cause``.

    ``before`` is how they were worded: who is told of danger already is not told again of the same words.
    """
    if speaks_of_danger(text) and not speaks_of_danger(before):
        await say_line(tx, case, what="urgent", cause=cause)
