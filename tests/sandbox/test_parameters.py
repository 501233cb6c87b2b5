"""Our methods against aiogram's typed ones: nothing required is forgotten, nothing is invented."""

import inspect
import types
from typing import Any, Union, get_args, get_origin

import aiogram.methods
import pytest
from aiogram.client.default import Default
from aiogram.methods import TelegramMethod

import sandbox.methods
from sandbox.files import Upload
from sandbox.registry import METHODS, Json, Method
from tests.sandbox.town import CITIZEN, CLERK, STAFF, Town

THEIRS: dict[str, type[TelegramMethod[Any]]] = {
    kind.__api_method__: kind
    for _, kind in inspect.getmembers(aiogram.methods, inspect.isclass)
    if issubclass(kind, TelegramMethod) and kind is not TelegramMethod
}
OURS = [method for method in METHODS.values() if sandbox.methods.__all__]
# Instead of a text a rich message may be given, which is not pretended.
STRICTER = {"editMessageText": {"text"}}
# An absent url means the same as an empty one: no webhook.
LENIENT = {"setWebhook": {"url"}}
NEEDED = """
    getMe getUpdates setWebhook deleteWebhook getWebhookInfo setMyCommands getMyCommands deleteMyCommands setMyName
    setMyDescription setMyShortDescription setChatMenuButton getChatMenuButton sendMessage editMessageText
    editMessageCaption editMessageReplyMarkup editMessageMedia deleteMessage deleteMessages sendChatAction
    answerCallbackQuery setMessageReaction pinChatMessage unpinChatMessage sendPhoto sendDocument sendMediaGroup
    sendVoice sendVideo sendAudio sendLocation sendVenue sendContact sendSticker getFile createForumTopic editForumTopic
    closeForumTopic reopenForumTopic deleteForumTopic unpinAllForumTopicMessages editGeneralForumTopic
    closeGeneralForumTopic reopenGeneralForumTopic hideGeneralForumTopic unhideGeneralForumTopic
    getForumTopicIconStickers copyMessage copyMessages forwardMessage forwardMessages getChat getChatMember
    getChatAdministrators getChatMemberCount leaveChat banChatMember unbanChatMember restrictChatMember
    createChatInviteLink approveChatJoinRequest declineChatJoinRequest sendPoll stopPoll answerInlineQuery
    answerWebAppQuery savePreparedInlineMessage close logOut
"""
"""What a hall's bot may call, be it required or only useful."""
PLAIN = {int: int, str: str, bool: bool, float: float}
VALUES: dict[str, Any] = {
    "chat_id": STAFF,
    "from_chat_id": STAFF,
    "text": "text",
    "message_id": 2,
    "message_ids": [2],
    "callback_query_id": "5",
    "photo": "x",
    "document": "x",
    "voice": "x",
    "video": "x",
    "audio": "x",
    "sticker": "x",
    "media": [{"type": "photo", "media": "x"}] * 2,
    "latitude": 1.0,
    "longitude": 1.0,
    "phone_number": "+86",
    "first_name": "F",
    "action": "typing",
    "file_id": "x",
    "name": "Topic",
    "message_thread_id": 2,
    "user_id": CLERK,
    "commands": [],
    "question": "What?",
    "options": ["Yes", "No"],
    "inline_query_id": "5",
    "web_app_query_id": "5",
    "results": [],
    "result": {},
    "title": "Hall",
    "address": "Main street",
    "animation": "x",
    "video_note": "x",
    "permissions": {},
    "invite_link": "x",
}


def names(method: Method) -> str:
    return method.name


def plain(annotation: Any) -> Any:
    if get_origin(annotation) in (Union, types.UnionType):
        kinds = [kind for kind in get_args(annotation) if kind not in (type(None), Default)]
        return kinds[0] if len(kinds) == 1 else None
    return annotation


@pytest.mark.rule("methods.parameters")
@pytest.mark.parametrize("method", OURS, ids=names)
def test_every_field_that_aiogram_requires_is_required_here(method: Method) -> None:
    theirs = THEIRS[method.name].model_fields
    required = {name for name in theirs if theirs[name].is_required()}
    required = required - LENIENT.get(method.name, set()) | STRICTER.get(method.name, set())
    ours = {parameter.name for parameter in method.parameters() if parameter.required}
    assert ours == required


@pytest.mark.rule("methods.parameters")
@pytest.mark.parametrize("method", OURS, ids=names)
def test_no_parameter_is_invented_and_each_is_read_as_its_type(method: Method) -> None:
    theirs = THEIRS[method.name].model_fields
    for parameter in method.parameters():
        assert parameter.name in theirs
        kind = plain(theirs[parameter.name].annotation)
        if kind in PLAIN:
            assert parameter.kind is PLAIN[kind], parameter.name
        else:
            assert parameter.kind in (str, int, Json, Upload), parameter.name


@pytest.mark.parametrize("method", [m for m in OURS if any(p.required for p in m.parameters())], ids=names)
async def test_a_call_without_a_required_field_is_refused(town: Town, method: Method) -> None:
    required = [parameter.name for parameter in method.parameters() if parameter.required]
    for missing in required:
        params = {name: VALUES[name] for name in required if name != missing}
        answer = await town.api(method.name, params)
        assert (answer["ok"], answer["error_code"]) == (False, 400), missing
    assert (await town.see("sends"))["sends"] == []


@pytest.mark.rule("methods.table")
def test_every_method_that_a_halls_bot_needs_is_there() -> None:
    assert set(NEEDED.split()) <= {method.name for method in OURS}


async def test_methods_that_are_not_pretended_yet_are_not_found(town: Town) -> None:
    missing = sorted(set(THEIRS) - {method.name for method in OURS})
    assert missing
    for name in missing:
        assert await town.refusal(name, chat_id=CITIZEN) == "Not Found: method not found"
