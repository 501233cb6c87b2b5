"""``banshi doctor``: everything the bot needs, looked at once; what is wrong and what to do."""

from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from bot.commands.backups import look_at_backups
from bot.commands.finding import Finding
from bot.commands.health import look_at_health
from bot.commands.packs import problems_of
from bot.settings import Settings, load_settings
from content.models import Hall
from content.paths import sample_pack
from content.staff_chats import left_for_few
from gateway.registration import differences, webhook_for
from gateway.staff_chats import Shortcoming, shortcoming_of
from gateway.telegram import Ambiguous, NotReached, Telegram, TelegramError
from storage.db import Database
from storage.people import list_staff
from storage.schema import current, head

CLOCK_SKEW = timedelta(seconds=30)
"""How far our clock may be from Telegram's."""
SHORTCOMINGS = {
    Shortcoming.NOT_REACHED: "Add the bot to the group; it says its number there.",
    Shortcoming.NO_TOPICS: "Switch on Topics in the group's settings.",
    Shortcoming.NO_RIGHT: "Make it an administrator with the right Manage topics.",
    Shortcoming.NO_DELETION: "Give it the right Delete messages as well.",
}


async def doctor(*, with_alert: bool = False) -> int:
    """Print a line for everything; 1 if something needs a person. ``with_alert`` sends a test alert as well."""
    settings = load_settings()
    print("✓ settings: all variables can be read")
    wrong = 0
    async for finding in chain(_findings(settings), look_at_health(settings, with_alert=with_alert)):
        print(f"{'✗' if finding.todo else '✓'} {finding.what}: {finding.found}")
        if finding.todo:
            wrong += 1
            print(f"    {finding.todo}")
    return 1 if wrong else 0


async def chain(*several: AsyncIterator[Finding]) -> AsyncIterator[Finding]:
    """One after the other."""
    for findings in several:
        async for finding in findings:
            yield finding


async def _findings(settings: Settings) -> AsyncIterator[Finding]:
    async for finding in _database(settings):
        yield finding
    hall, findings = _pack(settings)
    for finding in findings:
        yield finding
    telegram = Telegram(api_url=str(settings.api_url), token=settings.token.get_secret_value())
    try:
        async for finding in _telegram(telegram, settings, hall):
            yield finding
        yield await _clock(telegram)
    finally:
        await telegram.close()


async def _database(settings: Settings) -> AsyncIterator[Finding]:
    database = Database(settings.database_url)
    try:
        found = await current(database)
        kind = "SQLite" if database.is_sqlite else "PostgreSQL"
        yield Finding("database", f"{kind} is reached")
        if found != head():
            yield Finding("schema", f"{found or 'none'}, needed {head()}", "Run: banshi migrate")
            return
        yield Finding("schema", f"{found}, as needed")
        async with database.read() as tx:
            staff = await list_staff(tx)
        todo = None if staff else "Invite somebody: banshi staff invite --role clerk"
        yield Finding("staff", f"{len(staff)} enrolled", todo)
        async for finding in look_at_backups(database, settings):
            yield finding
    except (SQLAlchemyError, OSError) as error:
        yield Finding("database", f"not reached ({type(error).__name__})", "Look at BANSHI_DATABASE_URL.")
    finally:
        await database.close()


def _pack(settings: Settings) -> tuple[Hall | None, list[Finding]]:
    """The hall, unless it cannot be used, and what is said of its pack."""
    pack = settings.hall or sample_pack()
    hall, lines, errors = problems_of(pack)
    if errors or hall is None:
        return None, [Finding("hall pack", f"{errors} errors in {pack}", f"Run: banshi check {pack}")]
    example = " (the sample hall: set BANSHI_HALL to your own)" if hall.facts.is_example else ""
    found = [Finding("hall pack", f"{len(hall.services)} services, {len(lines)} warnings{example}")]
    named = {chat.name for chat in hall.facts.staff_chats}
    for name in sorted(named - set(settings.staff_chats)):
        todo = f"Add {name}=-100… to BANSHI_STAFF_CHATS."
        found.append(Finding(f"staff group {name}", "named by the hall pack only", todo))
    return hall, found


async def _telegram(telegram: Telegram, settings: Settings, hall: Hall | None) -> AsyncIterator[Finding]:
    try:
        me = await telegram.call("getMe")
    except TelegramError as error:
        yield Finding("token", f"refused ({error.description})", "Ask BotFather for the token and set BANSHI_TOKEN.")
        return
    except (NotReached, Ambiguous) as error:
        yield Finding("Telegram", f"not reached ({error})", "Look at the network, and at BANSHI_API_URL.")
        return
    yield Finding("token", f"belongs to @{me['username']}")
    yield _webhook(await telegram.call("getWebhookInfo"), settings)
    deletes = left_for_few(hall) if hall else frozenset()
    for name, chat_id in settings.staff_chats.items():
        yield await _staff_chat(telegram, name=name, chat_id=chat_id, bot_id=me["id"], deletes=name in deletes)


def _webhook(info: Mapping[str, Any], settings: Settings) -> Finding:
    """Whether updates come the way the settings say."""
    waiting = f"{info['pending_update_count']} updates wait"
    if settings.webhook_url is None or settings.webhook_secret is None:
        if info.get("url"):
            todo = "Run: banshi webhook remove; or set BANSHI_WEBHOOK_URL."
            return Finding("updates", f"a webhook is set, so polling is refused; {waiting}", todo)
        return Finding("updates", f"by polling; {waiting}")
    secret, connections = settings.webhook_secret.get_secret_value(), settings.webhook_connections
    wanted = webhook_for(str(settings.webhook_url), secret=secret, connections=connections)
    if differs := differences(info, wanted):
        todo = "Restart the bot, which sets it, and stop whatever else does."
        return Finding("updates", f"Telegram's webhook has another {', '.join(differs)}; {waiting}", todo)
    if info.get("last_error_message") and info["pending_update_count"]:
        todo = "Look at the proxy and the bot's log."
        return Finding("updates", f"by webhook; {waiting}, {info['last_error_message']}", todo)
    return Finding("updates", f"by webhook; {waiting}")


async def _staff_chat(telegram: Telegram, *, name: str, chat_id: int, bot_id: int, deletes: bool) -> Finding:
    what = f"staff group {name}"
    try:
        lacks = await shortcoming_of(telegram, chat_id, bot_id=bot_id, deletes=deletes)
    except (NotReached, Ambiguous) as error:
        return Finding(what, f"Telegram did not answer ({error})", "Try again.")
    if lacks:
        return Finding(what, lacks, SHORTCOMINGS[lacks])
    return Finding(what, "a forum in which the bot may manage topics")


async def _clock(telegram: Telegram) -> Finding:
    try:
        theirs = await telegram.server_time()
    except NotReached:
        return Finding("clock", "could not be compared with Telegram's")
    skew = abs(datetime.now(UTC) - theirs)
    if skew > CLOCK_SKEW:
        return Finding("clock", f"{skew.total_seconds():.0f} s off", "Let the machine keep its time by NTP.")
    return Finding("clock", "agrees with Telegram's")
