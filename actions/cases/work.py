"""What staff do with a case: take it, give it back, do what its flow allows, with the words that go with it."""

from datetime import datetime

from actions.cases.acting import act
from actions.cases.calls import task_of, want_call
from actions.cases.drafts import StaffWords
from actions.cases.finding import keep_written, lock_any, lock_for
from actions.cases.flows import file_of
from actions.cases.moving import follow_area
from actions.cases.passing import area_named, tell_of_passing
from actions.cases.saying import refresh_card, say_status, say_to_citizen
from actions.cases.telling import tell_step
from actions.cases.trace import CASE, note
from content.cases import Choice
from content.models import Hall
from domain.acting import check_is_free, check_is_with_staff, is_party
from domain.cases import CLOCK, PARTY_OF, Actor, Case, Words, acting_staff
from domain.conversation import Author, MessageState, Purpose, Written, check_words
from domain.errors import AlreadyTaken, CaseChanged, CaseOver, NothingToSend, NotYours
from domain.flows import Need
from domain.people import Member
from storage.case_messages import claim_held_replies
from storage.cases import change_case, list_owned
from storage.events import has_key
from storage.people import get_staff_name
from storage.transaction import Tx

LEAVES = {True: MessageState.SENDING, False: MessageState.UNREACHABLE}
"""What becomes of words for a citizen, by whether they have Telegram."""


async def owner_of(tx: Tx, case: Case) -> str:
    """The name of whoever has the case; empty without one."""
    return await get_staff_name(tx, case.owner_id) if case.owner_id else ""


async def begin_action(tx: Tx, case_id: int, action: str, *, member: Member) -> tuple[Case, Choice]:
    """The case, locked, and the action in the words of its flow, if this member of staff may begin it now.

    Raises:
        AlreadyTaken: it is a colleague's to do.
        CaseOver: the state does not have the action.
        Gone: there is no such case.
        NotYours: it is another party's, or they are kept out of the case.
    """
    case, actor = await lock_for(tx, case_id, member=member), acting_staff(member)
    file = await file_of(tx, case)
    if (written := file.action(case.state, action)) is None:
        raise CaseOver(number=case.number)
    if not is_party(actor, (file.flow().states[case.state].actions or {})[action].by):
        raise NotYours(number=case.number)
    check_is_free(case, actor, owner=await owner_of(tx, case))
    return case, Choice.of(written, file)


async def take(tx: Tx, case_id: int, *, member: Member, now: datetime) -> Case:
    """Take a case nobody has; taking one's own again changes nothing.

    Raises:
        AlreadyTaken: a colleague was faster.
        CaseOver: it is not the staff's turn.
        NotYours: it is for those above, or for somebody new to the case.
    """
    case = await lock_any(tx, case_id)
    if case.owner_id not in (None, member.id):
        raise AlreadyTaken(owner=await owner_of(tx, case), number=case.number)
    await _check_turn(tx, case, member=member)
    return (
        case
        if case.owner_id
        else await give(tx, case, to=member.id, actor=acting_staff(member), action="taken", now=now)
    )


async def ask_take_over(tx: Tx, case_id: int, *, member: Member) -> Case:
    """The case, if this member of staff may take it from whoever has it.

    Raises:
        CaseOver: it is not the staff's turn.
        NotYours: it is for those above, or for somebody new to the case.
    """
    case = await lock_any(tx, case_id)
    await _check_turn(tx, case, member=member)
    return case


async def take_over(tx: Tx, case_id: int, *, version: int, member: Member, now: datetime) -> Case:
    """Take a case from the colleague the confirmed button named.

    Raises:
        CaseChanged: it changed since the button was shown.
        CaseOver: it is not the staff's turn.
        NotYours: it is for those above, or for somebody new to the case.
    """
    case = await ask_take_over(tx, case_id, member=member)
    if case.owner_id == member.id:
        return case
    if case.version != version:
        raise CaseChanged(number=case.number)
    return await give(tx, case, to=member.id, actor=acting_staff(member), action="taken_over", now=now)


async def release(tx: Tx, case_id: int, *, member: Member, now: datetime) -> Case:
    """Give a case back, so that a colleague can take it.

    Raises:
        AlreadyTaken: it is a colleague's.
        CaseOver: nobody has it.
    """
    case = await lock_any(tx, case_id)
    check_is_free(case, acting_staff(member), owner=await owner_of(tx, case))
    if case.owner_id is None:
        raise CaseOver(number=case.number)
    return await give(tx, case, to=None, actor=acting_staff(member), action="released", now=now)


async def release_all_of(tx: Tx, *, staff_id: int, now: datetime) -> int:
    """Give back whatever somebody who leaves was taking care of; return how many that were."""
    owned = await list_owned(tx, staff_id)
    for case in owned:
        await give(tx, case, to=None, actor=CLOCK, action="released", now=now)
    return len(owned)


async def hand_on(tx: Tx, *, former: Member, member: Member, now: datetime) -> None:
    """Whoever gets another role keeps what they were taking care of, if the new role is a party in cases."""
    if member.role not in PARTY_OF:
        await release_all_of(tx, staff_id=former.id, now=now)
        return
    for case in await list_owned(tx, former.id):
        await give(tx, case, to=member.id, actor=acting_staff(member), action="kept", now=now)


async def is_nobodys(tx: Tx, case: Case, *, member: Member) -> bool:
    """Whether nobody has a case that is the turn of this member of staff."""
    state = (await file_of(tx, case)).flow().states[case.state]
    return case.owner_id is None and state.owner is not None and is_party(acting_staff(member), state.owner)


async def _check_turn(tx: Tx, case: Case, *, member: Member) -> None:
    check_is_with_staff(case, (await file_of(tx, case)).flow(), acting_staff(member))


async def give(tx: Tx, case: Case, *, to: int | None, actor: Actor, action: str, now: datetime) -> Case:
    """Make a locked case somebody's, or nobody's, and write down whose it was."""
    changed = await change_case(tx, case, owner_id=to)
    if changed is None:
        raise CaseChanged(number=case.number)
    await note(tx, action, before=case, after=changed, actor=actor, now=now, detail={"from": case.owner_id})
    await refresh_card(tx, changed, cause=f"v{changed.version}")
    return changed


async def do_without_words(
    tx: Tx,
    case_id: int,
    action: str,
    *,
    version: int,
    member: Member,
    hall: Hall,
    now: datetime,
    begun: StaffWords | None = None,
) -> tuple[Case, Choice]:
    """Do what needs no words, or whose words may be left out; the citizen is told of it if the flow says so.

    ``begun`` is what they began to write, perhaps for this action, with the code they chose for it.

    Raises:
        Refusal: whatever ``begin_action`` and ``check_can_act`` raise.
    """
    case, choice = await begin_action(tx, case_id, action, member=member)
    await _let_held_replies_go(tx, case)
    actor = acting_staff(member)
    seen = _seen(case, version, member=member)
    words = Words({}, code=begun.code if begun and begun.is_for(case_id, action) else None)
    moved = await act(tx, case_id, action, version=seen, actor=actor, words=words, hall=hall, now=now)
    if choice.tells:
        await tell_step(tx, moved, was=case.state, action=action, now=now)
    return moved, choice


async def send_words(tx: Tx, words: StaffWords, *, member: Member, hall: Hall, now: datetime) -> tuple[Case, Choice]:
    """Do the action whose words were previewed; they go to the citizen if the flow says so, else they are a note.

    Raises:
        AnswerTooLong: the words do not fit into one message.
        NothingToSend: there are no words.
        Refusal: whatever ``begin_action`` and ``check_can_act`` raise.
    """
    if words.part is None:
        raise NothingToSend
    text = check_words(words.part.text)
    case, choice = await begin_action(tx, words.case_id, words.action, member=member)
    await _let_held_replies_go(tx, case)
    said = {need: (words.area or "") if need is Need.UNIT else text for need in choice.needs}
    given = Words(said, code=words.code, key=words.key)
    # In another group the words have no message that a line could stand under.
    stays = not words.area or not await follow_area(tx, case, area=area_named(hall, words.area).id, hall=hall, now=now)
    actor = acting_staff(member)
    seen = _seen(case, words.version, member=member)
    moved = await act(tx, case.id, words.action, version=seen, actor=actor, words=given, hall=hall, now=now)
    await _keep_words(
        tx,
        moved,
        words.part.written,
        action=words.action,
        tells=choice.tells,
        stays=stays,
        member=member,
        now=now,
    )
    if words.area:
        await tell_of_passing(tx, moved, member=member, hall=hall, now=now)
    return moved, choice


async def was_sent(tx: Tx, case_id: int, *, key: str) -> bool:
    """Whether words with this key were sent."""
    return await has_key(tx, key, subject_kind=CASE, subject_id=case_id)


def _seen(case: Case, version: int, *, member: Member) -> int:
    """The version to act on: whoever has the case knows it, though its card may still show how it was before that."""
    return case.version if case.owner_id == member.id else version


async def _keep_words(
    tx: Tx, case: Case, written: Written, *, action: str, tells: bool, stays: bool, member: Member, now: datetime
) -> None:
    message = await keep_written(
        tx,
        written,
        case=case,
        author=Author.STAFF,
        purpose=Purpose.ANSWER if tells else Purpose.NOTE,
        state=MessageState.NOTED if not tells else LEAVES[case.person_id is not None],
        now=now,
        staff_id=member.id,
        action=action,
    )
    if tells and case.person_id is None:
        await want_call(tx, case, task_of(message), now=now)
    elif tells:
        await say_to_citizen(tx, message, case=case)
        await say_status(tx, message, case=case, answers=written.message_id if stays else None)


async def _let_held_replies_go(tx: Tx, case: Case) -> None:
    """What a clerk replied before must not arrive after what is said now."""
    for message in await claim_held_replies(tx, case.id):
        await say_to_citizen(tx, message, case=case)
