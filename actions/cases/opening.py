"""A case gets its topic: in which group, under what name, with the card at its head."""

from datetime import datetime

from actions.cases.saying import say_card
from actions.cases.trace import CASE
from content.models import Hall
from domain.cases import Case, Privacy
from storage.topics import add_topic
from storage.transaction import Tx

TOPIC_NAME = 60
"""Characters of the case's words in the topic's name."""


async def open_topic(tx: Tx, case: Case, *, hall: Hall, now: datetime) -> int:
    """Want a topic for a case, with its card; the id of it."""
    topic_id = await add_topic(
        tx,
        staff_chat=staff_chat_for(hall, case),
        name=f"{case.number} {' '.join(case.text.split())[:TOPIC_NAME]}".strip(),
        subject_kind=CASE,
        subject_id=case.id,
        now=now,
    )
    say_card(tx, case, topic_id=topic_id, cause=f"first{topic_id}")
    return topic_id


def staff_chat_for(hall: Hall, case: Case) -> str:
    """The staff chat for a case: of its area or that of the best guess, else of every area, else the first.

    A chat that names no kinds takes every kind of case. A restricted one takes only what is confidential or about
    somebody of the staff, and nothing else takes that where there is one.
    """
    service = next((service for guess in case.guesses if (service := hall.service(guess))), None)
    area = case.area or (service.area if service else None)
    is_delicate = case.privacy is Privacy.CONFIDENTIAL or case.about_id is not None
    wanted = is_delicate and hall.keeps_confidence()
    fitting = [chat for chat in hall.facts.staff_chats if chat.restricted is wanted]
    chats = [chat for chat in fitting if not chat.kinds or case.kind in chat.kinds]
    of_area = [chat for chat in chats if area and area in chat.areas]
    of_all = [chat for chat in chats if not chat.areas]
    return (of_area or of_all or chats or fitting)[0].name
