"""The command list holds commands that exist, in Chinese and English."""

from gateway.menu import COMMANDS, publish_commands
from tests.kit.town import Town


async def test_every_listed_command_is_published_and_answered(town: Town) -> None:
    await publish_commands(town.app.telegram)
    calls = [call for call in (await town.read("calls"))["calls"] if call["method"] == "setMyCommands"]
    assert [call["status"] for call in calls] == [200, 200]

    chen = await town.citizen()
    await chen.says("/no_such_command")
    unknown = await chen.reads()
    for command in COMMANDS:
        await chen.says(f"/{command}")
        assert await chen.reads() != unknown, command
