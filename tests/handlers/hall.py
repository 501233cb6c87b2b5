"""What tests of cases do again and again: ask, find the card, reply below it."""

import base64
from typing import Any

from actions.cases.acting import Matter, file_case, new_key
from storage.people import find_person
from tests.kit.people import Clerk, Someone
from tests.kit.town import STAFF_GROUP, Town

PHOTO = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
"""One grey point."""
COMPLAINT = "窗口说材料不齐，但没有说缺什么。"
QUESTION = "孩子在外地出生，材料不齐能先登记吗？"


async def asks_staff(citizen: Someone, question: str = QUESTION) -> None:
    """Hand a question over, in whatever language the citizen's buttons are."""
    await citizen.starts()
    chinese = any("问工作人员" in label for label in await citizen.sees())
    await citizen.presses("问工作人员" if chinese else "Ask staff")
    await citizen.says(question)
    await citizen.presses("发送" if chinese else "Send")


async def card_in(town: Town, thread_id: int | None = None, *, group: int = STAFF_GROUP) -> dict[str, Any]:
    """The newest card of a topic: the bot's message with the case's number and its buttons."""
    return next(
        message
        for message in reversed(await town.in_topic(thread_id, group=group))
        if message["from"]["is_bot"] and message.get("text", " ")[0] in "🆕🙋⏳📁" and " · " in message["text"]
    )


async def replies(clerk: Clerk, text: str, *, thread_id: int | None = None) -> dict[str, Any]:
    """Answer the card, as clerks do."""
    card = await card_in(clerk.town, thread_id)
    return await clerk.writes_in_topic(text, reply_to=card["message_id"], thread_id=thread_id)


async def copies_in(town: Town, thread_id: int | None = None) -> list[dict[str, Any]]:
    """The bot's messages of a topic that hold a file."""
    media = ("photo", "document", "voice", "video", "sticker", "location")
    return [message for message in await town.in_topic(thread_id) if any(kind in message for kind in media)]


async def presses_late(someone: Someone, message: dict[str, Any], data: str) -> None:
    """Press a button that the message showed once: the press was on its way while the message changed."""
    town = someone.town
    sender = {"id": someone.id, "is_bot": False, "first_name": someone.name}
    query = {"id": f"late{len(data)}{message['message_id']}", "from": sender, "chat_instance": "1", "data": data}
    await town.control("update", update={"callback_query": {**query, "message": message}})
    await town.settle()


def button_data(message: dict[str, Any], label: str) -> str:
    """What a button of a message sends."""
    rows = message["reply_markup"]["inline_keyboard"]
    return next(button["callback_data"] for row in rows for button in row if label in button["text"])


async def files_complaint(citizen: Someone, text: str = COMPLAINT, *, area: str = "a", kind: str = "complaint") -> int:
    """File a case of a kind that is handled in steps, of an area; its id."""
    town = citizen.town
    await citizen.starts()
    present = town.app.hall.present()
    async with town.app.database.write() as tx:
        found = await find_person(tx, citizen.id)
        assert found is not None
        matter = Matter(person=found[0], language=found[0].language, text=text, area=area)
        case = await file_case(
            tx, present.hall.flow_named(kind), matter, key=new_key(), hall=present.hall, now=present.now
        )
    await town.settle()
    return case.id
