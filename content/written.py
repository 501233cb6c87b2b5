"""What an editor wrote, with the line of every key and item."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from yaml import CBaseLoader, MappingNode, MarkedYAMLError, Node, ScalarNode, SequenceNode, YAMLError
from yaml import compose as compose_yaml

from content.problems import Problem, Severity

MAX_VALUES = 50_000
"""Values one file may unfold to; far above any guide, far below what aliases of aliases can blow up to."""
WHOLE_FILE = "(file)"

_TAG = "tag:yaml.org,2002:"
_UNSEEN = re.compile("[^\t\n\r -~\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
"""Control characters, and what parts lines or marks a file's begin for YAML while an editor shows nothing of it."""
_DELETE_IT = "contains a character that editors do not show, {}; delete it"
_UNCLOSED = "unexpected end of stream"
_NO_COLON = "could not find expected ':'"
_BRACKET = "did not find expected ',' or"
_BEGINS_ABOVE = (_UNCLOSED, _NO_COLON, _BRACKET)
"""Where these are noticed is below the line that is to be mended."""
_TOO_DEEP = "is nested too deeply, or an *alias leads back to itself; write it out"
_BACKSLASH = "a \\ between \" quotes; put the text between ' quotes"
_HINTS = {
    _UNCLOSED: "a quote that begins here is not closed",
    "exceeded maximum nesting": _TOO_DEEP,
    "cannot start any token": "a tab, or a text that begins with % @ or `; indent with spaces, put the text in quotes",
    "found a tab": "a tab; indent with spaces",
    "mapping values are not allowed": "a second ': ' in one line, or the line above goes on here; put a text that "
    "contains ': ' in quotes, or check the indentation and the ': ' above",
    _NO_COLON: "a line without ': ' (not '：', and with a space), or a quote that is not closed",
    "did not find expected node": "a value is missing, or a bracket is not closed",
    _BRACKET: "a bracket that begins here is not closed; or put a text that contains [ ] { } in quotes",
    "found undefined alias": "put a text that begins with * in quotes",
    "did not find expected alphabetic": "put a text that begins with * or & in quotes",
    "did not find expected key": "the indentation does not fit the lines above, a line does not begin with 'key: ', "
    "or a text goes on behind its closing quote or bracket; put all of it in quotes",
    "did not find expected '-'": "the items of a list begin with '- ' below each other",
    "block sequence entries are not allowed": "a '- ' within a line; begin a line with it, or put the text in quotes",
    "did not find expected <document start>": "the lines above were complete; check the indentation and the brackets",
    "unexpected document indicator": "a quote above is not closed",
    "expected comment or line break": "put a text that begins with | or > in quotes",
    "escape": _BACKSLASH,
    "hexdecimal": _BACKSLASH,
    "second occurrence": "an &anchor of this name stands above already; write texts out instead",
    "but found another document": "a second document begins here (---); one file holds one",
}

Scalar = str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Written:
    """One value of a file: a scalar, a list or a mapping, and where its key or item begins.

    Dates stay texts: the models read them. ``path`` is empty at the root of the file.
    """

    file: Path
    line: int
    path: str
    value: "Scalar | list[Written] | dict[str, Written]"

    @property
    def items(self) -> "list[Written]":
        """The items of a list; none if it is no list."""
        return self.value if isinstance(self.value, list) else []

    @property
    def entries(self) -> "dict[str, Written]":
        """The entries of a mapping; none if it is no mapping."""
        return self.value if isinstance(self.value, dict) else {}

    @property
    def where(self) -> str:
        """File name and line, to point at from another problem."""
        return f"{self.file.name}:{self.line}"

    def items_of(self, key: str) -> "list[Written]":
        """The items of the list under ``key``; none if there is no such list."""
        below = self.entries.get(key)
        return below.items if below else []

    def text_of(self, key: str) -> str | None:
        """The text under ``key``, stripped; None if there is none."""
        below = self.entries.get(key)
        return below.value.strip() if below and isinstance(below.value, str) else None

    def at(self, steps: Iterable[str | int]) -> "Written":
        """Follow keys and list positions as far as they exist."""
        here = self
        for step in steps:
            if isinstance(step, int):
                below = here.items[step] if step < len(here.items) else None
            else:
                below = here.entries.get(step)
            if below is None:
                return here
            here = below
        return here

    def missing(self, key: str, reason: str, *, severity: Severity = Severity.ERROR) -> Problem:
        """A problem with a key that is not there: it carries the key's path and the line of what should hold it."""
        path = f"{self.path}.{key}" if self.path else key
        return Problem(file=self.file, line=self.line, path=path, reason=reason, severity=severity)

    def plain(self) -> Any:
        """The value without its places."""
        if isinstance(self.value, list):
            return [item.plain() for item in self.value]
        if isinstance(self.value, dict):
            return {key: entry.plain() for key, entry in self.value.items()}
        return self.value

    def problem(self, reason: str, *, severity: Severity = Severity.ERROR) -> Problem:
        """A problem at this place."""
        return Problem(file=self.file, line=self.line, path=self.path or WHOLE_FILE, reason=reason, severity=severity)


def read_written(file: Path) -> tuple[Written | None, tuple[Problem, ...]]:
    """Read one YAML 1.2 file; an empty one holds None.

    A file that cannot be read at all gives no value but a problem; duplicate keys are problems beside the value.
    """
    try:
        text = file.read_bytes().decode("utf-8-sig")
        if unseen := _UNSEEN.search(text):
            line = text.count("\n", 0, unseen.start()) + 1
            return None, (_unreadable(file, line=line, reason=_DELETE_IT.format(f"U+{ord(unseen[0]):04X}")),)
        node = compose(text)
    except OSError as error:
        return None, (_unreadable(file, line=1, reason=f"cannot be read: {error.strerror}"),)
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        return None, (_unreadable(file, line=line, reason="is not UTF-8; save the file in the encoding UTF-8"),)
    except YAMLError as error:
        return None, (_broken(file, error),)
    if node is None:
        return Written(file, line=1, path="", value=None), ()
    reading = _Reading(file)
    try:
        root = reading.value(node, line=node.start_mark.line + 1, path="")
    except _TooMuch:
        reason = f"unfolds to more than {MAX_VALUES} values; write texts out instead of using *aliases"
        return None, (_unreadable(file, line=1, reason=reason),)
    except RecursionError:
        return None, (_unreadable(file, line=reading.line, reason=_TOO_DEEP),)
    return root, tuple(reading.problems)


class _Loader(CBaseLoader):
    """Reads plain values as YAML 1.2 does: ``no`` and ``9:00`` are texts."""


_Loader.add_implicit_resolver(f"{_TAG}null", re.compile(r"(?:~|null|Null|NULL)?\Z"), None)
_Loader.add_implicit_resolver(f"{_TAG}bool", re.compile(r"(?:true|True|TRUE|false|False|FALSE)\Z"), None)
_Loader.add_implicit_resolver(
    f"{_TAG}int", re.compile(r"[-+]?(?:0b[01_]+|0o[0-7_]+|0x[0-9a-fA-F_]+|[0-9][0-9_]*)\Z"), None
)
_Loader.add_implicit_resolver(
    f"{_TAG}float", re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?\Z"), None
)


def compose(text: str) -> Any:
    """The nodes of a YAML 1.2 text, each with its place; None of an empty one."""
    return compose_yaml(text, Loader=_Loader)


def load(text: str) -> Any:
    """The plain values of a YAML 1.2 text that is known to be right."""
    return _Reading(Path()).value(compose(text), line=1, path="").plain()


def _unreadable(file: Path, *, line: int, reason: str) -> Problem:
    return Problem(file=file, line=line, path=WHOLE_FILE, reason=reason)


def _broken(file: Path, error: YAMLError) -> Problem:
    said, mark = str(error), None
    if isinstance(error, MarkedYAMLError):
        said, mark = str(error.problem or error.context), error.problem_mark or error.context_mark
        if any(part in said for part in _BEGINS_ABOVE):
            mark = error.context_mark or mark
    hint = next(
        (hint for part, hint in _HINTS.items() if part in said), f"{said}; put a text with unusual signs in quotes"
    )
    return _unreadable(file, line=mark.line + 1 if mark else 1, reason=f"cannot be read as YAML: {hint}")


class _TooMuch(Exception):
    """The file unfolds beyond ``MAX_VALUES``."""


@dataclass
class _Reading:
    file: Path
    problems: list[Problem] = field(default_factory=list)
    values: int = 0
    line: int = 1
    """Of the value that is being read."""

    def value(self, node: Node, *, line: int, path: str) -> Written:
        self.line = line
        self.values += 1
        if self.values > MAX_VALUES:
            raise _TooMuch
        if isinstance(node, MappingNode):
            return Written(self.file, line, path, self._mapping(node, path=path))
        if isinstance(node, SequenceNode):
            return Written(self.file, line, path, self._list(node.value, path=path))
        return Written(self.file, line, path, self._scalar(node, line=line, path=path))

    def _mapping(self, node: MappingNode, *, path: str) -> dict[str, Written]:
        entries: dict[str, Written] = {}
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + 1
            key = str(key_node.value) if isinstance(key_node, ScalarNode) else "?"
            below = f"{path}.{key}" if path else key
            entry = self.value(value_node, line=line, path=below)
            if key in entries:
                self.problems.append(entry.problem(f"is written twice; the first is in line {entries[key].line}"))
            else:
                entries[key] = entry
        return entries

    def _list(self, nodes: Sequence[Node], *, path: str) -> list[Written]:
        return [
            self.value(node, line=node.start_mark.line + 1, path=f"{path}[{_name(node) or number}]")
            for number, node in enumerate(nodes, start=1)
        ]

    def _scalar(self, node: Node, *, line: int, path: str) -> Scalar:
        text = str(node.value)
        match str(node.tag).removeprefix(_TAG):
            case "str" | "timestamp":
                return text
            case "null":
                return None
            case "bool":
                return text.lower() == "true"
            case "int" | "float":
                return _number(text)
        reason = f"the tag {node.tag} has no meaning here; put the text in quotes"
        self.problems.append(Problem(self.file, line, path or WHOLE_FILE, reason))
        return text


def _name(node: Node) -> str | None:
    if not isinstance(node, MappingNode):
        return None
    for key, value in node.value:
        if key.value in ("id", "name") and isinstance(value, ScalarNode):
            return str(value.value)
    return None


def _number(text: str) -> int | float | str:
    for read in (int, lambda digits: int(digits, 0), float):
        try:
            return read(text.replace("_", ""))
        except ValueError:
            continue
    return text
