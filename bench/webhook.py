"""How soon the webhook has stored an update and says so, with people who come by the clock and two replicas."""

import asyncio
import itertools
import socket
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from typing import Any

import aiohttp

from bench.crowd import BOT, FIRST_PERSON
from bench.figures import moments, percentile
from bench.machine import PATIENCE, BenchFailed, next_line, python_process
from bench.stage import PEOPLE, TOKEN, Wanted, empty_database, read_row
from bench.table import VERDICT, Result, Table
from gateway.webhook import SECRET_HEADER, path_of

RATE = 20
SECONDS = {False: 15.0, True: 120.0}
"""How long updates are brought, by whether figures are wanted in full."""
WARM_UP = 40
"""Updates that are brought before, and not measured."""
ASKS = 10
"""One update of so many is a question, whose search costs several times a press."""
GOAL = 0.05
"""Seconds, for 99 of 100."""
SECRET = "b" * 48
REPLICAS = {"postgresql": 2, "sqlite": 1}
GLANCE = 0.1
HEADS = ("replicas", "updates", "p50", "p99", "worst", "goal")
LEFT = "SELECT count(*) FROM inbox WHERE state <> 'done'"


def _updates() -> Iterator[dict[str, Any]]:
    """What people do, one after the other: they press nine times, and then ask something."""
    for number in itertools.count(1):
        who = {"id": FIRST_PERSON + number % PEOPLE, "first_name": "Resident"}
        sender = {**who, "is_bot": False, "language_code": "en"}
        message = {"message_id": number, "date": int(time.time()), "chat": {**who, "type": "private"}}
        if number % ASKS:
            press = {"id": str(number), "from": sender, "chat_instance": "1", "data": "gc"}
            shown = {**message, "from": BOT, "text": "Guides"}
            yield {"update_id": number, "callback_query": {**press, "message": shown}}
        else:
            asked = {**message, "from": sender, "text": "Which papers do I need to register a birth?"}
            yield {"update_id": number, "message": asked}


def _free_ports(count: int) -> list[int]:
    with ExitStack() as stack:
        found = [stack.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in range(count)]
        return [one.getsockname()[1] for one in found]


async def _bring(ports: Sequence[int], comings: Sequence[float], updates: Iterator[dict[str, Any]]) -> list[float]:
    """Bring updates at these moments to the replicas in turn; seconds from each moment to its answer."""
    loop = asyncio.get_running_loop()

    async with aiohttp.ClientSession(headers={SECRET_HEADER: SECRET}) as http:

        async def bring(moment: float, port: int, update: dict[str, Any]) -> float:
            await asyncio.sleep(max(0.0, moment - loop.time()))
            async with http.post(f"http://127.0.0.1:{port}{path_of(SECRET)}", json=update) as response:
                if response.status != 200:
                    raise BenchFailed(f"the webhook answered {response.status}")
                return loop.time() - moment

        began = loop.time()
        targets = zip(comings, itertools.cycle(ports), updates, strict=False)
        return await asyncio.gather(*(bring(began + moment, port, update) for moment, port, update in targets))


async def _is_open(port: int) -> None:
    loop = asyncio.get_running_loop()
    deadline = loop.time() + PATIENCE
    while True:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            if loop.time() > deadline:
                raise BenchFailed("the webhook was never opened") from None
            await asyncio.sleep(GLANCE)
        else:
            writer.close()
            return


async def _measure(ports: Sequence[int], *, wanted: Wanted) -> list[float]:
    for port in ports:
        await _is_open(port)
    updates = _updates()
    await _bring(ports, moments(rate=RATE, count=WARM_UP, seed=wanted.seed), updates)
    count = round(RATE * SECONDS[wanted.in_full])
    return await _bring(ports, moments(rate=RATE, count=count, seed=wanted.seed), updates)


def _run(database: str, *, wanted: Wanted) -> list[float]:
    """Start the replicas one after the other, bring updates, and see that each was handled."""
    ports = _free_ports(REPLICAS[database])
    with empty_database(database, postgres=wanted.postgres) as url, ExitStack() as stack:
        stub = stack.enter_context(python_process("bench.stub", "write", str(PEOPLE), core=wanted.cores.others))
        settings = {
            "BANSHI_TOKEN": TOKEN,
            "BANSHI_API_URL": f"http://127.0.0.1:{int(next_line(stub))}",
            "BANSHI_DATABASE_URL": url,
            "BANSHI_WEBHOOK_URL": "https://bench.invalid",
            "BANSHI_WEBHOOK_SECRET": SECRET,
            "BANSHI_HEALTH_LISTEN": "off",
        }
        for port in ports:
            own = {**settings, "BANSHI_WEBHOOK_LISTEN": f"127.0.0.1:{port}"}
            stack.enter_context(python_process("bench.ours", core=wanted.cores.bot, environment=own))
            asyncio.run(_is_open(port))
        waited = asyncio.run(_measure(ports, wanted=wanted))
        deadline = time.monotonic() + PATIENCE
        while left := read_row(url, LEFT, wanted.postgres)[0]:
            if time.monotonic() > deadline:
                raise BenchFailed(f"{left} updates were never handled")
            time.sleep(GLANCE)
    return waited


def measure(wanted: Wanted) -> Result:
    """Each database with as many processes as it may have."""
    names = {"sqlite": "ours (SQLite)", "postgresql": "ours (PostgreSQL)"}
    rows, data = [], {}
    for kind in wanted.databases:
        print(f"webhook: {names[kind]}", file=sys.stderr, flush=True)
        waited = _run(kind, wanted=wanted)
        told = [f"{1000 * percentile(waited, share):.1f} ms" for share in (0.5, 0.99, 1.0)]
        reached = VERDICT[percentile(waited, 0.99) < GOAL]
        rows.append((names[kind], str(REPLICAS[kind]), f"{len(waited):,}", *told, reached))
        data[names[kind]] = waited
    notes = (
        f"from the moment an update comes to the answer that it is stored; {RATE} a second, exponential gaps, mostly",
        f"presses; replicas share a core and handle them meanwhile; goal: p99 below {1000 * GOAL:g} ms",
    )
    return Result(Table("webhook", HEADS, rows, notes), data)
