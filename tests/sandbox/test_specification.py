"""The sandbox against the specification of the Bot API, where it lies at hand: parameters in, objects out."""

import json
from pathlib import Path
from typing import Any

import pytest

import sandbox.methods  # noqa: F401 - registers the methods
from sandbox.pending import KINDS
from sandbox.registry import METHODS
from tests.sandbox.lively import PEOPLES_FILES, every_kind_of_update
from tests.sandbox.specification import Specification, paths
from tests.sandbox.test_parameters import LENIENT, STRICTER
from tests.sandbox.town import CITIZEN, PNG, STAFF, Town

FILE_ID = {"name": "file_id", "type": "String", "required": True}
SMALL = {
    "getFile": ("methods", [FILE_ID | {"type": "Integer"}, FILE_ID | {"name": "token"}]),
    "File": (
        "types",
        [
            FILE_ID,
            {"name": "sizes", "type": "Array of Integer", "required": True},
            {"name": "owner", "type": "File", "required": False},
        ],
    ),
}


def written(small: dict[str, tuple[str, list[dict[str, Any]]]]) -> str:
    children = [
        {"name": name, "category": category, "annotations": fields} for name, (category, fields) in small.items()
    ]
    return json.dumps({"items": [{"children": children}]})


def specifications() -> list[Specification]:
    return [Specification.read(path.read_text()) for path in paths()]


def test_what_differs_from_a_specification_is_found() -> None:
    small = Specification.read(written(SMALL))
    assert list(small.unlike(METHODS["getfile"], lenient=set(), stricter=set())) == [
        "getFile requires ['file_id'] instead of ['file_id', 'token']",
        "getFile reads file_id as <class 'str'>, it is Integer",
    ]
    wrong = {"file_id": 5, "owner": {"file_id": "x", "sizes": ["y"], "colour": "red"}}
    assert list(small.faults(wrong, "File")) == [
        "File has no sizes",
        "File.file_id is 5, no String",
        "File.owner.sizes[] is 'y', no Integer",
        "File.owner has colour, which is unknown",
    ]


def test_a_specification_is_looked_for_where_the_environment_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BANSHI_BOTAPI_JSON", str(tmp_path / "api.json"))
    assert paths() == []
    (tmp_path / "api.json").write_text(written(SMALL))
    assert paths() == [tmp_path / "api.json"]


@pytest.mark.rule("methods.parameters")
def test_parameters_are_those_of_the_specification() -> None:
    found = [
        difference
        for specification in specifications()
        for method in METHODS.values()
        for difference in specification.unlike(
            method, lenient=LENIENT.get(method.name, set()), stricter=STRICTER.get(method.name, set())
        )
    ]
    assert found == []


def test_kinds_of_updates_are_those_of_the_specification() -> None:
    for specification in specifications():
        assert {field.name for field in specification.types["Update"]} >= KINDS


@pytest.mark.rule("updates.kinds")
async def test_updates_have_the_fields_of_the_specification(town: Town) -> None:
    updates = await every_kind_of_update(town)
    assert len(updates) > 20
    for specification in specifications():
        assert [fault for update in updates for fault in specification.faults(update, "Update")] == []


ANSWERS = {
    "getMe": ("User", {}),
    "getChat": ("ChatFullInfo", {"chat_id": STAFF}),
    "getChatAdministrators": ("Array of ChatMember", {"chat_id": STAFF}),
    "getWebhookInfo": ("WebhookInfo", {}),
    "createForumTopic": ("ForumTopic", {"chat_id": STAFF, "name": "Topic"}),
    "getForumTopicIconStickers": ("Array of Sticker", {}),
    "createChatInviteLink": ("ChatInviteLink", {"chat_id": STAFF, "name": "Door"}),
    "sendVenue": ("Message", {"chat_id": CITIZEN, "latitude": 1, "longitude": 2, "title": "T", "address": "A"}),
    "sendDice": ("Message", {"chat_id": CITIZEN}),
    "sendPoll": ("Message", {"chat_id": STAFF, "question": "?", "options": ["A"], "open_period": 60}),
    "sendContact": ("Message", {"chat_id": STAFF, "phone_number": "+86", "first_name": "F"}),
}


async def test_answers_have_the_fields_of_the_specification(town: Town) -> None:
    given = {name: (kind, await town.ok(name, **params)) for name, (kind, params) in ANSWERS.items()}
    for kind in PEOPLES_FILES:
        method = "send" + kind.title().replace("_", "")
        given[method] = ("Message", (await town.send_file(method, kind, PNG, chat_id=STAFF))["result"])
    assert len(given) == len(ANSWERS) + 8
    for specification in specifications():
        faults = [fault for kind, value in given.values() for fault in specification.faults(value, kind)]
        assert faults == []
