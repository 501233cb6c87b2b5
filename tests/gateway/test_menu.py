"""The command lists hold commands that exist, in Chinese and English; those of staff end with their role."""

from typing import Any

from actions.staff import dismiss
from domain.people import Role
from gateway.menu import publish_commands
from tests.kit.town import Town
from views.menu import COMMANDS, OF_CLERKS


async def _names_for(town: Town, person: int) -> list[str]:
    """The commands that Telegram knows for the private chat of somebody."""
    found: list[dict[str, Any]] = await town.app.telegram.call(
        "getMyCommands", f'{{"scope":{{"type":"chat","chat_id":{person}}}}}'
    )
    return [command["command"] for command in found]


async def test_every_listed_command_is_published_and_answered(town: Town) -> None:
    await publish_commands(town.app.telegram, town.app.database)
    calls = [call for call in (await town.read("calls"))["calls"] if call["method"] == "setMyCommands"]
    assert [call["status"] for call in calls] == [200, 200]

    chen = await town.citizen()
    await chen.says("/no_such_command")
    unknown = await chen.reads()
    for command in COMMANDS:
        await chen.says(f"/{command}")
        assert await chen.reads() != unknown, command


async def test_staff_find_their_commands_in_their_own_chat_until_their_role_ends(town: Town) -> None:
    wang, editor = await town.clerk(), await town.clerk("编辑", role=Role.EDITOR)
    assert await _names_for(town, wang.id) == [*OF_CLERKS, *COMMANDS]
    assert await _names_for(town, editor.id) == []

    async with town.app.database.write() as tx:
        await dismiss(tx, telegram_id=wang.id, now=town.clock.now())
    await town.settle()
    assert await _names_for(town, wang.id) == []


async def test_a_start_tells_the_commands_of_those_who_were_staff_before(town: Town) -> None:
    wang = await town.clerk()
    await town.app.telegram.call("deleteMyCommands", f'{{"scope":{{"type":"chat","chat_id":{wang.id}}}}}')
    await publish_commands(town.app.telegram, town.app.database)
    assert await _names_for(town, wang.id) == [*OF_CLERKS, *COMMANDS]
