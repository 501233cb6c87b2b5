"""Plays one scripted conversation again and again, each time in a fresh town, and says what was there at the end."""

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import partial
from typing import Any

from storage import inbox, outbox
from tests.chaos.dialogs import Cast, Dialog
from tests.chaos.outside import Books, open_books
from tests.chaos.verdict import Verdict, judge_messages
from tests.kit.town import Town, open_town

PAUSES = (2, 10, 40)
"""Seconds that pass while something is undone, more each time; fewer in all than a press lives."""
TRIES = 8
TIMES = re.compile(r"\d{1,2}:\d\d(:\d\d)?")
Step = Callable[[Cast], Awaitable[Any]]
Fresh = Callable[[], AbstractAsyncContextManager[tuple[str, str]]]
"""Opens an empty database: its URL as the bot knows it, and as outsiders do."""


async def unfinished(town: Town) -> int:
    """Updates and messages that are not done."""
    async with town.app.database.read() as tx:
        return await inbox.count_open(tx) + await outbox.count_open(tx)


async def settle_despite(town: Town) -> None:
    """Let the bot do everything, as often as it takes; time passes only while something is undone."""
    for pause in (0, *PAUSES):
        town.clock.advance(seconds=pause)
        for _ in range(TRIES):
            try:
                await town.app.tick()
                await Town.settle(town)
                left = await unfinished(town)
                break
            except Exception:  # noqa: S112 # whatever the trouble did to the scripted steps, the bot goes on
                continue
        else:
            raise AssertionError("the bot never recovers")
        if not left:
            return


@asynccontextmanager
async def staged(database_url: str, dialog: Dialog) -> AsyncIterator[Cast]:
    """A town in which everything before the dialog has happened."""
    async with open_town(database_url) as town:
        cast = Cast(town, await town.citizen(), await town.clerk())
        await dialog.before(cast)
        town.settle = partial(settle_despite, town)  # type: ignore[method-assign] # it has to stand more
        yield cast


async def seen(cast: Cast, books: Books) -> dict[str, list[Any]]:
    """What people and outsiders find at the end; times of day and flagged copies apart."""
    town = cast.town
    verdict = Verdict()
    await judge_messages(verdict, town, books)
    assert verdict.wrong == []
    people = {"citizen": await cast.citizen.messages(), "staff": await everything(town)}
    found: dict[str, list[Any]] = {
        name: [told(one) for one in messages if (one["chat"]["id"], one["message_id"]) not in verdict.copied]
        for name, messages in people.items()
    }
    found["deeds"] = sorted(row["action"] for row in await books.rows("SELECT action FROM event"))
    found["open"] = await books.rows(OPEN)
    return found


OPEN = """
    SELECT 'update', state, error FROM inbox WHERE state <> 'done'
    UNION ALL SELECT 'message', state, error FROM outbox WHERE state NOT IN ('sent', 'dropped')
"""


async def everything(town: Town) -> list[dict[str, Any]]:
    """The staff group, topic by topic."""
    messages = [m for topic in await town.topics() for m in await town.in_topic(topic["message_thread_id"])]
    return [message for message in messages if "forum_topic_created" not in message]


def told(message: dict[str, Any]) -> tuple[str, tuple[str, ...]]:
    """The words and the buttons of a message."""
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    words = message.get("text") or message.get("caption") or "…"
    return TIMES.sub("00:00", words), tuple(button["text"] for row in rows for button in row)


class Stage:
    """One dialog, played as often as one likes."""

    def __init__(self, dialog: Dialog, fresh: Fresh) -> None:
        self._dialog = dialog
        self._fresh = fresh

    async def play(self, arm: Step, struck: Step) -> tuple[Any, dict[str, list[Any]]]:
        """One run: whether the trouble struck, and what was there at the end."""
        async with self._fresh() as (url, outside), staged(url, self._dialog) as cast, open_books(outside) as books:
            await arm(cast)
            await self._dialog.then(cast)
            hit = await struck(cast)
            await cast.town.settle()
            return hit, await seen(cast, books)

    async def untouched(self) -> dict[str, list[Any]]:
        """What is there when nothing goes wrong."""
        return (await self.play(_never, _never))[1]


async def _never(_: Cast) -> bool:
    return False
