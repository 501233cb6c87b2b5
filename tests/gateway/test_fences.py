"""A process that was paused, or cut off, sends nothing that another has taken over from it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

import pytest

from domain.languages import Language
from storage import outbox
from storage.db import Database
from storage.outbox_ends import finish
from storage.outbox_leases import claim_waiting, expire_leases
from tests.gateway.post_office import PostOffice, open_post_office
from tests.kit.database import BACKENDS

LONGEST = 4096
"""Characters of one message."""

pytestmark = pytest.mark.parametrize("database_url", BACKENDS[1:], indirect=True)


@dataclass
class Stands:
    """How a process stands with others, as a test wants it."""

    sure: bool
    epoch: int = 0

    def is_sure(self) -> bool:
        return self.sure


async def another_sends_what_it_holds(office: PostOffice) -> None:
    """Another process takes this one for dead, takes its messages over, and has sent them."""
    other = Database(office.url, now=office.clock.now)
    async with other.write() as tx:
        now = office.clock.now() + timedelta(hours=1)
        await expire_leases(tx, now=office.clock.now(), owners=[office.database.owner])
        for row in await claim_waiting(tx, now=now, limit=100):
            await finish(tx, row.id, state="sent", maybe_dup=row.maybe_dup, now=now, message_id=1)
    await other.close()


async def test_without_the_fence_both_would_send(database_url: str) -> None:
    """The negative control: a process that believes to be alone."""
    async with open_post_office(database_url) as office:
        held = office.letter("x")
        office.delivery._stopped.set()  # as if it were paused between taking the message and sending it
        await office.say(held)
        rows = [outbox.row_of(row) for row in await office.rows()]
        await another_sends_what_it_holds(office)
        office.open_delivery()
        office.delivery.take(rows)
        await office.delivery.drained()
        assert await office.texts() == ["x"], "though another has sent it"
        assert await office.states() == [("sent", 2)], "at least it is flagged"


async def test_what_was_taken_over_is_not_sent_again(database_url: str) -> None:
    async with open_post_office(database_url) as office:
        stands = Stands(sure=False)
        office.delivery._standing = stands
        await office.say(office.letter("x"), office.letter("y"))
        await another_sends_what_it_holds(office)
        stands.sure, stands.epoch = True, 1
        await office.delivery.drained()
        assert await office.texts() == []
        assert await office.states() == [("sent", 1)] * 2


async def test_whoever_was_only_missed_for_a_moment_sends_what_is_still_its_own(database_url: str) -> None:
    async with open_post_office(database_url) as office:
        stands = Stands(sure=False)
        office.delivery._standing = stands
        await office.say(office.letter("x"), office.letter("y"))
        assert await office.texts() == []
        stands.sure, stands.epoch = True, 1
        await office.delivery.drained()
        assert await office.texts() == ["x", "y"]
        assert await office.states() == [("sent", 0)] * 2


async def test_what_waited_for_longer_than_a_lease_is_looked_at_before_it_leaves(database_url: str) -> None:
    async with open_post_office(database_url) as office:
        stands = Stands(sure=False)
        office.delivery._standing = stands
        await office.say(office.letter("x"))
        await another_sends_what_it_holds(office)
        office.clock.advance(seconds=outbox.LEASE.total_seconds())
        stands.sure = True
        await office.delivery.drained()
        assert await office.texts() == []


async def test_nothing_is_remembered_of_what_another_has_taken_over(database_url: str) -> None:
    async with open_post_office(database_url) as office:
        stands, failed = Stands(sure=True), []

        async def load(*_: object, **__: object) -> tuple[Language, Mapping[str, str]]:
            if not failed:
                failed.append(1)
                raise ValueError("once")
            return Language.EN, {"words": "x" * (LONGEST + 1)}

        office._load = load  # type: ignore[assignment] # the registry asks for it below
        office.open_delivery()._standing = stands
        call = office.telegram.call

        async def taken_over_after_the_first_part(method: str, body: str = "{}", **more: float) -> object:
            answer = await call(method, body, **more)
            await another_sends_what_it_holds(office)
            stands.epoch += 1
            return answer

        office.telegram.call = taken_over_after_the_first_part  # type: ignore[method-assign]
        await office.send(office.letter("", message="late", params={"number": 1}))
        assert [len(text) for text in await office.texts()] == [LONGEST]
        assert (office.delivery._held, office.delivery._mistakes, office.poster._parts) == (set(), {}, {})
