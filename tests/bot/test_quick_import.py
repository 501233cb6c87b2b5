"""aiogram imported quickly is the same aiogram."""

import subprocess
import sys

import orjson
import pytest

TELL = """
import re, sys, orjson
from aiogram import methods, types

def of(module):
    return {name: kind for name in module.__all__ if hasattr(kind := getattr(module, name), "model_rebuild")}

kinds = of(types) | {name: kind for name, kind in of(methods).items() if name != "TelegramMethod"}
built = [name for name, kind in kinds.items() if kind.__dict__.get("__pydantic_complete__")]
update = {
    "update_id": 1,
    "message": {
        "message_id": 2, "date": 3, "text": "您好", "chat": {"id": 4, "type": "private", "unheard_of": 5},
        "entities": [{"type": "bold", "offset": 0, "length": 1}],
        "reply_markup": {"inline_keyboard": [[{"text": "6", "callback_data": "7"}]]},
        "reply_to_message": {"message_id": 1, "date": 0, "chat": {"id": 4, "type": "private"}},
    },
}
read = types.Update.model_validate(update).model_dump_json(exclude_unset=True)
for kind in reversed(kinds.values()):  # what is made of others first
    kind.model_rebuild()
methods.Response[types.ChatInviteLink].model_validate({"ok": True})
fields = {name: re.sub(" at 0x[0-9a-f]+", "", repr(sorted(kind.model_fields.items()))) for name, kind in kinds.items()}
sys.stdout.buffer.write(orjson.dumps({"built": built, "read": read, "fields": fields}))
"""


def told(first: str) -> dict[str, object]:
    """What a process says of aiogram that imports something before."""
    done = subprocess.run([sys.executable, "-c", first + TELL], capture_output=True, check=True)
    answer: dict[str, object] = orjson.loads(done.stdout)
    return answer


@pytest.fixture(scope="module")
def by_itself() -> dict[str, object]:
    """What aiogram is without us."""
    return told("")


def test_by_itself_it_builds_every_type_on_import(by_itself: dict[str, object]) -> None:
    """The negative control."""
    assert len(by_itself["built"]) > 300  # type: ignore[arg-type] # a list


def test_with_us_it_builds_none_and_all_are_the_same_in_the_end(by_itself: dict[str, object]) -> None:
    ours = told("import bot")
    assert ours["built"] == []
    assert ours["read"] == by_itself["read"]
    assert ours["fields"] == by_itself["fields"]
