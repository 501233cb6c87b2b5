"""``banshi staff``: who works here."""

from collections.abc import Sequence
from datetime import UTC, datetime

from actions.staff import INVITE_VALID, create_invite, dismiss, dismiss_for
from bot.commands.failures import CannotRun, Problems
from bot.commands.running import open_database
from bot.settings import Settings, load_settings
from content.loader import load_hall
from content.models import Hall
from content.paths import sample_pack
from domain.people import ANSWERS_CITIZENS, Member, Role
from gateway.telegram import Ambiguous, NotReached, Telegram, TelegramError
from storage.people import find_person, list_staff
from storage.transaction import Tx


async def _username(settings: Settings) -> str:
    telegram = Telegram(api_url=str(settings.api_url), token=settings.token.get_secret_value())
    try:
        return str((await telegram.call("getMe"))["username"])
    except (TelegramError, NotReached, Ambiguous) as error:
        raise CannotRun(f"Telegram was not reached, so the link has no name to go to ({error}). Try again.") from None
    finally:
        await telegram.close()


def _hall(settings: Settings) -> Hall:
    hall, problems = load_hall(settings.hall or sample_pack(), today=datetime.now(UTC).date())
    if hall is None:
        raise Problems("\n".join(map(str, problems)))
    return hall


def _check_areas(areas: Sequence[str], settings: Settings) -> None:
    known = [area.id for area in _hall(settings).facts.areas]
    if unknown := [area for area in areas if area not in known]:
        raise Problems(f"The hall has no area {unknown[0]!r}; it has {', '.join(known)}.")


async def invite(*, role: str, areas: Sequence[str] = ()) -> int:
    """Print a one-time link for a new member of staff, who takes care of these areas or, without any, of all."""
    settings = load_settings()
    if areas:
        _check_areas(areas, settings)
    async with open_database(settings) as database:
        username = await _username(settings)
        async with database.write() as tx:
            token = await create_invite(tx, role=Role(role), areas=areas, now=datetime.now(UTC))
    hours = int(INVITE_VALID.total_seconds() // 3600)
    print(f"https://t.me/{username}?start=inv-{token}")
    print(f"Send it to one person. Whoever opens it first becomes {role}; it works once, within {hours} hours.")
    return 0


async def show_staff() -> int:
    """List everybody who is staff now."""
    async with open_database(load_settings(needs_token=False)) as database, database.read() as tx:
        members = await list_staff(tx)
    for member in members:
        areas = f"\t{', '.join(member.areas)}" if member.areas else ""
        print(f"{member.person.telegram_id}\t{member.role}\t{member.person.first_name}{areas}")
    if not members:
        print("Nobody yet. Invite somebody: banshi staff invite --role clerk")
    return 0


async def dismiss_one(telegram_id: int, *, to: int | None = None, is_shared: bool = False) -> int:
    """End a role at once; open cases go ``to`` a colleague, are shared out, or are everybody's again."""
    now, settings = datetime.now(UTC), load_settings(needs_token=False)
    hall = _hall(settings) if to is not None or is_shared else None
    async with open_database(settings) as database, database.write() as tx:
        heir = await _heir(tx, to, former=telegram_id) if to is not None else None
        if hall:
            found = await dismiss_for(tx, telegram_id=telegram_id, heir=heir, hall=hall, now=now)
        else:
            found = await dismiss(tx, telegram_id=telegram_id, now=now)
        if not found:
            raise Problems(f"{telegram_id} is nobody on the staff; `banshi staff list` shows who is.")
    cases = "have gone to colleagues, who are told" if to is not None or is_shared else "are back for everybody"
    print(f"Done: the role has ended, and open cases {cases}.")
    return 0


async def _heir(tx: Tx, telegram_id: int, *, former: int) -> Member:
    found = await find_person(tx, telegram_id)
    member = found[1] if found else None
    if member is None or member.role not in ANSWERS_CITIZENS or telegram_id == former:
        raise Problems(f"{telegram_id} cannot have these cases; `banshi staff list` shows who answers citizens.")
    return member
