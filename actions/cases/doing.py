"""Staff do what a case's flow allows, with the words that go with it; cases that go along with it are told as well."""

from datetime import datetime

from actions.cases.acting import act
from actions.cases.calls import task_of, want_call
from actions.cases.drafts import StaffWords
from actions.cases.finding import keep_written, lock_for
from actions.cases.flows import file_of
from actions.cases.following import let_go, list_companions
from actions.cases.moving import follow_area
from actions.cases.parts import give_part, list_waiting
from actions.cases.passing import area_named, tell_of_passing
from actions.cases.saying import say_status, say_to_citizen
from actions.cases.sharing import LEAVES, tell_along
from actions.cases.standing import has_alone, in_place
from actions.cases.telling import tell_step
from actions.cases.trace import CASE
from actions.cases.work import owner_of
from content.cases import Choice
from content.models import Hall
from domain.acting import check_goes_alone, check_is_free, is_party
from domain.cases import Actor, Case, Words, acting_staff
from domain.cohandling import check_nothing_is_awaited
from domain.conversation import Author, MessageState, Purpose, Written, check_words
from domain.errors import CaseChanged, CaseOver, NothingToSend, NotYours
from domain.flows import Need
from domain.merging_refusals import MergedAwait
from domain.people import Member
from storage.case_messages import claim_held_replies
from storage.events import has_key
from storage.transaction import Tx


async def begin_action(tx: Tx, case_id: int, action: str, *, member: Member, now: datetime) -> tuple[Case, Choice]:
    """The case, locked, and the action in the words of its flow, if this member of staff may begin it now.

    Raises:
        AlreadyTaken: it is a colleague's to do.
        CaseMerged: it goes along with another case.
        CaseOver: the state does not have the action.
        Gone: there is no such case.
        NotYours: it is another party's, or they are kept out of the case.
        PartsAwaited: other areas have yet to give their part, to it or to what goes along with it.
    """
    case = await lock_for(tx, case_id, member=member)
    actor = await in_place(tx, case, acting_staff(member), now=now)
    file = await file_of(tx, case)
    if (written := file.action(case.state, action)) is None:
        raise CaseOver(number=case.number)
    flow = file.flow()
    state = flow.states[case.state]
    rule = (state.actions or {})[action]
    if not is_party(actor, rule.by):
        raise NotYours(number=case.number)
    check_goes_alone(case, state)
    check_is_free(case, actor, owner=await owner_of(tx, case))
    together = (case, *await list_companions(tx, case, actor=actor))
    waiting = [part for one in together for part in await list_waiting(tx, one)]
    check_nothing_is_awaited(case, flow, rule, waiting=waiting)
    return case, Choice.of(written, file)


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
        MergedAwait: others await the answer to this case; words could be given and are not.
        Refusal: whatever ``begin_action`` and ``authorise`` raise.
    """
    case, choice = await begin_action(tx, case_id, action, member=member, now=now)
    actor = await in_place(tx, case, acting_staff(member), now=now)
    merged = await list_companions(tx, case, actor=actor)
    if merged and choice.ends and choice.needs:
        raise MergedAwait(number=case.number, merged=len(merged))
    await _let_held_replies_go(tx, case, *merged)
    seen = await _seen(tx, case, version, actor=actor, now=now)
    words = Words({}, code=begun.code if begun and begun.is_for(case_id, action) else None)
    moved = await act(tx, case_id, action, version=seen, actor=actor, words=words, hall=hall, now=now)
    if choice.tells:
        await tell_step(tx, moved, was=case.state, action=action, now=now)
        await tell_along(tx, merged, main=case, action=action, words=None, member=member, now=now)
    await give_part(tx, moved, action=action, written=None, by=actor, hall=hall, now=now)
    return moved, choice


async def is_for_others(tx: Tx, words: StaffWords, *, member: Member, now: datetime) -> bool:
    """Whether other cases go along with it by now than when the words were previewed.

    Raises:
        Refusal: whatever ``begin_action`` raises.
    """
    case, _choice = await begin_action(tx, words.case_id, words.action, member=member, now=now)
    companions = await list_companions(tx, case, actor=acting_staff(member))
    return [one.id for one in companions] != words.along


async def send_words(
    tx: Tx, words: StaffWords, *, member: Member, hall: Hall, now: datetime, alone: bool = False
) -> tuple[Case, Choice]:
    """Do the action whose words were previewed; they go to the citizen if the flow says so, else they are a note.

    Those whose cases go along with it get an answer too; ``alone``: they do not, and go on alone.

    Raises:
        CaseChanged: other cases go along with it by now than when it was previewed.
        AnswerTooLong: the words do not fit into one message.
        NothingToSend: there are no words.
        Refusal: whatever ``begin_action`` and ``authorise`` raise.
    """
    if words.part is None:
        raise NothingToSend
    text = check_words(words.part.text)
    case, choice = await begin_action(tx, words.case_id, words.action, member=member, now=now)
    merged, written = await _companions(tx, case, words, alone=alone, member=member, now=now), words.part.written
    await _let_held_replies_go(tx, case, *merged)
    said = {need: (words.area or "") if need is Need.UNIT else text for need in choice.needs}
    given, actor = Words(said, code=words.code, key=words.key), await in_place(tx, case, acting_staff(member), now=now)
    area = area_named(hall, words.area).id if words.area else None
    # In another group the words have no message that a line could stand under.
    left = [await follow_area(tx, one, area=area, hall=hall, now=now) for one in (case, *merged)] if area else [False]
    seen = await _seen(tx, case, words.version, actor=actor, now=now)
    moved = await act(tx, case.id, words.action, version=seen, actor=actor, words=given, hall=hall, now=now)
    await _keep_words(
        tx, moved, written, action=words.action, tells=choice.tells, stays=not left[0], member=member, now=now
    )
    if choice.tells:
        await tell_along(tx, merged, main=case, action=words.action, words=written, member=member, now=now)
    await give_part(tx, moved, action=words.action, written=written, by=actor, hall=hall, now=now)
    if words.area:
        await tell_of_passing(tx, moved, member=member, hall=hall, now=now)
    return moved, choice


async def was_sent(tx: Tx, case_id: int, *, key: str) -> bool:
    """Whether words with this key were sent."""
    return await has_key(tx, key, subject_kind=CASE, subject_id=case_id)


async def _companions(
    tx: Tx, case: Case, words: StaffWords, *, alone: bool, member: Member, now: datetime
) -> list[Case]:
    """The cases that go along with this one, if they are those of the preview; none of them if it is to go alone."""
    actor = await in_place(tx, case, acting_staff(member), now=now)
    merged = await list_companions(tx, case, actor=actor)
    if [one.id for one in merged] != words.along:
        raise CaseChanged(number=case.number)
    if not alone:
        return merged
    for one in merged:
        await let_go(tx, one, actor=actor, now=now)
    return []


async def _seen(tx: Tx, case: Case, version: int, *, actor: Actor, now: datetime) -> int:
    """The version to act on: whoever alone has the case knows it, though its card may still show how it was before."""
    return case.version if await has_alone(tx, case, actor, now=now) else version


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


async def _let_held_replies_go(tx: Tx, *cases: Case) -> None:
    """What a clerk replied before must not arrive after what is said now."""
    for case in cases:
        for message in await claim_held_replies(tx, case.id):
            await say_to_citizen(tx, message, case=case)
