"""Polls and quizzes: asking, voting, closing."""

import asyncio
from typing import Any

import pytest

from sandbox.clock import Clock
from tests.sandbox.town import CITIZEN, CLERK, ENGLISH, SECOND_CLERK, STAFF, Town

OPTIONS = [{"text": "茶"}, {"text": "Coffee"}, {"text": "Water"}]


async def ask(town: Town, **params: Any) -> dict[str, Any]:
    body = {"chat_id": STAFF, "question": "What to drink?", "options": OPTIONS, "is_anonymous": False}
    return await town.ok("sendPoll", **(body | params))


async def vote(town: Town, message: dict[str, Any], *options: int, by: int = CLERK) -> dict[str, Any]:
    target = {"chat_id": message["chat"]["id"], "message_id": message["message_id"]}
    return await town.control("vote", from_id=by, options=list(options), **target)


async def refused_vote(town: Town, message: dict[str, Any], *options: int) -> str:
    body = {"chat_id": message["chat"]["id"], "message_id": message["message_id"], "from_id": CLERK}
    async with town.http.post(f"{town.url}/control/vote", json=body | {"options": options}) as response:
        assert response.status == 400
        return (await response.json())["error"]


@pytest.mark.rule("polls.updates")
async def test_a_vote_brings_the_answer_and_the_new_count(town: Town) -> None:
    sent = await ask(town)
    seen = await vote(town, sent, 1)
    await vote(town, sent, 0, by=SECOND_CLERK)
    assert (seen["voters"], seen["poll"]["options"][1]["voter_count"]) == ({str(CLERK): [1]}, 1)
    answer, counted, *_ = await town.updates()
    assert answer["poll_answer"] == {
        "poll_id": sent["poll"]["id"],
        "user": town.world.person(CLERK).as_user(),
        "option_ids": [1],
        "option_persistent_ids": ["1"],
    }
    assert (counted["poll"]["total_voter_count"], counted["poll"]["is_closed"]) == (1, False)
    shown = (await town.see("messages", chat_id=STAFF))["messages"][-1]
    assert [option["voter_count"] for option in shown["poll"]["options"]] == [1, 1, 0]


@pytest.mark.rule("polls.retraction")
async def test_a_vote_taken_back_is_an_empty_answer(town: Town) -> None:
    sent = await ask(town)
    await vote(town, sent, 1)
    await town.updates()
    await vote(town, sent)
    answer, counted = await town.updates()
    assert answer["poll_answer"]["option_ids"] == []
    assert counted["poll"]["total_voter_count"] == 0


@pytest.mark.rule("polls.updates")
async def test_an_anonymous_poll_tells_the_count_only(town: Town) -> None:
    sent = await ask(town, is_anonymous=True)
    await vote(town, sent, 2)
    assert (await town.update("poll"))["options"][2]["voter_count"] == 1


async def test_a_poll_takes_several_answers_only_if_it_says_so(town: Town) -> None:
    one, several = await ask(town), await ask(town, allows_multiple_answers=True)
    assert "one answer" in await refused_vote(town, one, 0, 1)
    assert (await vote(town, several, 2, 0))["voters"] == {str(CLERK): [0, 2]}
    assert "from 0 to 2" in await refused_vote(town, one, 3)


@pytest.mark.rule("polls.quiz")
async def test_a_quiz_is_answered_once_and_explains_itself(town: Town) -> None:
    quiz = {"type": "quiz", "correct_option_ids": [0], "explanation": "<b>Tea</b>", "explanation_parse_mode": "HTML"}
    sent = await ask(town, **quiz)
    assert (sent["poll"]["type"], sent["poll"]["correct_option_ids"], sent["poll"]["explanation"]) == (
        "quiz",
        [0],
        "Tea",
    )
    assert sent["poll"]["explanation_entities"] == [{"type": "bold", "offset": 0, "length": 3}]
    await vote(town, sent, 0)
    assert "cannot be changed" in await refused_vote(town, sent, 1)
    old_name = await ask(town, type="quiz", correct_option_id=2)
    assert old_name["poll"]["correct_option_ids"] == [2]


@pytest.mark.rule("polls.stop")
async def test_a_stopped_poll_says_its_result_and_takes_no_more_votes(town: Town) -> None:
    sent = await ask(town, reply_markup={"inline_keyboard": [[{"text": "A", "callback_data": "a"}]]})
    await vote(town, sent, 0)
    await town.updates()
    target = {"chat_id": STAFF, "message_id": sent["message_id"]}
    result = await town.ok("stopPoll", **target)
    assert (result["is_closed"], result["total_voter_count"]) == (True, 1)
    assert (await town.update("poll"))["is_closed"] is True
    assert "closed" in await refused_vote(town, sent, 1)
    assert "reply_markup" not in (await town.see("messages", chat_id=STAFF))["messages"][-1]
    assert await town.refusal("stopPoll", **target) == "Bad Request: poll has already been closed"


@pytest.mark.rule("polls.stop", "errors.poll")
async def test_what_is_no_poll_of_the_bot_cannot_be_stopped(town: Town) -> None:
    plain = await town.send()
    reason = await town.refusal("stopPoll", chat_id=CITIZEN, message_id=plain["message_id"])
    assert reason == "Bad Request: message is not a poll"
    reason = await town.refusal("stopPoll", chat_id=CITIZEN, message_id=999)
    assert reason == "Bad Request: message with poll to stop not found"
    theirs = await town.control("poll", chat_id=CITIZEN, from_id=CITIZEN, question="When?", options=["Now", "Later"])
    assert (await town.update("message"))["poll"]["question"] == "When?"
    reason = await town.refusal("stopPoll", chat_id=CITIZEN, message_id=theirs["message_id"])
    assert reason == "Bad Request: poll can't be stopped"


@pytest.mark.rule("polls.open_period")
async def test_a_poll_closes_when_the_sandboxs_clock_says_so(town: Town) -> None:
    sent = await ask(town, open_period=60)
    assert sent["poll"]["close_date"] == sent["date"] + 60
    await town.control("clock", advance=59)
    assert await town.waiting() == []
    await town.control("clock", advance=1)
    assert (await town.update("poll"))["is_closed"] is True


async def test_a_clock_that_runs_rings_by_itself() -> None:
    rang = asyncio.Event()
    clock = Clock()
    clock.at(clock.now() + 0.01, rang.set)
    async with asyncio.timeout(60):
        await rang.wait()


@pytest.mark.rule("polls.open_period")
@pytest.mark.parametrize("wrong", [{"open_period": 4}, {"open_period": 2_628_001}, {"close_date": 1}])
async def test_a_poll_is_open_for_5_seconds_to_a_month(town: Town, wrong: dict[str, int]) -> None:
    answer = await town.api("sendPoll", chat_id=STAFF, question="?", options=OPTIONS, **wrong)
    assert answer["error_code"] == 400


@pytest.mark.rule("content.poll", "errors.poll")
@pytest.mark.parametrize(
    ("params", "reason"),
    [
        ({"question": "x" * 301}, "poll question length must not exceed 300"),
        ({"question": " "}, "text must be non-empty"),
        ({"question": ""}, "text must be non-empty"),
        ({"options": OPTIONS * 5}, "poll can't have more than 12 options"),
        ({"options": []}, "poll must have at least one answer option"),
        ({"options": [{"text": "x" * 101}]}, "poll options length must not exceed 100"),
        ({"options": [{"text": " "}]}, "text must be non-empty"),
        ({"options": [{}]}, "can't parse InputPollOption: Can't find field \"text\""),
        ({"options": [1]}, "can't parse InputPollOption: Expected InputPollOption to be an Object"),
        ({"options": "{"}, "can't parse options JSON object"),
        ({"type": "survey"}, "unsupported poll type specified"),
        ({"type": "quiz"}, "correct quiz option list must be non-empty"),
        ({"type": "quiz", "correct_option_ids": [1, 0]}, "correct quiz option list must be increasing"),
        ({"type": "quiz", "correct_option_ids": [3]}, "wrong quiz correct_option_id"),
    ],
)
async def test_a_wrong_poll_is_refused(town: Town, params: dict[str, Any], reason: str) -> None:
    body = {"chat_id": STAFF, "question": "What?", "options": OPTIONS}
    assert await town.refusal("sendPoll", **(body | params)) == f"Bad Request: {reason}"


@pytest.mark.rule("content.poll")
async def test_a_quiz_explains_in_200_characters_on_three_lines(town: Town) -> None:
    quiz = {"type": "quiz", "correct_option_ids": [0]}
    await ask(town, explanation="x" * 198 + "\n\n", **quiz)
    for explanation in ("x" * 201, "a\nb\nc\nd"):
        body = {"chat_id": STAFF, "question": "?", "options": OPTIONS, "explanation": explanation}
        assert (await town.api("sendPoll", **body, **quiz))["error_code"] == 400


async def test_a_forwarded_poll_is_the_same_one_and_a_copied_one_begins_anew(town: Town) -> None:
    sent = await ask(town)
    await town.control("start", from_id=ENGLISH)
    source = {"chat_id": ENGLISH, "from_chat_id": STAFF, "message_id": sent["message_id"]}
    forward = await town.ok("forwardMessage", **source)
    copy = await town.ok("copyMessage", **source)
    await vote(town, forward, 1, by=ENGLISH)
    messages = (await town.see("messages", chat_id=ENGLISH))["messages"]
    counts = {m["message_id"]: m["poll"]["total_voter_count"] for m in messages if "poll" in m}
    assert counts == {forward["message_id"]: 1, copy["message_id"]: 0}
    assert (await town.see("messages", chat_id=STAFF))["messages"][-1]["poll"]["total_voter_count"] == 1


@pytest.mark.rule("updates.message_reaction")
async def test_a_reaction_is_told_to_administrators_that_asked_for_it(town: Town) -> None:
    sent = await town.send(chat_id=STAFF)
    react = {"chat_id": STAFF, "from_id": CLERK, "message_id": sent["message_id"]}
    seen = await town.control("react", emoji="👍", **react)
    assert seen["reactions"] == [{"type": "emoji", "emoji": "👍"}]
    assert seen["reactors"] == {str(CLERK): seen["reactions"]}
    assert await town.waiting() == []
    await town.updates(allowed_updates=["message_reaction"])
    assert "reactions" not in await town.control("react", emoji=None, **react)
    changed = await town.update("message_reaction")
    assert (changed["user"]["id"], changed["message_id"]) == (CLERK, sent["message_id"])
    assert (changed["old_reaction"], changed["new_reaction"]) == ([{"type": "emoji", "emoji": "👍"}], [])
    await town.control("member", chat_id=STAFF, bot=True, status="member")
    await town.control("react", emoji="🔥", **react)
    assert await town.updates() == []


@pytest.mark.rule("updates.message_reaction")
async def test_an_anonymous_administrator_reacts_as_the_group(town: Town) -> None:
    town.world.bot().queue.allowed = frozenset({"message_reaction"})
    sent = await town.send(chat_id=STAFF)
    react = {"chat_id": STAFF, "message_id": sent["message_id"], "emoji": "👍", "anonymous": True}
    await town.control("react", from_id=CLERK, **react)
    changed = await town.update("message_reaction")
    assert (changed["actor_chat"]["id"], "user" in changed) == (STAFF, False)
    async with town.http.post(f"{town.url}/control/react", json=react | {"from_id": SECOND_CLERK}) as response:
        assert "administrators" in (await response.json())["error"]
