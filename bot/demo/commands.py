"""``banshi demo`` and ``banshi sandbox``."""

import asyncio
import signal
from pathlib import Path

from bot.demo.running import listen, pack_of, running_demo
from bot.demo.stories import find_story, play_story


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


async def tour(name: str, *, hall: Path | None) -> int:
    """Play a story, the main one if none is named, and print the conversation."""
    pack = pack_of(hall)
    story = find_story(pack, name)
    async with running_demo(port=0, hall=pack) as running:
        await play_story(running, story)
    return 0


async def only_sandbox(*, port: int, state: Path | None) -> int:
    """Run the pretended Telegram alone."""
    sandbox = await listen(port, state=state)
    print(f"The sandbox listens at {sandbox.url}/ ; docs/sandbox.md tells how to use it. End with Ctrl+C.", flush=True)
    await _until_told_to_stop()
    await sandbox.close()
    return 0
