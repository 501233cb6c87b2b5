"""A chat's own state: members, topics, messages and what is pinned."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

CREATOR = "creator"
ADMINISTRATOR = "administrator"
MEMBER = "member"
RESTRICTED = "restricted"
LEFT = "left"
KICKED = "kicked"
STATUSES = frozenset({CREATOR, ADMINISTRATOR, MEMBER, RESTRICTED, LEFT, KICKED})
PRESENT = frozenset({CREATOR, ADMINISTRATOR, MEMBER, RESTRICTED})
RULES = frozenset({CREATOR, ADMINISTRATOR})

ADMIN_RIGHTS = {
    "is_anonymous": False,
    "can_manage_chat": True,
    "can_delete_messages": True,
    "can_manage_video_chats": True,
    "can_restrict_members": True,
    "can_promote_members": False,
    "can_change_info": True,
    "can_invite_users": True,
    "can_post_stories": False,
    "can_edit_stories": False,
    "can_delete_stories": False,
    "can_send_welcome_messages": False,
    "can_pin_messages": True,
    "can_manage_topics": True,
}
PERMISSION_NAMES = """
    can_send_messages can_send_audios can_send_documents can_send_photos can_send_videos can_send_video_notes
    can_send_voice_notes can_send_polls can_send_other_messages can_add_web_page_previews can_react_to_messages
    can_edit_tag can_change_info can_invite_users can_pin_messages can_manage_topics
"""
PERMISSIONS = dict.fromkeys(
    PERMISSION_NAMES.split(),
    True,
)


@dataclass(frozen=True, slots=True)
class Member:
    """What somebody is in a group; `rights` differ from the usual ones, `until` ends a ban or a restriction."""

    status: str = LEFT
    rights: dict[str, bool] = field(default_factory=dict)
    known: bool = True
    until: int = 0

    @property
    def present(self) -> bool:
        """Whether they are in the group now."""
        return self.status in PRESENT

    def may(self, right: str) -> bool:
        """Whether they have an administrator's right."""
        if self.status == CREATOR:
            return True
        return self.status == ADMINISTRATOR and self.rights.get(right, ADMIN_RIGHTS.get(right, False))

    def as_json(self) -> dict[str, Any]:
        """The ChatMember without its user."""
        if self.status == CREATOR:
            return {"status": CREATOR, "is_anonymous": self.rights.get("is_anonymous", False)}
        if self.status == ADMINISTRATOR:
            return {"status": ADMINISTRATOR, "can_be_edited": False, **ADMIN_RIGHTS, **self.rights}
        if self.status == RESTRICTED:
            return {
                "status": RESTRICTED,
                "is_member": True,
                "until_date": self.until,
                **dict.fromkeys(PERMISSIONS, False),
                **self.rights,
            }
        return {"status": self.status, **({"until_date": self.until} if self.status == KICKED else {})}


NOBODY = Member(known=False)


@dataclass(slots=True)
class Topic:
    """A forum topic; its id is the message that created it."""

    thread_id: int
    name: str
    icon_color: int
    icon_custom_emoji_id: str = ""
    closed: bool = False
    hidden: bool = False
    message_ids: dict[int, None] = field(default_factory=dict)

    def as_state(self) -> dict[str, Any]:
        """The topic as the control API shows it."""
        return {"message_thread_id": self.thread_id, "name": self.name, "closed": self.closed}

    def as_json(self) -> dict[str, Any]:
        """The ForumTopic of the Bot API."""
        body = {"message_thread_id": self.thread_id, "name": self.name, "icon_color": self.icon_color}
        return body | ({"icon_custom_emoji_id": self.icon_custom_emoji_id} if self.icon_custom_emoji_id else {})


@dataclass(slots=True)
class Message:
    """A message as it is now. `body` is never changed in place: queued updates and events hold older ones."""

    body: dict[str, Any]
    sender_bot: int | None = None
    reply_keyboard: bool = False
    inline_id: str = ""
    reactions: dict[int, list[dict[str, Any]]] = field(default_factory=dict)


@dataclass(slots=True)
class Chat:
    """A group, or the dialog of a person (whose id it has) with the bot `bot_id`.

    `founders`, what people were in a group of the demo at first, make it come back after a reset; others have none.
    """

    id: int
    type: str
    title: str = ""
    username: str = ""
    is_forum: bool = False
    bot_id: int = 0
    members: dict[int, Member] = field(default_factory=dict)
    topics: dict[int, Topic] = field(default_factory=dict)
    messages: dict[int, Message] = field(default_factory=dict)
    pinned: list[int] = field(default_factory=list)
    keyboard: dict[str, Any] | None = None
    last_message_id: int = 0
    migrated_to: int = 0
    founders: dict[int, str] = field(default_factory=dict)
    general: Topic = field(default_factory=lambda: Topic(1, "General", 7322096))
    links: dict[str, dict[str, Any]] = field(default_factory=dict)
    requests: dict[int, float] = field(default_factory=dict)

    @property
    def is_private(self) -> bool:
        """Whether this is a dialog with one person."""
        return self.type == "private"

    def member(self, user_id: int) -> Member:
        """What somebody is here; `known` is false for who was never here."""
        return self.members.get(user_id, NOBODY)

    def newest_first(self, *, thread_id: int | None = None) -> Iterator[Message]:
        """Messages from the newest back, of one topic if asked; 0 means General."""
        if thread_id:
            topic = self.topics.get(thread_id)
            ids = reversed(topic.message_ids) if topic else iter(())
            yield from (self.messages[number] for number in ids if number in self.messages)
        else:
            for message in reversed(self.messages.values()):
                if thread_id is None or "message_thread_id" not in message.body:
                    yield message

    def forget(self, message_id: int) -> None:
        """Take a message away, and its pin."""
        message = self.messages.pop(message_id, None)
        if message_id in self.pinned:
            self.pinned.remove(message_id)
        topic = self.topics.get(message.body.get("message_thread_id", 0)) if message else None
        if topic:
            topic.message_ids.pop(message_id, None)
