"""A bot that is slow must look slow: who comes by the clock waits from then on, not from when the bot asked."""

from collections import Counter

from bench.crowd import BATCH, FIRST_PERSON, HABITS, Crowd


def answer(crowd: Crowd, person: int, *, at: float) -> None:
    crowd.hear("sendMessage", {"chat_id": person, "text": "an answer"}, at=at)


def test_whoever_comes_while_the_bot_is_away_has_waited_since_then() -> None:
    crowd = Crowd(HABITS["write"], size=3)
    crowd.due.extend([10.0, 11.0])
    updates = crowd.arrived() or []
    assert [update["message"]["from"]["id"] for update in updates] == [FIRST_PERSON, FIRST_PERSON + 1]
    answer(crowd, FIRST_PERSON + 1, at=15.5)
    answer(crowd, FIRST_PERSON, at=16.0)
    assert crowd.waited == [4.5, 6.0]


def test_somebody_who_finds_nobody_free_to_act_for_them_keeps_their_place_in_time() -> None:
    crowd = Crowd(HABITS["write"], size=1)
    crowd.due.extend([1.0, 2.0])
    assert len(crowd.arrived() or []) == 1
    assert crowd.arrived() is None
    answer(crowd, FIRST_PERSON, at=9.0)
    assert len(crowd.arrived() or []) == 1
    answer(crowd, FIRST_PERSON, at=10.0)
    assert crowd.waited == [8.0, 8.0]


def test_people_who_act_when_they_are_answered_come_in_full_batches() -> None:
    crowd = Crowd(HABITS["write"], size=BATCH + 5)
    crowd.expect(BATCH + 5)
    assert len(crowd.batch() or []) == BATCH
    assert len(crowd.batch() or []) == 5
    answer(crowd, FIRST_PERSON, at=0.0)
    assert crowd.strays == 0
    answer(crowd, FIRST_PERSON, at=0.0)
    assert crowd.strays == 1, "nobody waited for that"
    assert crowd.waited == [], "nobody came by the clock"


def test_whoever_is_answered_soon_does_no_more_than_others() -> None:
    """Else they begin what others do not come to, and the whole is no longer what is priced."""
    crowd = Crowd(HABITS["write"], size=BATCH + 50)
    crowd.expect(2 * crowd.size)
    written, slow = Counter[int](), range(FIRST_PERSON + 50, FIRST_PERSON + BATCH)
    while crowd.left:
        batch = crowd.batch()
        for update in batch or []:
            who = update["message"]["from"]["id"]
            written[who] += 1
            if who not in slow or written[who] > 1:
                answer(crowd, who, at=0.0)
        for who in slow if batch is None else ():
            answer(crowd, who, at=0.0)
    assert set(written.values()) == {2}
