"""Nothing that is added to the world later is forgotten by its snapshot."""

from dataclasses import fields

from sandbox.clock import Clock
from sandbox.people import Bot
from sandbox.snapshot import KEPT_OF_A_BOT, restore, taken
from sandbox.world import World
from tests.sandbox.lively import every_kind_of_update
from tests.sandbox.town import BOT_ID, NOON, Town

COMPARED = {
    "people",
    "groups",
    "private",
    "usernames",
    "callbacks",
    "polls",
    "inline_queries",
    "inline_messages",
    "launches",
    "limits",
    "last_messages",
    "first_message",
}
OTHERWISE = {
    "clock",  # goes on meanwhile
    "rng",  # compared by its state
    "bots",  # compared field by field
    "faults",  # compared as a list
    "files",  # in rows of their own
    "record",  # the same
    "stream",  # its readers start anew
    "on_new_bot",  # made again if it was set
    "on_change",  # of the running server
    "webhooks",  # said at the start
    "strict_tokens",  # the same
}
OF_A_RUNNING_BOT = {"id", "token", "queue", "limiter", "webhook", "commands", "texts"}


def test_every_attribute_of_the_world_is_kept_or_known_not_to_be() -> None:
    assert set(vars(World(seed=1))) == COMPARED | OTHERWISE


def test_every_field_of_a_bot_is_kept_or_known_not_to_be() -> None:
    assert {field.name for field in fields(Bot)} == set(KEPT_OF_A_BOT.split()) | OF_A_RUNNING_BOT


async def test_a_lively_world_is_the_same_after_its_snapshot(town: Town) -> None:
    await every_kind_of_update(town)
    await town.control("faults", method="sendMessage", kind="429", after=1000)
    was, now = town.world, World(clock=Clock(NOON, frozen=True), seed=99)
    restore(now, taken(was))
    for name in COMPARED:
        assert getattr(now, name) == getattr(was, name), name
    assert now.rng.getstate() == was.rng.getstate()
    assert now.faults.orders == was.faults.orders
    assert now.bots[BOT_ID].queue.waiting() == was.bots[BOT_ID].queue.waiting()
    for name in (*KEPT_OF_A_BOT.split(), "commands", "texts", "token"):
        assert getattr(now.bots[BOT_ID], name) == getattr(was.bots[BOT_ID], name), name
