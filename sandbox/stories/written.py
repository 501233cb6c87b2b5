"""What a story's file holds and in which line; of plain words only whole numbers are no texts."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from yaml import CBaseLoader, MappingNode, Mark, MarkedYAMLError, Node, ScalarNode, SequenceNode, compose

UNSEEN = re.compile("[^\t\n\r -~\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
"""Control characters, and what parts lines or marks a file's begin for YAML while an editor shows nothing of it."""
WHOLE = re.compile(r"0|[1-9][0-9]{0,8}")
EMPTY = ("", "~", "null")


@dataclass(frozen=True, slots=True)
class Keys:
    """A mapping: the value and the line of each key, in the order of the file."""

    values: Mapping[str, Any]
    lines: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Items:
    """A list: its items and the line of each."""

    values: tuple[Any, ...]
    lines: tuple[int, ...]


def read_written(text: str) -> Any:
    """``Keys``, ``Items``, a text, a whole number or None; those below are the same.

    Raises:
        MarkedYAMLError: it is none of these, or a key stands twice; it names the line.
        RecursionError: it is nested too deeply, or an alias leads back to itself.
    """
    if unseen := UNSEEN.search(text):
        reason = f"a character that editors do not show, U+{ord(unseen[0]):04X}; delete it"
        line = text.count("\n", 0, unseen.start())
        raise MarkedYAMLError(problem=reason, problem_mark=Mark("", unseen.start(), line, 0, None, 0))
    node = compose(text, Loader=CBaseLoader)
    return None if node is None else _value(node, {})


def _value(node: Node, made: dict[int, Any]) -> Any:
    """``made`` has what other names stand for already: an alias is the same node once more."""
    if id(node) not in made:
        made[id(node)] = _build(node, made)
    return made[id(node)]


def _build(node: Node, made: dict[int, Any]) -> Any:
    if isinstance(node, MappingNode):
        return _keys(node, made)
    if isinstance(node, SequenceNode):
        return Items(tuple(_value(one, made) for one in node.value), tuple(map(_line, node.value)))
    text, is_plain = str(node.value), isinstance(node, ScalarNode) and not node.style
    if is_plain and text in EMPTY:
        return None
    return int(text) if is_plain and WHOLE.fullmatch(text) else text


def _keys(node: MappingNode, made: dict[int, Any]) -> Keys:
    values, lines = dict[str, Any](), dict[str, int]()
    for key_node, value_node in node.value:
        key = str(key_node.value) if isinstance(key_node, ScalarNode) else "?"
        if key in values:
            raise MarkedYAMLError(problem=f"the key {key!r} stands twice", problem_mark=key_node.start_mark)
        values[key], lines[key] = _value(value_node, made), _line(key_node)
    return Keys(values, lines)


def _line(node: Node) -> int:
    return int(node.start_mark.line) + 1
