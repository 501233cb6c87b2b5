"""The limits are kept whatever is said to whom, people go before notices, and a refusal is obeyed."""

from collections import defaultdict
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway import limiter as limits
from gateway.limiter import Limiter
from sandbox.clock import Clock
from sandbox.errors import ApiError
from sandbox.limits import Limits, RateLimiter
from storage.outgoing import Lane

START = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
GROUP = -100
WAITING = st.lists(
    st.tuples(
        st.sampled_from([0.0, 0.0, 0.001, 0.04, 0.3, 1.0, 7.0, 61.0]),
        st.one_of(st.integers(1, 60), st.integers(1, 3), st.just(GROUP)),
        st.sampled_from(Lane),
    ),
    min_size=1,
    max_size=150,
)
"""Messages: seconds since the one before, chat, lane."""
Sent = list[tuple[float, int]]


def send_all(waiting: list[tuple[float, int, Lane]]) -> Sent:
    """When each message leaves if everybody asks again at the moment they were told."""
    limiter, now, asking = Limiter(), START, []
    for pause, chat, lane in waiting:
        asking.append((now := now + timedelta(seconds=pause), chat, lane))
    sent: Sent = []
    while asking:
        asking.sort(key=lambda one: one[0])
        at, chat, lane = asking.pop(0)
        free = limiter.ask(chat, lane=lane, now=at)
        if free is None:
            sent.append(((at - START).total_seconds(), chat))
        else:
            assert free > at, "asked again at once it would be told the same"
            asking.append((free, chat, lane))
    return sent


def most_within(moments: list[float], seconds: float) -> int:
    """The fullest stretch of that length, by counting."""
    return max(sum(first <= moment < first + seconds - 1e-6 for moment in moments) for first in moments)


@settings(max_examples=80)
@given(WAITING)
def test_telegrams_published_limits_are_never_passed(waiting: list[tuple[float, int, Lane]]) -> None:
    sent = send_all(waiting)
    assert len(sent) == len(waiting), "everything leaves in the end"
    assert most_within([at for at, _ in sent], 1.0) <= 30
    chats: defaultdict[int, list[float]] = defaultdict(list)
    for at, chat in sent:
        chats[chat].append(at)
    for chat, moments in chats.items():
        if chat == GROUP:
            assert most_within(moments, 60.0) <= 20
        else:
            assert most_within(moments, 1.0) <= limits.CHAT_BURST
            assert most_within(moments, 30.0) <= limits.CHAT_BURST + 29


@settings(max_examples=80)
@given(WAITING)
def test_the_sandbox_refuses_nothing_that_the_limiter_lets_pass(waiting: list[tuple[float, int, Lane]]) -> None:
    clock = Clock(0.0, frozen=True)
    theirs = RateLimiter(clock, limits=Limits())
    for at, chat in send_all(waiting):
        clock.advance(max(0.0, at - clock.now()))
        theirs.take(chat)


def test_without_the_limiter_the_sandbox_refuses() -> None:
    theirs = RateLimiter(Clock(0.0, frozen=True), limits=Limits())
    for chat in range(30):
        theirs.take(chat)
    with pytest.raises(ApiError):
        theirs.take(30)


def longest_wait_of_people() -> float:
    """Seconds somebody waits for an answer while notices to everybody take each place they get."""
    limiter, longest = Limiter(), 0.0
    people: list[tuple[int, datetime]] = []
    for step in range(2000):
        now = START + timedelta(milliseconds=5 * step)
        while limiter.ask(1000 + step, lane=Lane.NOTICE, now=now) is None:
            step += 10_000
        if step % 30 == 0:
            people.append((500_000 + step, now))
        people = [(chat, since) for chat, since in people if limiter.ask(chat, lane=Lane.INTERACTIVE, now=now)]
        longest = max([longest, *((now - since).total_seconds() for _, since in people)])
    return longest


def test_without_a_reserve_notices_would_starve_people(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "RESERVED_FOR_PEOPLE", 0.0)
    assert longest_wait_of_people() > 5


def test_people_are_answered_while_notices_go_out() -> None:
    assert longest_wait_of_people() < 0.5


def longest_wait_of_a_clerk() -> float:
    """Seconds a clerk who presses four times a minute waits in a group into which more comes than it may hear."""
    limiter, longest = Limiter(), 0.0
    pressed: list[datetime] = []
    for second in range(400):
        now = START + timedelta(seconds=second)
        while limiter.ask(GROUP, lane=Lane.DEADLINE, now=now) is None:
            pass
        if second % 15 == 14:
            pressed.append(now)
        while pressed and limiter.ask(GROUP, lane=Lane.INTERACTIVE, now=now) is None:
            pressed.pop(0)
        longest = max([longest, *((now - since).total_seconds() for since in pressed)])
    return longest


def test_without_a_reserve_new_questions_would_starve_a_clerk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "GROUP_RESERVED", 0)
    assert longest_wait_of_a_clerk() > 30


def test_a_clerk_is_answered_while_new_questions_come_in() -> None:
    assert longest_wait_of_a_clerk() == 0


def test_a_refused_chat_is_left_alone_for_as_long_as_telegram_said() -> None:
    limiter = Limiter()
    limiter.hold(1, retry_after=9, now=START)
    until = START + timedelta(seconds=9)
    assert limiter.ask(1, lane=Lane.INTERACTIVE, now=START) == until
    assert limiter.ask(2, lane=Lane.INTERACTIVE, now=START) is None, "other chats go on"
    limiter.hold(1, retry_after=2, now=START + timedelta(seconds=1))
    assert limiter.ask(1, lane=Lane.INTERACTIVE, now=START + timedelta(seconds=5)) == until, "a hold is not shortened"
    assert limiter.ask(1, lane=Lane.INTERACTIVE, now=until) is None


@pytest.mark.parametrize(("seconds", "everybody"), [(4, True), (6, False)])
def test_two_chats_refused_at_the_same_time_hold_everybody(seconds: int, everybody: bool) -> None:
    limiter = Limiter()
    limiter.hold(1, retry_after=20, now=START)
    later = START + timedelta(seconds=seconds)
    limiter.hold(2, retry_after=20, now=later)
    assert (limiter.ask(3, lane=Lane.INTERACTIVE, now=later) is not None) is everybody


def test_a_long_refusal_holds_everybody() -> None:
    limiter = Limiter()
    limiter.hold(1, retry_after=31, now=START)
    assert limiter.ask(2, lane=Lane.INTERACTIVE, now=START) == START + timedelta(seconds=31)


def test_chats_that_fell_silent_are_forgotten() -> None:
    limiter = Limiter()
    for chat in range(10_050):
        limiter.ask(chat, lane=Lane.INTERACTIVE, now=START + timedelta(seconds=chat))
    assert len(limiter._chats) < 100


def leaves_of_a_full_minute(*, kept: int, monkeypatch: pytest.MonkeyPatch) -> datetime | None:
    """When an answer may go to a group whose cards changed a hundred times before."""
    monkeypatch.setattr(limits, "GROUP_RESERVED", kept)
    limiter = Limiter()
    for second in range(100):
        limiter.ask(GROUP, lane=Lane.INTERACTIVE, now=START + timedelta(seconds=second / 10), edits=True)
    return limiter.ask(GROUP, lane=Lane.INTERACTIVE, now=START + timedelta(seconds=10))


def test_without_kept_places_changes_of_cards_would_hold_up_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    assert leaves_of_a_full_minute(kept=0, monkeypatch=monkeypatch)


def test_a_group_has_places_for_words_however_often_its_cards_change(monkeypatch: pytest.MonkeyPatch) -> None:
    assert leaves_of_a_full_minute(kept=limits.GROUP_RESERVED, monkeypatch=monkeypatch) is None


@settings(max_examples=40)
@given(WAITING)
def test_what_is_dumped_and_restored_decides_as_what_was_never_put_away(waiting: list[tuple[float, int, Lane]]) -> None:
    stays, now = Limiter(), START
    rows: dict[int, dict[str, object]] = {}
    for pause, chat, lane in waiting:
        now += timedelta(seconds=pause)
        fresh = Limiter()
        for key in (0, chat):
            fresh.restore(key, rows.get(key, {}))
        if pause == 7.0:
            for limiter in (stays, fresh):
                limiter.hold(chat, retry_after=3, now=now)
        answers = [limiter.ask(chat, lane=lane, now=now) for limiter in (stays, fresh)]
        rows |= {key: fresh.dump(key) for key in (0, chat)}
        apart = [abs(answer - now) if answer else timedelta() for answer in answers]
        assert abs(apart[0] - apart[1]) < timedelta(milliseconds=1)
