"""Updates that nobody could foresee: recorded ones with fields deleted and altered; the good among them are handled."""

import json
import random
from typing import Any

import pytest
from aiogram.types import Update
from pydantic import TypeAdapter, ValidationError
from sqlalchemy import text

from gateway.worker import BACK_OFF
from tests.chaos.dialogs import DIALOGS, Cast
from tests.chaos.drill import FULL, seed_of_drill
from tests.chaos.figures import Ledger
from tests.kit.database import BACKENDS
from tests.kit.town import Town, open_town

MUTATED = 1000 if FULL else 200
AT_ONCE = 50
"""So many come together, with one good update behind them."""
MOST_CHANGES = 3
WRONG: tuple[Any, ...] = (
    None,
    "",
    -1,
    0,
    1 << 70,
    1.5,
    True,
    [],
    {},
    [[]],
    "x" * 5000,
    "</b>",
    "\u202e\x00",
    {"id": "x"},
)
RECORDED = ("answers", "adds an album", "makes a checklist", "rewords what was added")

pytestmark = pytest.mark.chaos


async def recorded(town: Town) -> list[dict[str, Any]]:
    """Real updates of some conversations."""
    for dialog in DIALOGS:
        if dialog.name in RECORDED:
            cast = Cast(town, await town.citizen(), await town.clerk(dialog.name))
            await dialog.before(cast)
            await dialog.then(cast)
    async with town.app.database.read() as tx:
        return [json.loads(row.raw) for row in await tx.execute(text("SELECT raw FROM inbox ORDER BY seq"))]


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The path of everything in a JSON value but the value itself."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [found for key, part in inside for found in ((*path, key), *places(part, (*path, key)))]


def spoil(update: dict[str, Any], rng: random.Random) -> dict[str, Any]:
    """A copy with some fields gone or wrong; its kind stays, and what it holds stays an object."""
    spoilt: dict[str, Any] = json.loads(json.dumps(update))
    for _ in range(rng.randint(1, MOST_CHANGES)):
        *path, last = rng.choice([place for place in places(spoilt) if len(place) > 1])
        parent: Any = spoilt
        for key in path:
            parent = parent[key]
        if rng.random() < 0.5:
            del parent[last]
        else:
            parent[last] = rng.choice(WRONG)
    return spoilt


@pytest.mark.parametrize("database_url", BACKENDS if FULL else ["sqlite"], indirect=True)
async def test_spoilt_updates_stop_nobody(database_url: str, ledger: Ledger) -> None:
    seed = seed_of_drill()
    rng = random.Random(seed)
    async with open_town(database_url) as town:
        originals = await recorded(town)
        chen = await town.citizen("好人")
        sent, good = [], 0
        while len(sent) < MUTATED:
            for _ in range(AT_ONCE):
                spoilt = spoil(rng.choice(originals), rng)
                spoilt.pop("update_id")
                number = (await town.control("update", update=spoilt))["update_id"]
                if number is not None:
                    sent.append((number, spoilt))
            await chen.starts()
            good += 1
        for pause in BACK_OFF:
            town.clock.advance(seconds=pause.total_seconds())
            await town.settle()
        async with town.app.database.read() as tx:
            rows = (await tx.execute(text("SELECT update_id, state, error, raw FROM inbox"))).all()
            left = (await tx.execute(text("SELECT count(*) FROM outbox WHERE state = 'new'"))).scalar_one()
        answers = [words for message in await chen.said_by_bot() if "示例" in (words := message.get("text", ""))]

    states = {row.update_id: row.state for row in rows}
    assert {states.get(number) for number, _ in sent} == {"done", "dead"}
    assert [row for row in rows if row.state == "dead" and not (row.raw and row.error)] == []
    assert left == 0
    assert len(answers) == good
    # The negative control: stock polling reads a batch as a whole, and asks for the same one again for ever.
    with pytest.raises(ValidationError):
        TypeAdapter(list[Update]).validate_python([{"update_id": number, **spoilt} for number, spoilt in sent])
    ledger.note(
        f"spoilt updates, {'sqlite' if 'sqlite' in database_url else 'postgresql'}", faults=len(sent), seed=seed
    )
