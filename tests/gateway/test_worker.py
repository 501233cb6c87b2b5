"""Updates are handled once, in order, together with their effects, or end as dead letters that people see."""

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from domain.languages import Language
from storage import inbox
from storage.db import Database
from storage.outgoing import Address, Outgoing
from storage.people import find_person, set_language
from storage.transaction import Tx
from tests.kit.town import Town, open_town
from views.markup import Rich
from views.reply import Reply
from views.screen import Button, Screen


def echo() -> Router:
    """A feature that says what it read, and fails when it reads that it should."""
    router = Router()

    @router.message()
    async def say_it(message: Message, tx: Tx, reply: Reply) -> None:
        await reply.show(Screen(Rich(message.text or ""), rows=((Button("press me", press="p"),),)))
        if message.text == "fail":
            found = await find_person(tx, message.chat.id)
            assert found
            await set_language(tx, found[0].id, language=Language.EN)
            raise RuntimeError("as asked")

    @router.callback_query()
    async def pressed(query: CallbackQuery, reply: Reply) -> None:
        reply.toast("pressed", alert=True)
        await reply.show(Screen(Rich(f"after {query.data}")))

    return router


async def test_what_is_said_in_a_unit_of_work_arrives(database_url: str) -> None:
    async with open_town(database_url, router=echo()) as town:
        chen = await town.citizen()
        await chen.says("你好")
        assert await chen.reads() == "你好"


async def test_a_press_edits_the_latest_screen_and_is_answered(database_url: str) -> None:
    async with open_town(database_url, router=echo()) as town:
        chen = await town.citizen()
        await chen.says("one")
        await chen.presses("press me")
        assert [m["text"] for m in await chen.said_by_bot()] == ["after p"]
        assert (chen.toast, chen.alerted) == ("pressed", True)


async def test_a_press_on_an_older_screen_gets_a_new_one_and_loses_its_buttons(database_url: str) -> None:
    async with open_town(database_url, router=echo()) as town:
        chen = await town.citizen()
        await chen.says("one")
        first = (await chen.said_by_bot())[-1]
        await chen.says("two")
        await chen.presses("press me", message_id=first["message_id"])
        said = await chen.said_by_bot()
        assert [m["text"] for m in said] == ["one", "two", "after p"]
        assert "reply_markup" not in said[0] or not said[0]["reply_markup"]["inline_keyboard"]


async def test_a_typed_label_is_a_press(database_url: str) -> None:
    async with open_town(database_url, router=echo()) as town:
        chen = await town.citizen()
        await chen.says("one")
        await chen.says("Press me!")
        assert await chen.reads() == "after p"


async def test_a_failing_update_leaves_nothing_behind_is_tried_again_and_then_reported(database_url: str) -> None:
    async with open_town(database_url, router=echo()) as town:
        chen = await town.citizen()
        await chen.says("before")
        await chen.says("fail")
        assert await chen.reads() == "before", "what a failed unit said is not said"
        for _ in range(4):
            await town.later(seconds=61)

        async with town.app.database.read() as tx:
            [dead] = await inbox.list_dead(tx)
            found = await find_person(tx, chen.id)
        assert (dead.attempts, dead.error) == (5, "RuntimeError")
        assert found
        assert found[0].language is Language.ZH_HANS, "what a failed unit wrote is not kept"
        assert str(dead.seq) in await chen.reads()
        assert str(dead.seq) in "".join(m.get("text", "") for m in await group(town))


async def group(town: object) -> list[dict[str, object]]:
    from tests.kit.town import STAFF_GROUP, Town

    assert isinstance(town, Town)
    answer = await town.read("messages", chat_id=STAFF_GROUP)
    messages: list[dict[str, object]] = answer["messages"]
    return messages


async def test_one_citizens_failure_holds_up_nobody_else(database_url: str) -> None:
    async with open_town(database_url, router=echo()) as town:
        chen, lin = await town.citizen("陈晓"), await town.citizen("林佳")
        await town.control("say", chat_id=chen.id, from_id=chen.id, text="fail")
        await town.control("say", chat_id=chen.id, from_id=chen.id, text="after")
        await lin.says("hello")
        assert await lin.reads() == "hello"
        assert await chen.reads() == "", "the next update of the same person waits for its turn"


async def test_an_update_nobody_can_read_is_a_dead_letter_at_once(database_url: str) -> None:
    async with open_town(database_url, router=echo()) as town:
        chen = await town.citizen()
        await town.control("update", update={"message": {"message_id": "no number", "chat": 5}})
        await town.control("update", update={"something_new": {"a": 1}})
        await chen.says("still here")
        assert await chen.reads() == "still here"
        assert await dead_letters(town.app.database) == ["Unreadable"]


async def dead_letters(database: Database) -> list[str | None]:
    async with database.read() as tx:
        return [dead.error for dead in await inbox.list_dead(tx)]


async def test_whoever_blocked_the_bot_is_reached_again_after_their_next_message(database_url: str) -> None:
    async with open_town(database_url, router=echo()) as town:
        chen = await town.citizen()
        await chen.says("one")
        await town.control("block", user_id=chen.id)
        async with town.app.database.write() as tx:
            tx.say(Outgoing(dedupe_key="news", to=Address(chat_id=chen.id), body={"text": "news"}))
        await town.settle()
        assert not await is_reachable(town, chen.id)

        await town.control("unblock", user_id=chen.id)
        await chen.says("two")
        assert await is_reachable(town, chen.id)
        assert await chen.reads() == "two"


async def is_reachable(town: Town, person: int) -> bool:
    async with town.app.database.read() as tx:
        found = await find_person(tx, person)
    assert found
    return found[0].reachable


async def test_an_alert_reaches_whoever_typed_the_button_too(database_url: str) -> None:
    router = Router()

    @router.message()
    async def offer(message: Message, reply: Reply) -> None:
        await reply.show(Screen(Rich("?"), rows=((Button("buy", press="p"),),)))

    @router.callback_query()
    async def refuse(query: CallbackQuery, reply: Reply) -> None:
        reply.toast("sold out", alert=True)

    async with open_town(database_url, router=router) as town:
        chen = await town.citizen()
        await chen.says("what is there?")
        await chen.presses("buy")
        assert (chen.toast, await chen.reads()) == ("sold out", "?")
        await chen.says("buy")
        assert await chen.reads() == "sold out"
