"""What must be true when all is quiet again, read from the sandbox's record and the database only."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from itertools import pairwise
from typing import Any, Protocol

from sandbox.pending import MESSAGES
from sandbox.seed import STAFF_GROUP
from tests.chaos.copies import SAYS, Key, find_owners, find_sayers, is_edit, key_of
from tests.chaos.load import Promised
from tests.chaos.outside import Books, Rows
from tests.chaos.street import Street

CASES = "SELECT id, state, text FROM hall_case WHERE kind != 'canary'"
"""Of people: the bot tries its clock by a case of its own."""
MAY_END = {"sent", "unknown"}
"""Of an unknown one the record has to show that it arrived."""
EDIT_MAY_END = {*MAY_END, "dropped"}
"""An edit may be replaced by a newer one."""


@dataclass(slots=True)
class Verdict:
    """Figures of a drill. Everything but ``copies`` and ``flagged`` must be empty or nought."""

    updates: int = 0
    messages: int = 0
    copies: int = 0
    flagged: int = 0
    empty_topics: int = 0
    lost_updates: list[str] = field(default_factory=list)
    lost_messages: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    unflagged: list[str] = field(default_factory=list)
    out_of_order: list[str] = field(default_factory=list)
    copied: set[tuple[int, int]] = field(default_factory=set)
    """Chat and number of every message that is an earlier copy of another."""
    secrets: list[str] = field(default_factory=list)
    """What people are called or wrote, or the bot alone may know, as far as the log tells it."""

    @property
    def wrong(self) -> list[str]:
        """Everything that must not be."""
        return [
            *self.lost_updates,
            *self.lost_messages,
            *self.twice,
            *self.unflagged,
            *self.out_of_order,
            *self.secrets,
        ]

    def __str__(self) -> str:
        counts = {
            "updates": self.updates,
            "lost": len(self.lost_updates),
            "messages": self.messages,
            "lost messages": len(self.lost_messages),
            "effects twice": len(self.twice),
            "copies": self.copies,
            "unflagged copies": len(self.unflagged),
            "flagged": self.flagged,
            "out of order": len(self.out_of_order),
            "empty topics": self.empty_topics,
            "secrets told": len(self.secrets),
        }
        return ", ".join(f"{name} {count}" for name, count in counts.items())


async def judge(street: Street, books: Books, promised: Promised, *, by_webhook: bool) -> Verdict:
    """Look at everything once."""
    verdict = Verdict()
    await _updates(verdict, street, books, by_webhook=by_webhook)
    await _effects(verdict, books, promised)
    await judge_messages(verdict, street, books)
    await _topics(verdict, street, promised)
    return verdict


def told_by(log: str, secrets: Iterable[str]) -> list[str]:
    """The secrets that stand in a log, as they are or as JSON escapes them."""
    escaped = {secret: json.dumps(secret)[1:-1] for secret in secrets}
    return [secret for secret, written in escaped.items() if secret in log or written in log]


def judge_order(verdict: Verdict, rows: Rows, *, by_webhook: bool) -> None:
    """What is in the inbox is done in its conversation's order; ``rows`` are the oldest first.

    By webhook messages, presses and the bot's own membership are lines of their own, which Telegram brings at the same
    time: a press may be stored, and done, while an older message is still being stored.
    """
    done = dict[tuple[str, str], Any]()
    for row in rows:
        line = row["conversation"], row["kind"] if by_webhook and row["kind"] not in MESSAGES else "message"
        if row["done_at"] < done.get(line, row["done_at"]):
            early = done[line] - row["done_at"]
            verdict.out_of_order.append(f"update {row['update_id']} was done {early} before an older one")
        done[line] = row["done_at"]


async def _updates(verdict: Verdict, street: Street, books: Books, *, by_webhook: bool) -> None:
    """Every message and press is one inbox row, done, in its conversation's order."""
    rows = await books.rows("SELECT * FROM inbox ORDER BY seq")
    verdict.updates = len(rows)
    judge_order(verdict, rows, by_webhook=by_webhook)
    written, pressed = Counter[tuple[int, ...]](), Counter[str]()
    reworded = Counter[tuple[int, int, str]]()
    for row in rows:
        update = json.loads(row["raw"])
        if message := update.get("message"):
            written[message["chat"]["id"], message["message_id"]] += 1
        if edited := update.get("edited_message"):
            reworded[edited["chat"]["id"], edited["message_id"], edited["text"]] += 1
        if press := update.get("callback_query"):
            pressed[press["id"]] += 1
        if row["state"] != "done":
            verdict.lost_updates.append(f"update {row['update_id']} is {row['state']}: {row['error']}")
    for found, expected in ((written, street.written), (reworded, street.reworded), (pressed, street.pressed)):
        verdict.lost_updates += [
            f"{deed} is in the inbox {found[deed]} times"  # type: ignore[index] # each with its own kind of key
            for deed in expected
            if found[deed] != 1  # type: ignore[index] # as above
        ]
    numbers = {row["update_id"] for row in rows}
    verdict.lost_updates += [
        f"update {n} was never stored" for n in range(min(numbers), max(numbers)) if n not in numbers
    ]
    for update in (await street.read("updates"))["updates"]:
        if update["update_id"] not in numbers:
            verdict.lost_updates.append(f"update {update['update_id']} was never fetched")


async def _effects(verdict: Verdict, books: Books, promised: Promised) -> None:
    """Every deed happened once."""
    cases = Counter(row["text"] for row in await books.rows(CASES))
    messages = await books.rows("SELECT text, kind FROM case_message")
    said = Counter(row["text"] for row in messages if row["text"])
    photos = sum(row["kind"] == "photo" for row in messages)
    made = "SELECT p.telegram_id, c.service_id FROM checklist c JOIN person p ON p.id = c.person_id"
    checklists = Counter((row["telegram_id"], row["service_id"]) for row in await books.rows(made))
    verdict.twice += _not_once(cases, list(promised.cases))
    verdict.twice += _not_once(said, promised.words)
    verdict.twice += [f"{promised.photos} photos were sent, {photos} kept"] if photos != promised.photos else []
    verdict.twice += _not_once(checklists, promised.checklists)
    deeds = await books.rows("SELECT subject_id, action FROM event WHERE subject_kind = 'case'")
    done = defaultdict[int, Counter[str]](Counter)
    for row in deeds:
        done[row["subject_id"]][row["action"]] += 1
    for row in await books.rows(CASES):
        expected = promised.cases.get(row["text"])
        if expected != done[row["id"]]:
            verdict.twice.append(f"case {row['id']}: {done[row['id']]} instead of {expected}")
        if row["state"] != "closed":
            verdict.lost_messages.append(f"case {row['id']} ended {row['state']}")
    people = Counter(row["telegram_id"] for row in await books.rows("SELECT telegram_id FROM person"))
    verdict.twice += [f"person {who} is there {people[who]} times" for who in promised.speakers if people[who] != 1]


def _not_once(found: Counter[Any], expected: Sequence[Any]) -> list[str]:
    keys = {*found, *expected}
    return [f"{key} is there {found[key]} times" for key in keys if found[key] != 1 or key not in expected]


OUTBOX = """
    SELECT o.*, coalesce(t.thread_id, o.thread_id, 0) AS stands_in
    FROM outbox o LEFT JOIN topic t ON t.id = o.topic_id ORDER BY o.id
"""


class Record(Protocol):
    """Whoever can ask the sandbox."""

    async def read(self, path: str) -> Any:
        """Look at something."""


async def judge_messages(verdict: Verdict, record: Record, books: Books) -> None:
    """Every outbox row reached the record; what is there twice is flagged."""
    rows = await books.rows(OUTBOX)
    judge_rows(verdict, rows, (await record.read("sends"))["sends"])
    judge_other_calls(verdict, rows, (await record.read("calls"))["calls"])


def judge_rows(verdict: Verdict, rows: Rows, sends: Rows) -> None:
    """The same of what was read already; rows by their number, sends as they were taken."""
    verdict.messages = len(rows)
    verdict.flagged = sum(row["maybe_dup"] > 0 for row in rows)
    for row in rows:
        if row["state"] not in (EDIT_MAY_END if is_edit(row) else MAY_END):
            verdict.lost_messages.append(f"message {row['id']} ended {row['state']}: {row['error']}")
    said = {(send["chat_id"], send["message_id"]): send for send in sends if send["method"] in SAYS}
    new = [row for row in rows if row["state"] == "sent" and not is_edit(row) and row["method"] in SAYS]
    verdict.lost_messages += [f"message {row['id']} is not on record" for row in new if key_of(row) not in said]
    _copies(verdict, rows, said)
    _edits(verdict, [row for row in rows if row["state"] == "sent" and is_edit(row)], sends)
    _order(verdict, new)


def judge_other_calls(verdict: Verdict, rows: Rows, calls: Rows) -> None:
    """What shows nobody a message, like a chat's list of commands, was asked of Telegram for each row at least."""
    asked = Counter(call["method"] for call in calls if call["status"] == HTTPStatus.OK)
    done = Counter(row["method"] for row in rows if row["state"] == "sent" and not is_edit(row))
    for method in sorted(done.keys() - set(SAYS)):
        if asked[method] < done[method]:
            verdict.lost_messages.append(f"{method} was done {asked[method]} times, {done[method]} rows say so")


def _copies(verdict: Verdict, rows: Rows, said: Mapping[Key, Any]) -> None:
    """A message that no row knows is a flagged row's earlier copy, or one of which nobody knows whether it arrived."""
    sayers = find_sayers(rows, said)
    owners = find_owners(rows, said, sayers=sayers)
    arrived = {row["id"] for row in owners.values()}
    for row in rows:
        if row["state"] == "unknown" and row["id"] not in arrived:
            verdict.lost_messages.append(f"message {row['id']} ended unknown and never arrived")
        elif row["state"] == "unknown" and not row["maybe_dup"]:
            verdict.unflagged.append(f"message {row['id']} ended unknown without a flag")
    for key in sorted(said.keys() - sayers.keys() - owners.keys()):
        send = said[key]
        verdict.unflagged.append(f"{send['seq']} {send['params']} to {key[0]} is a copy of no flagged message")
    first = {row["id"]: key for key, row in sorted(owners.items(), reverse=True) if row["state"] == "unknown"}
    verdict.copied = said.keys() - sayers.keys() - set(first.values())
    verdict.copies = len(verdict.copied)


def _edits(verdict: Verdict, rows: Rows, sends: Rows) -> None:
    edited = {(send["chat_id"], send["message_id"]) for send in sends if send["method"].startswith("edit")}
    anew = {(send["chat_id"], send["message_id"]) for send in sends if send["method"] in SAYS}
    for row in rows:
        target = row["message_id"] or (json.loads(row["body"])["message_id"] if row["body"] else None)
        key = (row["chat_id"] or STAFF_GROUP, target)
        if target is not None and key not in edited | anew:
            verdict.lost_messages.append(f"edit {row['id']} is not on record")


def _order(verdict: Verdict, rows: Rows) -> None:
    """In a topic, or a lane of a chat, what was said first stands first."""
    queues = defaultdict[str, Rows](list)
    for row in rows:
        queues[row["queue"]].append(row)
    for queue in queues.values():
        for older, newer in pairwise(queue):
            if older["message_id"] > newer["message_id"]:
                verdict.out_of_order.append(f"message {newer['id']} stands before {older['id']}")


async def _topics(verdict: Verdict, street: Street, promised: Promised) -> None:
    """One topic a case. A topic made in the moment of a kill may be left over, but empty."""
    state = await street.read("state")
    [group] = [chat for chat in state["chats"] if chat["id"] == STAFF_GROUP]
    used = Counter(
        message["message_thread_id"]
        for message in (await street.read("messages", chat_id=STAFF_GROUP))["messages"]
        if message["from"]["is_bot"] and message.get("text") and "message_thread_id" in message
    )
    verdict.empty_topics = len(group["topics"]) - len(used)
    if len(used) != len(promised.cases):
        verdict.twice.append(f"{len(promised.cases)} questions, but messages by topic: {used}")
