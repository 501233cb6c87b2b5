"""answerInlineQuery, answerWebAppQuery, savePreparedInlineMessage: messages that people send through a bot."""

from typing import Any

from sandbox.errors import bad
from sandbox.inline import send_via
from sandbox.keyboards import is_inline, parse_markup
from sandbox.methods.media import CaptionText, caption_content, stored_file
from sandbox.methods.messages import Markup, text_content
from sandbox.queries import InlineResult
from sandbox.registry import Call, Json, method
from sandbox.speaking import Spot

MAX_RESULTS = 50
MAX_ID = 64  # bytes, of a result or an offset
PREPARED_SECONDS = 86_400
FILES = {
    "photo": "photo",
    "document": "document",
    "gif": "animation",
    "mpeg4_gif": "animation",
    "video": "video",
    "audio": "audio",
    "voice": "voice",
    "sticker": "sticker",
}
FIELDS = {
    "location": ("latitude", "longitude"),
    "venue": ("latitude", "longitude", "title", "address"),
    "contact": ("phone_number", "first_name"),
}


@method("answerInlineQuery")
def answer_inline_query(
    call: Call,
    *,
    inline_query_id: str,
    results: Json,
    cache_time: int = 300,  # noqa: ARG001 - every query is asked anew here
    is_personal: bool = False,  # noqa: ARG001 - the same
    next_offset: str = "",
    button: Json | None = None,
) -> bool:
    """Offer up to 50 results."""
    world = call.world
    query = world.inline_queries.get(inline_query_id)
    late = query is not None and world.clock.now() - query.at > world.limits.callback_seconds
    if query is None or query.bot_id != call.bot.id or late:
        raise bad("query is too old and response timeout expired or query ID is invalid")
    given: Any = results
    if not isinstance(given, list):
        raise bad("can't parse inline query results JSON object")
    if len(given) > MAX_RESULTS:
        raise bad("too many inline query results specified")
    if len(next_offset.encode()) > MAX_ID:
        raise bad("NEXT_OFFSET_INVALID")
    _check_button(button)
    found = [_result(call, raw) for raw in given]
    if len({result.shown["id"] for result in found}) < len(found):
        raise bad("RESULT_ID_DUPLICATE")
    query.results = {result.shown["id"]: result for result in found}
    query.answered, query.button, query.next_offset = True, button, next_offset  # type: ignore[assignment]
    world.stream.publish("inline_answer", inline_query_id=query.id, from_id=query.from_id)
    return True


@method("answerWebAppQuery")
def answer_web_app_query(call: Call, *, web_app_query_id: str, result: Json) -> dict[str, Any]:
    """Send the message a Mini App made, in the name of who opened it."""
    launch = call.world.launches.get(web_app_query_id)
    if launch is None or launch.bot_id != call.bot.id:
        raise bad("QUERY_ID_INVALID")
    content = _result(call, result)
    del call.world.launches[web_app_query_id]
    message = send_via(call.world, call.bot, Spot(launch.chat_id, launch.from_id), content)
    call.sent(chat_id=launch.chat_id, message_id=message.body["message_id"])
    return {"inline_message_id": message.inline_id} if message.inline_id else {}


@method("savePreparedInlineMessage")
def save_prepared_inline_message(
    call: Call,
    *,
    user_id: int,
    result: Json,
    allow_user_chats: bool = False,
    allow_bot_chats: bool = False,
    allow_group_chats: bool = False,
    allow_channel_chats: bool = False,
) -> dict[str, Any]:
    """Keep a message that a Mini App may let its user share."""
    if user_id not in call.world.people:
        raise bad("USER_ID_INVALID")
    if not (allow_user_chats or allow_bot_chats or allow_group_chats or allow_channel_chats):
        raise bad("PEER_TYPES_INVALID")
    _result(call, result)
    return {"id": call.world.draw_id(), "expiration_date": call.world.clock.date() + PREPARED_SECONDS}


def _result(call: Call, raw: Any) -> InlineResult:
    if not isinstance(raw, dict):
        raise bad("can't parse inline query result: expected an Object")
    if not 1 <= len(str(raw.get("id") or "").encode()) <= MAX_ID:
        raise bad("RESULT_ID_INVALID")
    markup = parse_markup(raw.get("reply_markup"), private=True)
    if markup is not None and not is_inline(markup):
        raise bad("inline keyboard expected")
    return InlineResult(raw | {"id": str(raw["id"])}, _content(call, raw), markup)


def _content(call: Call, raw: dict[str, Any]) -> dict[str, Any]:
    kind = str(raw.get("type"))
    given = raw.get("input_message_content")
    if isinstance(given, dict):
        return _given_content(call, given)
    if kind in FIELDS:
        return _given_content(call, raw)
    if kind not in FILES:
        article = kind == "article"
        raise bad("can't parse inline query result: " + ("message text is empty" if article else "type is unsupported"))
    if f"{kind}_file_id" not in raw:
        raise bad("failed to get HTTP URL content")  # nothing is fetched here
    stored = stored_file(call, FILES[kind], str(raw[f"{kind}_file_id"]), extra={})
    caption = CaptionText(raw.get("caption") or "", raw.get("parse_mode") or "", raw.get("caption_entities"))
    return call.world.files.content(stored) | caption_content(call, caption)


def _given_content(call: Call, given: dict[str, Any]) -> dict[str, Any]:
    """A text, a place, a venue or a contact; the fields tell which."""
    if "message_text" in given:
        markup = Markup(given.get("parse_mode") or "", given.get("entities"))
        return text_content(call, str(given["message_text"]), markup)
    for kind in ("venue", "location", "contact"):
        if all(name in given for name in FIELDS[kind]):
            fields = {name: given[name] for name in FIELDS[kind]}
            if kind != "venue":
                return {kind: fields}
            place = {name: fields.pop(name) for name in FIELDS["location"]}
            return {"location": place, "venue": {"location": place, **fields}}
    raise bad("can't parse inline query result: message content is not specified")


def _check_button(raw: Any) -> None:
    if raw is None:
        return
    if not isinstance(raw, dict) or not raw.get("text"):
        raise bad("can't parse inline query results button: Can't find field \"text\"")
    start = raw.get("start_parameter")
    if start is not None and not (str(start).replace("-", "").replace("_", "").isalnum() and len(str(start)) <= MAX_ID):
        raise bad("START_PARAM_INVALID")
