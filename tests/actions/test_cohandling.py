"""Another area gives its part to a case: by its own date, through its own people, and never past whoever asked."""

import asyncio
from collections.abc import AsyncIterator
from datetime import date

import pytest

from actions.cases import cohandling, finding
from actions.cases.category import correct_service
from actions.cases.cohandling import ask_part, begin_withdrawal, offer_areas, offer_terms, was_asked, withdraw
from actions.cases.doing import begin_action, send_words
from actions.cases.drafts import DraftPart, PartWords, StaffWords
from actions.cases.filing_for import kinds_filed
from actions.cases.loaders import load_card, load_history
from actions.cases.replies import reword_by_staff
from actions.cases.work import take
from actions.desk.find import find_cases
from actions.desk.naming import name_concerned
from actions.desk.piles import get_seen
from bot.commands.reports import names_of, tallied
from domain.cases import Case, Channel, Privacy, acting_staff
from domain.cohandling import COHANDLING
from domain.errors import AlreadyTaken, CaseChanged, CaseOver, Gone, NotYours, OutdatedButton, Refusal
from domain.languages import Language
from domain.merging_refusals import CaseMerged
from domain.people import Member, Role
from domain.reports.figures import ExtensionCounts
from domain.reports.periods import period_of
from domain.staff_errors import AskedAlready, PartsAwaited
from storage.case_messages import list_messages
from storage.cases import get_case, list_promised
from storage.db import Database
from storage.parts import list_waiting_parts
from storage.topics import find_topic
from storage.transaction import Tx
from tests.actions.away_desk import changes, in_areas, leaves, owns, readers
from tests.actions.case_desk import SHANGHAI, Desk, a_desk, at
from tests.actions.merging_desk import merges
from tests.actions.people_desk import a_clerk, words
from tests.kit.at_once import has_ended
from tests.kit.database import Templates
from tests.kit.postgres import PostgresServer
from tests.views.halls import sample_hall
from views.reports.page import printed

NOW = "2026-09-01 11:00"
ASKED = "请查一下他的参保记录。"


@pytest.fixture
async def desk(database: Database) -> Desk:
    desk = await a_desk(database)
    desk.wang = await in_areas(desk, desk.wang, "a")
    return desk


@pytest.fixture
async def li(desk: Desk) -> Member:
    return await in_areas(desk, await a_clerk(desk.database, telegram_id=210, name="李雷"), "b")


async def asks(
    desk: Desk, case: Case, *, by: Member, area: str = "b", days: int = 1, text: str = ASKED, when: str = NOW
) -> Case:
    """Ask another area for its part; the request."""
    draft = PartWords(case_id=case.id, area=area, days=days, text=text)
    async with desk.database.write() as tx:
        _, part = await ask_part(tx, draft, member=by, hall=desk.hall, now=at(when))
    return part


async def answers(
    desk: Desk, part: Case, *, by: Member, action: str = "contribute", text: str = "参保正常。", when: str = NOW
) -> Case:
    """Give one's part, or send it back."""
    written = StaffWords(case_id=part.id, version=part.version, action=action)
    said = written.with_part(DraftPart.of(words(text, message_id=700 + part.id)))
    async with desk.database.write() as tx:
        given, _ = await send_words(tx, said, member=by, hall=desk.hall, now=at(when))
    return given


async def takes(desk: Desk, part: Case, *, by: Member, when: str = NOW) -> Case:
    async with desk.database.write() as tx:
        return await take(tx, part.id, member=by, now=at(when))


async def takes_back(desk: Desk, part: Case, *, by: Member, when: str = NOW) -> None:
    async with desk.database.write() as tx:
        await withdraw(tx, part.parent_id or part.id, part.id, member=by, hall=desk.hall, now=at(when))


async def due_at(desk: Desk, case: Case) -> str:
    async with desk.database.read() as tx:
        [clock] = await list_promised(tx, case.id)
    return f"{clock.due_at.astimezone(at(NOW).tzinfo):%m-%d %H:%M}"


async def waiting(desk: Desk, case: Case) -> list[int]:
    async with desk.database.read() as tx:
        return [part.id for part in await list_waiting_parts(tx, case.id)]


async def happened(desk: Desk, case: Case) -> list[str]:
    return [event.action for event in await desk.events(case) if event.action.startswith("part_")]


async def test_a_request_that_was_sent_is_known_to_whoever_sent_it_and_to_nobody_else(desk: Desk, li: Member) -> None:
    case = await owns(desk, desk.wang, area="a")
    part = await asks(desk, case, by=desk.wang)
    async with desk.database.read() as tx:
        known = [await was_asked(tx, part.ref, member=desk.wang), await was_asked(tx, part.ref, member=li)]
        assert [*known, await was_asked(tx, case.ref, member=desk.wang)] == [True, False, False]


async def test_a_request_is_a_case_of_the_area_with_its_own_date_that_moves_no_other(desk: Desk, li: Member) -> None:
    case = await owns(desk, desk.wang, area="a")
    before = await due_at(desk, case)
    part = await asks(desk, case, by=desk.wang)

    assert (part.kind, part.area, part.parent_id, part.person_id) == (COHANDLING, "b", case.id, None)
    assert (part.channel, part.text, part.owner_id) == (Channel.HALL, ASKED, None)
    assert await due_at(desk, part) == "09-02 17:30"
    assert await due_at(desk, case) == before
    assert await happened(desk, case) == ["part_asked"]
    assert (await desk.events(part))[0].actor == f"staff:{desk.wang.id}"
    async with desk.database.read() as tx:
        topic = await find_topic(tx, subject_kind="case", subject_id=part.id)
        values = await load_card(tx, hall=desk.hall, now=at(NOW), case_id=case.id)
    assert topic is not None
    assert values is not None
    [shown] = values[1]["parts"]
    assert (shown.number, shown.area.zh, shown.owner) == (part.number, "B 区 · 社保与医保", "")
    assert await desk.drifts() == []


async def test_the_same_draft_asks_once(desk: Desk, li: Member) -> None:
    case = await owns(desk, desk.wang, area="a")
    draft = PartWords(case_id=case.id, area="b", days=1, text=ASKED)
    for again in (False, True):
        async with desk.database.write() as tx:
            if again:
                with pytest.raises(AskedAlready):
                    await ask_part(tx, draft, member=desk.wang, hall=desk.hall, now=at(NOW))
            else:
                await ask_part(tx, draft, member=desk.wang, hall=desk.hall, now=at(NOW))
    assert len(await waiting(desk, case)) == 1


async def test_until_the_end_of_the_case_means_to_the_minute_and_later_is_not_offered(desk: Desk, li: Member) -> None:
    case = await owns(desk, desk.wang, area="a")
    async with desk.database.write() as tx:
        _, area, found = await offer_terms(tx, case.id, "b", member=desk.wang, hall=desk.hall, now=at(NOW))
    assert (area.id, [term.days for term in found]) == ("b", [1, 0])
    part = await asks(desk, case, by=desk.wang, days=0)
    assert await due_at(desk, part) == await due_at(desk, case) == "09-03 17:30"
    with pytest.raises(OutdatedButton):
        await asks(desk, case, by=desk.wang, area="c", days=5)


async def test_whoever_has_fewest_cases_in_the_area_is_asked_to_take_it(desk: Desk, li: Member) -> None:
    part = await asks(desk, await owns(desk, desk.wang, area="a"), by=desk.wang)
    [row] = await desk.said("part_wanted")
    assert row.chat_id == 210
    read = await desk.reads(row, when=NOW)
    assert f"编号 {part.number}，还没有人接手" in read
    assert "B 区" in read
    assert ASKED not in read
    await takes(desk, part, by=desk.sun)
    assert await desk.reads(row, when=NOW) == ""


async def test_the_answer_is_a_note_of_the_case_and_its_owner_reads_it(desk: Desk, li: Member) -> None:
    case = await owns(desk, desk.wang, area="a")
    part = await asks(desk, case, by=desk.wang)
    taken = await takes(desk, part, by=li)
    answered = await answers(desk, taken, by=li)

    assert answered.state == "contributed"
    rows = await desk.said("part_given")
    assert sorted(row.chat_id or 0 for row in rows) == [0, 200]
    for row in rows:
        read = await desk.reads(row, when=NOW)
        assert "B 区 · 社保与医保 李雷 答复主办" in read
        assert "参保正常。" in read
    async with desk.database.read() as tx:
        notes = [message for message in await list_messages(tx, case.id) if message.content.text == "参保正常。"]
        history = await load_history(tx, hall=desk.hall, now=at(NOW), case_id=case.id)
    assert [(note.purpose, note.state, note.staff_id) for note in notes] == [("note", "noted", li.id)]
    assert history is not None
    assert any(told.words == "参保正常。" and told.who == "李雷" for told in history[1]["told"])
    assert [message for message in ("case_answer", "case_reply", "case_told") if await desk.said(message)] == []
    assert await waiting(desk, case) == []
    assert await happened(desk, case) == ["part_asked", "part_answered"]


async def test_a_correction_follows_the_answer(desk: Desk, li: Member) -> None:
    case = await owns(desk, desk.wang, area="a")
    part = await takes(desk, await asks(desk, case, by=desk.wang), by=li)
    await answers(desk, part, by=li)
    async with desk.database.write() as tx:
        [said] = await list_messages(tx, part.id)
        assert await reword_by_staff(tx, said, text="参保中断三个月。", hall=desk.hall, now=at("2026-09-01 11:05"))
    rows = [row for row in await desk.said("part_given") if row.chat_id]
    read = await desk.reads(rows[-1], when="2026-09-01 11:05")
    assert "，更正" in read
    assert "参保中断三个月。" in read


async def test_what_is_sent_back_says_why(desk: Desk, li: Member) -> None:
    case = await owns(desk, desk.wang, area="a")
    part = await takes(desk, await asks(desk, case, by=desk.wang), by=li)
    await answers(desk, part, by=li, action="send-back", text="不归我们管。")
    [row] = [row for row in await desk.said("part_given") if row.chat_id]
    read = await desk.reads(row, when=NOW)
    assert "退回" in read
    assert "不归我们管。" in read
    again = await asks(desk, case, by=desk.wang)
    assert again.id != part.id


async def test_its_own_ladder_names_people_of_the_area_and_no_citizen(desk: Desk, li: Member) -> None:
    await in_areas(desk, desk.sun, "a")
    await in_areas(desk, await a_clerk(desk.database, telegram_id=211, name="韩梅", role=Role.SUPERVISOR), "b")
    case = await owns(desk, desk.wang, area="a")
    part = await takes(desk, await asks(desk, case, by=desk.wang), by=li)
    before = await due_at(desk, case)
    await desk.ticks("2026-09-02 17:30", times=2)

    told = {row.chat_id for row in await desk.said("case_word") if part.number in await desk.reads(row, when=NOW)}
    assert told == {210, 211, None}
    assert await desk.said("case_overdue") == []
    assert await due_at(desk, case) == before
    cards = [row for row in await desk.said("case_card") if row.params["case_id"] == case.id]
    assert any(row.dedupe_key.startswith(f"case:{case.id}:card:part{part.id}.step") for row in cards)


async def test_a_request_nobody_took_climbs_to_the_areas_own(desk: Desk, li: Member) -> None:
    part = await asks(desk, await owns(desk, desk.wang, area="a"), by=desk.wang)
    await desk.ticks("2026-09-02 09:00")
    assert (await desk.now(part)).owner_id == li.id


async def test_staff_do_not_end_a_case_that_waits_for_another_area(desk: Desk, li: Member) -> None:
    case = await owns(desk, desk.wang, area="a")
    part = await asks(desk, case, by=desk.wang)
    async with desk.database.write() as tx:
        with pytest.raises(PartsAwaited) as refused:
            await begin_action(tx, case.id, "refuse", member=desk.wang, now=at(NOW))
    assert refused.value.params == {"number": case.number, "parts": part.number}
    with pytest.raises(PartsAwaited):
        await desk.does(case, "refuse", by=desk.qian, when=NOW)
    accepted = await desk.does(case, "accept", by=desk.wang, when=NOW)
    found = await desk.does(accepted, "find", by=desk.wang, when=NOW)
    with pytest.raises(PartsAwaited):
        await desk.does(found, "answer", by=desk.wang, when=NOW)
    await takes_back(desk, part, by=desk.wang)
    assert (await desk.does(found, "answer", by=desk.wang, when=NOW)).state == "answered"


async def test_what_a_case_that_goes_along_has_asked_for_is_awaited_too_and_it_asks_no_more(
    desk: Desk, li: Member
) -> None:
    main, case = await owns(desk, desk.wang, area="a"), await owns(desk, desk.wang, area="a")
    part = await asks(desk, case, by=desk.wang)
    case = await merges(desk, case, main, when=NOW)
    with pytest.raises(CaseMerged):
        await asks(desk, case, by=desk.wang, area="c")
    async with desk.database.write() as tx:
        with pytest.raises(PartsAwaited) as refused:
            await begin_action(tx, main.id, "refuse", member=desk.wang, now=at(NOW))
    assert refused.value.params["parts"] == part.number
    await takes_back(desk, part, by=desk.wang)
    async with desk.database.write() as tx:
        await begin_action(tx, main.id, "refuse", member=desk.wang, now=at(NOW))


async def test_a_request_that_is_taken_back_is_over_and_counts_as_nobodys_work(desk: Desk, li: Member) -> None:
    case = await owns(desk, desk.wang, area="a")
    part = await takes(desk, await asks(desk, case, by=desk.wang), by=li)
    await takes_back(desk, part, by=desk.wang)

    over = await desk.now(part)
    assert (over.state, over.owner_id) == ("withdrawn", None)
    last = (await desk.events(part))[-1]
    assert (last.actor, last.detail["by"]) == ("clock", f"staff:{desk.wang.id}")
    assert await happened(desk, case) == ["part_asked", "part_withdrawn"]
    lines = [row.params for row in await desk.said("case_line") if row.params["case_id"] == case.id]
    assert [(line["what"], line["part"]) for line in lines] == [("part_withdrawn", part.number)]
    with pytest.raises(CaseOver):
        await takes_back(desk, part, by=desk.wang)
    with pytest.raises(Refusal):
        await answers(desk, part, by=li)
    assert await desk.drifts() == []


async def test_where_a_citizen_ends_the_case_nothing_waits_any_more(desk: Desk, li: Member) -> None:
    case = await owns(desk, desk.wang, area="a")
    part = await asks(desk, case, by=desk.wang)
    await desk.does(case, "withdraw", by=desk.chen, when=NOW)
    assert (await desk.now(part)).state == "withdrawn"
    assert (await desk.events(part))[-1].detail["by"] == "citizen"
    assert await desk.drifts() == []


async def test_only_whoever_has_the_case_asks_and_takes_back(desk: Desk, li: Member) -> None:
    case = await owns(desk, desk.wang, area="a")
    with pytest.raises(AlreadyTaken):
        await asks(desk, case, by=li)
    part = await asks(desk, case, by=desk.wang)
    with pytest.raises(AlreadyTaken):
        await takes_back(desk, part, by=li)
    with pytest.raises(Gone):
        await takes_back(desk, case, by=desk.wang)
    await changes(desk, case, about_id=desk.sun.id)
    with pytest.raises(NotYours):
        await takes_back(desk, part, by=desk.sun)
    await takes_back(desk, part, by=desk.qian)


async def test_whoever_asks_in_a_case_nobody_has_takes_it(desk: Desk, li: Member) -> None:
    case = await desk.files(when="2026-09-01 10:00", area="a")
    await asks(desk, case, by=desk.wang)
    assert (await desk.now(case)).owner_id == desk.wang.id


async def test_who_stands_in_asks_in_the_place_of_the_absent_and_hears_the_answer(desk: Desk, li: Member) -> None:
    mei = await in_areas(desk, await a_clerk(desk.database, telegram_id=211, name="韩梅"), "a")
    case = await owns(desk, desk.wang, area="a")
    await leaves(desk, desk.wang, mei)
    part = await asks(desk, case, by=mei, days=0, when="2026-09-02 11:00")
    assert (await desk.now(case)).owner_id == desk.wang.id
    [event] = [event for event in await desk.events(case) if event.action == "part_asked"]
    assert event.detail["in_place_of"] == desk.wang.id
    await answers(desk, await takes(desk, part, by=li, when="2026-09-02 12:00"), by=li, when="2026-09-02 12:00")
    assert await readers(desk, "part_given") == [211]


async def test_an_area_is_asked_once_at_a_time(desk: Desk, li: Member) -> None:
    case = await owns(desk, desk.wang, area="a")
    await asks(desk, case, by=desk.wang)
    with pytest.raises(AskedAlready):
        await asks(desk, case, by=desk.wang)
    async with desk.database.write() as tx:
        _, areas = await offer_areas(tx, case.id, member=desk.wang, hall=desk.hall, now=at(NOW))
    assert {"a", "b"}.isdisjoint(area.id for area in areas)


async def test_nobody_is_asked_in_a_request_nor_while_the_citizen_is_awaited(desk: Desk, li: Member) -> None:
    part = await takes(desk, await asks(desk, await owns(desk, desk.wang, area="a"), by=desk.wang), by=li)
    with pytest.raises(CaseOver):
        await asks(desk, part, by=li, area="c")
    case = await owns(desk, desk.wang, area="a", kind="enquiry")
    answered = await desk.does(case, "answer", by=desk.wang, when=NOW)
    with pytest.raises(CaseOver):
        await asks(desk, answered, by=desk.wang)


async def test_the_other_area_sees_the_request_and_nothing_of_the_case(desk: Desk, li: Member) -> None:
    case = await owns(desk, desk.wang, area="a")
    part = await asks(desk, case, by=desk.wang)
    async with desk.database.read() as tx:
        assert (await get_seen(tx, part.id, member=li, hall=desk.hall, now=at(NOW))).id == part.id
        with pytest.raises(Gone):
            await get_seen(tx, case.id, member=li, hall=desk.hall, now=at(NOW))
        assert await find_cases(tx, case.number, member=li, hall=desk.hall, now=at(NOW)) == ()
        card = await load_card(tx, hall=desk.hall, now=at(NOW), case_id=part.id)
    assert card is not None
    values = card[1]
    assert (values["text"], values["citizen"], values["lead"], values["has_contact"]) == (ASKED, "", "王敏", False)
    assert not values["may_ask"]
    assert case.text not in str(values)


async def test_what_is_confidential_anonymous_or_about_somebody_stays_so_in_its_requests(
    desk: Desk, li: Member
) -> None:
    for name, value in (("privacy", Privacy.CONFIDENTIAL), ("privacy", Privacy.ANONYMOUS), ("about_id", li.id)):
        case = await changes(desk, await owns(desk, desk.wang, area="a"), **{name: value})
        part = await asks(desk, case, by=desk.wang)
        assert getattr(part, name) == value
    with pytest.raises(NotYours):
        await takes(desk, part, by=li)
    async with desk.database.read() as tx:
        with pytest.raises(Gone):
            await get_seen(tx, part.id, member=li, hall=desk.hall, now=at(NOW))


async def test_whom_a_case_turns_out_to_be_about_loses_the_request_as_well(desk: Desk, li: Member) -> None:
    case = await owns(desk, desk.wang, area="a")
    part = await takes(desk, await asks(desk, case, by=desk.wang), by=li)
    async with desk.database.write() as tx:
        version = (await desk.now(case)).version
        await name_concerned(tx, case.id, li.id, version=version, member=desk.sun, hall=desk.hall, now=at(NOW))
    named = await desk.now(part)
    assert (named.about_id, named.owner_id) == (li.id, desk.sun.id)
    with pytest.raises(NotYours):
        await answers(desk, part, by=li)
    assert await desk.drifts() == []


async def test_the_request_follows_where_the_case_is_about_another_service_and_keeps_its_date(
    desk: Desk, li: Member
) -> None:
    case = await owns(desk, desk.wang, area="a")
    part = await asks(desk, case, by=desk.wang)
    before = await due_at(desk, part)

    async with desk.database.write() as tx:
        known, actor = await desk.now(case), acting_staff(desk.wang)
        await correct_service(tx, known, "sole-trader", actor=actor, hall=desk.hall, now=at(NOW))

    assert (await desk.now(part)).service == "sole-trader"
    assert await due_at(desk, part) == before
    assert await desk.drifts() == []


async def test_of_a_confidential_request_no_clerk_is_told(desk: Desk, li: Member) -> None:
    case = await changes(desk, await owns(desk, desk.wang, area="a"), privacy=Privacy.CONFIDENTIAL)
    await asks(desk, case, by=desk.wang)
    assert await readers(desk, "part_wanted") == [201]


async def test_a_request_in_ones_own_matter_as_a_citizen_is_for_others(desk: Desk, li: Member) -> None:
    case = await changes(desk, await owns(desk, desk.wang, area="a"), person_id=li.person.id)
    part = await asks(desk, case, by=desk.wang)
    with pytest.raises(NotYours):
        await takes(desk, part, by=li)


def test_staff_file_no_request_by_hand() -> None:
    assert COHANDLING in {flow.id for flow in sample_hall().flows}
    assert COHANDLING not in {flow.id for flow in kinds_filed(sample_hall())}


async def test_the_report_tells_by_area_how_much_came_in_time_and_counts_it_nowhere_else(
    desk: Desk, li: Member
) -> None:
    case = await owns(desk, desk.wang, area="a")
    in_time = await takes(desk, await asks(desk, case, by=desk.wang), by=li)
    await answers(desk, in_time, by=li)
    await asks(desk, case, by=desk.wang, area="c")
    late = await takes(desk, await asks(desk, case, by=desk.wang), by=li)
    void = await asks(desk, case, by=desk.wang, area="d")
    await takes_back(desk, void, by=desk.wang, when="2026-09-01 11:30")
    await desk.ticks("2026-09-02 17:30")
    await answers(desk, await desk.now(late), by=li, when="2026-09-02 17:40")

    days = (date(2026, 9, 1), date(2026, 9, 2))
    period = period_of(*days, zone=SHANGHAI, now=at("2026-10-01 00:00"))
    async with desk.database.read() as tx:
        names = await names_of(tx, desk.hall, language=Language.EN)
        tally = await tallied(tx, names, period=period, hall=desk.hall)
    assert {area: (of.kept, of.missed) for area, of in tally.cohandling.items()} == {"b": (1, 1), "c": (0, 1)}
    assert (tally.filed, tally.open, list(tally.promises.by_kind)) == (1, 1, [])
    page = printed(names, tally, period=period, extensions=ExtensionCounts(0, 0, 0, 0))
    assert "Co-handling, by the area that was asked" in page
    assert [line.split()[-3:] for line in page.splitlines() if line.startswith("  Area")] == [
        ["1", "1", "50.0%"],
        ["0", "1", "0.0%"],
    ]


@pytest.fixture
async def busy(postgres: PostgresServer, templates: Templates) -> AsyncIterator[Desk]:
    """A hall on a database where more than one writes at a time."""
    database = Database(postgres.create_database(template=await templates.postgresql(postgres)))
    desk = await a_desk(database)
    desk.wang = await in_areas(desk, desk.wang, "a")
    yield desk
    await database.close()


async def two_take_at_once(desk: Desk) -> list[str]:
    """Two of the area take a request at one moment; what becomes of each."""
    people = [await a_clerk(desk.database, telegram_id=210 + n, name=name) for n, name in enumerate(("李雷", "韩梅"))]
    part = await asks(desk, await owns(desk, desk.wang, area="a"), by=desk.wang)

    async def tries(member: Member) -> str:
        try:
            await takes(desk, part, by=member)
        except Refusal as refusal:
            return refusal.code
        return "taken"

    async with desk.database.write() as tx:
        await take(tx, part.id, member=people[0], now=at(NOW))
        second = asyncio.create_task(tries(people[1]))
        await has_ended(second, desk.database)
    assert (await desk.now(part)).owner_id == people[0].id
    return ["taken", await second]


async def test_of_two_who_take_a_request_at_once_the_second_reads_who_has_it(busy: Desk) -> None:
    assert await two_take_at_once(busy) == ["taken", "already_taken"]


async def test_without_the_lock_only_the_version_would_stop_the_second(
    busy: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: the second looks before the first has committed."""
    monkeypatch.setattr(finding, "lock_case", get_case)
    assert await two_take_at_once(busy) == ["taken", "case_changed"]


async def ask_while_it_ends(desk: Desk) -> list[int]:
    """A supervisor refuses a complaint at the moment in which its owner asks another area; what waits afterwards."""
    case = await owns(desk, desk.wang, area="a")

    async def refuses() -> None:
        await desk.does(case, "refuse", by=desk.sun, when=NOW)

    draft = PartWords(case_id=case.id, area="b", days=1, text=ASKED)
    async with desk.database.write() as tx:
        await ask_part(tx, draft, member=desk.wang, hall=desk.hall, now=at(NOW))
        ending = asyncio.create_task(refuses())
        await has_ended(ending, desk.database)
    [refusal] = await asyncio.gather(ending, return_exceptions=True)
    over = (await desk.now(case)).closed_at is not None
    assert over is not isinstance(refusal, PartsAwaited)
    return await waiting(desk, case) if over else []


async def test_a_case_that_ends_while_somebody_is_asked_waits_for_nobody(busy: Desk) -> None:
    assert await ask_while_it_ends(busy) == []


async def test_without_the_lock_a_case_that_is_over_would_wait(busy: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control."""

    async def look(tx: Tx, case_id: int) -> Case:
        found = await get_case(tx, case_id)
        assert found is not None
        return found

    monkeypatch.setattr(cohandling, "lock_any", look)
    assert len(await ask_while_it_ends(busy)) == 1


async def test_an_answer_and_the_end_of_the_case_at_once_stop_neither(busy: Desk) -> None:
    li = await a_clerk(busy.database, telegram_id=210, name="李雷")
    case = await owns(busy, busy.wang, area="a")
    part = await takes(busy, await asks(busy, case, by=busy.wang), by=li)

    async def ends() -> None:
        await busy.does(case, "withdraw", by=busy.chen, when=NOW)

    written = StaffWords(case_id=part.id, version=part.version, action="contribute")
    said = written.with_part(DraftPart.of(words("参保正常。", message_id=701)))
    async with busy.database.write() as tx:
        await begin_action(tx, part.id, "contribute", member=li, now=at(NOW))
        ending = asyncio.create_task(ends())
        await has_ended(ending, busy.database)
        await send_words(tx, said, member=li, hall=busy.hall, now=at(NOW))
    await ending
    assert (await busy.now(case)).closed_at is not None
    assert (await busy.now(part)).state == "contributed"


async def test_an_answer_a_moment_after_it_was_taken_back_is_refused(busy: Desk) -> None:
    li = await a_clerk(busy.database, telegram_id=210, name="李雷")
    part = await takes(busy, await asks(busy, await owns(busy, busy.wang, area="a"), by=busy.wang), by=li)
    async with busy.database.write() as tx:
        await begin_withdrawal(tx, part.parent_id or part.id, part.id, member=busy.wang, now=at(NOW))
        late = asyncio.create_task(answers(busy, part, by=li))
        assert not await has_ended(late, busy.database)
        await withdraw(tx, part.parent_id or part.id, part.id, member=busy.wang, hall=busy.hall, now=at(NOW))
    with pytest.raises((CaseOver, CaseChanged)):
        await late
    assert await busy.said("part_given") == []
