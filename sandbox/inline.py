"""Inline mode: what a bot offers to somebody who types its name anywhere, and the messages that come of it."""

import base64
from dataclasses import replace
from typing import Any

from sandbox.chats import Message
from sandbox.errors import ControlError
from sandbox.people import Bot, Person
from sandbox.queries import InlineQuery, InlineResult
from sandbox.speaking import Spot, speak
from sandbox.world import World

MAX_QUERY = 256


def ask(world: World, bot: Bot, person: Person, *, query: str, offset: str, chat_type: str) -> InlineQuery:
    """Type behind a bot's name; the bot reads inline_query.

    Raises:
        ControlError: the bot has no inline mode, or the query is too long.
    """
    if not bot.inline:
        raise ControlError("This bot has no inline mode: POST /control/bots {token, inline: true}.")
    if len(query) > MAX_QUERY:
        raise ControlError(f"query has at most {MAX_QUERY} characters.")
    asked = InlineQuery(world.draw_id(), bot.id, person.id, query, world.clock.now())
    world.inline_queries[asked.id] = asked
    payload = {"id": asked.id, "from": person.as_user(), "query": query, "offset": offset, "chat_type": chat_type}
    bot.queue.put("inline_query", payload)
    return asked


def choose(world: World, spot: Spot, *, result_id: str, query_id: str = "") -> Message:
    """Send a result of that query, or of one's newest that offers it; the bot reads chosen_inline_result.

    Raises:
        ControlError: no bot offered it, or the person may not write there.
    """
    person = world.person(spot.from_id)
    mine = (query for query in reversed(world.inline_queries.values()) if query.from_id == person.id)
    offering = (query for query in mine if result_id in query.results and query_id in ("", query.id))
    asked = next(offering, None)
    if asked is None:
        raise ControlError(f"No bot offered the result {result_id}: ask with POST /control/inline first.")
    bot = world.bots[asked.bot_id]
    message = send_via(world, bot, spot, asked.results[result_id])
    chosen = {"result_id": result_id, "from": person.as_user(), "query": asked.query}
    if message.inline_id:
        chosen["inline_message_id"] = message.inline_id
    bot.queue.put("chosen_inline_result", chosen)
    return message


def send_via(world: World, bot: Bot, spot: Spot, result: InlineResult) -> Message:
    """A person's message through a bot; one with a keyboard gets an inline_message_id, by which the bot edits it."""
    extra: dict[str, Any] = {"via_bot": bot.as_user()}
    if result.markup:
        extra["reply_markup"] = result.markup
    message = speak(world, replace(spot, bot_id=bot.id, extra=extra), result.content)
    if result.markup:
        message.inline_id = base64.urlsafe_b64encode(world.rng.randbytes(18)).decode()
        place = (bot.id if spot.chat_id > 0 else 0, spot.chat_id, message.body["message_id"])
        world.inline_messages[message.inline_id] = place
    return message
