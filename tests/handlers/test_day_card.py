"""The day at the counters stands in the staff group as one card, which follows whatever happens."""

from typing import Any

from tests.handlers.visits import bookings, books, with_times
from tests.kit.people import labels_of, words_of
from tests.kit.town import STAFF_GROUP, Town


async def cards(town: Town) -> list[dict[str, Any]]:
    """What stands in the topic of area A."""
    [topic] = [one for one in await town.topics() if one["name"].startswith("A 区")]
    return [one for one in await town.in_topic(topic["message_thread_id"]) if words_of(one).startswith("📅")]


async def test_the_card_follows_the_day_and_shows_nothing_private(town: Town) -> None:
    chen, lin = await (await with_times(town)).citizen("陈晓"), await town.citizen("林芳")
    await books(chen)
    await town.later(hours=47)
    wang = await town.clerk("王敏", areas=["a"])
    await lin.starts("line-a")
    await lin.presses("取号")
    [card] = await cards(town)
    assert "没到 1" in words_of(card)
    assert "排队：A001" in words_of(card)
    [booked] = await bookings(town)

    await wang.says(booked.code)
    await wang.presses("签到")
    await wang.starts("today-a")
    await wang.presses("我的窗口")
    await wang.presses("A03")
    await wang.presses("叫下一位")

    [card] = await cards(town)
    assert "没到 0" in words_of(card)
    assert "在等 1" in words_of(card)
    assert f"A03 → {booked.code}" in words_of(card) or "A03 → A001" in words_of(card)
    assert not {"陈", "林"} & set(words_of(card))
    assert labels_of(card) == ["🪟 签到、叫号"]


async def test_today_in_the_group_brings_the_card_back_when_it_or_its_topic_was_deleted(town: Town) -> None:
    wang = await town.clerk("王敏", areas=["a"])

    async def asks() -> None:
        await town.control("say", text="/today", chat_id=STAFF_GROUP, from_id=wang.id)
        await town.settle()

    await asks()
    [card] = await cards(town)
    await town.control("delete", chat_id=STAFF_GROUP, message_id=card["message_id"], from_id=wang.id)
    await town.later(minutes=1)
    await asks()
    [again] = await cards(town)
    assert again["message_id"] != card["message_id"]

    thread = again["message_thread_id"]
    await town.control("topics", action="delete", chat_id=STAFF_GROUP, message_thread_id=thread, from_id=wang.id)
    await town.later(minutes=1)
    await asks()

    assert ["A 区 · 户籍与身份证" in words_of(one) for one in await cards(town)] == [True]


async def test_a_citizen_does_not_come_to_the_day_of_an_area(town: Town) -> None:
    chen = await town.citizen()

    await chen.starts("today-a")

    assert "在等" not in await chen.reads_all()
