"""`python -m sandbox`: a pretended Telegram of one's own, until Ctrl-C."""

import argparse
import asyncio
import logging
import signal
import sys
from pathlib import Path

from sandbox import seed
from sandbox.server import create_app, serve
from sandbox.statefile import StateError
from sandbox.world import World

MOST_PORT = 65_535


def arguments(words: list[str] | None = None) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="sandbox", description="A pretended Telegram on loopback.")
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen at (default 127.0.0.1)")
    parser.add_argument("--port", type=_port, default=8081, help="the port, 0 for a free one (default 8081)")
    parser.add_argument("--token", help="announce the bot of this token")
    parser.add_argument("--empty", action="store_true", help="begin without the demo's people")
    parser.add_argument("--seed", type=int, help="draw the same numbers at every start")
    parser.add_argument("--state", type=Path, metavar="FILE", help="keep everything in this file, and go on from it")
    parser.add_argument("--stories", type=Path, metavar="DIR", help="the folder of stories that the page can play")
    parser.add_argument("--plain-webhooks", action="store_true", help="deliver to webhooks by plain http, on loopback")
    parser.add_argument("--strict-tokens", action="store_true", help="refuse tokens that were not announced")
    parser.add_argument("--allow-remote", action="store_true", help="allow an address that is not loopback")
    return parser.parse_args(words)


def _port(words: str) -> int:
    if not words.isdecimal() or int(words) > MOST_PORT:
        raise argparse.ArgumentTypeError(f"a port is a number from 0 to {MOST_PORT}, not {words}")
    return int(words)


async def run(options: argparse.Namespace) -> None:
    """Serve until cancelled."""
    world = World(seed=options.seed, strict_tokens=options.strict_tokens, plain_webhooks=options.plain_webhooks)
    if not options.empty:
        seed.populate(world)
    if options.token:
        world.announce_bot(options.token)
    app = create_app(world, allow_remote=options.allow_remote, state=options.state, scenes=options.stories)
    running = await serve(app, host=options.host, port=options.port, allow_remote=options.allow_remote)
    sys.stdout.write(f"The sandbox listens at {running.url}\n")
    sys.stdout.flush()
    ended = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, ended.set)
    try:
        await ended.wait()
    finally:
        await running.close()


def main(words: list[str] | None = None) -> int:
    """Run the sandbox; 2 for an address or a state file it refuses."""
    logging.basicConfig(level=logging.WARNING)
    try:
        asyncio.run(run(arguments(words)))
    except KeyboardInterrupt:
        return 0
    except (ValueError, OSError, StateError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
