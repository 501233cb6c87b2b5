"""A sandbox with a bot of a few lines, and stories of a few steps."""

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import aiohttp
import pytest

from sandbox.server import create_app, serve
from sandbox.stories import waiting
from sandbox.stories.control import Control
from sandbox.stories.loader import load_story
from sandbox.stories.models import Story
from tests.stories.echo import TOKEN, Echo

HEAD = "title: {zh: 试一试, en: A try}\npeople: {李阳: zh-hans}\nsteps:\n"


@pytest.fixture
async def echo() -> AsyncIterator[Echo]:
    """The bot at a sandbox of its own."""
    running = await serve(create_app())
    async with aiohttp.ClientSession() as http:
        await Control(running.url, http).do("bots", token=TOKEN)
        echo = Echo(running.url, http)
        task = asyncio.ensure_future(echo.run())
        yield echo
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    await running.close()


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for long."""
    monkeypatch.setattr(waiting, "PATIENCE", 2.0)


@pytest.fixture
def control(echo: Echo) -> Control:
    """The control API of that sandbox."""
    return Control(echo.url, echo.http)


@pytest.fixture
def story(tmp_path: Path) -> Callable[..., Story]:
    """Reads a story of these steps."""

    def read(*steps: str) -> Story:
        file = tmp_path / "try.yaml"
        file.write_text(HEAD + "".join(f"  - {step}\n" for step in steps), "utf-8")
        found, problems = load_story(file)
        assert found, problems
        return found

    return read
