"""What staff see in a topic: the card, the citizen's words, what becomes of their own."""

from collections.abc import Sequence
from typing import Any

from content.cases import AbuseMark, Choice, Companion, Part, Shown
from content.texts import Text
from domain.cases import Case, Channel
from domain.conversation import CaseMessage, ContentKind, MessageState
from domain.flows import Need, Party
from domain.languages import Language
from views.case_callbacks import (
    AskAssign,
    AskContact,
    AskTakeOver,
    AskTime,
    AskUrging,
    ChangeWords,
    DoAction,
    MakeNote,
    ReleaseCase,
    SendWords,
    StopReply,
    TakeCase,
    TakeOver,
    WriteWords,
)
from views.cases.asking import attached
from views.cases.cohandling import withdrawals
from views.cases.dropping import give_up_words
from views.cohandling_callbacks import AskPart
from views.delay_callbacks import AskCause
from views.marking import on_card
from views.merging_callbacks import AskMerge, AskSplit, SendAlone
from views.render import label, render
from views.screen import Button, Screen, button, in_rows

MOST_COMPANIONS = 10
"""Of the cases that go along with one, those its card names."""


def card(
    language: Language,
    *,
    shown: Shown,
    may_extend: bool,
    may_merge: bool,
    may_split: bool,
    may_ask: bool,
    has_contact: bool,
    attachments: Sequence[ContentKind],
    merged: Sequence[Companion],
    parts: Sequence[Part],
    mark: AbuseMark | None,
    **values: Any,
) -> Screen:
    """The card: what is asked, who has it, what was promised, what can be done now, and what goes along with it.

    ``parts`` are what other areas were asked for. ``values`` stand on it as they are: area, citizen (masked),
    reachable, text, is_cut, guesses, service, about (the name of whom of the staff it is about), last (the latest
    message to the citizen), call, the last one to a citizen whom Telegram does not reach (who, at, reached), urging,
    the last by somebody above, and lead, who asked, on the card of a request to another area.
    """
    body = render(
        language,
        "staff/card",
        shown=shown,
        **on_card(language, mark),
        attached=attached(language, attachments),
        has_contact=has_contact,
        parts=parts,
        **_circumstances(language, shown.case),
        **_companions(merged),
        **values,
    )
    possible = {"may_extend": may_extend, "may_ask": may_ask, "may_merge": may_merge, "may_split": may_split}
    deeds = _deeds(language, shown, **possible, has_contact=has_contact)
    buttons = [*deeds, *withdrawals(language, shown.case, parts)]
    return Screen(body=body, rows=in_rows(buttons))


def _companions(merged: Sequence[Companion]) -> dict[str, Any]:
    """Those that the card has room for, and how many more there are."""
    return {"merged": merged[:MOST_COMPANIONS], "more": max(0, len(merged) - MOST_COMPANIONS)}


def _circumstances(language: Language, case: Case) -> dict[str, str]:
    """In which language and how it came in, and how much staff may know."""
    return {
        "spoken": label(language, f"cases.language.{case.language}"),
        "channel": label(language, f"cases.channel.{case.channel}"),
        "privacy": label(language, f"cases.privacy.{case.privacy}"),
    }


def _deeds(
    language: Language,
    shown: Shown,
    *,
    may_extend: bool,
    may_ask: bool,
    may_merge: bool,
    may_split: bool,
    has_contact: bool,
) -> list[Button]:
    """What anybody of the staff may do now; whoever presses is checked."""
    case = shown.case
    buttons = [_press(language, case, choice, name=choice.name) for choice in shown.choices if choice.name]
    if shown.turn not in (None, Party.CITIZEN):
        alone = not shown.main
        if alone and case.owner_id is None:
            buttons.insert(0, button(label(language, "staff.take"), TakeCase(case_id=case.id)))
        elif alone:
            buttons.append(button(label(language, "staff.release"), ReleaseCase(case_id=case.id)))
            buttons.append(button(label(language, "staff.take_over"), AskTakeOver(case_id=case.id)))
        if case.owner_id is not None:
            buttons.append(button(label(language, "staff.urge"), AskUrging(case_id=case.id)))
        if may_extend:
            buttons.append(button(label(language, "staff.more_time"), AskTime(case_id=case.id)))
        if may_ask:
            buttons.append(button(label(language, "part.ask"), AskPart(case_id=case.id)))
        if alone:
            buttons.append(button(label(language, "staff.assign"), AskAssign(case_id=case.id)))
    if may_merge:
        buttons.append(button(label(language, "staff.merge"), AskMerge(case_id=case.id)))
    if shown.wants_cause:
        buttons.append(button(label(language, "staff.say_why"), AskCause(case_id=case.id)))
    if may_split:
        buttons.append(button(label(language, "staff.split"), AskSplit(case_id=case.id)))
    if has_contact:
        buttons.append(button(label(language, "staff.contact"), AskContact(case_id=case.id)))
    return buttons


def _press(language: Language, case: Case, choice: Choice, *, name: Text) -> Button:
    if choice.asks:
        press = WriteWords(case_id=case.id, version=case.version, action=choice.action)
        return button(label(language, "staff.write", name=name.in_(language)), press)
    return button(name.in_(language), DoAction(case_id=case.id, version=case.version, action=choice.action))


def added(language: Language, *, message: CaseMessage, citizen: str, **_: Any) -> Screen:
    """The citizen's words; also what we kept of something that cannot be copied any more."""
    kind = label(language, f"cases.kind.{message.content.kind}")
    return Screen(body=render(language, "staff/added", message=message, citizen=citizen, kind=kind))


def edited(language: Language, *, citizen: str, before: str, after: str) -> Screen:
    """How the citizen reworded a message."""
    return Screen(body=render(language, "staff/edited", citizen=citizen, before=before, after=after))


def line(language: Language, *, what: str, **values: Any) -> Screen:
    """A service line; ``what`` names the template, ``values`` are what it may tell of."""
    return Screen(body=render(language, f"staff/line_{what}", **values))


def nudged(language: Language, *, shown: Shown, citizen: str, times: int, is_owner: bool, stands_in: bool) -> Screen:
    """Its citizen waits for a case, for the topic and in private."""
    values = {"citizen": citizen, "times": times, "is_owner": is_owner, "stands_in": stands_in}
    return Screen(body=render(language, "staff/nudged", shown=shown, **values))


def history(language: Language, *, case: Case, told: Sequence[Any], earlier: int, moved: bool) -> Screen:
    """The conversation so far, for a topic that was made again, or of another group the case has ``moved`` to."""
    body = render(
        language,
        "staff/history",
        case=case,
        told=told,
        earlier=earlier,
        moved=moved,
        kind=lambda message: label(language, f"cases.kind.{message.content.kind}"),
    )
    return Screen(body=body)


def joined(
    language: Language, *, citizen: str, service: Text | None, place: str, happened: str, reached: bool
) -> Screen:
    """What a citizen's second report of the same matter says anew; ``reached``: also how to reach them."""
    values = {"citizen": citizen, "service": service, "place": place, "happened": happened, "reached": reached}
    return Screen(body=render(language, "staff/joined", **values))


def shared(language: Language, *, number: str, main: str, done: Text | None, text: str) -> Screen:
    """The answer of the main case as the citizen of this one was given it."""
    return Screen(body=render(language, "staff/shared", number=number, main=main, done=done, text=text))


def status(language: Language, *, message: CaseMessage) -> Screen:
    """What becomes of a clerk's words; while they wait they can be stopped."""
    body = render(language, "staff/status", message=message)
    if message.state is not MessageState.HELD:
        return Screen(body=body)
    stop = button(label(language, "staff.stop"), StopReply(message_id=message.id))
    note = button(label(language, "staff.make_note"), MakeNote(message_id=message.id))
    return Screen(body=body, rows=((stop, note),))


def take_over(language: Language, case: Case, *, owner: str) -> Screen:
    """Asks whether to take a case from a colleague."""
    confirm = button(label(language, "staff.confirm_take_over"), TakeOver(case_id=case.id, version=case.version))
    body = render(language, "staff/take_over", case=case, owner=owner)
    return Screen(body=body, rows=((confirm, give_up_words(language)),), fresh=True)


def taken_over(language: Language, case: Case, *, owner: str) -> Screen:
    """Says who has it now."""
    return Screen(body=render(language, "staff/taken_over", case=case, owner=owner))


def ask_words(language: Language, case: Case, choice: Choice, *, mark: str, area: Text | None = None) -> Screen:
    """Asks for the words of an action, which may perhaps be left out."""
    about = {"case": case, "done": choice.name, "optional": choice.optional, "area": area}
    refuses = choice.tells and choice.ends and Need.REASON in choice.needs
    body = render(language, "staff/write", **about, refuses=refuses)
    press = DoAction(case_id=case.id, version=case.version, action=choice.action)
    without = (button(label(language, "staff.without_words"), press),) if choice.optional else ()
    return Screen(body=body, rows=((*without, give_up_words(language, mark=mark)),), fresh=True)


def only_words(language: Language) -> Screen:
    """The words of an action are text; attachments go as replies."""
    return Screen(body=render(language, "staff/only_words"))


def preview(
    language: Language,
    case: Case,
    choice: Choice,
    *,
    text: str,
    key: str,
    mark: str,
    area: Text | None = None,
    code: Text | None = None,
    along: Sequence[Case] = (),
) -> Screen:
    """The words as the citizen, or colleagues, will read them, before they leave.

    ``area`` is where the case goes; ``code``: how it turned out, which only staff read; ``along``: the cases to which
    it is done too, whose citizens are given the words of an answer or of passing on as well.
    """
    shares = choice.tells and (choice.ends or area is not None)
    shared, sending = along if shares else (), {"case_id": case.id, "key": key}
    every = label(language, "staff.send_all", count=len(shared) + 1) if shared else label(language, "staff.send")
    kept = label(language, "part.reply" if case.channel is Channel.HALL else "staff.keep")
    send = button(every if choice.tells else kept, SendWords(**sending))
    only = label(language, "staff.send_alone", number=case.number)
    alone = ((button(only, SendAlone(**sending)),),) if shared else ()
    change = button(label(language, "staff.change"), ChangeWords())
    told = {"tells": choice.tells, "area": area, "code": code, "text": text, "along": along, "shares": shares}
    body = render(language, "staff/preview", case=case, done=choice.name, **told)
    return Screen(body=body, rows=((send,), *alone, (change, give_up_words(language, mark=mark))))


def sent(language: Language, case: Case, *, done: Text | None, text: str) -> Screen:
    """The preview once it was sent: what was said stays to be read."""
    return Screen(body=render(language, "staff/sent", case=case, done=done, text=text))


def done(language: Language, case: Case, *, name: Text | None) -> Screen:
    """Done without a word."""
    return Screen(body=render(language, "staff/done", case=case, done=name))


def dropped(language: Language) -> Screen:
    """Nothing was done."""
    return Screen(body=render(language, "staff/dropped"))


def kept_as_note(language: Language) -> Screen:
    """What was written cannot be sent any more, and is not lost."""
    return Screen(body=render(language, "staff/kept_as_note"), fresh=True)


def note_hint(language: Language) -> Screen:
    """The first note in a topic: it was not sent, and how to reply."""
    return Screen(body=render(language, "staff/note_hint"))


def sent_already(language: Language) -> Screen:
    """An edit that came too late."""
    return Screen(body=render(language, "staff/sent_already"))


def outsider_hint(language: Language) -> Screen:
    """Somebody in the group who is not enrolled tried to reply."""
    return Screen(body=render(language, "staff/outsider_hint"))


def toast(language: Language, what: str) -> str:
    """A short word on a press."""
    return label(language, f"staff.toast.{what}")
