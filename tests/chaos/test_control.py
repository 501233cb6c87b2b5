"""The negative control: what stock polling loses in the same town. Without it, finding nothing lost means nothing."""

import signal
from pathlib import Path

import pytest

from tests.chaos.drill import TO_DIE, TOKEN, open_sandbox, settings_for
from tests.chaos.lives import open_command
from tests.chaos.street import Person, open_street

MESSAGES = 30

pytestmark = pytest.mark.chaos


async def test_stock_polling_loses_what_it_was_handling_when_it_was_killed(tmp_path: Path) -> None:
    async with open_sandbox() as url, open_street(url) as street:
        settings = settings_for(url, database_url="", folder=tmp_path)
        await street.control("bots", token=TOKEN, first_name="stock", username="stock_bot")
        await street.control("limits", enforce=False)
        chen = Person(street, 1001, "陈晓")
        async with open_command(settings, "tests.chaos.stock_bot", log=tmp_path / "stock.log") as life:
            await chen.reads("first", after=await chen.says("first"))
            for number in range(MESSAGES):
                await chen.says(f"number {number}.")
            # The first of them is answered: the others were confirmed with it and are being handled.
            await chen.reads("number ")
            life.signal(signal.SIGKILL)
            assert await life.end(within=TO_DIE) == -signal.SIGKILL
        async with open_command(settings, "tests.chaos.stock_bot", log=tmp_path / "stock.log"):
            await chen.reads("last", after=await chen.says("last"))

        echoed = {send["params"]["text"] for send in (await street.read("sends"))["sends"]}
        lost = [number for number in range(MESSAGES) if f"number {number}." not in echoed]
    print(f"\nstock polling: {len(lost)} of {MESSAGES} updates lost by one kill")  # noqa: T201 # a figure of the drill
    assert lost
