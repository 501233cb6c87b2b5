"""A case's topic moves to another staff chat, with everything said so far.

Source: docs/rules/cases.md, 12; docs/rules/staff.md, 11 and 12.
"""

from dataclasses import replace
from datetime import datetime
from typing import Any

from actions.cases.dates import EXTENSION, show_request
from actions.cases.delivered import say_all_again
from actions.cases.opening import open_topic
from actions.cases.saying import card_subject, quote_of, topic_of
from actions.cases.trace import CASE, MESSAGE
from content.models import Hall
from content.staff_chats import chat_for
from domain.cases import Case
from domain.extensions import Decision
from domain.subjects import Part
from storage.case_messages import list_messages
from storage.chats import find_posted, forget_in_groups, list_posted
from storage.extensions import list_requests
from storage.outgoing import Address, Outgoing, Policy
from storage.topics import Topic, leave_topic
from storage.transaction import Tx


async def follow_area(tx: Tx, case: Case, *, area: str, hall: Hall, now: datetime) -> bool:
    """Before a locked case is passed on to an area: its topic moves to the people there, if that is another group.

    The old one is closed with a line that says where it went. Returns whether it moved.
    """
    there, former = replace(case, area=area), await find_posted(tx, card_subject(case))
    if (old := await _leave(tx, case, there=there, hall=hall)) is None:
        return False
    if former:
        _take_buttons(tx, case, old, message_id=former[1])
    line = {"case_id": case.id, "what": "left", "area": area}
    _say_there(tx, case, old, what="line", message="case_line", params=line)
    _say_there(tx, case, old, what="closed", method="closeForumTopic", body={}, policy=Policy.EDIT)
    await _arrive(tx, there, hall=hall, now=now)
    return True


async def follow_delicacy(tx: Tx, case: Case, *, was: Case, hall: Hall, now: datetime) -> None:
    """A locked case is not for everybody any more: its topic moves, and the old one is deleted with all that is in it.

    Until the bot may delete it, it is closed at least, so that nobody writes what is not kept.
    """
    if (old := await _leave(tx, was, there=case, hall=hall)) is None:
        return
    for what, method in (("closed", "closeForumTopic"), ("deleted", "deleteForumTopic")):
        _say_there(tx, case, old, what=what, method=method, body={}, policy=Policy.EDIT)
    await _take_quotes(tx, case)
    await _arrive(tx, case, hall=hall, now=now)


async def _take_quotes(tx: Tx, case: Case) -> None:
    """What was shown of a case in the topics of others is not for everybody either."""
    for chat_id, message_id in await list_posted(tx, quote_of(case)):
        body = {"message_id": message_id, "reply_markup": {"inline_keyboard": []}}
        tx.say(
            Outgoing(
                dedupe_key=f"case:{case.id}:quote:{chat_id}:{message_id}:taken",
                to=Address(chat_id=chat_id),
                method="editMessageText",
                message="case_line",
                params={"case_id": case.id, "what": "taken_away"},
                body=body,
                policy=Policy.EDIT,
            )
        )


async def _leave(tx: Tx, case: Case, *, there: Case, hall: Hall) -> Topic | None:
    """Leave the topic a case has, unless it stays where it is; nothing there may be quoted or edited any more."""
    old = await topic_of(tx, case)
    if chat_for(hall, there).name == old.staff_chat:
        return None
    await leave_topic(tx, old.id)
    written = [message.id for message in await list_messages(tx, case.id)]
    parts = (Part.COPY, Part.STATUS)
    await forget_in_groups(tx, subject_kind=MESSAGE, subject_ids=written, parts=parts)
    asked = [request.id for request in await list_requests(tx, case.id)]
    await forget_in_groups(tx, subject_kind=EXTENSION, subject_ids=asked, parts=parts)
    await forget_in_groups(tx, subject_kind=CASE, subject_ids=[case.id], parts=(*parts, Part.CARD))
    return old


async def _arrive(tx: Tx, case: Case, *, hall: Hall, now: datetime) -> None:
    """The new topic gets the card, everything said so far, and what waits to be decided."""
    topic_id = await open_topic(tx, case, hall=hall, now=now)
    await say_all_again(tx, case, topic_id=topic_id, cause=f"moved{topic_id}", moved=True)
    for request in await list_requests(tx, case.id):
        if request.decision is Decision.OPEN:
            await show_request(tx, request, cause=f"moved{topic_id}")


def _take_buttons(tx: Tx, case: Case, old: Topic, *, message_id: int) -> None:
    body = {"message_id": message_id, "reply_markup": {"inline_keyboard": []}}
    _say_there(tx, case, old, what="buttons", method="editMessageReplyMarkup", body=body, policy=Policy.EDIT)


def _say_there(tx: Tx, case: Case, old: Topic, *, what: str, **call: Any) -> None:
    tx.say(Outgoing(dedupe_key=f"case:{case.id}:left{old.id}:{what}", to=Address(topic_id=old.id), **call))
