"""The bot as a process: it ends in order when it is told to, in time whatever hangs, and takes a changed pack."""

import asyncio
import gc
import os
import signal

from bot.app import App

ENDS = (signal.SIGTERM, signal.SIGINT)
SHUTDOWN = 24.0
"""Seconds the running work gets after SIGTERM; then the process ends, and leases and inbox make up for it."""


async def run(app: App) -> None:
    """Run until SIGTERM or SIGINT; SIGHUP takes a changed pack.

    Raises:
        TokenRefused: Telegram does not know the token.
    """
    loop = asyncio.get_running_loop()
    asked = asyncio.Event()
    for number in ENDS:
        loop.add_signal_handler(number, asked.set)
    reloads: set[asyncio.Task[bool]] = set()
    loop.add_signal_handler(signal.SIGHUP, lambda: reloads.add(asyncio.ensure_future(app.hall.reload())))
    await app.start()
    gc.freeze()
    waiting = asyncio.ensure_future(asked.wait()), asyncio.ensure_future(app.ended())
    try:
        done, _ = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        for wait in done:
            wait.result()
    finally:
        # Whatever hangs, the process is gone in time; a second signal ends it at once.
        loop.call_later(SHUTDOWN, os._exit, 1)
        for number in ENDS:
            loop.add_signal_handler(number, os._exit, 1)
        for wait in waiting:
            wait.cancel()
        await app.stop()
