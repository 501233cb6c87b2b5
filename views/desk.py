"""What staff see in their own chat: the desk, one of its piles, one case."""

from collections.abc import Sequence

from content.desk import Counts, Line, OnDesk, Page, Standings, TopicPlace
from content.visits import Ticket, WaitedFor
from domain.cases import Case
from domain.desk import Pile, stands_above_clerks
from domain.languages import Language
from domain.people import ANSWERS_CITIZENS, Member
from views.booking.booking_for import found_waiting
from views.booking.counter import found_visit
from views.booking_callbacks import SeeVisit
from views.callbacks import GoHome
from views.cases.mine import beginning
from views.delay_callbacks import AskCauseOnDesk
from views.desk_callbacks import (
    AskAbout,
    AskCorrection,
    AskMark,
    AskUrgingOnDesk,
    DoOnDesk,
    OpenAway,
    OpenDesk,
    OpenHandover,
    OpenPile,
    ReleaseOnDesk,
    SeeCase,
    TakeOnDesk,
    UnmarkAbuse,
)
from views.marking import on_card
from views.navigation import way_back
from views.render import label, render
from views.screen import Button, Rows, Screen, button, in_rows
from views.visit_callbacks import SeeWaiting

WORDS = 40
"""Characters of a case's own words in a list, and on its card."""
CARD_WORDS = 1500
SUPERGROUP = -1_000_000_000_000
"""The numbers of groups with topics lie below; links to them leave it out."""


def desk(member: Member, counts: Counts, standings: Standings) -> Screen:
    """How much somebody has to do, and the way to it."""
    language = member.person.language
    piles = [button(_named(language, pile, count), OpenPile(pile=pile)) for pile, count in counts.items()]
    home = button(label(language, "home"), GoHome())
    away = [button(label(language, "away.open"), OpenAway())] if member.role in ANSWERS_CITIZENS else []
    hand_over = [button(label(language, "desk.hand_over"), OpenHandover())] if stands_above_clerks(member) else []
    body = render(language, "desk/desk", counts=counts, standings=standings)
    return Screen(body=body, rows=(*in_rows(piles), *in_rows([*hand_over, *away, home])))


def _named(language: Language, pile: Pile, count: int) -> str:
    return label(language, "desk.counted", name=label(language, f"desk.pile.{pile}"), count=count)


def pile(language: Language, page: Page) -> Screen:
    """One page of a pile; buttons begin with their number, so that it can be typed."""
    title = label(language, f"desk.pile.{page.pile}")
    kind = page.kinds.get(page.kind)
    body = render(language, "desk/pile", title=title, kind=kind, items=_items(page.lines))
    kinds = [button(name.in_(language), OpenPile(pile=page.pile, kind=kind)) for kind, name in page.kinds.items()]
    every = button(label(language, "desk.every_kind"), OpenPile(pile=page.pile))
    others = [one for one in (every, *kinds) if one.press != OpenPile(pile=page.pile, kind=page.kind).pack()]
    further = (
        [button(label(language, "desk.further"), OpenPile.behind(page.after, pile=page.pile, kind=page.kind))]
        if page.after
        else []
    )
    can_choose = len(kinds) > 1 and (page.lines or page.kind)
    rows = (*buttons_of(language, page.lines), *in_rows(further), *(in_rows(others) if can_choose else ()))
    return Screen(body=body, rows=(*rows, way_back(language, OpenDesk())))


def _items(lines: Sequence[Line]) -> list[tuple[int, Line, str]]:
    return [(place, line, beginning(line.case.text, length=WORDS)) for place, line in enumerate(lines, start=1)]


def buttons_of(language: Language, lines: Sequence[Line]) -> Rows:
    """A button for each case of a list."""
    return in_rows(
        [
            button(label(language, "desk.item", position=place, number=line.case.number), SeeCase(case_id=line.case.id))
            for place, line in enumerate(lines, start=1)
        ]
    )


def found(
    language: Language,
    lines: Sequence[Line],
    visits: Sequence[tuple[Ticket, str]],
    waits: Sequence[tuple[WaitedFor, str]],
    *,
    written: str,
) -> Screen:
    """What somebody was looking for: cases, and appointments and whoever waits for one with masked names."""
    of_visits = tuple(
        (button(found_visit(language, ticket, name), SeeVisit(ref=ticket.booking.ref)),) for ticket, name in visits
    )
    of_waits = tuple(
        (button(found_waiting(language, waited, name), SeeWaiting(waiting_id=waited.entry.id)),)
        for waited, name in waits
    )
    items, look = _items(lines), beginning(written, length=WORDS)
    body = render(language, "desk/found", written=look, items=items, visits=len(visits), waits=len(waits))
    return Screen(body=body, rows=(*buttons_of(language, lines), *of_visits, *of_waits, way_back(language, OpenDesk())))


def found_in_group(language: Language, places: Sequence[tuple[str, TopicPlace]]) -> Screen:
    """Where it is handled; nothing of what it says."""
    rows = tuple((Button(label=number, url=link_to(place)),) for number, place in places)
    return Screen(body=render(language, "desk/found_in_group", any=bool(rows)), rows=rows)


def card(language: Language, on_desk: OnDesk) -> Screen:
    """One case: how it stands, what may be done at once, and the way to its topic, where all else is done."""
    case = on_desk.shown.case
    body = render(
        language,
        "desk/card",
        shown=on_desk.shown,
        urging=on_desk.urging,
        **on_card(language, on_desk.mark),
        citizen=on_desk.citizen,
        about=on_desk.about,
        service=on_desk.service,
        text=case.text[:CARD_WORDS],
        is_cut=len(case.text) > CARD_WORDS,
        has_topic=on_desk.topic is not None,
    )
    link = (to_topic(language, on_desk.topic),) if on_desk.topic else ()
    rows = (*((link,) if link else ()), *in_rows(_deeds(language, on_desk)), way_back(language, OpenDesk()))
    return Screen(body=body, rows=rows)


def unsent(language: Language) -> Screen:
    """What was written came too late, and nothing waits for words any more."""
    return Screen(body=render(language, "desk/unsent"), rows=(way_back(language, OpenDesk()),), fresh=True)


def to_topic(language: Language, place: TopicPlace) -> Button:
    """The way to a topic, for those who are in its group."""
    return Button(label=label(language, "desk.to_topic"), url=link_to(place))


def link_to(place: TopicPlace) -> str:
    """The address of a topic."""
    return f"https://t.me/c/{SUPERGROUP - place.chat_id}/{place.thread_id}"


def _deeds(language: Language, on_desk: OnDesk) -> list[Button]:
    case = on_desk.shown.case
    take = [button(label(language, "staff.take"), TakeOnDesk(case_id=case.id))] if on_desk.may_take else []
    release = [button(label(language, "staff.release"), ReleaseOnDesk(case_id=case.id))] if on_desk.may_release else []
    explain = [button(label(language, "staff.say_why"), AskCauseOnDesk(case_id=case.id))] if on_desk.may_explain else []
    urge = [button(label(language, "staff.urge"), AskUrgingOnDesk(case_id=case.id))] if on_desk.may_urge else []
    name, press = ("desk.unmark", UnmarkAbuse) if on_desk.mark else ("desk.mark", AskMark)
    mark = [button(label(language, name), press(case_id=case.id))] if on_desk.may_mark else []
    about = [button(label(language, "desk.about"), AskAbout(case_id=case.id))] if on_desk.may_name else []
    correct = [button(label(language, "desk.correct"), AskCorrection(case_id=case.id))] if on_desk.may_correct else []
    return [*take, *_wordless(language, case, on_desk), *release, *explain, *urge, *correct, *mark, *about]


def _wordless(language: Language, case: Case, on_desk: OnDesk) -> list[Button]:
    """What asks for something is done in the topic, where they are previewed and colleagues read them."""
    return [
        button(choice.name.in_(language), DoOnDesk(case_id=case.id, version=case.version, action=choice.action))
        for choice in on_desk.shown.choices
        if choice.name and not choice.asks
    ]


def toast(language: Language, what: str) -> str:
    """A short word on a press."""
    return label(language, f"staff.toast.{what}")
