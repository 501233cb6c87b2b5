"""What the demo shows of the bot from outside: whether it is quiet is read from the rows, not from what it says."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from actions.cases.replies import hold_reply
from bot.demo.backstage import DemoBackstage
from domain.conversation import REPLY_HOLD
from jobs.replies import release_held_replies
from storage.db import Database
from tests.actions.people_desk import a_citizen, a_clerk, a_question, words
from tests.views.halls import NOW, sample_hall


async def test_a_reply_that_is_due_is_waited_for_before_anybody_has_looked_at_it(database: Database) -> None:
    process: Any = SimpleNamespace(running=True, starts=1)
    pack: Any = SimpleNamespace(hall=sample_hall(), problems=())
    backstage = DemoBackstage(process, database, pack)
    case, clerk = await a_question(database, await a_citizen(database)), await a_clerk(database)
    async with database.write() as tx:
        await hold_reply(tx, case.id, words("可以"), member=clerk, now=NOW)
    held = (await backstage.look(now=NOW)).waiting

    due = NOW + REPLY_HOLD
    assert (await backstage.look(now=due - timedelta(seconds=1))).waiting == held, "it is not due yet"
    assert (await backstage.look(now=due)).waiting == held + 1

    async with database.write() as tx:
        await release_held_replies(tx, now=due, limit=10)
        told = len(tx.outgoing)
    assert (await backstage.look(now=due)).waiting == held + told, "now it is a message on its way"
