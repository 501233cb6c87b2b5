"""The network to Telegram is slow, trickles, hangs, is reset and cut: everything arrives, in order, once it is back."""

import asyncio
import random
from pathlib import Path

import pytest
from yarl import URL

from tests.chaos.drill import TOKEN, open_drill, open_sandbox, seed_of_drill, settings_for, under_load
from tests.chaos.figures import Ledger
from tests.chaos.lives import open_command
from tests.chaos.outside import GLANCE
from tests.chaos.proxy import Network, Proxy, open_proxy
from tests.chaos.street import PATIENCE, Person, open_street

SPELLS = {
    Network.SLOW: 8.0,
    Network.RESET: 5.0,
    Network.SILENT: 12.0,
    Network.TRICKLE: 12.0,
    Network.CUT: 12.0,
}
"""Seconds each kind of trouble lasts; a call's time-out of 10 s falls into the longer ones."""
BETWEEN = 2.0
"""Seconds of a fine network after each."""

pytestmark = [pytest.mark.chaos, pytest.mark.takes(75)]


async def spoil(proxy: Proxy, rng: random.Random) -> int:
    """Go through every kind of trouble in a drawn order; how many connections or chunks met one."""
    for network in rng.sample(list(SPELLS), len(SPELLS)):
        proxy.becomes(network)
        await asyncio.sleep(SPELLS[network])
        proxy.becomes(Network.FINE)
        await asyncio.sleep(BETWEEN)
    return proxy.spoilt


async def test_a_stock_bot_loses_answers_to_a_network_that_is_cut(tmp_path: Path) -> None:
    """The negative control: what stock polling answers while the network is away is never said."""
    async with open_sandbox() as url, open_street(url) as street, open_proxy(URL(url).port or 0) as (proxy, port):
        settings = settings_for(f"http://127.0.0.1:{port}", database_url="", folder=tmp_path)
        await street.control("bots", token=TOKEN, first_name="stock", username="stock_bot")
        await street.control("limits", enforce=False)
        chen = Person(street, 1001, "陈晓")
        async with open_command(settings, "tests.chaos.stock_bot", log=tmp_path / "stock.log"):
            await chen.reads("first", after=await chen.says("first"))
            for number in range(30):
                await chen.says(f"number {number}.")
            # It has the last ones and is still at work on them.
            async with asyncio.timeout(PATIENCE):
                while (await street.read("updates"))["pending"]:  # noqa: ASYNC110 # it is another process
                    await asyncio.sleep(GLANCE)
            proxy.becomes(Network.CUT)
            await asyncio.sleep(1)
            proxy.becomes(Network.FINE)
            await chen.reads("last", after=await chen.says("last"))
        echoed = {send["params"]["text"] for send in (await street.read("sends"))["sends"]}
    assert [number for number in range(30) if f"number {number}." not in echoed]


@pytest.mark.long
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_whatever_the_network_does_everything_arrives(database_url: str, tmp_path: Path, ledger: Ledger) -> None:
    seed = seed_of_drill()
    rng = random.Random(seed)
    async with (
        open_drill(database_url, folder=tmp_path, rng=rng) as drill,
        open_proxy(URL(drill.street.url).port or 0) as (proxy, port),
    ):
        drill.nursery.settings["BANSHI_API_URL"] = f"http://127.0.0.1:{port}"
        life = await drill.nursery.bear()
        async with under_load(drill):
            await drill.stores_more(10)
            spoilt = await spoil(proxy, rng)
            loop = asyncio.get_running_loop()
            back = loop.time()
            await drill.stores_more(1)
            recovery = loop.time() - back
        await drill.quiet()
        assert await drill.end(life) == 0
        verdict = await drill.verdict()

    ledger.note(f"network, {drill.backend}", faults=len(SPELLS), seed=seed, verdict=verdict, recovery=recovery)
    assert spoilt > len(SPELLS)
    assert verdict.wrong == []
