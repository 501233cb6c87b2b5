"""Alerts begin, last and end; administrators of the bot are told in private."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from content.models import Hall
from domain.alerts import ALL, REMIND, Turn, Verdict, judge
from domain.languages import Language
from domain.people import Role
from storage import alerts
from storage.deputies import list_current
from storage.outgoing import Address, Lane, Outgoing, Policy
from storage.people import find_person, list_staff
from storage.transaction import Tx

TRIAL_VALID = timedelta(hours=1)
"""How long a trial may wait for a bot that sends it."""


async def review(tx: Tx, values: Mapping[str, float | None], *, now: datetime) -> list[Verdict]:
    """Judge the figures of one replica; return what was told, for the log. ``now`` is machine time."""
    told = []
    for verdict in judge(values, await alerts.list_open(tx), now=now):
        if await _carry_out(tx, verdict, now=now):
            told.append(verdict)
    return told


async def _carry_out(tx: Tx, verdict: Verdict, *, now: datetime) -> bool:
    """Whether there is news, and this replica was the one to bring it."""
    known, value = verdict.alert, verdict.value
    if known is None:
        number = await alerts.begin(tx, verdict.rule.name, value=value, now=now)
        if number is not None:
            await _tell_admins(tx, number, verdict=verdict, news=1, now=now)
        return number is not None
    if verdict.turn is Turn.SEEN:
        await alerts.see(tx, known.id, value=value, now=now)
        return False
    turn = alerts.end if verdict.turn is Turn.OVER else alerts.remind
    if mine := await turn(tx, known, value=value, now=now):
        await _tell_admins(tx, known.id, verdict=verdict, news=known.news + 1, now=now)
    return mine


async def _tell_admins(tx: Tx, number: int, *, verdict: Verdict, news: int, now: datetime) -> None:
    params = {"number": number, "name": verdict.rule.name, "turn": verdict.turn, "value": verdict.value}
    await _say(tx, "alert", params, cause=f"alert:{number}:{news}", now=now, expires_at=now + REMIND)


async def _say(
    tx: Tx, message: str, params: Mapping[str, Any], *, cause: str, now: datetime, expires_at: datetime
) -> int:
    """Tell every administrator who is here; whoever stands in for one is one too."""
    away = {one.staff_id for one in await list_current(tx, now=now)}
    admins = [one.person for one in await list_staff(tx) if one.role is Role.ADMIN and one.id not in away]
    for person in admins:
        tx.say(
            Outgoing(
                dedupe_key=f"{cause}:{person.telegram_id}",
                to=Address(chat_id=person.telegram_id),
                message=message,
                params={**params, "telegram_id": person.telegram_id},
                lane=Lane.DEADLINE,
                # An alert about alerts that may not have arrived helps nobody: the path outside has them too.
                policy=Policy.NOTICE,
                expires_at=expires_at,
            )
        )
    return len(admins)


async def say_trial(tx: Tx, *, now: datetime) -> int:
    """Send administrators a trial; return how many there are."""
    cause = f"alert-trial:{now.timestamp():.3f}"
    return await _say(tx, "alert_trial", {}, cause=cause, now=now, expires_at=now + TRIAL_VALID)


async def load_alert(
    tx: Tx,
    *,
    hall: Hall,  # noqa: ARG001 # every loader is given it
    now: datetime,
    number: int,
    name: str,
    turn: str,
    value: float,
    telegram_id: int,
) -> tuple[Language, Mapping[str, Any]] | None:
    """What an administrator is told; whoever is none any more is told nothing."""
    language = await _language_of_admin(tx, telegram_id)
    found = await alerts.get_alert(tx, number)
    if language is None or found is None:
        return None
    ended = found.ended_at.astimezone(now.tzinfo) if found.ended_at and turn == Turn.OVER else None
    began = found.began_at.astimezone(now.tzinfo)
    return language, {"rule": ALL[name], "turn": Turn(turn), "value": value, "began": began, "ended": ended}


async def load_trial(
    tx: Tx,
    *,
    hall: Hall,  # noqa: ARG001 # every loader is given both
    now: datetime,  # noqa: ARG001
    telegram_id: int,
) -> tuple[Language, Mapping[str, Any]] | None:
    """The trial has nothing to show but itself."""
    language = await _language_of_admin(tx, telegram_id)
    return (language, {}) if language else None


async def _language_of_admin(tx: Tx, telegram_id: int) -> Language | None:
    found = await find_person(tx, telegram_id)
    if not found or not found[1] or found[1].role is not Role.ADMIN:
        return None
    return found[0].language
