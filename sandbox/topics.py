"""Forum topics: what opening, renaming, closing and deleting one does, whoever does it."""

from sandbox.chats import Chat, Message, Topic
from sandbox.posting import Draft, post, tell_topic
from sandbox.world import World

ICON_COLORS = (7322096, 16766590, 13338331, 9367192, 16749490, 16478047)
MAX_NAME = 128


def open_topic(
    world: World,
    chat: Chat,
    *,
    name: str,
    from_id: int,
    icon_color: int = ICON_COLORS[0],
    icon_custom_emoji_id: str = "",
) -> tuple[Topic, Message]:
    """Create a topic; its id is the service message that says so."""
    created = {"name": name, "icon_color": icon_color}
    if icon_custom_emoji_id:
        created["icon_custom_emoji_id"] = icon_custom_emoji_id
    thread_id = chat.last_message_id + 1
    topic = Topic(thread_id, name, icon_color, icon_custom_emoji_id)
    message = post(world, chat, Draft({"forum_topic_created": created}), from_id=from_id)
    chat.topics[thread_id] = topic
    topic.message_ids[thread_id] = None
    tell_topic(world, chat, topic, action="create")
    return topic, message


def rename_topic(
    world: World,
    chat: Chat,
    topic: Topic,
    *,
    from_id: int,
    name: str | None = None,
    icon_custom_emoji_id: str | None = None,
) -> Message:
    """Change a topic's name or icon."""
    edited = {}
    if name is not None:
        edited["name"] = topic.name = name
    if icon_custom_emoji_id is not None:
        edited["icon_custom_emoji_id"] = topic.icon_custom_emoji_id = icon_custom_emoji_id
    message = post(world, chat, Draft({"forum_topic_edited": edited}, thread_id=topic.thread_id), from_id=from_id)
    tell_topic(world, chat, topic, action="rename")
    return message


def close_topic(world: World, chat: Chat, topic: Topic, *, from_id: int) -> Message:
    """Close an open topic."""
    topic.closed = True
    message = post(world, chat, Draft({"forum_topic_closed": {}}, thread_id=topic.thread_id), from_id=from_id)
    tell_topic(world, chat, topic, action="close")
    return message


def reopen_topic(world: World, chat: Chat, topic: Topic, *, from_id: int) -> Message:
    """Open a closed topic again."""
    topic.closed = False
    message = post(world, chat, Draft({"forum_topic_reopened": {}}, thread_id=topic.thread_id), from_id=from_id)
    tell_topic(world, chat, topic, action="reopen")
    return message


def delete_topic(world: World, chat: Chat, topic: Topic) -> None:
    """Delete a topic with all its messages; nobody is told by an update."""
    del chat.topics[topic.thread_id]
    message_ids = list(topic.message_ids)
    for message_id in message_ids:
        chat.forget(message_id)
    world.stream.publish("deleted", chat_id=chat.id, message_ids=message_ids)
    tell_topic(world, chat, topic, action="delete")
