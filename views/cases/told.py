"""What the citizen is told without having pressed anything: replies, answers, and how their case goes on."""

from content.cases import Shown
from content.texts import Text
from domain.conversation import CaseMessage
from domain.languages import Language
from views.cases.moves import moves
from views.render import render
from views.screen import Screen


def reply(language: Language, *, shown: Shown, message: CaseMessage, **_: object) -> Screen:
    """A clerk's words in the conversation."""
    return Screen(body=render(language, "cases/reply", case=shown.case, text=message.content.text))


def reply_heading(language: Language, *, shown: Shown, **_: object) -> Screen:
    """The line above a photo, file or recording of a clerk."""
    return Screen(body=render(language, "cases/reply_heading", case=shown.case))


def answer(
    language: Language, *, shown: Shown, message: CaseMessage, done: Text | None, area: Text | None = None
) -> Screen:
    """The words of an action, such as the formal answer, where the case stands by now, and what may be done.

    ``area`` is where the case was passed on to with these words, if it was.
    """
    rows, text = moves(language, shown), message.content.text
    body = render(language, "cases/answer", shown=shown, done=done, area=area, text=text, has_buttons=bool(rows))
    return Screen(body=body, rows=rows)


def moved(language: Language, *, shown: Shown, done: Text | None) -> Screen:
    """The case went on without words of anybody."""
    rows = moves(language, shown)
    return Screen(body=render(language, "cases/moved", shown=shown, done=done, has_buttons=bool(rows)), rows=rows)


def merged(language: Language, *, shown: Shown) -> Screen:
    """The case is handled with another one: with which number, and what stays as it was."""
    return Screen(body=render(language, "cases/merged", shown=shown))


def split(language: Language, *, shown: Shown, answered: bool) -> Screen:
    """The case is handled alone; ``answered``: the answer that was given was another one's."""
    return Screen(body=render(language, "cases/split", shown=shown, answered=answered), rows=moves(language, shown))
