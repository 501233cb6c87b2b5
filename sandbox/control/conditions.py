"""Control calls that move the clock, order faults, set rates and what webhooks may be."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from aiohttp import web

from sandbox.control.body import Body, deed
from sandbox.errors import ControlError
from sandbox.world import World


def read_clock(world: World, _: Body) -> dict[str, Any]:
    """What time it is."""
    return {"now": world.clock.iso()}


def move_clock(world: World, body: Body) -> dict[str, Any]:
    """Jump by seconds or to a moment."""
    if body.has("advance"):
        world.clock.advance(body.real("advance"))
    elif body.has("set"):
        try:
            moment = datetime.fromisoformat(body.text("set"))
        except ValueError as error:
            raise ControlError("set must be a moment like 2026-03-02T09:00:00+08:00.") from error
        world.clock.set(moment)
    else:
        return read_clock(world, body)
    world.stream.publish("clock", now=world.clock.iso())
    return read_clock(world, body)


def order_fault(world: World, body: Body) -> dict[str, Any]:
    """Let the next calls meet trouble."""
    return {"id": world.faults.order(body.fields).id}


def faults_left(world: World, _: Body) -> dict[str, Any]:
    """The troubles not yet used up."""
    return {"faults": world.faults.left()}


def clear_faults(world: World, _: Body) -> dict[str, Any]:
    """Forget all troubles."""
    world.faults.clear()
    return {"faults": []}


def read_limits(world: World, _: Body) -> dict[str, Any]:
    """The rates in force."""
    return world.limits.as_json()


def change_limits(world: World, body: Body) -> dict[str, Any]:
    """Set rates, from full buckets."""
    world.change_limits(world.limits.changed(body.fields))
    return world.limits.as_json()


def read_webhooks(world: World, _: Body) -> dict[str, Any]:
    """What is allowed to webhooks here."""
    return {"plain": world.webhooks.plain, "pace": world.webhooks.pace}


def change_webhooks(world: World, body: Body) -> dict[str, Any]:
    """Allow plain http, or hurry the waits between tries."""
    if body.has("plain"):
        world.webhooks.plain = body.flag("plain")
    world.webhooks.pace = max(0.0, body.real("pace", world.webhooks.pace))
    return read_webhooks(world, body)


def routes() -> Sequence[web.RouteDef]:
    """The control calls of this file."""
    return [
        web.get("/control/clock", deed(read_clock)),
        web.post("/control/clock", deed(move_clock)),
        web.get("/control/faults", deed(faults_left)),
        web.post("/control/faults", deed(order_fault)),
        web.delete("/control/faults", deed(clear_faults)),
        web.get("/control/limits", deed(read_limits)),
        web.post("/control/limits", deed(change_limits)),
        web.get("/control/webhooks", deed(read_webhooks)),
        web.post("/control/webhooks", deed(change_webhooks)),
    ]
