"""Administrators are told once when something is really wrong, again while it lasts, and once when it is over."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest
from sqlalchemy import delete, insert, select, update

from gateway.intake import TokenRefused
from gateway.telegram import TelegramError
from storage.outgoing import Address, Outgoing
from storage.tables import alert, inbox, outbox
from tests.bot.health.ward import Ward, open_ward
from tests.kit.town import STAFF_GROUP

Deed = Callable[[Ward], Awaitable[None]]


async def dead_letter(ward: Ward) -> None:
    now = ward.town.clock.now()
    poison = {"update_id": 7, "conversation": "p:7", "kind": "message", "raw": '{"update_id": "?"}', "received_at": now}
    async with ward.town.app.database.write() as tx:
        await tx.execute(insert(inbox).values(bot_id=1, next_at=now, **poison))
    await ward.town.settle()


async def settle_dead_letters(ward: Ward) -> None:
    async with ward.town.app.database.write() as tx:
        await tx.execute(update(inbox).where(inbox.c.state == "dead").values(state="settled"))
        await tx.execute(update(outbox).where(outbox.c.state != "sent").values(state="settled"))


async def _unknown_send(ward: Ward) -> None:
    await ward.town.control("faults", kind="lost", method="sendMessage", times=2)
    chen = await ward.town.citizen()
    await chen.says("one")


async def _out_of_the_group(ward: Ward) -> None:
    await ward.town.control("member", chat_id=STAFF_GROUP, bot=True, status="kicked")
    await ward.town.later(seconds=61)


async def _back_in_the_group(ward: Ward) -> None:
    await ward.town.control("member", chat_id=STAFF_GROUP, bot=True, status="administrator")
    await ward.town.later(seconds=61)


async def _old_update(ward: Ward) -> None:
    now = ward.town.clock.now()
    row = {"bot_id": 1, "update_id": 1, "conversation": "p:1", "kind": "message", "raw": "{}", "received_at": now}
    async with ward.town.app.database.write() as tx:
        # Nobody will claim it before tomorrow.
        await tx.execute(insert(inbox).values(**row, next_at=now + timedelta(days=1)))
    await ward.town.later(seconds=61)


async def _no_old_update(ward: Ward) -> None:
    async with ward.town.app.database.write() as tx:
        await tx.execute(delete(inbox).where(inbox.c.bot_id == 1))


async def _old_message(ward: Ward) -> None:
    await _stuck(ward)
    await ward.town.later(seconds=301)


async def _stuck(ward: Ward) -> None:
    async with ward.town.app.database.write() as tx:
        tx.say(Outgoing(dedupe_key="stuck", to=Address(chat_id=1), body={"text": "x"}))
    await ward.town.app.delivery.drained()
    async with ward.town.app.database.write() as tx:
        # As if another process held it.
        late = ward.town.clock.now() + timedelta(days=1)
        await tx.execute(update(outbox).where(outbox.c.dedupe_key == "stuck").values(state="new", lease_until=late))


async def _refused_often(ward: Ward) -> None:
    for _ in range(6):
        ward.town.app.vitals.refusals.note(ward.town.clock.monotonic())


async def _several_pollers(ward: Ward) -> None:
    real, left = ward.town.app.telegram.call, [409, 409, 409, 401]

    async def conflict(*_: object, **__: object) -> None:
        raise TelegramError(left.pop(0), "Conflict: terminated by other getUpdates request")

    ward.town.app.telegram.call = conflict  # type: ignore[method-assign] # as another process would make it
    with pytest.raises(TokenRefused):
        await ward.town.app.poller.run()
    ward.town.app.telegram.call = real  # type: ignore[method-assign]


async def _wrong_clock(ward: Ward) -> None:
    ward.town.clock.jump(seconds=9)


async def _right_clock(ward: Ward) -> None:
    ward.town.clock.jump(seconds=-9)


async def _nothing(_: Ward) -> None:
    """It passes by itself."""


CAUSES: list[tuple[str, Deed, Deed]] = [
    ("dead_letters", dead_letter, settle_dead_letters),
    ("unknown_sends", _unknown_send, settle_dead_letters),
    ("staff_chat_unreachable", _out_of_the_group, _back_in_the_group),
    ("inbox_oldest_new", _old_update, _no_old_update),
    ("outbox_oldest_not_final", _old_message, settle_dead_letters),
    ("telegram_429", _refused_often, _nothing),
    ("another_poller", _several_pollers, _nothing),
    ("clock_skew", _wrong_clock, _right_clock),
]


async def names(ward: Ward) -> list[tuple[str, bool]]:
    """Every alert there ever was, and whether it is over."""
    async with ward.town.app.database.read() as tx:
        rows = await tx.execute(select(alert.c.name, alert.c.ended_at).order_by(alert.c.id))
        return [(row.name, row.ended_at is not None) for row in rows]


@pytest.mark.parametrize(("name", "cause", "mend"), CAUSES, ids=[name for name, *_ in CAUSES])
async def test_what_is_wrong_is_told_once_and_once_more_when_it_is_over(
    database_url: str, name: str, cause: Deed, mend: Deed, capsys: pytest.CaptureFixture[str]
) -> None:
    async with open_ward(database_url) as ward:
        await ward.look()
        assert await names(ward) == [], "nothing is wrong yet"

        await cause(ward)
        for _ in range(3):
            await ward.look()
        assert await names(ward) == [(name, False)]
        assert len(await ward.told()) == 1
        log = capsys.readouterr().err
        assert f'"alert": "{name}", "turn": "begun"' in log

        await mend(ward)
        await ward.look(minutes=7)
        await ward.look(minutes=3)
        assert await names(ward) == [(name, True)]
        begun, over = await ward.told()
        assert over.startswith("✅")
        assert begun.partition(" ")[2].partition("\n")[0] in over
        assert '"event": "alert_over"' in capsys.readouterr().err
