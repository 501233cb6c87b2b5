"""Waiting until ordered troubles have struck."""

import asyncio

from tests.chaos.street import Street

LONGEST = 180.0
"""Seconds until a town has met all of them."""
GLANCE = 0.2


async def are_over(street: Street) -> bool:
    """Whether everything ordered has struck in time; the sandbox tells nobody when."""
    loop = asyncio.get_running_loop()
    deadline = loop.time() + LONGEST
    while (await street.read("faults"))["faults"] and loop.time() < deadline:  # noqa: ASYNC110 # as said
        await asyncio.sleep(GLANCE)
    return loop.time() < deadline
