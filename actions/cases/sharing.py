"""What citizens and topics are told of cases that are handled together, each under its own number.

Source: docs/rules/merging.md, 3 and 5.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from actions.cases.calls import task_of, want_call
from actions.cases.flows import flow_of
from actions.cases.present import heard_anywhere, shown_to_citizen
from actions.cases.saying import say_status, say_to_citizen, topic_of
from actions.cases.telling import tell, tell_step
from content.models import Hall
from domain.cases import Case
from domain.conversation import Author, MessageState, Purpose, Written
from domain.languages import Language
from domain.merging import MERGED, SPLIT
from domain.people import Member
from storage.case_messages import add_message, get_message
from storage.cases import get_case
from storage.outgoing import Address, Lane, Outgoing
from storage.people import get_person
from storage.transaction import Tx

LEAVES = {True: MessageState.SENDING, False: MessageState.UNREACHABLE}
"""What becomes of words for a citizen, by whether they have Telegram."""
WRONG_ANSWER = "wrong_answer"
"""What is said on the telephone to whoever was given another case's answer."""

Loaded = tuple[Language, Mapping[str, Any]] | None


async def tell_of_merging(tx: Tx, case: Case, main: Case, *, now: datetime) -> None:
    """Tell its citizen with which number a case goes along."""
    await tell(
        tx,
        case,
        "case_merged",
        params={"case_id": case.id, "main_id": main.id},
        by_phone={"what": MERGED, "main": main.number},
        cause=f"merged:v{case.version}",
        lane=Lane.INTERACTIVE,
        now=now,
    )


async def tell_of_split(tx: Tx, case: Case, *, answered: bool, now: datetime) -> None:
    """Tell its citizen that a case is handled alone; ``answered``: the answer they were given was another one's."""
    await tell(
        tx,
        case,
        "case_split",
        params={"case_id": case.id, "answered": answered},
        by_phone={"what": WRONG_ANSWER if answered else SPLIT},
        cause=f"split:v{case.version}",
        lane=Lane.INTERACTIVE,
        now=now,
    )


async def tell_along(
    tx: Tx, before: Iterable[Case], *, main: Case, action: str, words: Written | None, member: Member, now: datetime
) -> None:
    """Tell the citizens of cases that went along with an action that tells citizens; all cases as they were before.

    The words of an answer, and why they were passed on, go to each of them; other words on the way are for the main
    case's citizen alone.
    """
    for one in before:
        case = await get_case(tx, one.id)
        if case is None or case.version == one.version:
            continue
        answered = not (await flow_of(tx, case)).states[case.state].is_with_staff
        if words and (answered or case.area != one.area):
            await _give_words(tx, case, words, main=main, action=action, member=member, now=now)
        else:
            await tell_step(tx, case, was=main.state, action=action, now=now)


async def _give_words(
    tx: Tx, case: Case, words: Written, *, main: Case, action: str, member: Member, now: datetime
) -> None:
    message = await add_message(
        tx,
        case.id,
        words,
        author=Author.STAFF,
        purpose=Purpose.ANSWER,
        state=LEAVES[case.person_id is not None],
        now=now,
        staff_id=member.id,
        action=action,
    )
    topic = await topic_of(tx, case)
    tx.say(
        Outgoing(
            dedupe_key=f"case_message:{message.id}:shared",
            to=Address(topic_id=topic.id),
            message="case_shared",
            params={"message_id": message.id, "main": main.number},
            lane=Lane.DEADLINE,
        )
    )
    if case.person_id is None:
        await want_call(tx, case, task_of(message), now=now)
    else:
        await say_to_citizen(tx, message, case=case)
        await say_status(tx, message, case=case)


async def load_merged(tx: Tx, *, hall: Hall, now: datetime, case_id: int, main_id: int) -> Loaded:
    """With which number a citizen's case goes along; nothing if it does no longer."""
    case = await get_case(tx, case_id)
    if case is None or case.person_id is None or case.main_id != main_id:
        return None
    shown = await shown_to_citizen(tx, case, hall=hall, now=now)
    return (await get_person(tx, case.person_id)).language, {"shown": shown}


async def load_split(tx: Tx, *, hall: Hall, now: datetime, case_id: int, answered: bool) -> Loaded:
    """A citizen's case is handled alone; nothing if it goes along with another one by now."""
    case = await get_case(tx, case_id)
    if case is None or case.person_id is None or case.main_id is not None:
        return None
    shown = await shown_to_citizen(tx, case, hall=hall, now=now)
    return (await get_person(tx, case.person_id)).language, {"shown": shown, "answered": answered}


async def load_shared(
    tx: Tx,
    *,
    hall: Hall,
    now: datetime,  # noqa: ARG001 # every loader is given it
    message_id: int,
    main: str,
) -> Loaded:
    """The words of the ``main`` case as they were given to the citizen of another one, for the topic of that."""
    message = await get_message(tx, message_id)
    case = await get_case(tx, message.case_id) if message else None
    if message is None or case is None:
        return None
    values = {
        "number": case.number,
        "main": main,
        "done": await heard_anywhere(tx, case, action=message.action),
        "text": message.content.text,
    }
    return hall.facts.languages[0], values
