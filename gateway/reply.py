"""Answers to one update: everything shown is an outbox row, the toast waits for the commit."""

from dataclasses import dataclass
from datetime import datetime

from domain.subjects import Part, Subject
from gateway.wire import bodies, keyboard
from storage.chats import forget_posted, note_posted, set_options
from storage.outgoing import Address, Outgoing, Policy
from storage.transaction import Tx
from views.screen import Screen

GROWING = "screen"
"""The kind of subject a screen that grows is; its id is the chat's."""
TOAST_LIMIT = 200
"""Characters Telegram shows in the answer to a press."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an update came from.

    Attributes:
        key: names the update in dedupe keys.
        to: where answers go.
        is_private: a person's own chat with the bot.
        pressed: the message whose button was pressed.
        wrote: the message that was written.
        latest: the chat's latest message as far as we know.
        now: the hall clock.
    """

    key: str
    to: Address
    is_private: bool
    chat_id: int
    pressed: int | None
    wrote: int | None
    latest: int
    now: datetime


@dataclass(slots=True)
class Toast:
    """The answer to a button press."""

    text: str = ""
    alert: bool = False


class GatewayReply:
    """Implements views.reply.Reply for one update."""

    def __init__(self, tx: Tx, origin: Origin) -> None:
        self._tx = tx
        self._origin = origin
        self._said = 0
        self.pressed = origin.pressed
        self.answer = Toast()

    async def show(self, screen: Screen) -> None:
        """Show a screen; see views.reply.Reply."""
        origin = self._origin
        quotes = None if origin.is_private else origin.wrote
        parts = bodies(screen, quotes=quotes)
        pressed, self.pressed = self.pressed, None
        current = pressed is not None and (not origin.is_private or pressed >= origin.latest)
        if pressed is not None and current and not screen.fresh and len(parts) == 1:
            self._say("editMessageText", {"message_id": pressed, **parts[0]}, policy=Policy.EDIT)
            if origin.is_private or screen.about:
                self._is_now_about(pressed, self._subject(screen))
        else:
            if pressed is not None and origin.is_private:
                # In a group the pressed message is everybody's, such as a card: it keeps its buttons.
                self._say(
                    "editMessageReplyMarkup", {"message_id": pressed, "reply_markup": keyboard(())}, policy=Policy.EDIT
                )
            for part in parts:
                self._say("sendMessage", part, about=self._subject(screen))
        if origin.is_private:
            set_options(self._tx, origin.chat_id, options=screen.options)

    async def renew(self, screen: Screen) -> None:
        """Change what was shown last; see views.reply.Reply. What takes several messages stays as it is."""
        body, *more = bodies(screen)
        if not more:
            self._say("editMessageText", body, policy=Policy.EDIT, about=self._subject(screen), edits=True)
            set_options(self._tx, self._origin.chat_id, options=screen.options)

    def _subject(self, screen: Screen) -> Subject | None:
        return Subject(GROWING, self._origin.chat_id, Part.STATUS) if screen.grows else screen.about

    def _is_now_about(self, message_id: int, about: Subject | None) -> None:
        """Let a reply to an edited message find what it shows now; written down at once, so that no older edit wins."""
        chat_id = self._origin.chat_id
        if about is None:
            forget_posted(self._tx, chat_id=chat_id, message_id=message_id)
        else:
            note_posted(self._tx, chat_id=chat_id, message_id=message_id, subject=about, now=self._origin.now)

    def toast(self, text: str, *, alert: bool = False) -> None:
        """Answer the press; see views.reply.Reply. A press that was typed gets no answer, so its alert is a message."""
        if alert and self._origin.pressed is None:
            self._say("sendMessage", {"text": text})
        self.answer = Toast(text=text[:TOAST_LIMIT], alert=alert)

    def discard(self) -> None:
        """Forget what was said: the savepoint it was said in is rolled back."""
        self.pressed = self._origin.pressed
        self.answer = Toast()

    def _say(
        self,
        method: str,
        body: dict[str, object],
        *,
        policy: Policy = Policy.CRITICAL,
        about: Subject | None = None,
        edits: bool = False,
    ) -> None:
        self._said += 1
        key = f"{self._origin.key}:reply:{self._said}"
        to = self._origin.to
        self._tx.say(
            Outgoing(dedupe_key=key, to=to, method=method, body=body, policy=policy, subject=about, edits=edits)
        )
