"""Cases as values, for tests that need no database."""

from datetime import UTC, datetime

from domain.cases import Case, Channel, Privacy
from domain.languages import Language

FILED = datetime(2026, 12, 2, 2, 0, tzinfo=UTC)

QUESTION = Case(
    id=2**62 - 1,
    ref="r",
    number="ZX2026-000001",
    flow_id=1,
    kind="enquiry",
    person_id=1,
    channel=Channel.TELEGRAM,
    language=Language.EN,
    privacy=Privacy.OPEN,
    state="submitted",
    state_at=FILED,
    owner_id=None,
    handler_id=None,
    area=None,
    text="<b>几点开门？</b>",
    guesses=(),
    version=9999,
    round=1,
    filed_at=FILED,
    read_by=None,
    listens=True,
    closed_at=None,
)
"""A question that nobody has taken yet."""
