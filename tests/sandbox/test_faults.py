"""Troubles ordered in advance: what the bot sees, and whether the message was sent all the same."""

import asyncio

import aiohttp
import pytest

from tests.sandbox.town import CITIZEN, TOKEN, Town


async def texts(town: Town) -> list[str]:
    return [m["text"] for m in (await town.see("messages", chat_id=CITIZEN))["messages"] if m["text"] != "/start"]


async def test_an_ordered_429_strikes_once_and_sends_nothing(town: Town) -> None:
    await town.control("faults", method="sendMessage", kind="429", retry_after=7)
    answer = await town.api("sendMessage", chat_id=CITIZEN, text="x")
    assert (answer["description"], answer["parameters"]) == ("Too Many Requests: retry after 7", {"retry_after": 7})
    await town.send("second try")
    assert await texts(town) == ["second try"]


@pytest.mark.rule("errors.server")
async def test_a_502_is_html_and_a_500_is_json(town: Town) -> None:
    await town.control("faults", kind="502")
    async with town.http.post(f"{town.url}/bot{TOKEN}/sendMessage", json={"chat_id": CITIZEN, "text": "x"}) as response:
        assert (response.status, response.content_type) == (502, "text/html")
    await town.control("faults", kind="500")
    assert await town.refusal("sendMessage", chat_id=CITIZEN, text="x") == "Internal Server Error"
    assert await texts(town) == []


@pytest.mark.rule("errors.server")
async def test_a_lost_answer_comes_after_the_effect(town: Town) -> None:
    await town.control("faults", kind="lost", method="sendMessage")
    with pytest.raises(aiohttp.ClientConnectionError):
        await town.api("sendMessage", chat_id=CITIZEN, text="sent all the same")
    assert await texts(town) == ["sent all the same"]
    assert [s["method"] for s in (await town.see("sends"))["sends"]] == ["sendMessage"]
    assert (await town.see("calls"))["calls"][0]["status"] == 0


@pytest.mark.rule("errors.server")
async def test_a_reset_comes_before_any_effect(town: Town) -> None:
    await town.control("faults", kind="reset", method="sendMessage")
    with pytest.raises(aiohttp.ClientConnectionError):
        await town.api("sendMessage", chat_id=CITIZEN, text="never sent")
    assert await texts(town) == []
    assert (await town.see("sends"))["sends"] == []


async def test_a_delayed_call_goes_its_way(town: Town) -> None:
    await town.control("faults", kind="delay", seconds=0.01)
    await town.send("slow")
    assert await texts(town) == ["slow"]


async def test_faults_count_times_and_what_may_pass_first(town: Town) -> None:
    await town.control("faults", kind="500", method="sendMessage", after=1, times=2)
    await town.ok("getMe")
    await town.send("passes")
    await town.refusal("sendMessage", chat_id=CITIZEN, text="x")
    await town.refusal("sendMessage", chat_id=CITIZEN, text="x")
    await town.send("passes again")
    assert (await town.see("faults"))["faults"] == []


async def test_a_fault_for_everything_leaves_getupdates_alone(town: Town) -> None:
    await town.control("faults", kind="500")
    await town.say("hi")
    assert len(await town.updates()) == 1
    await town.control("faults", kind="500", method="getUpdates")
    assert await town.refusal("getUpdates") == "Internal Server Error"
    async with town.http.delete(f"{town.url}/control/faults") as response:
        assert (await response.json()) == {"faults": []}
    await town.ok("getMe")


async def test_an_unknown_kind_of_fault_is_refused(town: Town) -> None:
    async with town.http.post(f"{town.url}/control/faults", json={"kind": "earthquake"}) as response:
        assert response.status == 400
        assert "lost" in (await response.json())["error"]


async def test_a_stalled_call_is_cut_without_an_effect(town: Town) -> None:
    await town.control("faults", kind="stall", seconds=0.01, method="sendMessage")
    with pytest.raises(aiohttp.ClientConnectionError):
        await town.api("sendMessage", chat_id=CITIZEN, text="never sent")
    assert await texts(town) == []


async def test_a_late_answer_comes_long_after_the_effect(town: Town) -> None:
    await town.control("faults", kind="late", seconds=30, method="sendMessage")
    sending = asyncio.ensure_future(town.api("sendMessage", chat_id=CITIZEN, text="sent all the same"))
    while not await texts(town):
        pass
    answered, _ = await asyncio.wait((sending,), timeout=0.3)
    assert not answered
    assert await texts(town) == ["sent all the same"]
    sending.cancel()


async def test_a_fault_of_chance_strikes_some_calls(town: Town) -> None:
    await town.control("faults", kind="500", method="getMe", chance=0.5, times=1000)
    answers = [(await town.api("getMe"))["ok"] for _ in range(40)]
    assert 5 < sum(answers) < 35


async def test_a_batch_of_updates_may_come_twice_and_in_disorder(town: Town) -> None:
    for number in range(10):
        await town.say(str(number))
    await town.control("faults", kind="duplicate", method="getUpdates")
    assert [u["message"]["text"] for u in await town.ok("getUpdates", limit=2)] == ["0", "0", "1", "1"]
    await town.control("faults", kind="shuffle", method="getUpdates")
    found = [u["message"]["text"] for u in await town.ok("getUpdates", offset=-10)]
    assert sorted(found) == list("0123456789")
    assert found != sorted(found)


async def test_a_kind_must_fit_its_method(town: Town) -> None:
    async with town.http.post(f"{town.url}/control/faults", json={"kind": "429", "method": "webhook"}) as response:
        assert response.status == 400
        assert "duplicate" in (await response.json())["error"]


async def test_what_is_ordered_while_the_bot_waits_befalls_the_next_batch_there_is(town: Town) -> None:
    waiting = asyncio.ensure_future(town.ok("getUpdates", offset=-1, timeout=10))
    await town.ok("getMe")
    await town.control("faults", method="getUpdates", kind="duplicate", copies=1)
    await town.say("once")

    assert [update["message"]["text"] for update in await waiting] == ["once", "once"]
