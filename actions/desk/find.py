"""Somebody of staff looks for a case: by its number, the last digits of it, the citizen's telephone, or words.

Source: docs/rules/staff.md, 7.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from actions.cases.flows import flow_of
from actions.cases.standing import as_stands
from actions.cases.trace import note_message
from actions.desk.piles import lines_of, places_of
from actions.desk.sight import sight_now
from content.desk import Line, TopicPlace
from content.models import Hall
from domain.cases import Case, acting_staff
from domain.desk import Sight
from domain.filing import digits_of_phone
from domain.numbers import endings_of
from domain.people import Member
from domain.revealing import may_see_contact
from storage.contacts import list_by_phone
from storage.desk import Found, find_among, find_by_number, find_by_words
from storage.transaction import Tx

FOUND_BY_PHONE = "found_by_phone"
"""The event of it; the number is not in it."""
MOST_FOUND = 8
MOST_REACHED = 200
"""Cases of one telephone number that are looked at, the newest."""
LEAST_LETTERS = 2
"""Of words that are looked for: a single one is in every case."""
MOST_LETTERS = 100


async def find_cases(tx: Tx, written: str, *, member: Member, hall: Hall, now: datetime) -> tuple[Line, ...]:
    """What somebody may see of what they look for; by telephone or words only if no case has such a number.

    Whose contact they may not see they do not find by it. What is found by it is written down: who looked, and when.
    """
    sight = await sight_now(tx, member, hall=hall, now=now)
    found = await _find_by_phone(tx, written, sight=sight, member=member, now=now)
    known = {one.case.id for one in found}
    others = [one for one in await _find(tx, written, sight=sight) if one.case.id not in known]
    return await lines_of(tx, [*found, *others][:MOST_FOUND], sight=sight, now=now)


async def _find_by_phone(tx: Tx, written: str, *, sight: Sight, member: Member, now: datetime) -> list[Found]:
    if not (digits := digits_of_phone(written)):
        return []
    reached = await find_among(tx, await list_by_phone(tx, digits, limit=MOST_REACHED), sight=sight)
    found = [one for one in reached if await _may_see_contact(tx, one.case, member=member, now=now)][:MOST_FOUND]
    for one in found:
        await note_message(tx, one.case, actor=f"staff:{member.id}", action=FOUND_BY_PHONE, now=now)
    return found


async def _may_see_contact(tx: Tx, case: Case, *, member: Member, now: datetime) -> bool:
    stands_in = (await as_stands(tx, case, acting_staff(member), now=now)).in_place_of is not None
    return may_see_contact(case, await flow_of(tx, case), member, stands_in=stands_in)


async def find_in_group(
    tx: Tx,
    written: str,
    *,
    member: Member,
    hall: Hall,
    chat_id: int,
    staff_chats: Mapping[int, str],
    now: datetime,
) -> Sequence[tuple[str, TopicPlace]]:
    """The numbers of these cases and where they are handled.

    Nothing is found by a telephone number. What is delicate is found only in its own group: others read there too.
    """
    cases = [one.case for one in await _find(tx, written, sight=await sight_now(tx, member, hall=hall, now=now))]
    places = await places_of(tx, [case.id for case in cases], staff_chats=staff_chats)
    return [
        (case.number, places[case.id])
        for case in cases
        if case.id in places and (not case.is_delicate or places[case.id].chat_id == chat_id)
    ]


async def _find(tx: Tx, written: str, *, sight: Sight) -> list[Found]:
    words = " ".join(written.split())[:MOST_LETTERS]
    endings = endings_of(words)
    if endings and (found := await find_by_number(tx, endings, sight=sight, limit=MOST_FOUND)):
        return found
    if len(words) < LEAST_LETTERS:
        return []
    return await find_by_words(tx, words, sight=sight, limit=MOST_FOUND)
