"""Everything a bot tells machines while it is killed, refused and poisoned: no token, no name, nobody's words."""

import random
import signal
from pathlib import Path

import aiohttp
import pytest

from tests.chaos.drill import FULL, SECRET, TO_DIE, TOKEN, free_port, open_drill, seed_of_drill, under_load
from tests.chaos.figures import Ledger
from tests.chaos.verdict import told_by
from tests.kit.database import BACKENDS

PAGES = ("livez", "readyz", "metrics")
PHONE = "13812345678"
TROUBLES = ("500", "502", "429", "lost", "reset")

pytestmark = pytest.mark.chaos


def test_a_secret_in_a_log_would_be_found() -> None:
    """The negative control."""
    log = f'{{"event": "x", "url": "https://api.telegram.org/bot{TOKEN}/getMe", "who": "\\u5e02\\u6c111"}}'
    assert told_by(log, [TOKEN, SECRET, "市民1"]) == [TOKEN, "市民1"]


@pytest.mark.parametrize("database_url", BACKENDS if FULL else ["sqlite"], indirect=True)
async def test_no_log_and_no_page_tells_a_secret(database_url: str, tmp_path: Path, ledger: Ledger) -> None:
    seed = seed_of_drill()
    told = []
    async with (
        open_drill(database_url, folder=tmp_path, rng=random.Random(seed), by_webhook=True) as drill,
        aiohttp.ClientSession() as http,
    ):
        port = free_port()
        drill.nursery.settings["BANSHI_HEALTH_LISTEN"] = f"127.0.0.1:{port}"
        life = await drill.nursery.bear("delivery.sent")
        async with under_load(drill):
            for kind in TROUBLES:
                await drill.street.control("faults", kind=kind, method="sendMessage", times=2)
            await drill.load.citizens[0].says(f"我的电话是{PHONE}")
            await drill.stores_more(10)
            life.arm()
            assert await life.end(within=TO_DIE) == -signal.SIGKILL
            life = await drill.nursery.bear()
            await drill.street.control("update", update={"message": {"chat": PHONE, "text": PHONE}})
            await drill.stores_more(10)
            for page in PAGES:
                async with http.get(f"http://127.0.0.1:{port}/{page}") as response:
                    told.append(await response.text())
        await drill.quiet()
        assert await drill.end(life) == 0
        told.append(drill.log.read_text())
        names = [person.name for person in (*drill.load.citizens, drill.load.clerk)]
        secrets = [TOKEN, TOKEN.partition(":")[2], SECRET, PHONE, *names, *drill.load.promised.words]

    assert all(told)
    found = [secret for page in told for secret in told_by(page, secrets)]
    ledger.note(f"secrets, {drill.backend}", faults=2 * len(TROUBLES) + 2, seed=seed)
    assert found == []
