"""Keeps a running sandbox in its state file: read at the start, written soon after changes and at the end."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from aiohttp import web

from sandbox.api import WORLD
from sandbox.statefile import StateError, StateFile

PAUSE = 0.3
"""Seconds in which changes are gathered before they are written."""
log = logging.getLogger(__name__)


class Keeper:
    """One file and the task that writes it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._changed = asyncio.Event()
        self._ending = asyncio.Event()

    async def keep(self, app: web.Application) -> AsyncIterator[None]:
        """Load before the first request, write while requests come, and once more after the last.

        Raises:
            StateError: the file is damaged or in use.
        """
        world, file = app[WORLD], StateFile(self._path)
        try:
            if not file.load(world):
                file.write(file.gather(world))
        except StateError:
            file.close()
            raise
        world.on_change = self._changed.set
        writing = asyncio.create_task(self._write(app, file))
        yield
        self._ending.set()
        self._changed.set()
        await writing
        file.close()

    @web.middleware
    async def notice(self, request: web.Request, handler: Any) -> web.StreamResponse:
        """Whatever is not only looked at may change the world: calls of bots and of people who act.

        Noted before and after, for a waiting getUpdates confirms at its beginning.
        """
        only_looks = request.method == "GET" and not request.path.startswith("/bot")
        if not only_looks:
            self._changed.set()
        response: web.StreamResponse = await handler(request)
        if not only_looks:
            self._changed.set()
        return response

    async def _write(self, app: web.Application, file: StateFile) -> None:
        while not self._ending.is_set():
            await self._changed.wait()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._ending.wait(), PAUSE)
            self._changed.clear()
            try:
                await asyncio.to_thread(file.write, file.gather(app[WORLD]))
            except StateError as error:
                log.error("%s", error)
