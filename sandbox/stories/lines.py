"""How a deed is written down: the step of a story for it, and what no step says yet."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sandbox.stories.models import FAULTS, FILES, MOMENTS, NO_REACTION, UNITS
from sandbox.stories.written import EMPTY, UNSEEN

CHANGES = re.compile(r"[\d:：/*]+|\n")
"""What is another text the next time: numbers, dates, times, masked names; and where a line ends."""
SHORTEST, LONGEST = 6, 16
"""Characters of the words a step expects to be seen."""
PLAIN = re.compile(r"[\w（《“🏠][^:#{}\[\],&*!|>'\"%@`\n]*")
PLACE = frozenset({"chat_id", "from_id", "message_thread_id", "reply_to_message_id"})
"""What every step of a person says by itself: who does it, and where."""
OWN: Mapping[str, frozenset[str]] = {
    "say": frozenset({"text"}),
    "start": frozenset({"payload"}),
    "upload": frozenset({"kind", "caption"}),
    "contact": frozenset({"own", "first_name", "phone_number"}),
    "location": frozenset({"latitude", "longitude"}),
    "press": frozenset({"message_id", "data", "text"}),
    "edit": frozenset({"message_id", "text", "caption"}),
    "delete": frozenset({"message_id"}),
    "forward": frozenset({"from_chat_id", "message_id"}),
    "react": frozenset({"message_id", "emoji"}),
    "vote": frozenset({"message_id", "options"}),
    "block": frozenset({"user_id"}),
    "unblock": frozenset({"user_id"}),
    "topics": frozenset({"action"}),
}
"""Call of a person -> the further fields that its step tells."""
SHOWN = 120
"""Characters shown of a deed that has no step."""


@dataclass(frozen=True, slots=True)
class Deed:
    """A control call that somebody made.

    Attributes:
        call: its path below ``/control/``; with ``DELETE `` before it if it took something away.
        fields: what it was told; of an upload the message that came of it, of a vote the options' texts.
        aimed: the words of the button or message it was about, as they were before.
        sends: how many sends were on record before.
        thread: the topic of a group in which it was done; 0 outside topics.
        topic: words by which that topic can be found.
    """

    call: str
    fields: Mapping[str, Any]
    aimed: str
    sends: int
    thread: int = 0
    topic: str = ""


def stage_step(deed: Deed) -> str:
    """The step for what nobody does; empty if there is none."""
    fields = deed.fields
    if deed.call == "backstage/kill":
        return "kill the bot"
    if deed.call == "DELETE faults":
        return "clear the faults"
    if deed.call == "backstage/jump":
        return f"time: {next(words for words, name in MOMENTS.items() if name == fields['name'])}"
    if deed.call == "clock":
        return _span(round(float(fields["advance"])))
    return _fault(fields) if deed.call == "faults" else ""


def step_of(who: str, deed: Deed, *, private: bool) -> str:
    """The step for what somebody does; empty if there is none. ``private`` if it is not where they usually act."""
    fields, call, aimed = deed.fields, deed.call, fragment(deed.aimed)
    where = {"in": "private"} if private else {}
    if call == "start":
        return f"{who} opens: {quoted(fields['payload'])}" if fields.get("payload") else f"{who} starts"
    if call in ("say", "upload", "contact", "location"):
        return _sent(who, deed, where)
    if call in ("block", "unblock"):
        return f"{who} {call}s the bot"
    if call == "topics":
        return f"{who} deletes the topic" if fields.get("action") == "delete" else ""
    if call == "vote":
        return f"{who} votes: {_short('options', fields['options'], where)}" if fields["options"] else ""
    if not aimed:
        return ""
    if call == "press":
        return f"{who} presses: {_short('button', aimed, where)}"
    if call == "edit":
        new = fields.get("text") or fields.get("caption") or ""
        return f"{who} edits: {_mapping({'from': aimed, 'to': new, **where})}" if new else ""
    if call == "react":
        return f"{who} reacts: {_mapping({'emoji': fields.get('emoji') or NO_REACTION, 'to': aimed, **where})}"
    return f"{who} deletes: {_short('message', aimed, where)}" if call == "delete" else ""


def forward_step(who: str, deed: Deed, *, source: Mapping[str, str], target: Mapping[str, str]) -> str:
    """The step for a message passed on; empty if it cannot be named."""
    aimed = fragment(deed.aimed)
    return f"{who} forwards: {_short('message', aimed, {**source, **target})}" if aimed else ""


def rest_of(deed: Deed) -> dict[str, Any]:
    """What a deed was told beyond its step."""
    if deed.call == "faults":
        usual = next((one for one in FAULTS.values() if one["kind"] == deed.fields.get("kind")), {})
        told = {"kind", "times"} | {name for name in usual if deed.fields.get(name) == usual[name]}
    elif deed.call in OWN:
        told = {*PLACE, *OWN[deed.call]}
    else:
        return {}
    # Of a reply to something without words the step cannot say what it answers.
    unsaid = {"reply_to_message_id"} if not fragment(deed.aimed) else set()
    return {name: value for name, value in deed.fields.items() if value and name not in told - unsaid}


def no_step(who: str, call: str, fields: Mapping[str, Any]) -> str:
    """The remark in place of a step."""
    told = json.dumps(dict(fields), ensure_ascii=False, default=str) if fields else ""
    line = " ".join(f"{who} {call} {told}".split())
    return f"# no step for this yet: {line if len(line) <= SHOWN else line[:SHOWN] + '…'}"


def fragment(words: str) -> str:
    """A part of these words that will be there the next time, too."""
    parts = [part.strip(" 　，。、·・—-()（）") for part in CHANGES.split(words)]
    best = next((part for part in parts if SHORTEST <= len(part) <= LONGEST), max(parts, key=len, default=""))
    return best[:LONGEST].strip()


def quoted(value: Any) -> str:
    """A text, or a list of them, as YAML takes it for one."""
    if isinstance(value, list):
        return f"[{', '.join(map(quoted, value))}]"
    text = str(value)
    if PLAIN.fullmatch(text) and text == text.strip() and text not in EMPTY and not UNSEEN.search(text):
        return text
    return UNSEEN.sub(lambda one: f"\\u{ord(one[0]):04x}", json.dumps(text, ensure_ascii=False))


def _sent(who: str, deed: Deed, where: Mapping[str, str]) -> str:
    """A message of somebody's own."""
    fields, call = deed.fields, deed.call
    text = fields.get("text") or fields.get("caption") or ""
    more = {**({"reply to": fragment(deed.aimed)} if fragment(deed.aimed) else {}), **where}
    if call == "say":
        return f"{who} says: {_short('text', text, more)}"
    if call == "upload":
        caption = {"caption": text} if text else {}
        return f"{who} sends: {_short('file', fields['kind'], {**caption, **more})}" if fields["kind"] in FILES else ""
    if call == "location":
        return f"{who} shares: {_mapping({'thing': call, 'at': '{latitude}, {longitude}'.format(**fields), **more})}"
    given = {"name": fields.get("first_name"), "phone": fields.get("phone_number")}
    others = {} if fields.get("own") else {name: value for name, value in given.items() if value} or {"name": "李雷"}
    return f"{who} shares: {_short('thing', call, {**others, **more})}"


def _span(seconds: int) -> str:
    unit = max((one for one in UNITS if seconds % UNITS[one] == 0), key=UNITS.__getitem__, default="second")
    number = seconds // UNITS[unit]
    return f"time: {number} {unit}{'' if number == 1 else 's'}" if seconds else ""


def _fault(fields: Mapping[str, Any]) -> str:
    kind = next((words for words, fault in FAULTS.items() if fault["kind"] == fields.get("kind")), "")
    return f"fault: {_mapping({'kind': kind, 'times': fields.get('times', 1)})}" if kind else ""


def _short(main: str, value: Any, more: Mapping[str, Any]) -> str:
    """A field alone, or with what else there is."""
    return _mapping({main: value, **more}) if more else quoted(value)


def _mapping(fields: Mapping[str, Any]) -> str:
    return "{" + ", ".join(f"{name}: {quoted(value)}" for name, value in fields.items()) + "}"
