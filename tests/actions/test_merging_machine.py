"""However cases are merged, split, answered and taken back, nobody hangs on what is over, and no promise is lost."""

import asyncio
from collections.abc import Coroutine
from datetime import timedelta
from typing import Any, TypeVar

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

from domain.cases import Case
from domain.errors import NotYours, Refusal
from domain.people import Person
from storage.db import Database
from tests.actions.case_desk import Desk, a_desk, at
from tests.actions.merging_desk import answers, merges, running, splits
from tests.actions.people_desk import a_citizen

T = TypeVar("T")
STAGE = {"submitted": "acceptance", "investigating": "answer", "handling": "answer", "review": "review"}
"""What is promised in the states that are the staff's turn."""
STEP = {"submitted": "accept", "investigating": "find", "handling": "answer", "review": "decide"}
"""How staff bring a complaint forward."""
OWN = {"answered": ("confirm", "dispute"), "closed": ("reopen", "review")}
"""What its citizen does with an answer."""
SELDOM = st.sampled_from([True] + [False] * 5)


class MergingMachine(RuleBasedStateMachine):
    """Three complaints of three people; every step is a unit of work of its own."""

    database_url = ""

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.database = Database(self.database_url)
        self.now = at("2026-09-01 10:00")
        self.desk: Desk
        self.cases: list[Case] = []
        self.people: dict[int | None, Person] = {}
        self.promised: dict[tuple[int, str], Any] = {}

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return self.runner.run(work)

    @initialize(steps=st.lists(st.integers(0, 2), min_size=3, max_size=3))
    def files(self, steps: list[int]) -> None:
        """Three file a complaint; staff have taken so many steps in each."""
        self.desk = self.run(a_desk(self.database))
        for number, taken in enumerate(steps):
            citizen = self.run(a_citizen(self.database, telegram_id=300 + number, name=f"市民{number}"))
            self.people[citizen.id] = citizen
            case = self.run(self.desk.files(when="2026-09-01 10:00", by=citizen))
            for name in ("accept", "find")[:taken]:
                case = self.run(self.desk.does(case, name, by=self.desk.qian, when=self.now))
            self.cases.append(case)

    @rule(pair=st.permutations([0, 1, 2]), dies=SELDOM)
    def merges(self, pair: list[int], dies: bool) -> None:  # Hypothesis calls it
        """Somebody finds that two are one matter: if both wait for the same, or one need only be accepted for that."""
        case, named = self.cases[pair[0]], self.cases[pair[1]]
        main = self._main_of(named)
        one, other = STAGE.get(case.state), STAGE.get(main.state)
        fits = one == other or (case.state, other) == ("submitted", "answer")
        waits = one is not None and "review" not in (one, other) and case.main_id is None
        allowed = waits and fits and case.id != main.id
        try:
            after = self.run(merges(self.desk, case, named, when=self.now, by=self.desk.qian, dies=dies))
        except Refusal:
            assert not allowed
            return
        assert after.main_id == (case.main_id if dies else main.id)
        assert allowed or case.main_id == main.id

    @precondition(lambda self: any(case.main_id for case in self.cases))
    @rule(data=st.data(), dies=SELDOM)
    def splits(self, data: st.DataObject, dies: bool) -> None:  # Hypothesis calls it
        """Somebody finds that they are not, unless its citizen has ended it."""
        case = data.draw(st.sampled_from([case for case in self.cases if case.main_id]))
        try:
            after = self.run(splits(self.desk, case, when=self.now, by=self.desk.qian, dies=dies))
        except Refusal:
            assert case.closed_at is not None
            return
        assert dies or (after.main_id is None and after.state in STAGE)

    @precondition(lambda self: any(self._is_staffs(case) for case in self.cases))
    @rule(data=st.data(), alone=SELDOM, refuses=SELDOM)
    def staff_go_on(self, data: st.DataObject, alone: bool, refuses: bool) -> None:
        """They bring a case forward; all that go along with it come along, or are left alone."""
        case = data.draw(st.sampled_from([case for case in self.cases if self._is_staffs(case)]))
        name = "refuse" if refuses and case.state == "submitted" else STEP[case.state]
        by = self.desk.sun if name == "decide" else self.desk.qian
        followers = [one for one in self.cases if one.main_id == case.id and one.state in STAGE]

        try:
            after = self.run(answers(self.desk, case, when=self.now, action=name, by=by, alone=alone))
        except NotYours:
            assert name == "decide", "the second review is for somebody else again"
            return

        for one in followers:
            stands = self.run(self.desk.now(one))
            goes = not alone and STAGE.get(after.state) != STAGE[one.state]
            assert stands.state == (after.state if goes else one.state)
            assert (stands.main_id is None) is alone
            assert not goes or stands.code == after.code

    @precondition(lambda self: any(case.state in OWN for case in self.cases))
    @rule(data=st.data())
    def citizens_act(self, data: st.DataObject) -> None:
        """Somebody is content with an answer or is not, perhaps too late."""
        case = data.draw(st.sampled_from([case for case in self.cases if case.state in OWN]))
        name = data.draw(st.sampled_from(OWN[case.state]))
        try:
            self.run(self.desk.does(case, name, by=self.people[case.person_id], when=self.now))
        except Refusal:
            assert case.closed_at is not None

    @rule(which=st.integers(0, 2), really=SELDOM)
    def takes_back(self, which: int, really: bool) -> None:  # Hypothesis calls it
        """Somebody wants nothing any more."""
        case = self.cases[which]
        if really and case.closed_at is None:
            self.run(self.desk.does(case, "withdraw", by=self.people[case.person_id], when=self.now))

    @rule(hours=st.integers(1, 60))
    def time_passes(self, hours: int) -> None:
        """The clock looks, perhaps after days of silence."""
        self.now += timedelta(hours=hours)
        while self.run(self.desk.clock(self.now)):
            pass

    @precondition(lambda self: self.cases)
    @invariant()
    def nobody_is_left_behind(self) -> None:
        self._look()
        for case in self.cases:
            if case.main_id and case.state in STAGE:
                main = next(one for one in self.cases if one.id == case.main_id)
                assert main.main_id is None or main.state not in STAGE, "a chain"
                assert STAGE.get(main.state) == STAGE[case.state], "it waits for what nobody does"

    @precondition(lambda self: self.cases)
    @invariant()
    def no_promise_is_lost_or_moved(self) -> None:
        self._look()
        for case in self.cases:
            if case.state in STAGE:
                due = self.run(running(self.desk, case))
                assert set(due) == {STAGE[case.state]}
                key = (case.id, f"{STAGE[case.state]} of {self._rounds_of_citizen(case)}")
                assert self.promised.setdefault(key, due) == due

    @precondition(lambda self: self.cases)
    @invariant()
    def rows_events_and_ladder_agree(self) -> None:
        assert self.run(self.desk.drifts()) == []
        for case in self.cases:
            fired = [one for one in self.run(self.desk.events(case)) if one.action.startswith("deadline_")]
            keys = [(one.action, one.detail["clock"], one.detail["planned"]) for one in fired]
            assert len(keys) == len(set(keys)), "a step that is climbed twice"

    def _look(self) -> None:
        self.cases = [self.run(self.desk.now(case)) for case in self.cases]

    def _is_staffs(self, case: Case) -> bool:
        return case.state in STEP and case.main_id is None

    def _main_of(self, case: Case) -> Case:
        if case.main_id is None or case.state not in STAGE:
            return case
        return next(one for one in self.cases if one.id == case.main_id)

    def _rounds_of_citizen(self, case: Case) -> int:
        """How many rounds its citizen began: one that a split began goes on with the promise of the one before."""
        began = [
            event.detail["after"]["round"] - event.detail["before"]["round"]
            for event in self.run(self.desk.events(case))
            if event.actor == "citizen" and event.detail.get("before")
        ]
        return sum(began)

    def teardown(self) -> None:
        self.run(self.database.close())
        self.runner.close()


def test_however_cases_are_merged_and_split_nothing_is_lost(database_url: str) -> None:
    MergingMachine.database_url = database_url
    run_state_machine_as_test(
        MergingMachine,
        settings=settings(
            # A failure has at most 25 steps; to shorten them takes minutes, for each is a unit of work.
            phases=(Phase.generate,),
            max_examples=6,
            stateful_step_count=25,
            suppress_health_check=list(HealthCheck),
        ),
    )
