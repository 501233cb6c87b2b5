"""Turns what the models object to into problems an editor understands, at the line of the exact key."""

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from content.problems import Problem
from content.texts import Text
from content.written import Written

_LANGUAGES = {"zh": "Chinese", "en": "English"}
_NO_VALUE = "has no value; write one, or leave the key out if it may be left out"
_SHAPES = {
    "Text": "is no text in both languages; write zh: … and en: …",
    "Condition": "is no condition; write {question: [option, …]}",
    "Limit": "is no time limit; write one like '5 working days'",
    "Interval": "is no stretch of a day; write it like '09:00-12:00'",
}
_REASONS = {
    "string_type": "is no text; put it in quotes",
    "string_too_short": "is empty",
    "string_too_long": "is too long: at most {max_length} signs",
    "int_type": "is no whole number",
    "int_parsing": "is no whole number",
    "greater_than_equal": "is too small: at least {ge}",
    "less_than_equal": "is too large: at most {le}",
    "bool_type": "is neither true nor false",
    "bool_parsing": "is neither true nor false",
    "tuple_type": "is no list; begin every item with '- '",
    "dict_type": "is no mapping; write 'key: value' lines below it",
    "url_type": "is no address; write one like https://www.example.org/page",
    "url_parsing": "is no address; write one like https://www.example.org/page",
    "url_scheme": "is no web address; it begins with https://",
    "url_too_long": "is too long for an address",
    "enum": "is not known here; write {expected}",
    "too_long": "has too many items: at most {max_length}",
}
_PATTERNS = {
    r"^\d{4}-\d{1,3}$": "is no version; write year and running number, like '2026-1'",
    r"^[a-z][a-z0-9-]{0,31}$": "is no id; use a-z, 0-9 and hyphens, begin with a letter, at most 32 signs",
}


def worded(error: ValidationError, *, root: Written, model: type[BaseModel]) -> tuple[Problem, ...]:
    """Every objection of a model to a file, one problem each."""
    objections = error.errors(include_url=False)
    mistyped = {
        (details["loc"][:-1], _meant(str(details["loc"][-1]), model=_model_at(model, details["loc"][:-1])))
        for details in objections
        if details["type"] == "extra_forbidden"
    }
    return tuple(
        _problem(details, root=root, model=model)
        for details in objections
        if not (details["type"] == "missing" and (details["loc"][:-1], details["loc"][-1]) in mistyped)
        and not _only_broken_items(details, root=root)
    )


def _only_broken_items(details: ErrorDetails, *, root: Written) -> bool:
    """Whether a list is called too short merely because its items have problems of their own."""
    return details["type"] == "too_short" and len(root.at(details["loc"]).items) >= details["ctx"]["min_length"]


def _problem(details: ErrorDetails, *, root: Written, model: type[BaseModel]) -> Problem:
    steps = [step for step in details["loc"] if step != "[key]"]
    if details["type"] == "missing":
        return _missing(str(steps[-1]), above=root.at(steps[:-1]), model=_model_at(model, steps[:-1]))
    here = root.at(steps)
    if details["type"] == "extra_forbidden":
        above = _model_at(model, steps[:-1])
        if above is Text and details["input"] is None:
            return here.problem("looks like the rest of a text with a comma; put that text in quotes")
        return here.problem(_unknown_key(str(steps[-1]), model=above))
    if steps and steps[-1] in _LANGUAGES and (details["type"] == "string_too_short" or details["input"] is None):
        return here.problem(f"the text is missing in {_LANGUAGES[str(steps[-1])]}")
    return here.problem("is empty" if details["input"] is None and not steps else _reason(details))


def _missing(key: str, *, above: Written, model: type[BaseModel] | None) -> Problem:
    if model is Text:
        return above.missing(key, f"the text is missing in {_LANGUAGES[key]}")
    texts = model is not None and _model_in(model.model_fields[key].annotation) is Text
    how = f"{key}: with zh: … and en: …" if texts else f"{key}:"
    return above.missing(key, f"is missing; write {how}")


def _unknown_key(key: str, *, model: type[BaseModel] | None) -> str:
    known = list(model.model_fields) if model else []
    near = _meant(key, model=model)
    hint = f"did you mean {near}?" if near else f"known here are {', '.join(known)}"
    return f"the key {key!r} is not known; {hint}"


def _meant(key: str, *, model: type[BaseModel] | None) -> str | None:
    near = get_close_matches(key.replace("-", "_").lower(), list(model.model_fields) if model else [], n=1)
    return near[0] if near else None


def _reason(details: ErrorDetails) -> str:
    if details["input"] is None:
        return _NO_VALUE
    context: Mapping[str, Any] = details.get("ctx", {})
    match details["type"]:
        case "value_error":
            return str(context["error"])
        case "model_type" | "dataclass_type" | "is_instance_of":
            name = context.get("class_name", context.get("class", ""))
            return _SHAPES.get(name, "is no group of keys; write 'key: value' lines below it")
        case "string_pattern_mismatch":
            return f"{details['input']!r} {_PATTERNS.get(context['pattern'], 'is not written as it should be')}"
        case "too_short":
            return f"has too few items: at least {context['min_length']}"
    reason = _REASONS.get(details["type"])
    return f"{_shown(details['input'])} {reason.format(**context)}" if reason else details["msg"]


def _shown(written: Any) -> str:
    if isinstance(written, (dict, list)):
        return "this"
    return str(written).lower() if isinstance(written, bool) else repr(written)


def _model_at(model: type[BaseModel], steps: Sequence[str | int]) -> type[BaseModel] | None:
    here: type[BaseModel] | None = model
    for step in steps:
        if isinstance(step, str):
            fields = here.model_fields if here else {}
            here = _model_in(fields[step].annotation) if step in fields else None
    return here


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next(filter(None, map(_model_in, get_args(annotation))), None)
