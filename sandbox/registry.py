"""A Bot API method is one typed function; its signature says how the parameters are read."""

import inspect
import types
from collections.abc import Awaitable, Callable
from dataclasses import MISSING, dataclass, field, fields, is_dataclass
from typing import Any, NewType, TypeVar, Union, get_args, get_origin, get_type_hints

import orjson

from sandbox.errors import bad
from sandbox.files import Upload
from sandbox.people import Bot
from sandbox.world import World

Json = NewType("Json", object)
"""A parameter that is JSON text in forms and itself in a JSON body."""

# Words that the real server has for a missing parameter; others are told by name.
MISSING_TEXTS = {
    "chat_id": "chat_id is empty",
    "from_chat_id": "chat_id is empty",
    "text": "message text is empty",
    "message_id": "message identifier is not specified",
    "message_ids": "message identifiers are not specified",
    "user_id": "invalid user_id specified",
    "action": "wrong parameter action in request",
    "file_id": "file_id not specified",
    "callback_query_id": "query is too old and response timeout expired or query ID is invalid",
    "latitude": "latitude is empty",
    "longitude": "longitude is empty",
    "message_thread_id": "message thread not found",
    **{
        kind: f"there is no {kind} in the request"
        for kind in ("photo", "document", "voice", "video", "audio", "sticker", "animation", "video_note")
    },
    "media": "there is no media in the request",
    "title": "venue title must be non-empty",
    "address": "venue address must be non-empty",
    "question": "text must be non-empty",
    "options": "poll must have at least one answer option",
}

JSON_NAMES = {"reply_markup": "reply keyboard markup", "message_ids": "message identifiers"}


@dataclass(slots=True)
class Call:
    """One call of the Bot API: who calls what, with the parameters as they came."""

    world: World
    bot: Bot
    method: str
    params: dict[str, Any] = field(default_factory=dict)
    files: dict[str, Upload] = field(default_factory=dict)
    description: str | None = None

    def sent(self, *, chat_id: int | None, message_id: int | None) -> None:
        """Put the effect of this call on record."""
        shown = {name: {"file": upload.name, "size": len(upload.data)} for name, upload in self.files.items()}
        self.world.record.sent(
            at=self.world.clock.iso(),
            bot_id=self.bot.id,
            method=self.method,
            params=self.params | shown,
            message_id=message_id,
            chat_id=chat_id,
        )


@dataclass(frozen=True, slots=True)
class Parameter:
    """How one parameter is read."""

    name: str
    kind: type
    required: bool
    default: Any


@dataclass(frozen=True, slots=True)
class Group:
    """Parameters that many methods share, handed over as one value."""

    name: str
    kind: type
    parameters: tuple[Parameter, ...]


Answer = Any
Function = Callable[..., Answer | Awaitable[Answer]]
F = TypeVar("F", bound=Function)


@dataclass(frozen=True, slots=True)
class Method:
    """A registered method."""

    name: str
    function: Function
    single: tuple[Parameter, ...]
    groups: tuple[Group, ...]
    is_async: bool

    def parameters(self) -> list[Parameter]:
        """All parameters, those of groups too."""
        return [*self.single, *(parameter for group in self.groups for parameter in group.parameters)]

    def arguments(self, call: Call) -> dict[str, Any]:
        """The keyword arguments of the function.

        Raises:
            ApiError: 400, a required parameter is missing or one cannot be read.
        """
        found = {group.name: group.kind(**{p.name: _read(call, p) for p in group.parameters}) for group in self.groups}
        for parameter in self.single:
            found[parameter.name] = _read(call, parameter)
        return found


METHODS: dict[str, Method] = {}
"""Methods by their name in lower case."""


def method(name: str) -> Callable[[F], F]:
    """Register a function `(call, *, …)` as the Bot API method `name`.

    Parameters may be str, int, float, bool, Json, Upload (a file part, an attach:// name or a text), optional ones
    with a default, or a dataclass of such fields for a shared group.
    """

    def register(function: F) -> F:
        hints = get_type_hints(function)
        single, groups = [], []
        for given in list(inspect.signature(function).parameters.values())[1:]:
            kind = _plain(hints[given.name])
            if isinstance(kind, type) and is_dataclass(kind) and kind is not Upload:
                groups.append(Group(given.name, kind, _fields(kind)))
            else:
                required = given.default is inspect.Parameter.empty
                single.append(Parameter(given.name, kind, required, None if required else given.default))
        METHODS[name.lower()] = Method(
            name, function, tuple(single), tuple(groups), inspect.iscoroutinefunction(function)
        )
        return function

    return register


def _plain(hint: Any) -> Any:
    """The type that decides how a value is read: `int | None` is an int, `Upload | str | None` an Upload."""
    if get_origin(hint) in (Union, types.UnionType):
        kinds = [kind for kind in get_args(hint) if kind is not type(None)]
        return Upload if Upload in kinds else kinds[0]
    return hint


def _fields(kind: type) -> tuple[Parameter, ...]:
    hints = get_type_hints(kind)
    return tuple(
        Parameter(f.name, _plain(hints[f.name]), f.default is MISSING, None if f.default is MISSING else f.default)
        for f in fields(kind)
    )


def _read(call: Call, parameter: Parameter) -> Any:
    if parameter.kind is Upload:
        value: Any = _file(call, parameter.name)
    else:
        raw = call.params.get(parameter.name)
        value = None if raw is None or raw == "" else READERS[parameter.kind](raw, parameter.name)
    if value is not None:
        return value
    if parameter.required:
        raise bad(MISSING_TEXTS.get(parameter.name, f'parameter "{parameter.name}" is required'))
    # An empty text is a value of its own (an emptied caption), a missing one is not.
    return "" if parameter.kind is str and call.params.get(parameter.name) == "" else parameter.default


def _file(call: Call, name: str) -> Upload | str | None:
    raw = call.params.get(name)
    if isinstance(raw, str) and raw.startswith("attach://"):
        return call.files.get(raw.removeprefix("attach://"))
    return call.files.get(name) or (raw if isinstance(raw, str) and raw else None)


def _int(raw: Any, _: str) -> int | None:
    try:
        return int(raw)
    except (TypeError, ValueError):
        return None


def _float(raw: Any, _: str) -> float | None:
    try:
        return float(raw)
    except (TypeError, ValueError):
        return None


def _bool(raw: Any, _: str) -> bool:
    return raw if isinstance(raw, bool) else str(raw).lower() in ("true", "yes", "1")


def _str(raw: Any, _: str) -> str:
    return raw if isinstance(raw, str) else orjson.dumps(raw).decode()


def _json(raw: Any, name: str) -> Any:
    if not isinstance(raw, str):
        return raw
    try:
        return orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        raise bad(f"can't parse {JSON_NAMES.get(name, name.replace('_', ' '))} JSON object") from error


READERS: dict[Any, Callable[..., Any]] = {int: _int, float: _float, bool: _bool, str: _str, Json: _json}
