"""What the doctor finds about the bot's health: is it asked for, and who would be told."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import aiohttp
from sqlalchemy.exc import SQLAlchemyError

from actions.alerts import say_trial
from bot.commands.finding import Finding
from bot.commands.packs import problems_of
from bot.health.outside import NotTold, Outside
from bot.health.wording import trial_of
from bot.settings import Settings
from content.paths import sample_pack
from domain.languages import Language
from domain.people import Role
from storage.db import Database
from storage.people import list_staff

PATIENCE = aiohttp.ClientTimeout(total=10)


async def look_at_health(settings: Settings, *, with_alert: bool) -> AsyncIterator[Finding]:
    """Ask the running bot, count who is told of alerts, and perhaps tell them something."""
    yield await _readiness(settings.health_listen)
    outside = Outside.of(settings)
    yield await _told(settings, outside)
    if with_alert and outside:
        yield await _outside(settings, outside)
    if with_alert:
        yield await _admins(settings)


async def _readiness(listen: str) -> Finding:
    if listen == "off":
        return Finding("health", "is asked for nowhere (BANSHI_HEALTH_LISTEN=off)")
    try:
        async with (
            aiohttp.ClientSession(timeout=PATIENCE) as session,
            session.get(f"http://{listen}/readyz") as response,
        ):
            checks = (await response.json())["checks"]
    except (aiohttp.ClientError, TimeoutError, OSError, ValueError, KeyError):
        return Finding("health", f"nobody answers at {listen}; right, if no bot runs here")
    wrong = "; ".join(f"{name}: {check['reason']}" for name, check in checks.items() if "reason" in check)
    return Finding("health", wrong or f"the bot at {listen} is ready", "See docs/health.md." if wrong else None)


async def _told(settings: Settings, outside: Outside | None) -> Finding:
    path = outside.kind if outside else "no second path"
    database = Database(settings.database_url)
    try:
        async with database.read() as tx:
            admins = sum(member.role is Role.ADMIN for member in await list_staff(tx))
    except (SQLAlchemyError, OSError):
        return Finding("alerts", f"by {path}; the database cannot say who is an administrator", "See above.")
    finally:
        await database.close()
    found = f"administrators in Telegram: {admins}; {path}"
    if not admins and outside is None:
        return Finding("alerts", found, "Run: banshi staff invite --role admin; and set BANSHI_ALERTS_TO.")
    return Finding("alerts", found)


async def _outside(settings: Settings, outside: Outside) -> Finding:
    hall, _, _ = problems_of(settings.hall or sample_pack())
    try:
        await outside.tell(trial_of(hall.facts.languages[0] if hall else Language.EN))
    except NotTold as error:
        return Finding("test alert", f"was not taken: {error}", "Look at BANSHI_ALERTS_TO and BANSHI_ALERTS_PASSWORD.")
    return Finding("test alert", f"was taken: {outside.kind}")


async def _admins(settings: Settings) -> Finding:
    database = Database(settings.database_url)
    try:
        async with database.write() as tx:
            admins = await say_trial(tx, now=datetime.now(UTC))
    except (SQLAlchemyError, OSError) as error:
        return Finding("test alert", f"could not be written ({type(error).__name__})", "See above.")
    finally:
        await database.close()
    return Finding("test alert", f"leaves for administrators, of whom there are {admins}, once a bot runs")
