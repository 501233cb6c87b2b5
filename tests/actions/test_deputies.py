"""While somebody is away a colleague is told of their cases and acts in their place; then all is as it was."""

from datetime import date

import pytest
from sqlalchemy import update

from actions.cases.doing import begin_action, send_words
from actions.cases.drafts import DraftPart, StaffWords, TimeWords
from actions.cases.extensions import request_extension
from actions.cases.nudging import nudge
from actions.cases.passing import assign, list_colleagues
from actions.cases.present import shown_to_citizen, shown_to_staff
from actions.cases.replies import hold_reply
from actions.cases.revealing import reveal
from actions.cases.work import release, take
from actions.desk.handover import choose_heir, list_heirs
from actions.desk.piles import count_desk, get_seen, look_at_case, look_at_pile
from domain.cases import Case, Privacy
from domain.desk import Pile
from domain.errors import AlreadyTaken, CaseChanged, ContactNotYours, Gone, NotYours
from domain.filing import Contact
from domain.people import Member, Role
from domain.staff_errors import IsAway
from jobs.morning import tell_morning
from storage.contacts import add_contact
from storage.db import Database
from storage.people import get_member
from storage.tables import staff
from tests.actions.away_desk import AFTER, BEFORE, DURING, changes, comes_back, leaves, owns, readers
from tests.actions.case_desk import Desk, a_desk, actor_of, at
from tests.actions.merging_desk import merges, splits
from tests.actions.people_desk import a_clerk, words


@pytest.fixture
async def desk(database: Database) -> Desk:
    return await a_desk(database)


@pytest.fixture
async def li(desk: Desk) -> Member:
    return await a_clerk(desk.database, telegram_id=210, name="李雷")


async def mine(desk: Desk, member: Member, *, when: str = DURING) -> list[tuple[str, bool]]:
    """What lies on somebody's desk as theirs, and whether it is in a colleague's place."""
    async with desk.database.read() as tx:
        page = await look_at_pile(tx, Pile.MINE, member=member, hall=desk.hall, now=at(when))
        counts = await count_desk(tx, member, hall=desk.hall, now=at(when))
    assert counts[Pile.MINE] == len(page.lines)
    return [(line.case.number, line.stands_in) for line in page.lines]


async def may_begin(desk: Desk, case: Case, member: Member, *, when: str = DURING, action: str = "accept") -> bool:
    async with desk.database.write() as tx:
        try:
            await begin_action(tx, case.id, action, member=member, now=at(when))
        except (AlreadyTaken, NotYours):
            return False
        return True


async def sees(desk: Desk, member: Member, case: Case, *, when: str = DURING) -> bool:
    async with desk.database.read() as tx:
        try:
            return bool(await get_seen(tx, case.id, member=member, hall=desk.hall, now=at(when)))
        except Gone:
            return False


async def test_the_deputys_desk_has_the_cases_while_the_days_last_and_not_a_moment_longer(
    desk: Desk, li: Member
) -> None:
    case = await owns(desk, desk.wang)
    await leaves(desk, desk.wang, li)
    for when, theirs in (
        ("2026-09-01 23:59", []),
        ("2026-09-02 00:00", [(case.number, True)]),
        ("2026-09-04 23:59", [(case.number, True)]),
        (AFTER, []),
    ):
        assert await mine(desk, li, when=when) == theirs, when
        assert await mine(desk, desk.wang, when=when) == [(case.number, False)], when
        assert await sees(desk, li, case, when=when) is bool(theirs), when
        assert await may_begin(desk, case, li, when=when) is bool(theirs), when


async def test_a_deputy_does_what_the_owner_may_and_the_case_stays_the_owners(desk: Desk, li: Member) -> None:
    case = await owns(desk, desk.wang)
    await leaves(desk, desk.wang, li)
    accepted = await desk.does(case, "accept", by=li, when=DURING)
    assert accepted.owner_id == desk.wang.id

    last = (await desk.events(case))[-1]
    assert (last.action, last.actor, last.detail["in_place_of"]) == ("accept", f"staff:{li.id}", desk.wang.id)
    assert await desk.drifts() == []
    found = await desk.does(accepted, "find", by=desk.wang, when=AFTER)
    assert found.owner_id == desk.wang.id
    assert "in_place_of" not in (await desk.events(case))[-1].detail


async def test_what_others_do_is_in_nobodys_place(desk: Desk, li: Member) -> None:
    mei = await a_clerk(desk.database, telegram_id=211, name="韩梅")
    case = await owns(desk, desk.wang)
    await leaves(desk, desk.wang, li)
    assert not await may_begin(desk, case, mei)
    accepted = await desk.does(case, "accept", by=desk.sun, when=DURING)
    assert accepted.owner_id == desk.sun.id
    assert "in_place_of" not in (await desk.events(case))[-1].detail


async def test_a_deputy_keeps_nothing_for_themselves_but_may_give_it_back(desk: Desk, li: Member) -> None:
    case = await owns(desk, desk.wang)
    await leaves(desk, desk.wang, li)
    async with desk.database.read() as tx:
        shown = await look_at_case(tx, case.id, member=li, hall=desk.hall, staff_chats={}, now=at(DURING))
    assert (shown.may_take, shown.may_release) == (False, True)
    async with desk.database.write() as tx:
        assert (await take(tx, case.id, member=li, now=at(DURING))).owner_id == desk.wang.id
        released = await release(tx, case.id, member=li, now=at(DURING))
    assert released.owner_id is None
    assert (await desk.events(case))[-1].detail["in_place_of"] == desk.wang.id


async def test_a_deputy_handles_the_owners_cases_together_and_parts_them_in_their_place(desk: Desk, li: Member) -> None:
    main, other = await owns(desk, desk.wang), await owns(desk, desk.wang)
    await leaves(desk, desk.wang, li)
    merged = await merges(desk, other, main, by=li, when=DURING)
    assert (merged.main_id, merged.owner_id) == (main.id, desk.wang.id)
    await desk.does(main, "accept", by=li, when=DURING)
    accepted = await desk.now(merged)
    assert (accepted.state, accepted.owner_id) == ("investigating", desk.wang.id)
    alone = await splits(desk, accepted, by=li, when=DURING)
    assert (alone.main_id, alone.owner_id) == (None, desk.wang.id)
    told = {event.action: event.detail.get("in_place_of") for event in await desk.events(alone)}
    assert (told["merged"], told["accept"], told["split"]) == (desk.wang.id, desk.wang.id, desk.wang.id)
    assert await desk.drifts() == []


async def test_a_reply_and_a_request_for_time_say_in_whose_place_they_were_made(desk: Desk, li: Member) -> None:
    case = await owns(desk, desk.wang)
    await leaves(desk, desk.wang, li)
    case = await desk.does(case, "accept", by=li, when=DURING)
    async with desk.database.write() as tx:
        await hold_reply(tx, case.id, words("正在核实。"), member=li, now=at(DURING))
        asked = TimeWords(case_id=case.id, version=case.version, amount=3, part=DraftPart.of(words("要调档案。")))
        await request_extension(tx, asked, actor=actor_of(li), hall=desk.hall, now=at(DURING))
    told = {event.action: event.detail.get("in_place_of") for event in await desk.events(case)}
    assert (told["replied"], told["extension_asked"], told["taken"]) == (desk.wang.id, desk.wang.id, None)


async def test_what_a_deputy_answered_comes_back_to_whose_it_was(desk: Desk, li: Member) -> None:
    case = await owns(desk, desk.wang, kind="enquiry")
    await leaves(desk, desk.wang, li)
    answered = await desk.does(case, "answer", by=li, when=DURING)
    assert (answered.owner_id, answered.handler_id) == (None, li.id)
    again = await desk.does(answered, "answer", by=li, when="2026-09-02 11:05")
    asked = await desk.does(again, "ask-again", by=desk.chen, when=AFTER)
    assert asked.owner_id == desk.wang.id


async def test_a_review_is_for_neither_of_both(desk: Desk, li: Member) -> None:
    case = await owns(desk, desk.wang)
    await leaves(desk, desk.wang, li)
    for deed in ("accept", "find", "answer"):
        case = await desk.does(case, deed, by=li, when=DURING)
    review = await desk.does(case, "dispute", by=desk.chen, when="2026-09-02 12:00")
    assert set(review.handlers) == {desk.wang.id, li.id}


async def finds_out(desk: Desk, case: Case, *, by: Member) -> None:
    """Record findings by the card as it was when the case was taken."""
    written = StaffWords(case_id=case.id, version=case.version, action="find")
    said = written.with_part(DraftPart.of(words("查过了。", message_id=by.id + 50)))
    async with desk.database.write() as tx:
        await send_words(tx, said, member=by, hall=desk.hall, now=at(DURING))


@pytest.mark.parametrize("first", ["wang", "li"])
async def test_of_owner_and_deputy_whoever_is_second_is_shown_the_present(desk: Desk, li: Member, first: str) -> None:
    case = await owns(desk, desk.wang)
    await leaves(desk, desk.wang, li)
    one, other = (desk.wang, li) if first == "wang" else (li, desk.wang)
    await desk.does(case, "accept", by=one, when=DURING)
    with pytest.raises(CaseChanged):
        await finds_out(desk, case, by=other)


async def test_an_owner_who_is_alone_knows_what_they_did_themselves(desk: Desk) -> None:
    """The control: an older card is good enough for whoever did everything since."""
    case = await owns(desk, desk.wang)
    await desk.does(case, "accept", by=desk.wang, when=DURING)
    await finds_out(desk, case, by=desk.wang)
    assert (await desk.now(case)).state == "handling"


async def test_reminders_go_to_the_deputy_alone_and_name_whose_case_it_is(desk: Desk, li: Member) -> None:
    case = await owns(desk, desk.wang)
    await leaves(desk, desk.wang, li)
    await desk.ticks("2026-09-02 09:00")

    assert await readers(desk, "case_word") == [210]
    [row] = [row for row in await desk.said("case_word") if row.chat_id]
    assert "经办：王敏（不在，由您代办）" in await desk.reads(row, when="2026-09-02 09:00")
    assert (await desk.now(case)).owner_id == desk.wang.id


async def test_of_several_a_deputy_reads_one_list_with_their_own_and_the_others(desk: Desk, li: Member) -> None:
    cases = [await owns(desk, desk.wang), await owns(desk, li)]
    await leaves(desk, desk.wang, li)
    await desk.ticks("2026-09-02 09:00")

    [row] = await desk.said("case_digest")
    read = await desk.reads(row, when="2026-09-02 09:00")
    assert row.chat_id == 210
    assert all(case.number in read for case in cases)
    assert read.count("王敏（您代办）") == 1
    assert "李雷（您代办）" not in read


@pytest.mark.parametrize(
    ("first", "last", "reader"), [(date(2026, 9, 4), date(2026, 9, 4), 210), (date(2026, 9, 2), date(2026, 9, 3), 200)]
)
async def test_what_fires_at_night_is_told_in_the_morning_to_whoever_is_there_then(
    desk: Desk, li: Member, first: date, last: date, reader: int
) -> None:
    await owns(desk, desk.wang)
    await leaves(desk, desk.wang, li, first=first, last=last)
    await desk.ticks("2026-09-03 22:00", times=2)
    assert await readers(desk, "case_word") == []
    await desk.ticks("2026-09-04 09:00")
    assert reader in await readers(desk, "case_word")
    assert ({200, 210} - {reader}).isdisjoint(await readers(desk, "case_word"))


async def test_an_absent_supervisor_is_told_nothing_and_another_is(desk: Desk) -> None:
    mei = await a_clerk(desk.database, telegram_id=211, name="韩梅", role=Role.SUPERVISOR)
    await owns(desk, desk.wang)
    await leaves(desk, desk.sun, mei)
    await desk.ticks("2026-09-03 17:30", times=2)
    assert set(await readers(desk, "case_word")) == {200, 211}


async def test_a_deputy_hears_of_a_nudge(desk: Desk, li: Member) -> None:
    case = await owns(desk, desk.wang)
    await leaves(desk, desk.wang, li)
    async with desk.database.write() as tx:
        await nudge(tx, case.id, person=desk.chen, hall=desk.hall, now=at(DURING))
    [row] = [row for row in await desk.said("case_nudged") if row.chat_id]
    assert row.chat_id == 210
    assert "请代 王敏 尽快办理" in await desk.reads(row, when=DURING)


async def test_in_the_morning_the_deputy_is_told_and_the_absent_is_left_in_peace(desk: Desk, li: Member) -> None:
    await owns(desk, desk.wang)
    await leaves(desk, desk.wang, li)
    now = at("2026-09-03 09:00")
    await tell_morning(desk.database, hall=desk.hall, staff_chats={}, now=now)
    rows = {row.chat_id: row for row in await desk.said("morning")}
    assert 200 not in rows
    assert "代 王敏" in await desk.reads(rows[210], when=now)
    assert "今天到期 1 件" in await desk.reads(rows[210], when=now)


async def test_a_morning_on_its_way_to_whoever_leaves_meanwhile_says_nothing(desk: Desk, li: Member) -> None:
    await owns(desk, desk.wang)
    now = at("2026-09-03 09:00")
    await tell_morning(desk.database, hall=desk.hall, staff_chats={}, now=now)
    [row] = [row for row in await desk.said("morning") if row.chat_id == 200]
    assert await desk.reads(row, when=now)
    await leaves(desk, desk.wang, li, first=now.date(), when="2026-09-03 09:00")
    assert await desk.reads(row, when=now) == ""


async def nothing_of_it(desk: Desk, case: Case, deputy: Member, *, reader: int) -> None:
    """The deputy neither sees the case nor acts in it nor is told of it; somebody above is."""
    assert (case.number, True) not in await mine(desk, deputy)
    assert not await may_begin(desk, case, deputy, action="decide" if case.state == "review" else "accept")
    async with desk.database.write() as tx:
        await nudge(tx, case.id, person=desk.chen, hall=desk.hall, now=at(DURING))
    assert await readers(desk, "case_nudged") == [reader]
    async with desk.database.read() as tx:
        shown = await shown_to_staff(tx, case, hall=desk.hall, now=at(DURING))
    assert shown.standing is not None
    assert shown.standing.name == ""
    await desk.ticks("2026-09-02 09:00")
    words = [row for message in ("case_word", "case_digest") for row in await desk.said(message)]
    told = {row.chat_id for row in words if case.number in await desk.reads(row, when="2026-09-02 09:00")}
    assert deputy.person.telegram_id not in told
    assert reader in told


async def test_a_deputy_whom_the_case_is_about_knows_nothing_of_it(desk: Desk, li: Member) -> None:
    case = await changes(desk, await owns(desk, desk.wang), about_id=li.id)
    other = await owns(desk, desk.wang)
    await leaves(desk, desk.wang, li)
    await nothing_of_it(desk, case, li, reader=201)
    assert not await sees(desk, li, case)
    assert await mine(desk, li) == [(other.number, True)]
    assert await readers(desk, "case_digest") == []
    assert set(await readers(desk, "case_word")) == {201, 210}


async def test_nor_does_one_whose_own_it_is_as_a_citizen(desk: Desk, li: Member) -> None:
    case = await changes(desk, await owns(desk, desk.wang), person_id=li.person.id)
    await leaves(desk, desk.wang, li)
    assert await mine(desk, li) == []
    assert not await sees(desk, li, case)
    assert not await may_begin(desk, case, li)


async def test_nor_does_one_whom_it_is_about_by_an_earlier_role(desk: Desk, li: Member) -> None:
    case = await owns(desk, desk.wang)
    async with desk.database.write() as tx:
        await tx.execute(update(staff).where(staff.c.id == li.id).values(revoked_at=at("2026-09-01 10:30")))
    promoted = await a_clerk(desk.database, telegram_id=210, name="李雷")
    async with desk.database.read() as tx:
        again = await get_member(tx, promoted.id)
    assert again is not None
    case = await changes(desk, case, about_id=li.id)
    await leaves(desk, desk.wang, again)
    await nothing_of_it(desk, case, again, reader=201)


async def test_what_is_confidential_is_for_a_deputy_whom_its_group_trusts_alone(desk: Desk, li: Member) -> None:
    case = await changes(desk, await owns(desk, desk.wang), privacy=Privacy.CONFIDENTIAL)
    away = await leaves(desk, desk.wang, li)
    assert await mine(desk, li) == []
    assert not await sees(desk, li, case)
    async with desk.database.write() as tx:
        await nudge(tx, case.id, person=desk.chen, hall=desk.hall, now=at(DURING))
    assert await readers(desk, "case_nudged") == [201]

    await comes_back(desk, away, by=desk.wang)
    mei = await a_clerk(desk.database, telegram_id=211, name="韩梅", role=Role.SUPERVISOR)
    await leaves(desk, desk.wang, mei, when=DURING)
    assert await mine(desk, mei) == [(case.number, True)]
    await desk.ticks("2026-09-02 11:30")
    assert await readers(desk, "case_word") == [211]


async def test_a_review_is_not_shown_to_a_deputy_who_handled_the_case_before(desk: Desk) -> None:
    mei = await a_clerk(desk.database, telegram_id=211, name="韩梅", role=Role.SUPERVISOR)
    case = await desk.files(when="2026-09-01 10:00")
    for deed, by in (("accept", mei), ("find", mei), ("answer", mei), ("dispute", desk.chen)):
        case = await desk.does(case, deed, by=by, when="2026-09-01 11:00")
    async with desk.database.write() as tx:
        case = await take(tx, case.id, member=desk.sun, now=at("2026-09-01 12:00"))
    await leaves(desk, desk.sun, mei)

    assert await mine(desk, mei) == []
    with pytest.raises(NotYours):
        await desk.does(case, "decide", by=mei, when=DURING)
    async with desk.database.write() as tx:
        await nudge(tx, case.id, person=desk.chen, hall=desk.hall, now=at(DURING))
    assert await readers(desk, "case_nudged") == [202]


async def test_who_stands_in_stands_on_the_card_of_staff_and_nowhere_for_citizens(desk: Desk, li: Member) -> None:
    case = await owns(desk, desk.wang)
    await leaves(desk, desk.wang, li)
    async with desk.database.read() as tx:
        staffs = await shown_to_staff(tx, case, hall=desk.hall, now=at(DURING))
        theirs = await shown_to_citizen(tx, case, hall=desk.hall, now=at(DURING))
        later = await shown_to_staff(tx, case, hall=desk.hall, now=at(AFTER))
    assert staffs.standing is not None
    assert (staffs.standing.name, f"{staffs.standing.last:%m-%d}") == ("李雷", "09-04")
    assert (theirs.standing, later.standing) == (None, None)


async def test_a_deputy_is_shown_how_to_reach_the_citizen_and_only_while_they_stand_in(desk: Desk, li: Member) -> None:
    case = await owns(desk, desk.wang)
    await leaves(desk, desk.wang, li)
    async with desk.database.write() as tx:
        await add_contact(tx, case.id, Contact("陈女士", "13800000000"))

    async def looks(when: str) -> None:
        async with desk.database.write() as tx:
            await reveal(tx, case.id, reason="要约时间", member=li, hall=desk.hall, now=at(when))

    with pytest.raises(ContactNotYours):
        await looks(BEFORE)
    await looks(DURING)
    [row] = await desk.said("case_contact")
    assert "13800000000" in await desk.reads(row, when=DURING)
    assert await desk.reads(row, when=AFTER) == ""
    [revealed] = [event for event in await desk.events(case) if event.action == "contact_revealed"]
    assert (revealed.actor, revealed.detail["in_place_of"]) == (f"staff:{li.id}", desk.wang.id)


async def test_whoever_is_away_is_given_nothing(desk: Desk, li: Member) -> None:
    case = await owns(desk, li)
    await leaves(desk, desk.wang, li)
    async with desk.database.write() as tx:
        _, colleagues = await list_colleagues(tx, case.id, member=desk.sun, hall=desk.hall, now=at(DURING))
        _, heirs = await list_heirs(tx, li.id, member=desk.sun, hall=desk.hall, now=at(DURING))
        assert desk.wang.id not in {one.member.id for one in (*colleagues, *heirs)}
        with pytest.raises(IsAway):
            await assign(
                tx, case.id, version=case.version, to=desk.wang.id, member=desk.sun, hall=desk.hall, now=at(DURING)
            )
        with pytest.raises(IsAway):
            await choose_heir(tx, li.id, desk.wang.id, member=desk.sun, hall=desk.hall, now=at(DURING))
        _, colleagues = await list_colleagues(tx, case.id, member=desk.sun, hall=desk.hall, now=at(AFTER))
    assert desk.wang.id in {one.member.id for one in colleagues}


async def test_what_a_deputy_has_in_others_places_counts_as_theirs_when_work_is_shared_out(
    desk: Desk, li: Member
) -> None:
    mei = await a_clerk(desk.database, telegram_id=211, name="韩梅")
    for _ in range(2):
        await owns(desk, desk.wang)
    case = await owns(desk, mei)
    await leaves(desk, desk.wang, li)
    async with desk.database.write() as tx:
        _, colleagues = await list_colleagues(tx, case.id, member=desk.sun, hall=desk.hall, now=at(DURING))
    assert {one.member.id: one.open_cases for one in colleagues}[li.id] == 2
