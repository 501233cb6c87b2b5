"""Migrates databases in processes that die at a statement: imports once, forks for each order, as the nursery does.

Orders come as JSON lines: ``{"url": …, "die_at": <n>, "plain": <bool>}``; 0 lives on, ``plain`` takes the transaction
away. The answer is ``{"ended": <exit code, or minus the signal>}``.
"""

import asyncio
import json
import os
import signal
import sys
from typing import Any

from sqlalchemy import event

from storage import schema
from storage.db import Database


class _Statements:
    """Dies, as by ``kill -9``, just before the n-th statement; a commit counts as one."""

    def __init__(self, die_at: int) -> None:
        self._left = die_at

    def passes(self, *_: Any, **__: Any) -> None:
        self._left -= 1
        if self._left == 0:
            os.kill(os.getpid(), signal.SIGKILL)


def _without_transaction(connection: Any, cursor: Any, statement: str, parameters: Any, *_: Any) -> tuple[str, Any]:
    return ("SELECT 1" if statement == "BEGIN IMMEDIATE" else statement), parameters


async def _migrate(url: str, *, die_at: int, plain: bool) -> None:
    database = Database(url)
    statements = _Statements(die_at)
    engine = database.engine.sync_engine
    event.listen(engine, "before_cursor_execute", statements.passes)
    event.listen(engine, "commit", statements.passes)
    if plain:
        event.listen(engine, "before_cursor_execute", _without_transaction, retval=True)
    await schema.migrate(database)
    await database.close()


def _serve() -> None:
    for line in sys.stdin:
        order = json.loads(line)
        pid = os.fork()
        if pid == 0:
            try:
                asyncio.run(_migrate(order["url"], die_at=order["die_at"], plain=order["plain"]))
            except Exception as error:
                print(f"{type(error).__name__}: {error}", file=sys.stderr, flush=True)  # noqa: T201 # the drill's log
                os._exit(1)
            os._exit(0)
        _, status = os.waitpid(pid, 0)
        print(json.dumps({"ended": os.waitstatus_to_exitcode(status)}), flush=True)  # noqa: T201 # this is the protocol


if __name__ == "__main__":
    _serve()
