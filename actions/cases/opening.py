"""A case gets its topic: in which group, under what name, with the card at its head."""

from datetime import datetime

from actions.cases.saying import say_card
from actions.cases.trace import CASE
from content.models import Hall
from content.staff_chats import chat_for
from domain.cases import Case
from storage.topics import add_topic
from storage.transaction import Tx

TOPIC_NAME = 60
"""Characters of the case's words in the topic's name."""


async def open_topic(tx: Tx, case: Case, *, hall: Hall, now: datetime) -> int:
    """Want a topic for a case, with its card; the id of it."""
    topic_id = await add_topic(
        tx,
        staff_chat=chat_for(hall, case).name,
        name=f"{case.number} {' '.join(case.text.split())[:TOPIC_NAME]}".strip(),
        subject_kind=CASE,
        subject_id=case.id,
        now=now,
    )
    say_card(tx, case, topic_id=topic_id, cause=f"first{topic_id}")
    return topic_id
