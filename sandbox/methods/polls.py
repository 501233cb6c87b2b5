"""sendPoll and stopPoll."""

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from sandbox.errors import bad
from sandbox.keyboards import is_inline, parse_markup
from sandbox.methods.places import KeyboardPlace, find_chat, send
from sandbox.posting import change, with_people
from sandbox.registry import Call, Json, method
from sandbox.text.entities import Formatted, format_text
from sandbox.voting import ask, close, poll_of

MAX_QUESTION = 300
MAX_OPTIONS = 12
MAX_OPTION = 100
MAX_EXPLANATION = 200
MAX_EXPLANATION_BREAKS = 2
MAX_DESCRIPTION = 1024
OPEN_SECONDS = range(5, 2_628_001)


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked."""

    question: str
    options: Json
    question_parse_mode: str = ""
    question_entities: Json | None = None
    description: str = ""
    description_parse_mode: str = ""
    description_entities: Json | None = None


@dataclass(frozen=True, slots=True)
class Manner:
    """How it may be answered, and for how long; times are seconds."""

    type: str = "regular"
    is_anonymous: bool = True
    allows_multiple_answers: bool = False
    allows_revoting: bool | None = None
    open_period: int = 0
    close_date: int = 0
    is_closed: bool = False


@dataclass(frozen=True, slots=True)
class Solution:
    """What is right in a quiz, and why."""

    correct_option_ids: Json | None = None
    explanation: str = ""
    explanation_parse_mode: str = ""
    explanation_entities: Json | None = None


@method("sendPoll")
def send_poll(
    call: Call, *, question: Question, place: KeyboardPlace, manner: Manner, solution: Solution
) -> dict[str, Any]:
    """Ask people to choose; a quiz knows what is right."""
    asked = format_text(
        question.question, parse_mode=question.question_parse_mode, entities=question.question_entities
    ).text
    options = _options(question.options)
    if not asked:
        raise bad("text must be non-empty")
    if len(asked) > MAX_QUESTION:
        raise bad(f"poll question length must not exceed {MAX_QUESTION}")
    if manner.type not in ("regular", "quiz"):
        raise bad("unsupported poll type specified")
    settings = {
        "type": manner.type,
        "is_anonymous": manner.is_anonymous,
        "allows_multiple_answers": manner.allows_multiple_answers,
        "allows_revoting": manner.type == "regular" if manner.allows_revoting is None else manner.allows_revoting,
        **(_solution(call, solution, count=len(options)) if manner.type == "quiz" else {}),
        **_description(call, question),
        **_end(call, manner),
    }
    poll = ask(call.world, author=call.bot.id, question=asked, options=options, settings=settings)
    poll.closed = manner.is_closed
    return send(call, place, {"poll": poll.as_json()}, what="polls")


@method("stopPoll")
def stop_poll(call: Call, *, chat_id: str, message_id: int, reply_markup: Json | None = None) -> dict[str, Any]:
    """Close a poll of the bot for good; its result is what is returned."""
    chat = find_chat(call, chat_id)
    message = chat.messages.get(message_id)
    if message is None:
        raise bad("message with poll to stop not found")
    poll = poll_of(call.world, message)
    if poll is None:
        raise bad("message is not a poll")
    if poll.closed:
        raise bad("poll has already been closed")
    if message.sender_bot != call.bot.id or "forward_origin" in message.body:
        raise bad("poll can't be stopped")
    markup = parse_markup(reply_markup, private=chat.is_private)
    if markup is not None and not is_inline(markup):
        raise bad("inline keyboard expected")
    change(call.world, chat, message, fields={"reply_markup": markup} if markup else {}, drop={"reply_markup"})
    close(call.world, poll)
    call.sent(chat_id=chat.id, message_id=message_id)
    return poll.as_json()


def _options(raw: Any) -> list[str]:
    if not isinstance(raw, list):
        raise bad("expected an Array of InputPollOption")
    if not raw:
        raise bad("poll must have at least one answer option")
    if len(raw) > MAX_OPTIONS:
        raise bad(f"poll can't have more than {MAX_OPTIONS} options")
    texts = [_option(item) for item in raw]
    if any(not text for text in texts):
        raise bad("text must be non-empty")
    if any(len(text) > MAX_OPTION for text in texts):
        raise bad(f"poll options length must not exceed {MAX_OPTION}")
    return texts


def _option(item: Any) -> str:
    if isinstance(item, str):  # as options were given before they became objects
        return item.strip()
    if not isinstance(item, dict):
        raise bad("can't parse InputPollOption: Expected InputPollOption to be an Object")
    if not isinstance(item.get("text"), str):
        raise bad("can't parse InputPollOption: Can't find field \"text\"")
    return format_text(
        item["text"], parse_mode=item.get("text_parse_mode") or "", entities=item.get("text_entities")
    ).text


def _solution(call: Call, solution: Solution, *, count: int) -> dict[str, Any]:
    correct: Any = solution.correct_option_ids
    if correct is None and "correct_option_id" in call.params:  # its name until a quiz could have several
        correct = [int(call.params["correct_option_id"])]
    if not isinstance(correct or [], list):
        raise bad("expected an Array of correct option identifiers")
    if not correct:
        raise bad("correct quiz option list must be non-empty")
    if not all(isinstance(index, int) for index in correct):
        raise bad("correct option identifier must be of type Number")
    if any(later <= earlier for earlier, later in pairwise(correct)):
        raise bad("correct quiz option list must be increasing")
    if any(index not in range(count) for index in correct):
        raise bad("wrong quiz correct_option_id")
    why = format_text(
        solution.explanation, parse_mode=solution.explanation_parse_mode, entities=solution.explanation_entities
    )
    if len(why.text) > MAX_EXPLANATION:
        raise bad(f"quiz explanation must have at most {MAX_EXPLANATION} characters")
    if why.text.count("\n") > MAX_EXPLANATION_BREAKS:
        raise bad(f"quiz explanation must have at most {MAX_EXPLANATION_BREAKS} line feeds")
    return {"correct_option_ids": correct, **_formatted(call, "explanation", why)}


def _description(call: Call, question: Question) -> dict[str, Any]:
    text = format_text(
        question.description,
        parse_mode=question.description_parse_mode,
        entities=question.description_entities,
        limit=MAX_DESCRIPTION,
    )
    return _formatted(call, "description", text)


def _formatted(call: Call, name: str, text: Formatted) -> dict[str, Any]:
    entities = with_people(call.world, text.entities)
    return ({name: text.text} if text.text else {}) | ({f"{name}_entities": entities} if entities else {})


def _end(call: Call, manner: Manner) -> dict[str, Any]:
    """The poll's end; `open_period` wins over `close_date`."""
    if not (manner.open_period or manner.close_date):
        return {}
    seconds = manner.open_period or manner.close_date - call.world.clock.date()
    if seconds not in OPEN_SECONDS:
        raise bad("poll can be open from 5 to 2628000 seconds")
    return {"open_period": seconds, "close_date": call.world.clock.date() + seconds}
