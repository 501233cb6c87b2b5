"""How soon the chat page is there, and how soon what is said appears on it: a real Chromium, everything on loopback."""

import asyncio
import os
import shutil
import time
from collections.abc import Sequence
from typing import Any

from aiohttp import ClientSession
from playwright.async_api import Browser, Page, async_playwright

from bench.figures import percentile
from bench.machine import BenchFailed
from bench.stage import Wanted
from bench.table import VERDICT, Result, Table
from sandbox.server import create_app, serve

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = ("--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync")
TOKEN = "700800:" + "p" * 35
CITIZEN = 1001
WIDE = {"width": 1440, "height": 900}
MANY = 2000
AT_ONCE = 50
OPENINGS, SENDS = 8, 100
PAUSE = 0.05
"""Seconds between two messages: a person is slower, the page gets no rest to catch up."""
FIRST_PAINT, APPEARS = 1000.0, 100.0
"""The goals in milliseconds: the first paint of every opening, the 95th percentile of what is said."""
HEADS = ("p50", "p95", "worst", "goal")

PAINTED = "() => performance.getEntriesByName('first-contentful-paint')[0].startTime"
READY = """() => document.querySelector('[data-testid="citizen-chat"] [data-testid="message"]') && performance.now()"""
WATCH = """text => {
  const list = document.querySelector('[data-testid="citizen-chat"] .rows');
  window.shown = new Promise(resolve => {
    const watch = new MutationObserver(() => {
      if (!list.lastElementChild?.textContent.includes(text)) return;
      watch.disconnect();
      // A message posted in a frame comes after its paint.
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => resolve(performance.timeOrigin + performance.now());
        port2.postMessage(null);
      });
    });
    watch.observe(list, { childList: true, subtree: true });
  });
}"""
SAY = """async text => {
  const field = document.querySelector('[data-testid="citizen-chat"] [data-testid="composer-input"]');
  field.value = text;
  field.dispatchEvent(new Event('input'));
  const from = performance.timeOrigin + performance.now();
  field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }));
  return await window.shown - from;
}"""
NODES = "() => document.querySelectorAll('*').length"


async def _post(http: ClientSession, path: str, **fields: Any) -> None:
    async with http.post(path, json=fields) as response:
        if response.status != 200:
            raise BenchFailed(f"{path} was answered with {response.status}: {await response.text()}")


async def _fill(http: ClientSession) -> None:
    """A citizen who has been talking to a bot for long."""
    await _post(http, "/control/bots", token=TOKEN, first_name="办事助手", username="bench_hall_bot")
    await _post(http, "/control/limits", enforce=False)
    await _post(http, "/control/start", from_id=CITIZEN)
    for first in range(0, MANY, AT_ONCE):
        texts = [f"第 {number} 条：周一至周五九点到五点" for number in range(first, first + AT_ONCE)]
        await asyncio.gather(*(_post(http, f"/bot{TOKEN}/sendMessage", chat_id=CITIZEN, text=text) for text in texts))


async def _open(browser: Browser, url: str) -> tuple[Page, float, float]:
    """A page nobody has a cache of: itself, its first paint, and when the messages stood there, in milliseconds."""
    context = await browser.new_context(viewport=WIDE)  # type: ignore[arg-type]
    page = await context.new_page()
    await page.goto(url)
    ready = await (await page.wait_for_function(READY)).json_value()
    return page, float(await page.evaluate(PAINTED)), float(ready)


async def _measure(url: str, http: ClientSession) -> dict[str, list[float]]:
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is None:
        raise BenchFailed(f"There is no browser to measure the page in: install one of {', '.join(BROWSERS)}.")
    await _fill(http)
    found: dict[str, list[float]] = {"first paint": [], "messages there": [], "said": [], "heard": []}
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        for _ in range(OPENINGS):
            page, painted, ready = await _open(browser, url)
            found["first paint"].append(painted)
            found["messages there"].append(ready)
            await page.context.close()
        page, *_ = await _open(browser, url)
        for number in range(SENDS):
            await page.evaluate(WATCH, f"说的第 {number} 句")
            found["said"].append(await page.evaluate(SAY, f"说的第 {number} 句"))
            await asyncio.sleep(PAUSE)
            await page.evaluate(WATCH, f"答的第 {number} 句")
            sent = 1000 * time.time()
            await _post(http, f"/bot{TOKEN}/sendMessage", chat_id=CITIZEN, text=f"答的第 {number} 句")
            found["heard"].append(await page.evaluate("() => window.shown") - sent)
            await asyncio.sleep(PAUSE)
        found["nodes"] = [await page.evaluate(NODES)]
        await browser.close()
    return found


async def _run() -> dict[str, list[float]]:
    running = await serve(create_app())
    try:
        async with ClientSession(running.url) as http:
            return await _measure(running.url, http)
    finally:
        await running.close()


def _cells(values: Sequence[float], *, goal: bool | None = None) -> tuple[str, ...]:
    figures = (f"{percentile(values, share):.0f}" for share in (0.5, 0.95, 1.0))
    return (*figures, VERDICT[goal])


def measure(wanted: Wanted) -> Result:
    """Open the page on a chat of many messages, then talk in it. The browser may use every core, as a person's does."""
    os.sched_setaffinity(0, {wanted.cores.bot, wanted.cores.others})
    found = asyncio.run(_run())
    rows = [
        ("first paint", *_cells(found["first paint"], goal=max(found["first paint"]) < FIRST_PAINT)),
        ("messages stand there", *_cells(found["messages there"])),
        ("said, until it is seen", *_cells(found["said"], goal=percentile(found["said"], 0.95) < APPEARS)),
        ("heard, until it is seen", *_cells(found["heard"], goal=percentile(found["heard"], 0.95) < APPEARS)),
    ]
    notes = (
        f"milliseconds; {OPENINGS} openings without a cache, {SENDS} messages each way in a chat of {MANY:,};",
        f"goals: the worst first paint under {FIRST_PAINT:.0f}, the 95th percentile of messages under {APPEARS:.0f};",
        f"{found['nodes'][0]:,.0f} nodes in the whole page at the end",
    )
    return Result(Table("page", HEADS, rows, notes), found)
