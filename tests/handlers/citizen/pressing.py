"""Presses that no screen of today offers."""

from tests.kit.people import Someone
from tests.kit.town import Town


async def presses_raw(town: Town, someone: Someone, *, data: str) -> None:
    """Press a button of the latest message that is no longer, or was never, under it."""
    latest = (await someone.said_by_bot())[-1]
    query = {
        "id": "4242",
        "from": {"id": someone.id, "is_bot": False, "first_name": someone.name},
        "message": latest,
        "chat_instance": "1",
        "data": data,
    }
    await town.control("update", update={"callback_query": query})
    await town.settle()
