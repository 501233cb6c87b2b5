"""Whoever has a case sees how to reach its citizen: with a reason, in private, and nowhere else."""

from typing import Any

import pytest
from sqlalchemy import select

from actions.staff import dismiss
from domain.filing import Contact
from domain.people import Role
from domain.revealing import MAX_REVEALED
from storage.cases import get_case
from storage.contacts import add_contact
from storage.events import add_event
from storage.people import set_reachable
from storage.tables import event, outbox
from tests.handlers.hall import button_data, card_in, files_complaint, presses_late
from tests.kit.people import Citizen, Clerk, labels_of, words_of
from tests.kit.town import Town

NAME, PHONE = "李女士", "13800000000"
REASON = "要约上门核实的时间"
BUTTON = "查看联系方式"


async def left_a_number(town: Town) -> tuple[Clerk, Citizen, int]:
    """A complaint with a telephone number that a clerk has accepted; the clerk, the citizen and the case's id."""
    wang, chen = await town.clerk("王敏"), await town.citizen()
    case_id = await files_complaint(chen)
    async with town.app.database.write() as tx:
        await add_contact(tx, case_id, Contact(NAME, PHONE))
    await wang.presses_in_topic("受理")
    return wang, chen, case_id


async def asks(clerk: Clerk, reason: str = REASON) -> None:
    """Ask for the contact from the card."""
    await clerk.presses_in_topic(BUTTON)
    await clerk.writes_in_topic(reason)


async def kept(town: Town, *tables: Any) -> str:
    """All rows of tables as one text."""
    async with town.app.database.read() as tx:
        return "\n".join([str(tuple(row)) for table in tables for row in await tx.execute(select(table))])


async def revealed(town: Town) -> list[Any]:
    """Every time somebody was shown a contact."""
    async with town.app.database.read() as tx:
        return list(await tx.execute(select(event).where(event.c.action == "contact_revealed")))


async def test_whoever_has_the_case_says_why_and_reads_the_number_in_private_alone(
    town: Town, capsys: pytest.CaptureFixture[str]
) -> None:
    wang, chen, case_id = await left_a_number(town)
    await wang.presses_in_topic(BUTTON)
    assert PHONE not in await wang.reads_all()
    await wang.writes_in_topic(REASON)

    assert NAME in await wang.reads()
    assert PHONE in await wang.reads()
    topic = await wang.reads_in_topic()
    assert f"理由：{REASON}" in topic
    [shown] = await revealed(town)
    assert (shown.subject_id, shown.detail) == (case_id, {"reason": REASON})
    logged = "".join(capsys.readouterr())
    for said in (NAME, PHONE):
        assert said not in topic
        assert said not in await kept(town, event, outbox)
        assert said not in await chen.reads_all()
        assert said not in logged


async def test_a_case_without_a_contact_has_no_such_button(town: Town) -> None:
    await town.clerk("王敏")
    await files_complaint(await town.citizen())
    assert not any(BUTTON in label for label in labels_of(await card_in(town)))


async def test_a_colleague_reads_whose_it_is_and_a_supervisor_of_the_area_sees_it(town: Town) -> None:
    wang, _, _ = await left_a_number(town)
    sun = await town.clerk("孙莉")
    boss = await town.clerk("主管", role=Role.SUPERVISOR, areas=["a"])
    other = await town.clerk("别区主管", role=Role.SUPERVISOR, areas=["b"])
    for somebody in (sun, other):
        await asks(somebody)
        assert PHONE not in await somebody.reads_all()
    assert await revealed(town) == []
    await asks(boss)
    assert PHONE in await boss.reads()
    assert PHONE not in await wang.reads_all()


async def test_whoever_lost_the_case_before_giving_the_reason_sees_nothing(town: Town) -> None:
    wang, _, _ = await left_a_number(town)
    await wang.presses_in_topic(BUTTON)
    await wang.presses_in_topic("退回待接手")
    await wang.writes_in_topic(REASON)
    assert PHONE not in await wang.reads_all()
    assert "请先接手" in await wang.reads_in_topic()
    assert await revealed(town) == []


async def test_whoever_left_before_giving_the_reason_sees_nothing(town: Town) -> None:
    wang, _, _ = await left_a_number(town)
    await wang.presses_in_topic(BUTTON)
    async with town.app.database.write() as tx:
        await dismiss(tx, telegram_id=wang.id, now=town.clock.now())
    await wang.writes_in_topic(REASON)
    assert PHONE not in await wang.reads_all()
    assert await revealed(town) == []


async def test_nobody_is_shown_more_than_so_many_a_day(town: Town) -> None:
    wang, _, case_id = await left_a_number(town)
    async with town.app.database.write() as tx:
        case = await get_case(tx, case_id)
        assert case
        about = {"actor": f"staff:{case.owner_id}", "action": "contact_revealed", "subject_kind": "case"}
        for _ in range(MAX_REVEALED - 1):
            await add_event(tx, **about, subject_id=case_id, now=town.clock.now())
    await asks(wang)
    assert PHONE in await wang.reads()
    await asks(wang)
    assert len(await revealed(town)) == MAX_REVEALED
    await town.later(days=1)
    await asks(wang)
    assert len(await revealed(town)) == MAX_REVEALED + 1


async def test_a_private_chat_that_is_closed_is_said_in_the_topic(town: Town) -> None:
    wang, _, _ = await left_a_number(town)
    await town.control("block", user_id=wang.id)
    await town.settle()
    async with town.app.database.write() as tx:
        await set_reachable(tx, wang.id, reachable=True)
    await asks(wang)
    said = words_of((await town.in_topic())[-1])
    assert "没能发给 王敏" in said
    assert "/start" in said
    assert PHONE not in await wang.reads_in_topic()


async def test_whose_private_chat_is_known_to_be_closed_reads_what_to_do_and_nothing_is_kept(town: Town) -> None:
    wang, _, _ = await left_a_number(town)
    await town.control("block", user_id=wang.id)
    await town.settle()
    await asks(wang)
    said = await wang.reads_in_topic()
    assert "只发私聊" in said
    assert "/start" in said
    assert await revealed(town) == []


async def test_an_old_button_of_a_card_shows_nobody_else_anything(town: Town) -> None:
    _, _, _ = await left_a_number(town)
    card, outsider = await card_in(town), await town.outsider("路人")
    await presses_late(outsider, card, button_data(card, BUTTON))
    await outsider.writes_in_topic(REASON)
    assert PHONE not in await outsider.reads_in_topic()
    assert await revealed(town) == []
