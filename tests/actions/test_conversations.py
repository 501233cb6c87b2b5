"""What the hall does with cases, on both databases: numbers, races, versions, due replies, history."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from actions.cases.additions import add_to_case, do_in_own, do_with_words, list_open_for, reword_by_citizen, take_back
from actions.cases.delivered import on_delivery, on_topic_recreated
from actions.cases.doing import do_without_words, send_words
from actions.cases.drafts import ActingWith, DraftPart, QuestionDraft, StaffWords
from actions.cases.handing import hand_over
from actions.cases.loaders import load_card
from actions.cases.replies import hold_reply, stop_reply
from actions.cases.work import release, take, take_over
from content.models import StaffChat
from content.staff_chats import chat_for
from domain.cases import Case
from domain.conversation import REPLY_HOLD, ContentKind, MessageState, Purpose, Written
from domain.errors import AlreadySent, AlreadyTaken, CaseChanged, CaseOver, Gone, OutdatedButton
from domain.languages import Language
from domain.people import Member, Role
from domain.subjects import Outcome, Part, Subject
from jobs.replies import release_held_replies
from storage.case_messages import get_message, list_messages, list_wordings
from storage.cases import get_case
from storage.db import Database
from storage.events import list_events
from storage.people import set_language
from storage.topics import add_topic, find_topic
from storage.transaction import Tx
from tests.actions.people_desk import a_citizen, a_clerk, a_question, words
from tests.kit.cases import QUESTION
from tests.views.halls import NOW, sample_hall


async def closes(tx: Tx, case: Case, clerk: Member) -> Case:
    """A clerk closes a question without a word."""
    closing = {"version": case.version, "member": clerk, "hall": sample_hall(), "now": NOW}
    return (await do_without_words(tx, case.id, "close", **closing))[0]


async def test_numbers_are_given_without_gaps_also_when_many_ask_at_once(database: Database) -> None:
    people = [await a_citizen(database, telegram_id=100 + n) for n in range(8)]

    made = await asyncio.gather(*(a_question(database, person) for person in people))

    assert sorted(case.number for case in made) == [f"ZX2026-{n:06}" for n in range(1, 9)]


async def test_a_refused_question_leaves_no_gap_in_the_numbers(database: Database) -> None:
    chen, lin = await a_citizen(database), await a_citizen(database, telegram_id=101)

    async def hands_over_in_vain() -> None:
        async with database.write() as tx:
            draft = QuestionDraft(parts=[DraftPart.of(words("?"))])
            await hand_over(tx, draft, person=chen, hall=sample_hall(), now=NOW)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await hands_over_in_vain()
    assert (await a_question(database, lin)).number == "ZX2026-000001"


async def test_the_year_of_the_number_is_the_halls(database: Database) -> None:
    new_year = NOW.replace(year=2027, month=1, day=1, hour=0, minute=30, tzinfo=ZoneInfo("Asia/Shanghai"))
    assert (await a_question(database, await a_citizen(database), now=new_year)).number == "ZX2027-000001"


async def test_the_same_draft_makes_one_enquiry(database: Database) -> None:
    chen, draft = await a_citizen(database), QuestionDraft(parts=[DraftPart.of(words("?"))])
    handed = []
    for _ in range(2):
        async with database.write() as tx:
            handed.append(await hand_over(tx, draft, person=chen, hall=sample_hall(), now=NOW))
    assert [each.again for each in handed] == [False, True]
    assert handed[0].case == handed[1].case


async def test_of_two_clerks_at_once_one_takes_it(database: Database) -> None:
    case = await a_question(database, await a_citizen(database))
    clerks = [await a_clerk(database, telegram_id=200 + n, name=f"经办{n}") for n in range(6)]

    async def tries(clerk: object) -> str:
        try:
            async with database.write() as tx:
                await take(tx, case.id, member=clerk, now=NOW)  # type: ignore[arg-type] # a Member, from the list above
                await asyncio.sleep(0)
        except AlreadyTaken as refused:
            return str(refused.params["owner"])
        return "won"

    outcomes = await asyncio.gather(*map(tries, clerks))

    assert outcomes.count("won") == 1
    winner = clerks[outcomes.index("won")].person.first_name
    assert set(outcomes) == {"won", winner}


async def test_a_confirmation_is_outdated_once_the_enquiry_changed_hands(database: Database) -> None:
    case = await a_question(database, await a_citizen(database))
    wang, zhao = await a_clerk(database), await a_clerk(database, telegram_id=201, name="赵强")
    async with database.write() as tx:
        seen = await take(tx, case.id, member=wang, now=NOW)
        await release(tx, case.id, member=wang, now=NOW)
        await take(tx, case.id, member=wang, now=NOW)
        with pytest.raises(CaseChanged):
            await take_over(tx, case.id, version=seen.version, member=zhao, now=NOW)


async def test_a_reply_to_an_open_enquiry_makes_it_the_clerks(database: Database) -> None:
    case, clerk = await a_question(database, await a_citizen(database)), await a_clerk(database)
    async with database.write() as tx:
        await hold_reply(tx, case.id, words("可以"), member=clerk, now=NOW)
        present = await get_case(tx, case.id)
    assert present
    assert (present.state, present.owner_id) == ("submitted", clerk.id)


async def test_due_replies_leave_oldest_first_and_once(database: Database) -> None:
    clerk = await a_clerk(database)
    held = []
    for n in range(3):
        case = await a_question(database, await a_citizen(database, telegram_id=100 + n))
        async with database.write() as tx:
            written = words(f"回复{n}", message_id=50 + n)
            held.append(await hold_reply(tx, case.id, written, member=clerk, now=NOW - timedelta(seconds=n)))
    due = NOW + REPLY_HOLD

    async with database.write() as tx:
        assert await release_held_replies(tx, now=NOW + timedelta(seconds=12), limit=10) == 0
        assert await release_held_replies(tx, now=due, limit=2) == 2
        states = [(await get_message(tx, message.id)).state for message in held]  # type: ignore[union-attr] # it exists
        assert states == [MessageState.HELD, MessageState.SENDING, MessageState.SENDING]
        assert [out.params for out in tx.outgoing if out.message == "case_reply"] == [
            {"message_id": held[2].id},
            {"message_id": held[1].id},
        ]
        assert await release_held_replies(tx, now=due, limit=10) == 1
        assert await release_held_replies(tx, now=due, limit=10) == 0


async def test_replicas_that_tick_at_once_send_a_reply_once(database: Database) -> None:
    clerk = await a_clerk(database)
    for n in range(20):
        case = await a_question(database, await a_citizen(database, telegram_id=100 + n))
        async with database.write() as tx:
            await hold_reply(tx, case.id, words("好", message_id=50 + n), member=clerk, now=NOW)

    async def ticks() -> int:
        async with database.write() as tx:
            count = await release_held_replies(tx, now=NOW + REPLY_HOLD, limit=7)
            await asyncio.sleep(0)
            return count

    rounds = [sum(await asyncio.gather(*(ticks() for _ in range(3)))) for _ in range(4)]

    assert sum(rounds) == 20


async def test_stopping_and_leaving_at_once_have_one_winner(database: Database) -> None:
    case, clerk = await a_question(database, await a_citizen(database)), await a_clerk(database)
    async with database.write() as tx:
        held = await hold_reply(tx, case.id, words("好"), member=clerk, now=NOW)

    async def stops() -> bool:
        try:
            async with database.write() as tx:
                await stop_reply(tx, held.id, member=clerk, now=NOW)
        except AlreadySent:
            return False
        return True

    async def leaves() -> bool:
        async with database.write() as tx:
            return bool(await release_held_replies(tx, now=NOW + REPLY_HOLD, limit=1))

    stopped, left = await asyncio.gather(stops(), leaves())
    async with database.read() as tx:
        present = await get_message(tx, held.id)

    assert stopped != left
    assert present
    assert present.state is (MessageState.STOPPED if stopped else MessageState.SENDING)


@pytest.mark.parametrize(
    ("outcome", "state"),
    [
        (Outcome.SENT, MessageState.SENT),
        (Outcome.UNREACHABLE, MessageState.UNREACHABLE),
        (Outcome.UNKNOWN, MessageState.UNKNOWN),
        (Outcome.DEAD, MessageState.FAILED),
        (Outcome.EXPIRED, MessageState.FAILED),
    ],
)
async def test_the_outcome_of_a_delivery_is_told_in_the_topic(
    database: Database, outcome: Outcome, state: MessageState
) -> None:
    case, clerk = await a_question(database, await a_citizen(database)), await a_clerk(database)
    async with database.write() as tx:
        held = await hold_reply(tx, case.id, words("好"), member=clerk, now=NOW)
        await release_held_replies(tx, now=NOW + REPLY_HOLD, limit=1)
    async with database.write() as tx:
        await on_delivery(tx, Subject("case_message", held.id, Part.COPY), outcome=outcome, now=NOW)
        present = await get_message(tx, held.id)
        said = [out.message for out in tx.outgoing]
    assert present
    assert present.state is state
    assert said[:2] == ["case_status", "case_card"]
    assert ("call_task" in said) == (outcome is Outcome.UNREACHABLE)


async def test_every_wording_of_a_message_is_kept(database: Database) -> None:
    chen = await a_citizen(database)
    case = await a_question(database, chen)
    async with database.write() as tx:
        [first] = await list_messages(tx, case.id)
        assert await reword_by_citizen(tx, first, text="改一", now=NOW)
        second = await get_message(tx, first.id)
        assert second
        assert await reword_by_citizen(tx, second, text="改二", now=NOW)
        assert not await reword_by_citizen(tx, second, text="改二", now=NOW)
        present = await get_case(tx, case.id)
        wordings = await list_wordings(tx, first.id)
    assert [(former.version, former.text) for former in wordings] == [(1, "材料不齐能先登记吗？"), (2, "改一")]
    assert present
    assert present.text == "改二"


async def test_words_after_the_end_reach_a_person_again(database: Database) -> None:
    chen, clerk = await a_citizen(database), await a_clerk(database)
    case = await a_question(database, chen)
    async with database.write() as tx:
        closed = await closes(tx, case, clerk)
        added = await add_to_case(tx, case.id, words("还有", message_id=11), person=chen, hall=sample_hall(), now=NOW)
    assert closed.closed_at
    assert added.reopened
    assert (added.case.state, added.case.owner_id, added.case.round) == ("submitted", clerk.id, 2)


async def test_what_was_added_can_be_taken_back_once_and_only_by_its_writer(database: Database) -> None:
    chen, eve = await a_citizen(database), await a_citizen(database, telegram_id=101)
    case = await a_question(database, chen)
    async with database.write() as tx:
        added = await add_to_case(tx, case.id, words("别的", message_id=11), person=chen, hall=sample_hall(), now=NOW)
        with pytest.raises(Gone):
            await take_back(tx, added.message.id, person=eve, now=NOW)
        [question] = [m for m in await list_messages(tx, case.id) if m.purpose is Purpose.QUESTION]
        with pytest.raises(Gone):
            await take_back(tx, question.id, person=chen, now=NOW)
        assert [part.content.text for part in await take_back(tx, added.message.id, person=chen, now=NOW)] == ["别的"]
        with pytest.raises(OutdatedButton):
            await take_back(tx, added.message.id, person=chen, now=NOW)


async def test_previewed_words_are_not_sent_after_somebody_closed_the_enquiry(database: Database) -> None:
    case, clerk = await a_question(database, await a_citizen(database)), await a_clerk(database)
    answer = StaffWords(case_id=case.id, version=case.version, action="answer", part=DraftPart.of(words("答复")))
    async with database.write() as tx:
        await closes(tx, case, clerk)
        with pytest.raises(CaseOver):
            await send_words(tx, answer, member=clerk, hall=sample_hall(), now=NOW)
        assert not any(out.message == "case_answer" for out in tx.outgoing)


async def test_whoever_has_just_taken_a_case_answers_it_from_the_card_as_it_was_before(database: Database) -> None:
    case, clerk = await a_question(database, await a_citizen(database)), await a_clerk(database)
    answer = StaffWords(case_id=case.id, version=case.version, action="answer", part=DraftPart.of(words("答复")))
    async with database.write() as tx:
        await take(tx, case.id, member=clerk, now=NOW)
        answered, _ = await send_words(tx, answer, member=clerk, hall=sample_hall(), now=NOW)
    assert answered.state == "answered"


async def test_of_what_changed_since_it_was_seen_the_present_is_shown_to_everybody_else(database: Database) -> None:
    case, clerk = await a_question(database, await a_citizen(database)), await a_clerk(database)
    sun = await a_clerk(database, telegram_id=201, name="孙莉", role=Role.SUPERVISOR)
    answer = StaffWords(case_id=case.id, version=case.version, action="answer", part=DraftPart.of(words("答复")))
    async with database.write() as tx:
        await take(tx, case.id, member=clerk, now=NOW)
        with pytest.raises(CaseChanged):
            await send_words(tx, answer, member=sun, hall=sample_hall(), now=NOW)


async def test_a_citizen_ends_a_question_also_when_somebody_took_it_meanwhile_but_not_one_that_was_answered(
    database: Database,
) -> None:
    chen, clerk = await a_citizen(database), await a_clerk(database)
    case, other = await a_question(database, chen), await a_question(database, chen, question="另一个")
    async with database.write() as tx:
        await take(tx, case.id, member=clerk, now=NOW)
        settle = {"person": chen, "hall": sample_hall(), "now": NOW}
        settled = await do_in_own(tx, case.id, "settle", version=case.version, **settle)
        assert settled.state == "closed"
        assert await do_in_own(tx, case.id, "settle", version=case.version, **settle) == settled
        answer = StaffWords(case_id=other.id, version=other.version, action="answer", part=DraftPart.of(words("好")))
        await send_words(tx, answer, member=clerk, hall=sample_hall(), now=NOW)
        with pytest.raises(CaseChanged):
            await do_in_own(tx, other.id, "settle", version=other.version, **settle)


async def test_every_deed_is_written_down_with_who_did_it(database: Database) -> None:
    chen, clerk = await a_citizen(database), await a_clerk(database)
    case = await a_question(database, chen)
    async with database.write() as tx:
        await take(tx, case.id, member=clerk, now=NOW)
        await hold_reply(tx, case.id, words("好"), member=clerk, now=NOW)
        await release_held_replies(tx, now=NOW + REPLY_HOLD, limit=1)
        await release(tx, case.id, member=clerk, now=NOW)
        history = await list_events(tx, subject_kind="case", subject_id=case.id)
    assert [(event.actor, event.action) for event in history] == [
        ("citizen", "filed"),
        (f"staff:{clerk.id}", "taken"),
        (f"staff:{clerk.id}", "replied"),
        ("hall", "reply_left"),
        (f"staff:{clerk.id}", "released"),
    ]


async def test_the_card_hides_who_asks_and_speaks_the_halls_language(database: Database) -> None:
    chen = await a_citizen(database, name="陈晓")
    case = await a_question(database, chen, guess_ids=["id-card", "no-such-guide"])
    async with database.write() as tx:
        await set_language(tx, chen.id, language=Language.EN)
        loaded = await load_card(tx, hall=sample_hall(), now=NOW, case_id=case.id)
    assert loaded
    language, values = loaded
    assert language is Language.ZH_HANS
    assert values["citizen"] == "陈**"
    assert len(values["guesses"]) == 1


def test_a_question_goes_to_the_chat_of_its_area_then_to_the_one_for_all() -> None:
    hall = sample_hall()
    guide = hall.services[0]
    chats = (
        StaffChat(name="complaints", kinds=("complaint",)),
        StaffChat(name="everything"),
        StaffChat(name="mine", areas=(guide.area,), kinds=("enquiry",)),
    )
    other = hall.model_copy(update={"facts": hall.facts.model_copy(update={"staff_chats": chats})})

    def chat_of(*guesses: str) -> str:
        return chat_for(other, replace(QUESTION, guesses=guesses)).name

    assert chat_of(guide.id) == "mine"
    assert chat_of("gone", guide.id) == "mine"
    assert chat_of() == "everything"
    assert chat_for(other, replace(QUESTION, kind="complaint", area=guide.area)).name == "complaints"


async def test_every_part_of_an_album_follows_the_first_also_into_a_case_that_does_not_listen(
    database: Database,
) -> None:
    chen, clerk = await a_citizen(database), await a_clerk(database)
    case = await a_question(database, chen)
    parts = [Written(ContentKind.PHOTO, "", 100, 30 + n, media_group="album") for n in range(3)]
    async with database.write() as tx:
        answer = StaffWords(case_id=case.id, version=case.version, action="answer", part=DraftPart.of(words("好")))
        await send_words(tx, answer, member=clerk, hall=sample_hall(), now=NOW)
        await do_in_own(tx, case.id, "settle", version=2, person=chen, hall=sample_hall(), now=NOW)
        assert await list_open_for(tx, chen, written=parts[0]) == []
        await add_to_case(tx, case.id, parts[0], person=chen, hall=sample_hall(), now=NOW)
        for part in parts[1:]:
            [found] = await list_open_for(tx, chen, written=part)
            assert (await add_to_case(tx, found.id, part, person=chen, hall=sample_hall(), now=NOW)).quiet
        kept = [message.content.message_id for message in await list_messages(tx, case.id)]
    assert kept[-3:] == [30, 31, 32]


async def test_words_that_come_too_late_for_what_they_were_meant_for_are_added_all_the_same(database: Database) -> None:
    chen, clerk = await a_citizen(database), await a_clerk(database)
    case = await a_question(database, chen)
    async with database.write() as tx:
        await closes(tx, case, clerk)
        draft = ActingWith(case_id=case.id, version=case.version, action="settle")
        written = words("不行", message_id=40)
        _, in_time = await do_with_words(tx, draft, written, person=chen, hall=sample_hall(), now=NOW)
        assert not in_time
        assert [message.content.text for message in await list_messages(tx, case.id)][-1] == "不行"


async def test_a_topic_of_another_group_that_is_lost_as_often_is_filled_as_well(database: Database) -> None:
    case = await a_question(database, await a_citizen(database))
    async with database.write() as tx:
        first = await find_topic(tx, subject_kind="case", subject_id=case.id)
        assert first
        await on_topic_recreated(tx, replace(first, recreated=1), now=NOW)
        said = len(tx.outgoing)
        about = {"subject_kind": "case", "subject_id": case.id}
        second = await add_topic(tx, staff_chat="other", name=case.number, **about, now=NOW)
        await on_topic_recreated(tx, replace(first, id=second, recreated=1), now=NOW)
        keys = [out.dedupe_key for out in tx.outgoing]
    assert len(keys) > said
    assert len(set(keys)) == len(keys)
