"""``banshi demo`` and ``banshi sandbox``."""

import asyncio
import signal
from pathlib import Path

from bot.demo.running import listen, running_demo


async def _until_told_to_stop() -> None:
    asked = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, asked.set)
    await asked.wait()


async def demo(*, port: int, hall: Path | None) -> int:
    """Run the demo until Ctrl+C."""
    print("Starting the sandbox and the bot …", flush=True)
    async with running_demo(port=port, hall=hall) as running:
        print(f"\n  Open {running.url}/ in a browser.  打开这个网址就可以试用。", flush=True)
        print("  Nothing leaves this machine. End with Ctrl+C.  一切都只在本机，按 Ctrl+C 结束。\n", flush=True)
        await _until_told_to_stop()
    return 0


async def tour(*, hall: Path | None) -> int:
    """Play the main story and print the conversation."""
    # The tour needs a running demo, and the demo may be asked for a tour.
    from bot.tour import play

    async with running_demo(port=0, hall=hall) as running:
        await play(running)
    return 0


async def only_sandbox(*, port: int, state: Path | None) -> int:
    """Run the pretended Telegram alone."""
    sandbox = await listen(port, state=state)
    print(f"The sandbox listens at {sandbox.url}/ ; docs/sandbox.md tells how to use it. End with Ctrl+C.", flush=True)
    await _until_told_to_stop()
    await sandbox.close()
    return 0
