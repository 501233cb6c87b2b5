"""A sandbox that lives in a file: what survives its end, and what is said of a spoilt file."""

import asyncio
import shutil
import sqlite3
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from sandbox import seed
from sandbox.__main__ import main
from sandbox.clock import Clock
from sandbox.files import Upload
from sandbox.server import create_app, serve
from sandbox.statefile import Changes, StateError, StateFile
from sandbox.world import World
from tests.sandbox.town import BOT_ID, CITIZEN, CLERK, ENGLISH, NOON, PNG, SECOND_CLERK, STAFF, TOKEN, Town

Start = Callable[..., Awaitable[Town]]


@asynccontextmanager
async def living_in(path: Path) -> AsyncIterator[Town]:
    """A sandbox with this state file, from its start to its end."""
    world = World(clock=Clock(NOON, frozen=True), seed=7)
    seed.populate(world)
    world.announce_bot(TOKEN, first_name="Hall", username="hall_bot")
    async with aiohttp.ClientSession() as http:
        running = await serve(create_app(world, state=path))
        try:
            yield Town(running.url, world, http)
        finally:
            await running.close()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "hall.sandbox"


async def everything(town: Town) -> dict[str, Any]:
    """What both sides can see of a world."""
    reads: dict[str, dict[str, Any]] = {
        "state": {},
        "sends": {},
        "calls": {},
        "updates": {},
        "faults": {},
        "limits": {},
        "clock": {},
        "keyboard": {"chat_id": CITIZEN},
    }
    found = {what: await town.see(what, **query) for what, query in reads.items()}
    found["state"].pop("last_event_id")
    for chat_id in (CITIZEN, STAFF):
        found[f"messages of {chat_id}"] = await town.see("messages", chat_id=chat_id)
    return found


async def live_a_little(town: Town) -> dict[str, Any]:
    """Something of every kind; the last message is what people act on later."""
    await town.control("start", from_id=CITIZEN)
    await town.upload(PNG, kind="photo", caption="my id")
    await town.control("people", id=1500, first_name="New", language_code="en")
    thread = await town.topic("户口")
    await town.send("card", chat_id=STAFF, message_thread_id=thread)
    await town.send("choose", reply_markup={"keyboard": [["Yes", "No"]]})
    await town.ok("setMyCommands", commands=[{"command": "start", "description": "Begin"}], language_code="zh")
    await town.ok("setMyDescription", description="A hall")
    await town.ok("setChatMenuButton", chat_id=CITIZEN, menu_button={"type": "commands"})
    asked = await town.ok("sendPoll", chat_id=STAFF, question="?", options=["A", "B"], is_anonymous=False)
    about = {"chat_id": STAFF, "from_id": CLERK, "message_id": asked["message_id"]}
    await town.control("vote", options=[1], **about)
    await town.control("react", emoji="👍", **about)
    await town.control("block", user_id=ENGLISH)
    await town.control("limits", per_chat=7)
    await town.control("faults", method="sendMessage", kind="429", after=1000)
    await town.control("clock", advance=3600)
    return await town.send(reply_markup={"inline_keyboard": [[{"text": "A", "callback_data": "a"}]]})


@pytest.mark.rule("sandbox.state")
async def test_everything_survives_the_sandboxs_end(path: Path) -> None:
    async with living_in(path) as town:
        sent = await live_a_little(town)
        press = await town.control("press", chat_id=CITIZEN, from_id=CITIZEN, message_id=sent["message_id"], data="a")
        before = await everything(town)
    async with living_in(path) as town:
        assert await everything(town) == before
        commands = await town.ok("getMyCommands", language_code="zh")
        assert commands == [{"command": "start", "description": "Begin"}]
        assert (await town.ok("getChatMenuButton", chat_id=CITIZEN)) == {"type": "commands"}
        assert await town.ok("answerCallbackQuery", **press) is True


@pytest.mark.rule("sandbox.state")
async def test_files_keep_their_ids_and_bytes(path: Path) -> None:
    async with living_in(path) as town:
        await live_a_little(town)
        photo = next(u["message"] for u in await town.waiting() if "photo" in u.get("message", {}))["photo"]
    async with living_in(path) as town:
        for size in photo:
            found = await town.ok("getFile", file_id=size["file_id"])
            async with town.http.get(f"{town.url}/file/bot{TOKEN}/{found['file_path']}") as response:
                assert await response.read() == PNG
        again = await town.ok("sendPhoto", chat_id=CITIZEN, photo=photo[-1]["file_id"])
        assert again["photo"] == photo


@pytest.mark.rule("sandbox.state")
async def test_no_id_is_used_twice(path: Path) -> None:
    async with living_in(path) as town:
        sent = await live_a_little(town)
        await town.say("before")
        update = (await town.waiting())[-1]["update_id"]
        document = (await town.send_file("sendDocument", "document", b"x"))["result"]["document"]["file_id"]
        poll = (await town.ok("sendPoll", chat_id=CITIZEN, question="?", options=["A"]))["poll"]["id"]
    async with living_in(path) as town:
        said = await town.say("after")
        assert said["message_id"] > sent["message_id"]
        assert (await town.waiting())[-1]["update_id"] == update + 1
        other = (await town.send_file("sendDocument", "document", b"x"))["result"]["document"]["file_id"]
        assert other != document
        assert (await town.ok("sendPoll", chat_id=CITIZEN, question="?", options=["A"]))["poll"]["id"] != poll


async def test_what_the_clock_had_to_do_is_still_done(path: Path) -> None:
    async with living_in(path) as town:
        await live_a_little(town)
        await town.ok("sendPoll", chat_id=STAFF, question="?", options=["A", "B"], open_period=60)
        until = int(town.world.clock.now()) + 60
        await town.ok("banChatMember", chat_id=STAFF, user_id=SECOND_CLERK, until_date=until)
        await town.ok("getUpdates", offset=-1)
    async with living_in(path) as town:
        await town.control("clock", advance=60)
        assert (await town.waiting())[-1]["poll"]["is_closed"] is True
        assert (await town.ok("getChatMember", chat_id=STAFF, user_id=SECOND_CLERK))["status"] == "left"


async def test_a_webhook_goes_on_where_it_was(path: Path) -> None:
    came: asyncio.Queue[dict[str, Any]] = asyncio.Queue()

    async def take(request: web.Request) -> web.Response:
        await came.put(await request.json())
        return web.Response(status=500 if down else 200)

    down = True
    app = web.Application()
    app.router.add_post("/hook", take)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    async with AsyncExitStack() as stack:
        stack.push_async_callback(runner.cleanup)
        async with living_in(path) as town:
            await live_a_little(town)
            town.world.webhooks.plain = True
            await town.ok("getUpdates", offset=-1)
            await town.ok("getUpdates", offset=2**31)
            await town.ok(
                "setWebhook", url=f"http://127.0.0.1:{runner.addresses[0][1]}/hook", drop_pending_updates=True
            )
            await town.say("bring me")
            assert (await came.get())["message"]["text"] == "bring me"
        down = False
        while not came.empty():
            came.get_nowait()
        async with living_in(path) as town:
            async with asyncio.timeout(60):
                assert (await came.get())["message"]["text"] == "bring me"
            assert (await town.ok("getWebhookInfo"))["url"].endswith("/hook")


@pytest.mark.rule("sandbox.state")
async def test_a_change_is_written_soon_and_whole(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a `kill -9` leaves is what the file holds at that moment: a copy of it."""
    saved = asyncio.Event()
    loop, write = asyncio.get_running_loop(), StateFile.write

    def tell(file: StateFile, changes: Changes) -> None:
        write(file, changes)
        if b"just now" in changes.body:
            loop.call_soon_threadsafe(saved.set)

    monkeypatch.setattr(StateFile, "write", tell)
    copy = path.with_suffix(".copy")
    async with living_in(path) as town:
        await town.control("start", from_id=CITIZEN)
        await town.say("just now")
        async with asyncio.timeout(60):
            await saved.wait()
        shutil.copy(path, copy)
        await town.say("too late")
    async with living_in(copy) as town:
        texts = [message["text"] for message in (await town.see("messages", chat_id=CITIZEN))["messages"]]
        assert texts == ["/start", "just now"]


@pytest.mark.rule("sandbox.state")
async def test_a_reset_empties_the_file(path: Path) -> None:
    async with living_in(path) as town:
        await live_a_little(town)
        await town.control("reset", seed="empty")
    async with living_in(path) as town:
        state = await town.see("state")
        assert (state["people"], state["chats"], [bot["id"] for bot in state["bots"]]) == ([], [], [BOT_ID])
        assert (await town.see("calls"))["calls"] == []
    with sqlite3.connect(path) as database:
        assert database.execute("SELECT count(*) FROM file").fetchone() == (0,)
    database.close()


async def test_a_reset_leaves_nothing_of_what_people_said_in_the_file(path: Path) -> None:
    number = "310101199001011234"
    async with living_in(path) as town:
        await town.control("start", from_id=CITIZEN)
        for _ in range(50):
            await town.say(f"my number is {number}")
    assert number.encode() in content(path)
    async with living_in(path) as town:
        await town.control("reset")
    assert [one.name for one in path.parent.iterdir() if number.encode() in content(one)] == []


async def test_the_demos_group_takes_new_bots_after_a_restart_too(path: Path) -> None:
    async with living_in(path):
        pass
    async with living_in(path) as town:
        await town.control("bots", token="99:later")
        assert town.world.groups[STAFF].member(99).status == "administrator"


def test_time_passes_while_the_sandbox_is_off() -> None:
    clock = Clock(0)
    clock.resume(NOON, since=time.time() - 100)
    assert 100 <= clock.now() - NOON < 160


def content(path: Path) -> bytes:
    return path.read_bytes()


def spoil(path: Path, how: str) -> None:
    if how == "text":
        path.write_text("this is no database\n" * 100)
    elif how == "cut":
        StateFile(path).close()
        path.write_bytes(path.read_bytes()[:5000])
    elif how == "foreign":
        with sqlite3.connect(path) as database:
            database.execute("CREATE TABLE cases (id INTEGER)")
        database.close()
    elif how == "future":
        StateFile(path).close()
        with sqlite3.connect(path) as database:
            database.execute("PRAGMA user_version = 99")
        database.close()
    else:
        StateFile(path).close()
        with sqlite3.connect(path) as database:
            database.execute("INSERT INTO world VALUES (1, ?)", (b'{"now": 1}',))
        database.close()


@pytest.mark.rule("sandbox.state")
@pytest.mark.parametrize("how", ["text", "cut", "foreign", "future", "content"])
async def test_a_spoilt_file_is_refused_with_what_to_do_and_left_alone(path: Path, how: str) -> None:
    spoil(path, how)
    before = content(path)
    with pytest.raises(StateError, match="move it away to begin anew, or give another --state"):
        async with living_in(path):
            pass
    assert content(path) == before


async def test_what_a_full_disk_kept_out_is_written_when_there_is_room(path: Path) -> None:
    world = World(clock=Clock(NOON, frozen=True), seed=7)
    seed.populate(world)
    file = StateFile(path)
    file.write(file.gather(world))
    file._db.execute("PRAGMA max_page_count = 1")
    kept = world.files.keep("document", Upload(b"x" * 100_000, "form.pdf"))
    with pytest.raises(StateError, match="cannot be written"):
        file.write(file.gather(world))
    file._db.execute("PRAGMA max_page_count = 1000")
    file.write(file.gather(world))
    file.close()
    async with living_in(path) as town:
        found = town.world.files.by_id(kept.file_id)
        assert found is not None
        assert len(found.data) == 100_000


async def test_a_file_belongs_to_one_sandbox_at_a_time(path: Path) -> None:
    async with living_in(path):
        with pytest.raises(StateError, match="in use by another sandbox"):
            StateFile(path)


def test_the_command_line_says_it_in_a_sentence(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path.write_text("nonsense " * 500)
    assert main(["--port", "0", "--state", str(path)]) == 2
    assert "move it away" in capsys.readouterr().err
    assert main(["--port", "0", "--state", str(path.parent / "nowhere" / "x")]) == 2
    assert "cannot be written" in capsys.readouterr().err
