"""Staff write a case down for somebody without Telegram: which kind, how it came, in which words."""

from collections.abc import Iterable, Sequence

from content.flows import FlowFile
from content.texts import Text
from domain.cases import Case, Channel
from domain.languages import Language
from views.case_callbacks import FileKind, FileNow, FileVia
from views.cases.dropping import give_up_words
from views.render import label, render
from views.screen import Screen, button


def choose_kind(language: Language, *, flows: Sequence[FlowFile], mark: str) -> Screen:
    """Asks what it is."""
    rows = tuple((button(flow.name.in_(language), FileKind(kind=flow.id)),) for flow in flows)
    return Screen(body=render(language, "staff/file_kind"), rows=(*rows, (give_up_words(language, mark=mark),)))


def choose_channel(language: Language, *, kind: Text, channels: Iterable[Channel], mark: str) -> Screen:
    """Asks how it came."""
    rows = tuple(
        (button(label(language, f"cases.channel.{channel}"), FileVia(channel=channel)),) for channel in channels
    )
    return Screen(
        body=render(language, "staff/file_channel", kind=kind), rows=(*rows, (give_up_words(language, mark=mark),))
    )


def ask_words(language: Language, *, kind: Text, channel: Channel, mark: str) -> Screen:
    """Asks for the words."""
    via = label(language, f"cases.channel.{channel}")
    body = render(language, "staff/file_words", kind=kind, via=via)
    return Screen(body=body, rows=((give_up_words(language, mark=mark),),), fresh=True)


def preview(language: Language, *, kind: Text, channel: Channel, text: str, key: str, mark: str) -> Screen:
    """The case before it is filed."""
    via = label(language, f"cases.channel.{channel}")
    body = render(language, "staff/file_preview", kind=kind, via=via, text=text)
    return Screen(
        body=body, rows=((button(label(language, "staff.file"), FileNow(key=key)), give_up_words(language, mark=mark)),)
    )


def filed(language: Language, case: Case, *, kind: Text) -> Screen:
    """It has a number, and a topic of its own."""
    return Screen(body=render(language, "staff/filed", case=case, kind=kind))


def filed_before(language: Language, case: Case) -> str:
    """A toast for somebody who pressed twice."""
    return label(language, "staff.toast.filed_before", number=case.number)
