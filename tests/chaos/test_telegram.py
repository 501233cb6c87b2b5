"""Telegram refuses, fails and loses answers, hundreds of times: nothing is lost, and copies are few and flagged."""

import random
from pathlib import Path

import pytest

from tests.chaos.drill import FULL, TOKEN, open_drill, open_sandbox, seed_of_drill, settings_for, under_load
from tests.chaos.figures import Ledger
from tests.chaos.lives import open_command
from tests.chaos.street import Person, Street, open_street
from tests.chaos.troubles import are_over
from tests.kit.database import BACKENDS

SHARE = 2 if FULL else 20
"""Each database meets one part in so many: both together all of them, in the long form."""
CERTAIN = (
    {"kind": "429", "method": "*", "retry_after": 1, "times": 200 // SHARE, "chance": 0.2},
    {"kind": "500", "method": "*", "times": 100 // SHARE, "chance": 0.1},
    {"kind": "502", "method": "*", "times": 100 // SHARE, "chance": 0.1},
)
"""After these everybody knows that nothing was sent."""
AMBIGUOUS = ({"kind": "lost", "method": "sendMessage", "times": 100 // SHARE, "chance": 0.2},)
"""After these nobody knows."""

pytestmark = [pytest.mark.chaos, pytest.mark.takes(90)]


async def order(street: Street, troubles: tuple[dict[str, object], ...]) -> int:
    """Let them come; how many they are."""
    for trouble in troubles:
        await street.control("faults", **trouble)
    return sum(int(str(trouble["times"])) for trouble in troubles)


async def test_a_stock_bot_loses_answers_to_the_same_troubles(tmp_path: Path) -> None:
    """The negative control: aiogram's own way answers once, and what Telegram refuses then is never said."""
    async with open_sandbox() as url, open_street(url) as street:
        settings = settings_for(url, database_url="", folder=tmp_path)
        await street.control("bots", token=TOKEN, first_name="stock", username="stock_bot")
        await street.control("limits", enforce=False)
        chen = Person(street, 1001, "陈晓")
        async with open_command(settings, "tests.chaos.stock_bot", log=tmp_path / "stock.log"):
            await chen.reads("first", after=await chen.says("first"))
            await order(street, ({"kind": "500", "method": "sendMessage", "times": 3},))
            for number in range(3):
                await chen.says(f"number {number}.")
            assert await are_over(street)
            await chen.reads("last", after=await chen.says("last"))
        echoed = {send["params"]["text"] for send in (await street.read("sends"))["sends"]}
    assert not [number for number in range(3) if f"number {number}." in echoed]


@pytest.mark.parametrize("ambiguous", [False, True], ids=["certain", "ambiguous"])
@pytest.mark.parametrize("database_url", BACKENDS if FULL else ["sqlite"], indirect=True)
async def test_troubles_of_telegram_cost_nothing_but_flagged_copies(
    database_url: str, ambiguous: bool, tmp_path: Path, ledger: Ledger
) -> None:
    seed = seed_of_drill()
    async with open_drill(database_url, folder=tmp_path, rng=random.Random(seed)) as drill:
        life = await drill.nursery.bear()
        async with under_load(drill):
            ordered = await order(drill.street, AMBIGUOUS if ambiguous else CERTAIN)
            assert await are_over(drill.street), drill.last_words()
        await drill.quiet()
        assert await drill.end(life) == 0
        verdict = await drill.verdict()

    kind = "answers lost" if ambiguous else "429 and 5xx"
    ledger.note(f"{kind}, {drill.backend}", faults=ordered, seed=seed, verdict=verdict)
    assert verdict.wrong == []
    if ambiguous:
        assert verdict.copies > 0
    else:
        assert (verdict.copies, verdict.flagged) == (0, 0)
