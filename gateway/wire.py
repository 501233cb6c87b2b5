"""Screens as the Bot API takes them."""

from typing import Any

from views.markup import Rich, split
from views.screen import Menu, Rows, Screen

NO_PREVIEW = {"is_disabled": True}


def _caption(part: Rich) -> dict[str, Any]:
    body: dict[str, Any] = {"caption": part.text}
    if part.entities:
        body["caption_entities"] = [entity.as_json() for entity in part.entities]
    return body


def _text(part: Rich) -> dict[str, Any]:
    body: dict[str, Any] = {"text": part.text, "link_preview_options": NO_PREVIEW}
    if part.entities:
        body["entities"] = [entity.as_json() for entity in part.entities]
    return body


def keyboard(rows: Rows) -> dict[str, Any]:
    """An inline keyboard; without rows it removes the one that is there."""
    return {"inline_keyboard": [[button.as_json() for button in row] for row in rows]}


def commands(menu: Menu) -> dict[str, Any]:
    """The parameters that tell Telegram the commands of a menu, without their scope."""
    return {"commands": [{"command": name, "description": what_for} for name, what_for in menu.commands]}


def bodies(screen: Screen, *, quotes: int | None = None) -> list[dict[str, Any]]:
    """The parameters of the messages that show a screen, first to last; the buttons stand under the last.

    ``quotes`` is the message the first one answers; it may be gone.
    """
    # A part of blanks alone would be refused as empty.
    parts = [_text(part) for part in split(screen.body) if part.text.strip()]
    if screen.file:
        parts = [_caption(screen.body)]
    if quotes is not None:
        parts[0]["reply_parameters"] = {"message_id": quotes, "allow_sending_without_reply": True}
    if screen.rows:
        parts[-1]["reply_markup"] = keyboard(screen.rows)
    return parts
