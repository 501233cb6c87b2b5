"""Thirty questions with three files each, handed over to one forum, which may hear 20 messages a minute."""

import asyncio
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from bench.figures import moments, most_within, percentile
from bench.forum import FILES, Asker, Clerk, Forum
from bench.pace import Pace
from bench.residents import Presser
from bench.stage import Wanted, empty_database
from bench.table import VERDICT, Result, Table
from bench.town import Message, Town, bot_of, offers, open_town
from sandbox.seed import STAFF_GROUP

QUESTIONS = 30
A_SECOND = 1.0
"""Of them, on average."""
PRESSING = 5
"""Citizens who look things up meanwhile."""
SPEED = {False: 12.0, True: 5.0}
"""How much faster than time, by whether figures are wanted in full."""
GROUP_MINUTE = 20
"""Messages a minute that Telegram lets into a group; as many may come at once after a quiet minute."""
QUIET = 65.0
"""Seconds after which the group has forgotten all it heard."""
P95_GOAL = 1.0
"""Seconds until a citizen is answered."""
WAITING = ("citizens", "receipts", "clerk")
HEADS = (
    "took",
    "rule",
    "heard",
    "citizens p95",
    "receipts p95",
    "clerk p50",
    "p95",
    "worst",
    "429",
    "lost",
    "twice",
    "goal",
)


@dataclass(frozen=True, slots=True)
class Found:
    """What came of it; seconds of the town's clock.

    Attributes:
        took: from the first press of "send" to the last file in its topic.
        heard: messages and edits in the group meanwhile, all of which count.
        densest: the most of them in any minute.
        waited: by whom and for what, for each of WAITING.
        lost: topics that are not a card and its files in their order.
        twice: cards and files too many.
    """

    took: float
    heard: int
    densest: int
    waited: dict[str, list[float]]
    refused: int
    calls: int
    lost: int
    twice: int

    @property
    def by_the_rule(self) -> float:
        """Seconds that so many messages take at best in a group that was quiet before."""
        return max(0, self.heard - GROUP_MINUTE) * 60 / GROUP_MINUTE

    @property
    def reached(self) -> bool:
        """Whether no citizen was starved and everything is where it should be."""
        in_time = all(percentile(self.waited[who], 0.95) < P95_GOAL for who in WAITING[:2])
        return in_time and not (self.lost or self.twice)


async def _run(database: str, *, wanted: Wanted) -> Found:
    pace = Pace.begin(speed=SPEED[wanted.in_full])
    with empty_database(database, postgres=wanted.postgres) as url:
        async with open_town(pace, seed=wanted.seed) as town:
            with bot_of(town, "--obey", url=url, core=wanted.cores.bot):
                people = town.arrive(range(10_001, 10_002 + QUESTIONS + PRESSING))
                earlier, *askers = [Asker(town, person) for person in people[PRESSING:]]
                pressers = [Presser(town, person, seed=wanted.seed) for person in people[:PRESSING]]
                clerk = Clerk(town, seed=wanted.seed)
                homes = await asyncio.gather(*(presser.arrives() for presser in pressers))
                await clerk.enrols(url)
                card = await _hand_over_earlier(town, earlier)
                await asyncio.gather(*(asker.drafts() for asker in askers))
                await pace.sleep(QUIET)
                return await _rush(town, askers, list(zip(pressers, homes, strict=True)), clerk, card, wanted.seed)


async def _hand_over_earlier(town: Town, asker: Asker) -> Message:
    """One question that stands in the forum already; its card."""
    await asker.drafts()
    forum = Forum(town, expects=1)
    card = asyncio.ensure_future(town.waits_for(STAFF_GROUP, lambda: None, wish=offers("st")))
    await asker.sends(town.pace.monotonic())
    await forum.fills(town.pace)
    return (await card).message


async def _rush(
    town: Town,
    askers: Sequence[Asker],
    pressers: Sequence[tuple[Presser, Message]],
    clerk: Clerk,
    card: Message,
    seed: int,
) -> Found:
    """Everybody hands over within half a minute, while others press and the clerk works."""
    pace, forum = town.pace, Forum(town, expects=len(askers))
    before = len(town.world.record.sends())
    began = pace.monotonic()
    comings = [began + moment for moment in moments(rate=A_SECOND, count=len(askers), seed=seed)]
    busy = [asyncio.ensure_future(presser.presses(home)) for presser, home in pressers]
    working = asyncio.ensure_future(clerk.works(card))
    await asyncio.gather(*(asker.sends(at) for asker, at in zip(askers, comings, strict=True)))
    await forum.fills(pace)
    clerk.enough = True
    for presser, _ in pressers:
        presser.enough = True
    await asyncio.gather(*busy, working)
    heard = [at for at, chat_id in town.sends(after=before) if chat_id == STAFF_GROUP and at <= forum.last]
    refused, calls = town.refused()
    expected = ["card", *FILES]
    return Found(
        took=forum.last - began,
        heard=len(heard),
        densest=most_within(heard, seconds=60.0),
        waited={
            "citizens": [seconds for presser, _ in pressers for seconds in presser.waited],
            "receipts": [asker.waited for asker in askers],
            "clerk": clerk.waited["card"] + clerk.waited["message"],
            "clerk's cards": clerk.waited["card"],
            "clerk's messages": clerk.waited["message"],
        },
        refused=refused,
        calls=calls,
        lost=len(askers) - sum(topic == expected for topic in forum.topics.values()),
        twice=sum(max(0, len(topic) - len(expected)) for topic in forum.topics.values()),
    )


def _row(name: str, found: Found) -> tuple[str, ...]:
    waited = found.waited
    citizens, receipts = (percentile(waited[who], 0.95) for who in WAITING[:2])
    clerk = [percentile(waited["clerk"], share) for share in (0.5, 0.95, 1.0)]
    return (
        name,
        f"{found.took:.0f} s",
        f"{found.by_the_rule:.0f} s",
        f"{found.heard}",
        f"{citizens:.2f} s",
        f"{receipts:.2f} s",
        *(f"{seconds:.1f} s" for seconds in clerk),
        f"{found.refused / found.calls:.1%}",
        f"{found.lost}",
        f"{found.twice}",
        VERDICT[found.reached],
    )


def measure(wanted: Wanted) -> Result:
    """On each database."""
    names = {"sqlite": "ours (SQLite)", "postgresql": "ours (PostgreSQL)"}
    rows, data = [], {}
    for kind in wanted.databases:
        print(f"hand-overs: {names[kind]}", file=sys.stderr, flush=True)
        found = asyncio.run(_run(kind, wanted=wanted))
        rows.append(_row(names[kind], found))
        data[names[kind]] = {**asdict(found), "by_the_rule": found.by_the_rule}
    speed = SPEED[wanted.in_full]
    notes = (
        f"{QUESTIONS} questions with {len(FILES)} files within half a minute; rule: what so many take at best, at",
        f"{GROUP_MINUTE} a minute; clerk: presses in an older topic of that forum; a clock {speed:g} x as fast",
        f"goal: p95 of {PRESSING} citizens who press and of the receipts below {P95_GOAL:g} s, nothing lost or twice",
    )
    return Result(Table("hand-overs", HEADS, rows, notes), {"speed": speed, **data})
