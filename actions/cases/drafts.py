"""What citizens and clerks have begun to write about a case and not sent yet."""

from collections.abc import Iterable
from typing import Self

from pydantic import BaseModel, Field

from actions.cases.acting import new_key
from actions.forms import Form
from domain.cases import Case, Channel, Privacy
from domain.conversation import ContentKind, Written
from domain.errors import TooManyParts
from domain.filing import Contact, Detail

MAX_PARTS = 20
"""Messages one question may consist of before it is sent."""


class DraftPart(BaseModel):
    """One message of a draft, as it can be kept in a form."""

    kind: ContentKind
    text: str
    chat_id: int
    message_id: int
    media_group: str | None = None

    @classmethod
    def of(cls, written: Written) -> Self:
        """Keep what somebody wrote."""
        return cls(
            kind=written.kind,
            text=written.text,
            chat_id=written.chat_id,
            message_id=written.message_id,
            media_group=written.media_group,
        )

    @property
    def written(self) -> Written:
        """What somebody wrote."""
        return Written(self.kind, self.text, self.chat_id, self.message_id, self.media_group)


class Parts(BaseModel):
    """A draft that is one or more messages."""

    parts: list[DraftPart] = []

    @property
    def text(self) -> str:
        """All words of the draft, a line for each message."""
        return "\n".join(part.text.strip() for part in self.parts if part.text.strip())

    @property
    def attachments(self) -> tuple[ContentKind, ...]:
        """What is attached, in order."""
        return tuple(part.kind for part in self.parts if part.kind is not ContentKind.TEXT)

    def has_album(self, media_group: str | None) -> bool:
        """Whether a part of this album is here already."""
        return media_group is not None and any(part.media_group == media_group for part in self.parts)

    def add(self, written: Written) -> None:
        """Add a message.

        Raises:
            TooManyParts: there are ``MAX_PARTS`` already.
        """
        if len(self.parts) >= MAX_PARTS:
            raise TooManyParts(limit=MAX_PARTS)
        self.parts.append(DraftPart.of(written))

    def reword(self, written: Written) -> bool:
        """Follow an edited message; False if it is none of this draft."""
        for number, part in enumerate(self.parts):
            if (part.chat_id, part.message_id) == (written.chat_id, written.message_id):
                self.parts[number] = DraftPart.of(written)
                return True
        return False


class QuestionDraft(Parts):
    """A question that will go to staff. ``key`` lets it be sent once, whatever is pressed how often."""

    key: str = Field(default_factory=new_key)
    guess_ids: list[str] = []


class CaseStart(BaseModel):
    """Where somebody comes from who is about to choose what to file: a guide, or the counter of a link."""

    service: str | None = None
    area: str | None = None
    place: str = ""


class CaseDraft(Parts):
    """What a citizen is about to file. ``key`` lets it be filed once.

    Attributes:
        kind: the flow's id.
        asked: what the next words are; None for more about the matter, ``WORDS`` for other words about it.
        place: where, in the citizen's words or as the counter of a link.
        name, phone: how they want to be reached.
    """

    key: str = Field(default_factory=new_key)
    kind: str
    asked: Detail | None = None
    service: str | None = None
    area: str | None = None
    place: str = ""
    happened: str = ""
    privacy: Privacy = Privacy.OPEN
    name: str = ""
    phone: str = ""

    @property
    def evidence(self) -> list[DraftPart]:
        """What is attached, in order."""
        return [part for part in self.parts if part.kind is not ContentKind.TEXT]

    @property
    def is_begun(self) -> bool:
        """Whether there is anything in it that somebody would miss."""
        return bool(self.parts or self.place or self.happened or self.phone)

    @property
    def contact(self) -> Contact | None:
        """How they want to be reached, if they said so."""
        return Contact(self.name, self.phone) if self.phone else None


class PerhapsCase(Parts):
    """Words that begin as a case of some kind does, kept until the person says whether they are one."""

    kind: str


class WhichCase(Parts):
    """Messages of somebody with several open cases, kept until they say which one is meant."""


class AddingTo(BaseModel):
    """The next message of this citizen belongs to this case."""

    case_id: int


class ActingWith(BaseModel):
    """The next message of this citizen is the words of what they do with their case as it was at ``version``."""

    case_id: int
    version: int
    action: str


class Begun(BaseModel):
    """What somebody of staff has begun in a group. ``mark`` stands on its cancel buttons as long as it is open."""

    mark: str = Field(default_factory=new_key)


class FilingFor(Begun):
    """What somebody of staff writes down for a citizen without Telegram; ``key`` lets it be filed once."""

    kind: str = ""
    channel: Channel | None = None
    text: str = ""
    key: str = Field(default_factory=new_key)

    def with_text(self, text: str) -> Self:
        """The same with these words, under a key of their own: only what was seen last can be filed."""
        return self.model_copy(update={"text": text, "key": new_key()})

    def choosing(self, *, kind: str, channel: Channel | None = None) -> Self:
        """The same of this kind and channel, with its words still to be written."""
        return self.with_text("").model_copy(update={"kind": kind, "channel": channel})


class Worded(Begun):
    """Something that needs words. ``key`` lets them be sent once, and only those that were seen last."""

    key: str = Field(default_factory=new_key)
    part: DraftPart | None = None

    def with_part(self, part: DraftPart | None) -> Self:
        """The same with these words, or with none yet, under a key of their own."""
        return self.model_copy(update={"part": part, "key": new_key()})

    @property
    def text(self) -> str:
        """The words; empty while there are none."""
        return self.part.text.strip() if self.part else ""


class TimeWords(Worded):
    """Why somebody of staff needs ``amount`` more of the running period's units, in a case as it was at ``version``."""

    case_id: int
    version: int
    amount: int


class MergingWith(Begun):
    """If the next message of this member of staff is a number, it is of the case that this one is the same as."""

    case_id: int


class PartWords(Begun):
    """What another area is asked for in a case, in so many working ``days``, or with 0 until the case's own end."""

    case_id: int
    area: str
    days: int
    text: str = ""
    key: str = Field(default_factory=new_key)

    def with_text(self, text: str) -> Self:
        """The same with these words, under a key of their own: only what was seen last can be sent."""
        return self.model_copy(update={"text": text, "key": new_key()})


class RevealWords(Begun):
    """The next message of this member of staff says why they need to know how to reach the citizen of this case."""

    case_id: int


class DelayWords(Begun):
    """The next message of this member of staff says more about why a promised period was missed."""

    case_id: int
    clock_id: int
    cause: str


class UrgeWords(Begun):
    """The next message of this member of staff says why they urge whoever has this case."""

    case_id: int


class ContactWords(Begun):
    """The next message of this member of staff says how whoever brought this case can be reached."""

    case_id: int


class DenialWords(Worded):
    """Why a request for more time is not granted."""

    request_id: int


class StaffWords(Worded):
    """The words of an action on a case as it was at ``version``.

    ``area`` is the one the case is to be passed on to, for an action that needs one; ``code`` is how it turned out.
    ``along``: which cases went along with it when the words were previewed.
    """

    case_id: int
    version: int
    action: str
    area: str | None = None
    code: str | None = None
    along: list[int] = []

    def choosing(self, *, area: str | None = None, code: str | None = None) -> Self:
        """The same with what was chosen by a button; what was previewed before is not what would be sent now."""
        chosen = {"area": area or self.area, "code": code or self.code}
        return self.with_part(None).model_copy(update=chosen)

    def anew(self) -> Self:
        """The same with nothing chosen or written yet."""
        return self.with_part(None).model_copy(update={"area": None, "code": None})

    def is_for(self, case_id: int, action: str) -> bool:
        """Whether they are the words of this."""
        return (self.case_id, self.action) == (case_id, action)

    def along_with(self, cases: Iterable[Case]) -> Self:
        """The same for these cases too."""
        return self.model_copy(update={"along": [case.id for case in cases]})


def begun_in(form: Form) -> Begun | None:
    """What the somebody of staff whose form this is has begun and neither finished nor left."""
    of_a_case = (StaffWords, TimeWords, DelayWords, UrgeWords, RevealWords, ContactWords, PartWords, MergingWith)
    kinds: tuple[type[Begun], ...] = (*of_a_case, DenialWords, FilingFor)
    return next((begun for kind in kinds if (begun := form.draft(kind))), None)
