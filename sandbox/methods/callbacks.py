"""Answering a pressed button."""

from sandbox.errors import bad
from sandbox.registry import Call, method

MAX_TEXT = 200


@method("answerCallbackQuery")
def answer_callback_query(
    call: Call, *, callback_query_id: str, text: str = "", show_alert: bool = False, url: str = ""
) -> bool:
    """Stop the button's spinner, with a toast or an alert; too late an answer is refused."""
    world = call.world
    callback = world.callbacks.get(callback_query_id)
    late = callback is not None and world.clock.now() - callback.at > world.limits.callback_seconds
    if callback is None or callback.bot_id != call.bot.id or late:
        raise bad("query is too old and response timeout expired or query ID is invalid")
    if len(text) > MAX_TEXT:
        raise bad("MESSAGE_TOO_LONG")
    if url and not url.startswith((f"https://t.me/{call.bot.username}?", f"t.me/{call.bot.username}?", "tg://")):
        raise bad("URL_INVALID")
    callback.answered, callback.text, callback.show_alert, callback.url = True, text, show_alert, url or None
    world.stream.publish(
        "callback_answer",
        callback_query_id=callback.id,
        from_id=callback.from_id,
        chat_id=callback.chat_id,
        message_id=callback.message_id,
        text=text,
        show_alert=show_alert,
        url=url or None,
    )
    return True
