"""Token buckets: how fast a bot may send, by the sandbox's clock."""

import pytest

from tests.sandbox.town import CITIZEN, ENGLISH, STAFF, TOKEN, Town


@pytest.mark.rule("rates.chat")
async def test_a_sixth_message_at_once_in_one_chat_must_wait_a_second(town: Town) -> None:
    for number in range(5):
        await town.send(str(number))
    async with town.http.post(f"{town.url}/bot{TOKEN}/sendMessage", json={"chat_id": CITIZEN, "text": "6"}) as response:
        assert (response.status, response.headers["Retry-After"]) == (429, "1")
        assert await response.json() == {
            "ok": False,
            "error_code": 429,
            "description": "Too Many Requests: retry after 1",
            "parameters": {"retry_after": 1},
        }
    await town.control("clock", advance=1)
    await town.send("6")
    assert len((await town.see("sends"))["sends"]) == 6


@pytest.mark.rule("rates.group")
async def test_a_group_takes_twenty_messages_a_minute(town: Town) -> None:
    for number in range(20):
        await town.send(str(number), chat_id=STAFF)
    assert await town.refusal("sendMessage", chat_id=STAFF, text="x") == "Too Many Requests: retry after 3"
    await town.control("clock", advance=3)
    await town.send(chat_id=STAFF)
    await town.refusal("sendMessage", chat_id=STAFF, text="x")


@pytest.mark.rule("rates.all")
async def test_all_chats_together_take_thirty_a_second(bare_town: Town) -> None:
    people = [(await bare_town.control("people", first_name=f"P{n}"))["id"] for n in range(31)]
    for person in people:
        await bare_town.control("start", from_id=person)
    for person in people[:30]:
        await bare_town.send(chat_id=person)
    assert (await bare_town.api("sendMessage", chat_id=people[30], text="x"))["error_code"] == 429


@pytest.mark.rule("rates.edits")
async def test_edits_count_and_answers_to_presses_do_not(town: Town) -> None:
    sent = await town.send("0")
    for number in range(4):
        await town.ok("editMessageText", chat_id=CITIZEN, message_id=sent["message_id"], text=f"edit {number}")
    answer = await town.api("editMessageText", chat_id=CITIZEN, message_id=sent["message_id"], text="x")
    assert answer["error_code"] == 429
    await town.ok("sendChatAction", chat_id=CITIZEN, action="typing")


async def test_a_refused_message_spends_nothing(town: Town) -> None:
    for _ in range(10):
        await town.refusal("sendMessage", chat_id=CITIZEN, text="")
    for number in range(5):
        await town.send(str(number))


async def test_rates_can_be_changed_and_turned_off(town: Town) -> None:
    limits = await town.control("limits", burst=1)
    assert (limits["burst"], limits["per_second"], limits["enforce"]) == (1, 30, True)
    await town.send()
    await town.refusal("sendMessage", chat_id=CITIZEN, text="x")
    await town.control("limits", enforce=False)
    for number in range(40):
        await town.send(str(number))


async def test_a_limit_that_is_none_is_refused_with_the_known_names(town: Town) -> None:
    async with town.http.post(f"{town.url}/control/limits", json={"speed": 3}) as response:
        assert response.status == 400
        assert "per_second" in (await response.json())["error"]


async def test_each_chat_has_its_own_bucket(town: Town) -> None:
    await town.control("start", from_id=ENGLISH)
    for number in range(5):
        await town.send(str(number))
        await town.send(str(number), chat_id=ENGLISH)
