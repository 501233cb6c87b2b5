"""From the inbox to the features: claim, then one unit of work an update, then speak."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta

import structlog
from aiogram import Bot, Router
from aiogram.types import CallbackQuery

from actions.incidents import report_lost_update
from gateway.clock import Clock, wait_for
from gateway.context import Incoming, enter, look_up
from gateway.present import Present
from gateway.reply import Toast
from gateway.telegram import Ambiguous, NotReached, Telegram, TelegramError
from gateway.updates import Unreadable, read_event
from gateway.vitals import Vitals
from storage import inbox
from storage.db import Database, is_away, is_conflict
from storage.documents import dump_json
from storage.faults import fault
from storage.inbox import InboxRow, TakenOver
from storage.transaction import Tx

GROUP = 16
"""Updates of different conversations that share one commit; each has a savepoint of its own."""
BACK_OFF = tuple(timedelta(seconds=seconds) for seconds in (1, 5, 25, 60))
"""Waits between attempts; after the last one fails the update is a dead letter."""
TOGETHER = 10.0
"""Seconds that handlers may take which share a transaction, and on SQLite any, for there nobody else can write."""
POLL = 1.0
"""Seconds between looks at the inbox when nobody wakes the worker."""

log = structlog.get_logger(__name__)


class EndedProcess(Exception):
    """Every attempt ended together with its process, so there must not be another."""


class TookTooLong(Exception):
    """A handler hangs: others have to write as well, and Telegram waits for the webhook to store."""


class Worker:
    """Handles what is in the inbox, conversations side by side, each in its own order."""

    def __init__(
        self,
        database: Database,
        telegram: Telegram,
        router: Router,
        bot: Bot,
        *,
        clock: Clock,
        present: Callable[[], Present],
        vitals: Vitals | None = None,
    ) -> None:
        self._vitals = vitals or Vitals()
        self._database = database
        self._telegram = telegram
        self._router = router
        self._bot = bot
        self._clock = clock
        self._present = present
        self._woken = asyncio.Event()
        self._waiting = False
        self.more: Callable[[], None] = lambda: None
        """Called when there may be more than this worker has taken."""
        self._answers: set[asyncio.Task[None]] = set()
        self._stopping = False
        self._unfinished: list[int] = []

    @property
    def is_idle(self) -> bool:
        """Whether it waits for somebody to wake it."""
        return self._waiting and not self._woken.is_set()

    def wake(self) -> None:
        """Something was stored."""
        self._woken.set()

    def stop(self) -> None:
        """Finish the running group, then return from ``run``."""
        self._stopping = True
        self._woken.set()

    async def run(self) -> None:
        """Handle updates until stopped."""
        while not self._stopping:
            try:
                handled = await self.handle_ready()
            except Exception:
                # The database is away: nothing is lost, the claims are given back when it returns.
                log.exception("worker_failed")
                handled = 0
            if not handled and not self._stopping:
                self._waiting = True
                await wait_for(self._woken, self._clock, seconds=POLL)
                self._waiting = False
                self._woken.clear()
        await self.answered()

    async def answered(self) -> None:
        """Return once every press handled so far has its answer."""
        if self._answers:
            await asyncio.wait(self._answers)

    async def handle_ready(self) -> int:
        """Claim what is ready and handle it; return how many updates that were."""
        async with self._database.write() as tx:
            if self._unfinished:
                await inbox.give_back(tx, self._unfinished)
            rows = await inbox.claim(tx, now=self._clock.now(), limit=GROUP)
        # Until all of them are handled; what is done by then is not given back.
        self._unfinished = [row.seq for row in rows]
        fault("worker.claimed")
        if rows:
            if len(rows) == GROUP or rows[0].attempts > 1:
                # What was tried before is claimed alone, however much waits beside it.
                self.more()
            await self._handle_group(rows)
        self._unfinished = []
        return len(rows)

    async def _handle_group(self, rows: Sequence[InboxRow]) -> None:
        """Handle updates together, and where one of them fails or hangs, each alone.

        Whoever hangs keeps those out who came with it: on SQLite it fails, since nobody else can write meanwhile;
        on PostgreSQL it may take its time once the others are done.
        """
        try:
            await self._handle_at_once(rows, within=TOGETHER if self._database.is_sqlite or len(rows) > 1 else None)
        except TookTooLong as error:
            if len(rows) == 1:
                await self._note_failure(rows[0], error)
                return
            later = rows if self._database.is_sqlite else [row for row in rows if not await self._is_quick(row)]
            for row in later:
                await self._handle_group([row])

    async def _is_quick(self, row: InboxRow) -> bool:
        """Handle an update alone; false if it takes too long for others who wait."""
        try:
            await self._handle_at_once([row], within=TOGETHER)
        except TookTooLong:
            return False
        return True

    async def _handle_at_once(self, rows: Sequence[InboxRow], *, within: float | None) -> None:
        """Handle updates in one transaction, or each in one of its own if that fails.

        Raises:
            TookTooLong: together they took more than ``within`` seconds; nothing of it is kept.
        """
        try:
            toasts = await self._commit_together(rows, within=within)
        except TookTooLong:
            raise
        except Exception as error:
            if len(rows) > 1:
                for row in rows:
                    await self._handle_group([row])
                return
            if isinstance(error, TakenOver):
                log.warning("update_taken_over", seq=rows[0].seq)
                return
            if is_conflict(error):
                log.info("update_made_way", seq=rows[0].seq)
                async with self._database.write() as tx:
                    await inbox.give_back(tx, [rows[0].seq])
                return
            await self._note_failure(rows[0], error)
            return
        fault("worker.committed")
        for query_id, toast in toasts:
            self._answer(query_id, toast)

    async def _commit_together(self, rows: Sequence[InboxRow], *, within: float | None) -> list[tuple[str, Toast]]:
        toasts: list[tuple[str, Toast]] = []
        done: list[int] = []
        async with self._database.write() as tx:
            units = [self._unit(tx, row) for row in rows]
            await look_up(tx, [unit for unit in units if isinstance(unit, Incoming)])
            async with self._in_time(within):
                for row, unit in zip(rows, units, strict=True):
                    try:
                        toasts += await self._handle(unit, row)
                        fault("worker.unit_done")
                        done.append(row.seq)
                    except Exception as error:
                        if is_away(error) or is_conflict(error):
                            # Perhaps the savepoint could not be undone: nothing of this transaction may be kept. And
                            # who made way for another has not failed.
                            raise
                        await self._fail(tx, row, error)
                        fault("worker.failure_noted")
            if done:
                await inbox.finish(tx, done, now=self._clock.now())
            fault("worker.before_commit")
        self._vitals.handled += len(done)
        return toasts

    @asynccontextmanager
    async def _in_time(self, seconds: float | None) -> AsyncIterator[None]:
        """Cancel what keeps others waiting.

        Raises:
            TookTooLong: it was.
        """
        limit = self._clock.limit(seconds)
        try:
            async with limit:
                yield
        except TimeoutError:
            if limit.expired():
                raise TookTooLong from None
            raise

    def _unit(self, tx: Tx, row: InboxRow) -> Incoming | Exception | None:
        """What is needed to handle an update, or why it cannot be; None if nobody handles its kind."""
        if row.attempts > len(BACK_OFF) + 1:
            return EndedProcess()
        try:
            event = read_event(row.raw, kind=row.kind, bot=self._bot)
        except Unreadable as error:
            return error
        if event is None:
            return None
        present = self._present()
        return Incoming(
            tx=tx,
            bot=self._bot,
            update_id=row.update_id,
            kind=row.kind,
            event=event,
            key=f"u{self._bot.id}.{row.update_id}",
            conversation=row.conversation,
            now=present.now,
            hall=present.hall,
            index=present.index,
            staff_chats=present.staff_chats,
        )

    async def _handle(self, unit: Incoming | Exception | None, row: InboxRow) -> list[tuple[str, Toast]]:
        """One unit of work, with a savepoint around the handler; the answer to a press, if it is one."""
        if isinstance(unit, Exception):
            raise unit
        if unit is None:
            return []
        self._vitals.begin(unit.key, row.received_at)
        await enter(self._router, unit)
        if not isinstance(unit.event, CallbackQuery):
            return []
        return [(unit.event.id, unit.reply.answer if unit.reply else Toast())]

    async def _note_failure(self, row: InboxRow, error: Exception) -> None:
        try:
            async with self._database.write() as tx:
                await self._fail(tx, row, error)
        except TakenOver:
            log.warning("update_taken_over", seq=row.seq)
        except Exception as worse:
            if is_away(worse):
                raise
            log.exception("update_dead_unreported", seq=row.seq)
            async with self._database.write() as tx:
                await inbox.bury(tx, row.seq, now=self._clock.now(), error=type(error).__name__)

    async def _fail(self, tx: Tx, row: InboxRow, error: Exception) -> None:
        """Put the update off, or bury it and tell the person and staff."""
        reason = type(error).__name__
        now = self._clock.now()
        if row.attempts <= len(BACK_OFF) and not isinstance(error, Unreadable):
            self._vitals.failed += 1
            log.warning("update_failed", seq=row.seq, attempts=row.attempts, exc_info=error)
            await inbox.postpone(tx, row.seq, next_at=now + BACK_OFF[row.attempts - 1], error=reason)
            return
        self._vitals.buried += 1
        log.error("update_dead", seq=row.seq, kind=row.kind, attempts=row.attempts, exc_info=error)
        await inbox.bury(tx, row.seq, now=now, error=reason)
        report_lost_update(tx, seq=row.seq, conversation=row.conversation, staff_chats=self._present().staff_chats)

    def _answer(self, query_id: str, toast: Toast) -> None:
        task = asyncio.ensure_future(self._answer_press(query_id, toast))
        self._answers.add(task)
        task.add_done_callback(self._answers.discard)

    async def _answer_press(self, query_id: str, toast: Toast) -> None:
        """Best effort: a press that is too old to be answered has been handled all the same."""
        body: dict[str, object] = {"callback_query_id": query_id}
        if toast.text:
            body |= {"text": toast.text, "show_alert": toast.alert}
        try:
            await self._telegram.call("answerCallbackQuery", dump_json(body))
        except (TelegramError, NotReached, Ambiguous) as error:
            log.info("press_not_answered", reason=str(error))
