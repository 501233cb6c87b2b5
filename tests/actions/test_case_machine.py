"""Whatever is done to a complaint in whatever order, with crashes and repeats, it stands where a small model says."""

import asyncio
from collections.abc import Coroutine
from datetime import datetime, timedelta
from typing import Any, TypeVar

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import func, select

from actions.cases.acting import act
from domain.cases import Case
from domain.errors import Refusal
from storage.db import Database
from storage.tables import deadline
from tests.actions.case_desk import WORDS, a_desk, actor_of, at

T = TypeVar("T")

MODEL: dict[str, dict[str, tuple[str, str, int]]] = {
    "submitted": {
        "accept": ("clerk", "investigating", 0),
        "refuse": ("clerk", "refused", 0),
        "transfer": ("clerk", "submitted", 0),
        "withdraw": ("citizen", "withdrawn", 0),
    },
    "investigating": {
        "find": ("clerk", "handling", 0),
        "ask": ("clerk", "asked", 0),
        "withdraw": ("citizen", "withdrawn", 0),
    },
    "asked": {
        "reply": ("citizen", "investigating", 0),
        "go-on": ("clerk", "investigating", 0),
        "withdraw": ("citizen", "withdrawn", 0),
    },
    "handling": {
        "answer": ("clerk", "answered", 0),
        "ask": ("clerk", "asked", 0),
        "withdraw": ("citizen", "withdrawn", 0),
    },
    "answered": {
        "confirm": ("citizen", "closed", 0),
        "dispute": ("citizen", "review", 1),
        "withdraw": ("citizen", "withdrawn", 0),
    },
    "review": {"decide": ("supervisor", "closed", 0), "withdraw": ("citizen", "withdrawn", 0)},
    "closed": {"reopen": ("citizen", "handling", 1), "review": ("citizen", "review", 1)},
    "refused": {"review": ("citizen", "review", 1)},
    "withdrawn": {},
}
"""The complaint as one would tell it: by whom, whereto, whether a round begins. Times and reviewers are left out."""
ENDS = {"withdraw", "refuse"}
CODED = {"answer", "decide"}
"""What staff do only with a word of how it turned out."""
HEIGHT = {"clerk": 0, "supervisor": 1, "director": 2}
NAMES = sorted({name for actions in MODEL.values() for name in actions})


class Crash(Exception):
    """The process dies before the commit."""


class ComplaintMachine(RuleBasedStateMachine):
    """One complaint; every step is a unit of work of its own."""

    database_url = ""

    def __init__(self) -> None:
        super().__init__()
        self.state = "submitted"
        self.runner = asyncio.Runner()
        self.database = Database(self.database_url)
        self.now = at("2026-09-01 10:00")

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return self.runner.run(work)

    @initialize()
    def files(self) -> None:
        self.desk = self.run(a_desk(self.database))
        self.case = self.run(self.desk.files(when="2026-09-01 10:00"))
        self.state, self.round, self.version, self.code = "submitted", 1, 1, None
        self.handlers: set[int | None] = set()

    def _who(self, who: str) -> Any:
        return {"citizen": self.desk.chen, "clerk": self.desk.wang, "supervisor": self.desk.sun}.get(
            who, self.desk.qian
        )

    def _allowed(self, who: str, name: str) -> bool:
        """Whether the model lets this person do it, time and reviews apart."""
        if name not in MODEL[self.state]:
            return False
        by = MODEL[self.state][name][0]
        if "citizen" in (by, who):
            return by == who
        return HEIGHT[who] >= HEIGHT[by]

    @rule(data=st.data(), who=st.sampled_from(["citizen", *HEIGHT]))
    def does_what_the_state_has(self, data: st.DataObject, who: str) -> None:
        """Somebody presses a button that is there, theirs or not."""
        self._try(who, data.draw(st.sampled_from(sorted(MODEL[self.state]) or NAMES)), version=self.version)

    @precondition(lambda self: set(MODEL[self.state]) - ENDS)
    @rule(data=st.data(), above=st.booleans())
    def goes_on(self, data: st.DataObject, above: bool) -> None:  # Hypothesis calls it
        """Whoever's turn it is brings the case forward, so that it comes far."""
        name = data.draw(st.sampled_from(sorted(set(MODEL[self.state]) - ENDS)))
        by = MODEL[self.state][name][0]
        self._try("citizen" if by == "citizen" else "director" if above else by, name, version=self.version)

    @rule(who=st.sampled_from(["citizen", *HEIGHT]), name=st.sampled_from(NAMES), behind=st.integers(0, 2))
    def does_anything(self, who: str, name: str, behind: int) -> None:
        """Somebody presses any button, perhaps on a card that is no longer true."""
        self._try(who, name, version=self.version - behind)

    def _try(self, who: str, name: str, *, version: int) -> None:
        actor = actor_of(self._who(who))
        current = version == self.version
        try:
            moved = self.run(self._act(name, version=version, actor=actor))
        except Refusal:
            reviewer = self.state == "review" and actor.id in self.handlers
            timed = self.state in ("closed", "refused")
            assert not current or not self._allowed(who, name) or reviewer or timed
            return
        assert current
        assert self._allowed(who, name)
        self._follow(moved, name, staff=None if who == "citizen" else actor.id)

    @rule(who=st.sampled_from(["citizen", "clerk", "supervisor"]), name=st.sampled_from(NAMES))
    def crashes(self, who: str, name: str) -> None:
        """The process dies after the deed and before the commit: nothing has happened."""
        with pytest.raises((Crash, Refusal)):
            self.run(self._act(name, version=self.version, actor=actor_of(self._who(who)), dies=True))

    @rule(name=st.sampled_from(NAMES))
    def comes_twice(self, name: str) -> None:
        """A press that is delivered again does nothing more."""
        actor = actor_of(self.desk.qian)
        try:
            moved = self.run(self._act(name, version=self.version, actor=actor))
        except Refusal:
            return
        self._follow(moved, name, staff=actor.id)
        with pytest.raises(Refusal):
            self.run(self._act(name, version=moved.version - 1, actor=actor))

    @rule(hours=st.integers(1, 60))
    def time_passes(self, hours: int) -> None:
        """The clock looks, perhaps after days of silence."""
        self.now += timedelta(hours=hours)
        before = self.run(self.desk.now(self.case))
        while self.run(self.desk.clock(self.now)):
            pass
        after = self.run(self.desk.now(self.case))
        if before.state == "answered" and after.state == "closed":
            self.state = "closed"
        self.version = after.version

    @precondition(lambda self: hasattr(self, "desk"))
    @invariant()
    def stands_where_the_model_says(self) -> None:
        """State, round, version and history agree; nothing fired twice or before its time."""
        case = self.run(self.desk.now(self.case))
        assert (case.state, case.round, case.version) == (self.state, self.round, self.version)
        assert case.code == self.code
        assert (case.closed_at is not None) is (self.state in ("closed", "refused", "withdrawn"))
        assert self.run(self.desk.drifts()) == []
        fired = [event for event in self.run(self.desk.events(self.case)) if event.action.startswith("deadline_")]
        keys = [(event.action, event.detail["clock"], event.detail["planned"]) for event in fired]
        assert len(keys) == len(set(keys))
        assert all(datetime.fromisoformat(event.detail["planned"]) <= event.at for event in fired)
        if case.closed_at is not None:
            assert self.run(self._waiting()) == 0, "a case that is over has no deadlines"

    async def _act(self, name: str, *, version: int, actor: Any, dies: bool = False) -> Case:
        async with self.database.write() as tx:
            moved = await act(
                tx, self.case.id, name, version=version, actor=actor, words=WORDS, hall=self.desk.hall, now=self.now
            )
            if dies:
                raise Crash
            return moved

    async def _waiting(self) -> int:
        waiting = select(func.count()).select_from(deadline)
        mine = waiting.where(deadline.c.case_id == self.case.id, deadline.c.fired_at.is_(None))
        async with self.database.read() as tx:
            return int((await tx.execute(mine)).scalar_one())

    def _follow(self, moved: Case, name: str, *, staff: int | None) -> None:
        _, self.state, opens = MODEL[self.state][name]
        self.round += opens
        self.code = "substantiated" if name in CODED else None if opens else self.code
        self.version += 1
        self.handlers |= {staff} - {None}
        assert moved.state == self.state

    def teardown(self) -> None:
        self.run(self.database.close())
        self.runner.close()


def test_a_complaint_stands_where_the_model_says(database_url: str) -> None:
    ComplaintMachine.database_url = database_url
    run_state_machine_as_test(
        ComplaintMachine,
        settings=settings(
            # A failure has at most 25 steps; to shorten them takes minutes, for each is a unit of work.
            phases=(Phase.generate,),
            max_examples=12,
            stateful_step_count=25,
            suppress_health_check=list(HealthCheck),
        ),
    )
