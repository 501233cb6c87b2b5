"""The specification of the Bot API for machines, where there is one: `BANSHI_BOTAPI_JSON`, or beside the repository."""

import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sandbox.files import Upload
from sandbox.registry import Json, Method
from tests.kit.sources import ROOT

BESIDE = ROOT.parent / "shared/botapi/api.json"
PLAIN = {"Integer": int, "String": str, "Boolean": bool, "True": bool, "Float": float}
NUMBERS = (int, float)
STILL_READ = {"reply_to_message_id", "allow_sending_without_reply"}
"""What reply_parameters replaced; Telegram and the libraries know it still."""


def paths() -> list[Path]:
    """The specification, if there is one."""
    found = Path(os.environ.get("BANSHI_BOTAPI_JSON") or BESIDE)
    return [found] if found.is_file() else []


@dataclass(frozen=True, slots=True)
class Field:
    """A parameter of a method or a field of a type; ``kind`` in the specification's own words."""

    name: str
    kind: str
    required: bool


@dataclass(frozen=True, slots=True)
class Specification:
    """Methods and types by name."""

    methods: dict[str, list[Field]]
    types: dict[str, list[Field]]

    @classmethod
    def read(cls, text: str) -> "Specification":
        """Read `{"items": [{"children": [{"name", "category", "annotations": [{"name", "type", "required"}]}]}]}`."""
        found: dict[str, dict[str, list[Field]]] = {"methods": {}, "types": {}}
        for section in json.loads(text)["items"]:
            for child in section["children"]:
                fields = [Field(one["name"], one["type"], one["required"]) for one in child["annotations"]]
                found.get(child["category"], {})[child["name"]] = fields
        return cls(**found)

    def unlike(self, method: Method, *, lenient: set[str], stricter: set[str]) -> Iterator[str]:
        """What a method of ours has otherwise; `lenient` and `stricter` are differences that are meant."""
        theirs = {field.name: field for field in self.methods.get(method.name, [])}
        required = {name for name, field in theirs.items() if field.required} - lenient | stricter
        ours = {parameter.name for parameter in method.parameters() if parameter.required}
        if ours != required:
            yield f"{method.name} requires {sorted(ours)} instead of {sorted(required)}"
        for parameter in method.parameters():
            field = theirs.get(parameter.name)
            if parameter.name in STILL_READ:
                continue
            if field is None:
                yield f"{method.name} has no {parameter.name}"
            elif parameter.kind not in _kinds(field.kind):
                yield f"{method.name} reads {parameter.name} as {parameter.kind}, it is {field.kind}"

    def faults(self, value: Any, kind: str, *, at: str = "") -> Iterator[str]:
        """What an answer has otherwise than its type: fields missing, unknown or of another kind."""
        at = at or kind
        if kind.startswith("Array of "):
            if not isinstance(value, list):
                yield f"{at} is no list"
                return
            for item in value:
                yield from self.faults(item, kind.removeprefix("Array of "), at=f"{at}[]")
        elif " or " in kind or kind in PLAIN:
            kinds = tuple(PLAIN[word] for word in kind.split(" or ") if word in PLAIN)
            if kinds and not isinstance(value, NUMBERS if float in kinds else kinds):
                yield f"{at} is {value!r}, no {kind}"
        elif fields := self.types.get(kind):
            yield from self._faults_of_object(value, fields, at=at)

    def _faults_of_object(self, value: Any, fields: list[Field], *, at: str) -> Iterator[str]:
        if not isinstance(value, dict):
            yield f"{at} is no object"
            return
        known = {field.name: field for field in fields}
        yield from (f"{at} has no {field.name}" for field in fields if field.required and field.name not in value)
        for name, inner in value.items():
            if name not in known:
                yield f"{at} has {name}, which is unknown"
            else:
                yield from self.faults(inner, known[name].kind, at=f"{at}.{name}")


def _kinds(kind: str) -> set[Any]:
    """How a parameter of this kind may be read here."""
    if kind.startswith("Array of ") or not re.fullmatch(
        r"(?:Integer|String|Boolean|Float|InputFile)(?: or String)?", kind
    ):
        return {Json, str}  # a JSON text, read at once or later
    if "InputFile" in kind:
        return {Upload}
    return {PLAIN[word] for word in kind.split(" or ")}
