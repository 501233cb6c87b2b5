"""The judge of the drills himself, on records made by hand: what he must acquit, and what he must not."""

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from storage.outgoing import Address, Lane, queue_of
from tests.chaos.verdict import Verdict, judge_order, judge_other_calls, judge_rows

CHEN = 9001
HER_SCREENS = queue_of(Address(chat_id=CHEN), Lane.INTERACTIVE)
HER_LETTERS = queue_of(Address(chat_id=CHEN), Lane.DEADLINE)


class Records:
    """What the bot wrote down and what Telegram took, of one chat; the numbers of messages rise as they are taken."""

    def __init__(self) -> None:
        self.rows: list[dict[str, Any]] = []
        self.sends: list[dict[str, Any]] = []
        self._numbers = count(1)

    def row(self, text: str | None = None, *, queue: str = HER_SCREENS, **columns: Any) -> dict[str, Any]:
        """A row as it is written, the oldest first; rendered only when it leaves if it has no text."""
        body = None if text is None else f'{{"text": "{text}"}}'
        message = "case_answer" if text is None else None
        row = {"id": len(self.rows) + 1, "queue": queue, "chat_id": CHEN, "topic_id": None, "thread_id": None}
        row |= {"stands_in": 0, "method": "sendMessage", "body": body, "message": message, "edits": False}
        row |= {"state": "new", "maybe_dup": 0, "message_id": None, "error": None}
        self.rows.append(row | columns)
        return self.rows[-1]

    def taken(self, text: str) -> int:
        """Telegram takes a message; the number of it."""
        number = next(self._numbers)
        send = {"seq": number, "method": "sendMessage", "chat_id": CHEN, "message_id": number}
        self.sends.append(send | {"params": {"chat_id": CHEN, "text": text}})
        return number

    def sent(self, row: dict[str, Any], text: str) -> None:
        """Telegram takes a message, and the bot hears of it."""
        row.update(state="sent", message_id=self.taken(text))

    def unheard(self, row: dict[str, Any], text: str) -> None:
        """Telegram takes a message, and its answer is lost: once more, or nobody will ever know."""
        self.taken(text)
        row.update(state="unknown" if row["maybe_dup"] else "new", maybe_dup=1)

    def verdict(self) -> Verdict:
        """What the judge says."""
        verdict = Verdict()
        judge_rows(verdict, self.rows, self.sends)
        return verdict


def test_what_arrived_once_is_right() -> None:
    records = Records()
    records.sent(records.row("first"), "first")
    records.sent(records.row("second"), "second")

    verdict = records.verdict()

    assert (verdict.wrong, verdict.copies, verdict.flagged) == ([], 0, 0)


def test_what_never_arrived_is_lost() -> None:
    records = Records()
    records.row("first", state="sent", message_id=7)
    records.row("second", state="unknown", maybe_dup=1)

    assert len(records.verdict().lost_messages) == 2


def test_a_second_copy_is_right_only_of_a_flagged_message() -> None:
    records = Records()
    flagged, other = records.row("flagged"), records.row("other")
    records.unheard(flagged, "flagged")
    records.sent(flagged, "flagged")
    assert (records.verdict().wrong, records.verdict().copies) == (["message 2 ended new: None"], 1)

    records.taken("other")
    records.sent(other, "other")
    assert len(records.verdict().unflagged) == 1


def test_a_third_copy_is_one_too_many() -> None:
    records = Records()
    row = records.row("said")
    records.unheard(row, "said")
    records.taken("said")
    records.sent(row, "said")

    assert len(records.verdict().unflagged) == 1


def test_a_message_nobody_heard_of_is_told_from_a_screen_that_overtook_it() -> None:
    """A screen does not wait for a letter that is tried again: they stand in one chat, but in two queues."""
    records = Records()
    letter, screen = records.row(queue=HER_LETTERS), records.row("screen")
    records.unheard(letter, "letter")
    records.sent(screen, "screen")
    records.unheard(letter, "letter")

    verdict = records.verdict()

    assert (verdict.wrong, verdict.copies, verdict.flagged) == ([], 1, 1)


def test_a_screen_that_overtook_the_second_copy_of_a_letter_is_no_copy_itself() -> None:
    records = Records()
    letter, screen = records.row(queue=HER_LETTERS), records.row("screen")
    records.unheard(letter, "letter")
    records.sent(screen, "screen")
    records.sent(letter, "letter")

    verdict = records.verdict()

    assert (verdict.wrong, verdict.copies, verdict.flagged) == ([], 1, 1)


def test_within_a_queue_nothing_overtakes() -> None:
    records = Records()
    first, second = records.row("first"), records.row("second")
    records.unheard(first, "first")
    records.sent(second, "second")
    records.sent(first, "first")

    verdict = records.verdict()

    assert (len(verdict.out_of_order), verdict.copies) == (1, 1)


def test_two_messages_nobody_heard_of_share_what_is_on_record() -> None:
    """The older arrived once and the younger twice; the judge may not give the older one both it finds first."""
    records = Records()
    letter, screen = records.row(queue=HER_LETTERS), records.row("screen")
    letter.update(maybe_dup=1)
    records.unheard(letter, "letter")
    records.unheard(screen, "screen")

    screen.update(state="unknown")
    verdict = records.verdict()

    assert (verdict.wrong, verdict.copies) == ([], 0)


def test_the_words_of_another_message_do_not_stand_for_a_lost_one() -> None:
    records = Records()
    records.row("lost", state="unknown", maybe_dup=1)
    records.taken("something else")

    verdict = records.verdict()

    assert (len(verdict.lost_messages), len(verdict.unflagged)) == (1, 1)


def test_a_changed_card_whose_first_showing_nobody_heard_of_may_be_replaced_by_a_newer_change() -> None:
    """An edit of a message that never was heard of shows it anew; a newer edit takes its place while it waits."""
    records = Records()
    older, newer = records.row(edits=True), records.row(edits=True)
    records.unheard(older, "card")
    older.update(state="dropped")
    records.sent(newer, "newer card")

    verdict = records.verdict()

    assert (verdict.wrong, verdict.copies, verdict.flagged) == ([], 1, 1)


def test_a_changed_card_of_which_two_answers_were_lost_has_arrived() -> None:
    records = Records()
    card = records.row(edits=True)
    records.unheard(card, "card")
    records.unheard(card, "card")

    verdict = records.verdict()

    assert (verdict.wrong, verdict.copies) == ([], 1)


def test_words_that_went_before_a_waiting_card_do_not_stand_behind_it() -> None:
    """Words pass a change of a card that is tried again, though they were said later."""
    records = Records()
    card, words, more = records.row(edits=True), records.row("words"), records.row("more")
    records.unheard(card, "card")
    records.unheard(words, "words")
    records.unheard(words, "words")
    records.sent(more, "more")
    records.sent(card, "card")

    verdict = records.verdict()

    assert (verdict.wrong, verdict.copies, verdict.flagged) == ([], 2, 2)


def test_a_change_of_a_card_that_was_heard_of_says_nothing_and_excuses_nothing() -> None:
    records = Records()
    card = records.row()
    records.taken("card")
    records.sent(card, "card")
    records.row(edits=True, state="sent", maybe_dup=1, message_id=card["message_id"])

    assert len(records.verdict().unflagged) == 1


def test_a_list_of_commands_is_no_message_and_must_have_been_asked_for() -> None:
    records = Records()
    row = records.row(method="setMyCommands", state="sent")
    verdict = records.verdict()
    assert verdict.lost_messages == []

    judge_other_calls(verdict, [row], [{"method": "setMyCommands", "status": 500}])
    assert verdict.lost_messages == ["setMyCommands was done 0 times, 1 rows say so"]

    heard = Verdict()
    judge_other_calls(heard, [row], [{"method": "setMyCommands", "status": 200}])
    assert heard.lost_messages == []


def done_in_order(*kinds: str) -> list[dict[str, Any]]:
    """Updates of one conversation, the oldest first, each done a second before the one before it."""
    noon = datetime(2026, 11, 28, 12, tzinfo=UTC)
    return [
        {"update_id": at, "conversation": "9001", "kind": kind, "done_at": noon - timedelta(seconds=at)}
        for at, kind in enumerate(kinds)
    ]


def test_what_is_done_before_an_older_update_of_its_line_is_out_of_order() -> None:
    verdict = Verdict()
    judge_order(verdict, done_in_order("message", "callback_query", "edited_message"), by_webhook=True)

    assert verdict.wrong == ["update 2 was done 0:00:02 before an older one"]


def test_a_press_may_overtake_a_message_by_webhook_and_not_in_a_poll() -> None:
    verdict = Verdict()
    judge_order(verdict, done_in_order("message", "callback_query"), by_webhook=True)
    assert verdict.wrong == []

    judge_order(verdict, done_in_order("message", "callback_query"), by_webhook=False)
    assert verdict.wrong == ["update 1 was done 0:00:01 before an older one"]
