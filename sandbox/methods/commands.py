"""What a bot says about itself: commands, names, descriptions, menu button."""

import re
from typing import Any

from sandbox.errors import bad
from sandbox.methods.places import find_chat
from sandbox.registry import Call, Json, method

MAX_COMMANDS = 100
MAX_NAME, MAX_DESCRIPTION, MAX_SHORT_DESCRIPTION = 64, 512, 120
SCOPES = {
    "default": (),
    "all_private_chats": (),
    "all_group_chats": (),
    "all_chat_administrators": (),
    "chat": ("chat_id",),
    "chat_administrators": ("chat_id",),
    "chat_member": ("chat_id", "user_id"),
}


@method("setMyCommands")
def set_my_commands(call: Call, *, commands: Json, scope: Json | None = None, language_code: str = "") -> bool:
    """Set up to 100 commands for a scope and a language."""
    call.bot.commands[_scope(call, scope), _language(language_code)] = _commands(commands)
    _tell(call)
    return True


@method("getMyCommands")
def get_my_commands(call: Call, *, scope: Json | None = None, language_code: str = "") -> list[dict[str, str]]:
    """The commands set for exactly this scope and language."""
    return call.bot.commands.get((_scope(call, scope), _language(language_code)), [])


@method("deleteMyCommands")
def delete_my_commands(call: Call, *, scope: Json | None = None, language_code: str = "") -> bool:
    """Forget the commands of a scope and a language."""
    call.bot.commands.pop((_scope(call, scope), _language(language_code)), None)
    _tell(call)
    return True


@method("setMyName")
def set_my_name(call: Call, *, name: str = "", language_code: str = "") -> bool:
    """Set the bot's name, 64 characters; without a language it is the one everybody sees."""
    if len(name) > MAX_NAME:
        raise bad("bot name is too long")
    call.bot.texts["name", _language(language_code)] = name
    if name and not language_code:
        call.bot.first_name = name
        _tell(call)
    return True


@method("getMyName")
def get_my_name(call: Call, *, language_code: str = "") -> dict[str, str]:
    """The bot's name for a language."""
    return {"name": _text(call, "name", language_code) or call.bot.first_name}


@method("setMyDescription")
def set_my_description(call: Call, *, description: str = "", language_code: str = "") -> bool:
    """Set the text of the empty chat, 512 characters."""
    if len(description) > MAX_DESCRIPTION:
        raise bad("bot description is too long")
    call.bot.texts["description", _language(language_code)] = description
    _tell(call)
    return True


@method("getMyDescription")
def get_my_description(call: Call, *, language_code: str = "") -> dict[str, str]:
    """The text of the empty chat."""
    return {"description": _text(call, "description", language_code)}


@method("setMyShortDescription")
def set_my_short_description(call: Call, *, short_description: str = "", language_code: str = "") -> bool:
    """Set the text of the profile, 120 characters."""
    if len(short_description) > MAX_SHORT_DESCRIPTION:
        raise bad("bot short description is too long")
    call.bot.texts["short_description", _language(language_code)] = short_description
    return True


@method("getMyShortDescription")
def get_my_short_description(call: Call, *, language_code: str = "") -> dict[str, str]:
    """The text of the profile."""
    return {"short_description": _text(call, "short_description", language_code)}


@method("setChatMenuButton")
def set_chat_menu_button(call: Call, *, chat_id: int = 0, menu_button: Json | None = None) -> bool:
    """Set the button beside the input field, for one private chat or for all."""
    button: Any = menu_button if menu_button is not None else {"type": "default"}
    kind = button.get("type") if isinstance(button, dict) else None
    if kind not in ("default", "commands", "web_app"):
        raise bad("can't parse menu button: wrong type specified")
    if kind == "web_app" and not (button.get("text") and isinstance(button.get("web_app"), dict)):
        raise bad("can't parse menu button: Can't find field \"web_app\"")
    if chat_id and not find_chat(call, str(chat_id)).is_private:
        raise bad("chat not found")
    call.bot.menu_buttons.pop(chat_id, None)
    if kind != "default":  # the default is to have none of one's own: everybody's, or the commands
        call.bot.menu_buttons[chat_id] = button
    _tell(call)
    return True


@method("getChatMenuButton")
def get_chat_menu_button(call: Call, *, chat_id: int = 0) -> dict[str, Any]:
    """The button beside the input field; a chat without its own has everybody's."""
    button = call.bot.menu_button_of(chat_id)
    return button if button["type"] != "default" else {"type": "commands"}


def _commands(raw: Any) -> list[dict[str, str]]:
    if not isinstance(raw, list):
        raise bad("can't parse commands: expected an Array of BotCommand")
    if len(raw) > MAX_COMMANDS:
        raise bad("BOT_COMMANDS_TOO_MUCH")
    found = []
    for item in raw:
        if not isinstance(item, dict) or not isinstance(item.get("command"), str):
            raise bad("can't parse BotCommand: Can't find field \"command\"")
        name = item["command"].strip().removeprefix("/").lower()
        text = str(item.get("description") or "").strip()
        if not name:
            raise bad("command must be non-empty")
        if len(name) > 32:
            raise bad("command length must not exceed 32")
        if not text:
            raise bad("command description must be non-empty")
        if len(text) > 256:
            raise bad("command description length must not exceed 256")
        if not re.fullmatch(r"[a-z0-9_]+", name):
            raise bad("BOT_COMMAND_INVALID")
        found.append({"command": name, "description": text})
    return found


def _scope(call: Call, raw: Any) -> str:
    if raw is None:
        return "default"
    kind = raw.get("type") if isinstance(raw, dict) else None
    if not isinstance(kind, str) or kind not in SCOPES:
        raise bad("can't parse BotCommandScope: unsupported type specified")
    for name in SCOPES[kind]:
        if not raw.get(name):
            raise bad(f"can't parse BotCommandScope: Can't find field \"{name}\"")
    if SCOPES[kind]:
        find_chat(call, str(raw["chat_id"]))
    return ":".join([kind, *(str(raw[name]) for name in SCOPES[kind])])


def _language(code: str) -> str:
    if code and not re.fullmatch(r"[a-z]{2}", code):
        raise bad("invalid language code specified")
    return code


def _text(call: Call, kind: str, language_code: str) -> str:
    texts = call.bot.texts
    return texts.get((kind, _language(language_code))) or texts.get((kind, ""), "")


def _tell(call: Call) -> None:
    call.world.stream.publish("bots", bot=call.bot.as_state())
