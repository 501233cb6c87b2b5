"""Three thousand notices at Telegram's limit while people press buttons, and what would happen without the defences."""

import asyncio
import random
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from bench.figures import most_within, percentile
from bench.machine import BenchFailed
from bench.pace import Pace
from bench.residents import Presser
from bench.stage import Wanted, empty_database, read_row
from bench.table import VERDICT, Result, Table
from bench.town import Message, Seen, Town, bot_of, open_town
from storage.db import Database
from storage.outgoing import Address, Lane, Outgoing, Policy

NOTICES, FEWER = 3_000, 500
"""Notices of the product, and in the controls."""
SERIES = 5
"""Notices that every hundredth gets, instead of one: their order is looked at."""
PRESSING = 5
"""People who press while a notice goes out to them as well."""
SPEED = {False: 6.0, True: 1.0}
"""How much faster than time, by whether figures are wanted in full."""
AT_ONCE = 100
"""Notices written in one transaction, so that nobody waits long for SQLite's only writer."""
LONGEST = 1200.0
"""Seconds of the town's clock after which what is not there counts as lost."""
SETTLE = 1.0
"""Seconds in which the last marks are written."""
P95_GOAL, REFUSED_GOAL = 1.0, 0.005
"""Seconds until a press is answered; the share of calls answered 429."""
HEADS = (
    "count",
    "took",
    "a second",
    "p50",
    "p95",
    "worst",
    "presses",
    "429",
    "lost",
    "twice",
    "disorder",
    "in 1 s",
    "",
)
WORD = "Notice"
OPEN = "SELECT count(*) FROM outbox WHERE state = 'new'"


@dataclass(frozen=True, slots=True)
class Variant:
    """What is compared: the product, or the product without one of its defences."""

    name: str
    database: str
    count: int
    lane: Lane = Lane.NOTICE
    options: tuple[str, ...] = ("--obey",)

    @property
    def is_control(self) -> bool:
        """Whether a defence is missing."""
        return self.lane is not Lane.NOTICE or not self.options


@dataclass(frozen=True, slots=True)
class Found:
    """What came of it; seconds of the town's clock.

    Attributes:
        disorder: people who got a later notice before an earlier one.
        densest: the most messages and edits in any one second.
    """

    took: float
    waited: Sequence[float]
    refused: int
    calls: int
    lost: int
    twice: int
    disorder: int
    densest: int

    @property
    def reached(self) -> bool:
        """Whether people were answered in time, Telegram was not annoyed, and everything is where it should be."""
        in_time = percentile(self.waited, 0.95) < P95_GOAL
        return in_time and self.refused <= REFUSED_GOAL * self.calls and not (self.lost or self.twice or self.disorder)


def plan(count: int, people: Sequence[int], *, seed: int) -> list[tuple[int, str]]:
    """(person, words) of each notice, in a seeded order: one for most, a series for some."""
    regulars = people[PRESSING : PRESSING + len(people) // 100]
    wanted = [*people, *list(regulars) * (SERIES - 1)][:count]
    random.Random(seed).shuffle(wanted)
    return [(chat_id, f"{WORD} {number:05}: the hall is closed on Friday.") for number, chat_id in enumerate(wanted)]


async def _write(url: str, planned: Sequence[tuple[int, str]], *, lane: Lane, pace: Pace) -> None:
    """Say the notices as a feature would: rows, committed, for whoever delivers."""
    database = Database(url, now=pace.now)
    for first in range(0, len(planned), AT_ONCE):
        async with database.write() as tx:
            for chat_id, words in planned[first : first + AT_ONCE]:
                key, to = f"bench:{words.split(':')[0]}:{chat_id}", Address(chat_id=chat_id)
                tx.say(Outgoing(key, to, body={"text": words}, lane=lane, policy=Policy.NOTICE))
    await database.close()


async def _run(variant: Variant, *, wanted: Wanted) -> Found:
    pace = Pace.begin(speed=SPEED[wanted.in_full])
    with empty_database(variant.database, postgres=wanted.postgres) as url:
        async with open_town(pace, seed=wanted.seed) as town:
            people = town.arrive(range(10_001, 10_001 + variant.count))
            planned = plan(variant.count, [person.id for person in people], seed=wanted.seed)
            with bot_of(town, *variant.options, url=url, core=wanted.cores.bot):
                pressers = [Presser(town, person, seed=wanted.seed) for person in people[:PRESSING]]
                homes = await asyncio.gather(*(presser.arrives() for presser in pressers))
                began = pace.monotonic()
                pressing = [asyncio.ensure_future(who.presses(home)) for who, home in zip(pressers, homes, strict=True)]
                await _write(url, planned, lane=variant.lane, pace=pace)
                ended = await _until_all_are_there(town, len(planned))
                for presser in pressers:
                    presser.enough = True
                await asyncio.gather(*pressing)
                await asyncio.sleep(SETTLE)
                if left := read_row(url, OPEN, wanted.postgres)[0]:
                    raise BenchFailed(f"{left} messages wait although everything was sent")
                return _judge(town, planned, pressers, took=ended - began)


async def _until_all_are_there(town: Town, count: int) -> float:
    """Return when the last of so many notices is there, or when nobody waits for it any longer."""
    arrived = {words for send in town.world.record.sends() if (words := words_of(send["params"]))}
    done = asyncio.Event()

    def look(seen: Seen) -> None:
        if words := words_of(seen.message):
            arrived.add(words)
        if len(arrived) >= count:
            done.set()

    town.onlookers.append(look)
    try:
        await asyncio.wait_for(done.wait(), LONGEST / town.pace.speed)
    except TimeoutError:
        print(f"{count - len(arrived)} of {count} notices never came", file=sys.stderr)
    return town.pace.monotonic()


def words_of(message: Message) -> str:
    """The words of a notice; none of anything else."""
    words = str(message.get("text", ""))
    return words if words.startswith(WORD) else ""


def _judge(town: Town, planned: Sequence[tuple[int, str]], pressers: Sequence[Presser], *, took: float) -> Found:
    """Compare what was planned with what Telegram has on record."""
    sends = [send for send in town.world.record.sends() if words_of(send["params"])]
    got = Counter((send["chat_id"], words_of(send["params"])) for send in sends)
    order: dict[int, list[str]] = {}
    for send in sends:
        order.setdefault(send["chat_id"], []).append(words_of(send["params"]))
    refused, calls = town.refused()
    return Found(
        took=took,
        waited=[seconds for presser in pressers for seconds in presser.waited],
        refused=refused,
        calls=calls,
        lost=len(set(planned) - got.keys()),
        twice=sum(count - 1 for count in got.values()),
        disorder=sum(words != sorted(words) for words in order.values()),
        densest=most_within([at for at, _ in town.sends()], seconds=1.0),
    )


def _row(variant: Variant, found: Found) -> tuple[str, ...]:
    waits = [f"{percentile(found.waited, share):.2f} s" for share in (0.5, 0.95, 1.0)]
    return (
        variant.name,
        f"{variant.count:,}",
        f"{found.took:.0f} s",
        f"{variant.count / found.took:.1f}",
        *waits,
        f"{len(found.waited)}",
        f"{found.refused / found.calls:.1%}",
        *map(str, (found.lost, found.twice, found.disorder, found.densest)),
        "control" if variant.is_control else VERDICT[found.reached],
    )


def measure(wanted: Wanted) -> Result:
    """The product on each database, then without lanes, then without limits."""
    names = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
    variants = [Variant(f"ours ({names[kind]})", kind, NOTICES) for kind in wanted.databases]
    variants += [
        Variant("without lanes", wanted.databases[0], FEWER, lane=Lane.INTERACTIVE),
        Variant("without a limiter", wanted.databases[0], FEWER, options=()),
    ]
    rows, data = [], {}
    for variant in variants:
        print(f"notices: {variant.name}", file=sys.stderr, flush=True)
        found = asyncio.run(_run(variant, wanted=wanted))
        rows.append(_row(variant, found))
        data[variant.name] = asdict(found)
    speed = SPEED[wanted.in_full]
    notes = (
        f"{PRESSING} people press every three seconds and get a notice as well; seconds of a clock {speed:g} x as fast",
        f"goal: p95 below {P95_GOAL:g} s, 429 at most {REFUSED_GOAL:.1%} of calls; nothing lost, twice or in disorder",
    )
    return Result(Table("notices", HEADS, rows, notes), {"speed": speed, **data})
