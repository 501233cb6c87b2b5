"""A day in the sandbox on which everything happens, for whoever wants every kind of update."""

import asyncio
from typing import Any

from sandbox.pending import KINDS
from tests.sandbox.town import BOT_ID, CITIZEN, CLERK, ENGLISH, PNG, STAFF, Town

ME = {"chat_id": CITIZEN, "from_id": CITIZEN}
PEOPLES_FILES = ("photo", "document", "voice", "video", "audio", "sticker", "animation", "video_note")


async def every_kind_of_update(town: Town) -> list[dict[str, Any]]:
    """All that a bot in a hall can meet, as it waits for the bot."""
    town.world.bots[BOT_ID].queue.allowed = KINDS
    await _citizen_talks(town)
    await _staff_talk(town)
    await _everybody_votes(town)
    await _somebody_asks_inline(town)
    await _people_come_and_go(town)
    return await town.waiting()


async def _citizen_talks(town: Town) -> None:
    sent = await town.send(reply_markup={"inline_keyboard": [[{"text": "A", "callback_data": "a"}]]})
    await town.control("press", message_id=sent["message_id"], data="a", **ME)
    for kind in PEOPLES_FILES:
        await town.upload(PNG, kind=kind, filename="a.png")
    await town.control("contact", own=True, **ME)
    await town.control("location", latitude=1, longitude=2, **ME)
    await town.control("location", latitude=1, longitude=2, title="Home", address="Here", **ME)
    await town.control("dice", **ME)
    await town.say("forwarded", forward={"from_id": CLERK})
    said = await town.say("a reply", reply_to_message_id=sent["message_id"], quote="hello")
    await town.control("edit", message_id=said["message_id"], text="edited", **ME)
    app = {"text": "App", "web_app": {"url": "https://hall.example/"}}
    await town.send(reply_markup={"keyboard": [[app, {"text": "Who?", "request_users": {"request_id": 1}}]]})
    await town.control("webapp_data", from_id=CITIZEN, button_text="App", data="{}")
    await town.control("share", button_text="Who?", user_ids=[CLERK], **ME)


async def _staff_talk(town: Town) -> None:
    thread = await town.topic()
    for action in ("close", "reopen", "rename"):
        await town.control("topics", chat_id=STAFF, action=action, message_thread_id=thread, name="N")
    await town.say("in a topic", chat_id=STAFF, from_id=CLERK, message_thread_id=thread)
    await town.say("anonymous", chat_id=STAFF, from_id=CLERK, anonymous=True)


async def _everybody_votes(town: Town) -> None:
    asked = await town.ok("sendPoll", chat_id=STAFF, question="When?", options=["Now", "Later"], is_anonymous=False)
    about = {"chat_id": STAFF, "from_id": CLERK, "message_id": asked["message_id"]}
    await town.control("vote", options=[0], **about)
    await town.control("react", emoji="👍", **about)
    await town.control("poll", question="Who?", options=["I", "You"], **ME)


async def _somebody_asks_inline(town: Town) -> None:
    asking = asyncio.create_task(town.control("inline", from_id=CLERK, query="hours"))
    async with asyncio.timeout(60):
        while not town.world.inline_queries:  # noqa: ASYNC110 - a server tells nobody that somebody asks
            await asyncio.sleep(0)
    (query_id,) = town.world.inline_queries
    article = {"type": "article", "id": "1", "title": "T", "input_message_content": {"message_text": "x"}}
    await town.ok("answerInlineQuery", inline_query_id=query_id, results=[article])
    await asking
    await town.control("choose", from_id=CLERK, chat_id=STAFF, result_id="1")


async def _people_come_and_go(town: Town) -> None:
    link = await town.ok("createChatInviteLink", chat_id=STAFF, creates_join_request=True)
    await town.control("join", chat_id=STAFF, from_id=ENGLISH, invite_link=link["invite_link"])
    await town.control("block", user_id=CITIZEN)
    await town.control("unblock", user_id=CITIZEN)
    await town.control("member", chat_id=STAFF, user_id=CITIZEN, status="administrator")
    await town.control("member", chat_id=STAFF, bot=True, status="restricted")
