"""The shape of a hall pack: what an editor may write, checked field by field."""

from datetime import date, timedelta
from typing import Annotated, Literal, Self

from pydantic import Field, HttpUrl, model_validator

from content.booking import AreaBooking, BookingRules, ServiceBooking
from content.fields import (
    WEEKDAYS,
    Count,
    Day,
    OnlyIf,
    Slug,
    Weekday,
    WrittenIntervals,
    WrittenLimit,
    Zone,
)
from content.flows import FlowFile
from content.texts import PackModel, Text
from domain.checklists import Condition
from domain.flows import Party
from domain.languages import Language


class Option(PackModel):
    """One answer to a question; what the product adds ("not sure", "none of these") is never written here."""

    id: Slug
    label: Text


class Question(PackModel):
    """A question that selects materials."""

    id: Slug
    ask: Text
    options: Annotated[tuple[Option, ...], Field(min_length=2, max_length=8)]
    only_if: OnlyIf = Condition({})


class Material(PackModel):
    """One thing to bring."""

    id: Slug
    name: Text
    original: Count = 0
    copies: Count = 0
    issuer: Text | None = None
    note: Text | None = None
    sample: HttpUrl | None = None
    waivable: Text | None = None
    """When it may be left out (for example an electronic licence the hall can look up); None: never."""
    only_if: OnlyIf = Condition({})

    @model_validator(mode="after")
    def _something_is_brought(self) -> Self:
        if not self.original and not self.copies:
            raise ValueError("says neither how many originals nor how many copies; write original: or copies:")
        return self


class Step(PackModel):
    """One step of the hall's own work."""

    what: Text
    unit: Text
    limit: WrittenLimit


class Faq(PackModel):
    """A question people ask about a service, in the wordings they use, and its answer."""

    asked: Annotated[tuple[str, ...], Field(min_length=1)]
    answer: Text


class Source(PackModel):
    """Where the facts of a guide come from."""

    name: Text
    url: HttpUrl | None = None


class Service(PackModel):
    """What a citizen comes for. Money is written out with its currency; limits carry their unit."""

    id: Slug
    title: Text
    summary: Text
    aliases: tuple[str, ...] = ()
    """How people really call it, in any language and script; searched, never shown."""
    category: Slug
    area: Slug
    for_whom: Text
    conditions: tuple[Text, ...] = ()
    questions: tuple[Question, ...] = ()
    materials: Annotated[tuple[Material, ...], Field(min_length=1)]
    steps: Annotated[tuple[Step, ...], Field(min_length=1)]
    promised: WrittenLimit
    legal: WrittenLimit
    fee: Text
    where: Text
    when: Text
    legal_basis: Annotated[tuple[Text, ...], Field(min_length=1)]
    faqs: tuple[Faq, ...] = ()
    source: Source
    version: Annotated[str, Field(pattern=r"^\d{4}-\d{1,3}$")]
    """Year and running number, for example ``2026-1``; raised with every change of substance."""
    checked_on: Day
    valid_until: Day
    review_by: Day
    owner: str
    booking: ServiceBooking = ServiceBooking()
    """How it is booked, if its area can be booked at all."""
    sample: bool = False
    """Written for the sample hall: shown as an example wherever it appears."""


class Area(PackModel):
    """A part of the hall with its own counters."""

    id: Slug
    name: Text
    counters: str
    place: Text
    booking: AreaBooking | None = None
    """What can be booked; None: people simply come."""


class Category(PackModel):
    """A shelf of the guide list."""

    id: Slug
    name: Text
    icon: Annotated[str, Field(min_length=1, max_length=4)]


class StaffChat(PackModel):
    """A staff group by its name; the operator gives the chat's number in BANSHI_STAFF_CHATS."""

    name: Slug
    areas: tuple[Slug, ...] = ()
    """Areas whose matters go here; empty: all areas."""
    kinds: tuple[Slug, ...] = ()
    """Kinds of matter that go here (case …); empty: all kinds."""
    restricted: bool = False
    """Only confidential cases go here, and those about somebody of the staff; only with it is confidence offered."""
    by: Party = Party.SUPERVISOR
    """From which role upwards staff may know of such a case outside this chat, and be given it."""

    @model_validator(mode="after")
    def _names_those_above_a_clerk(self) -> Self:
        if self.by not in (Party.SUPERVISOR, Party.DIRECTOR):
            raise ValueError(f"by: cannot be {self.by}; write supervisor or director")
        if "by" in self.model_fields_set and not self.restricted:
            raise ValueError("by: says who may know of what is restricted; write restricted: true, or leave it out")
        return self


class ClosedDay(PackModel):
    """A date on which the hall stays shut."""

    date: Day
    reason: Text


class ExtraDay(PackModel):
    """A date with its own hours, such as a make-up workday."""

    date: Day
    hours: WrittenIntervals


class Holiday(PackModel):
    """A run of free days, first and last included, and the rest days worked in exchange."""

    name: Text
    first: Day
    last: Day
    makeup: tuple[Day, ...] = ()

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> Self:
        if self.last < self.first:
            raise ValueError("ends before it begins; first: comes before last:")
        return self

    def days(self) -> tuple[date, ...]:
        """Every free day of it."""
        return tuple(self.first + timedelta(days=after) for after in range((self.last - self.first).days + 1))


class CalendarYear(PackModel):
    """``calendar/<year>.yaml``: the public holidays of one year."""

    year: Annotated[int, Field(strict=True, ge=2000, le=2100)]
    provisional: bool = False
    """True until the yearly notice is published: what is reckoned with this year is shown as provisional."""
    source: Source
    checked_on: Day
    holidays: Annotated[tuple[Holiday, ...], Field(min_length=1)]


class HallFacts(PackModel):
    """``hall.yaml``: who the hall is."""

    id: Slug
    name: Text
    is_example: bool = False
    """True: every start screen says that this hall is an example and no authority."""
    address: Text
    directions: Text
    phone: str
    zone: Zone
    languages: Annotated[tuple[Language, ...], Field(min_length=1)]
    hours: dict[Weekday, WrittenIntervals]
    """Weekday (mon … sun) to stretches of the day; a day left out is closed."""
    workdays: Annotated[tuple[Weekday, ...], Field(min_length=1)] = WEEKDAYS[:5]
    """Weekdays by which deadlines run; the hall may be open on others too."""
    closed: tuple[ClosedDay, ...] = ()
    extra: tuple[ExtraDay, ...] = ()
    profile: Literal["standard", "strict"] = "standard"
    """Which of the limits in the flows apply."""
    booking: BookingRules = BookingRules()
    """What holds for appointments in every area."""
    areas: Annotated[tuple[Area, ...], Field(min_length=1)]
    categories: Annotated[tuple[Category, ...], Field(min_length=1)]
    staff_chats: Annotated[tuple[StaffChat, ...], Field(min_length=1)]
    rating_reasons: tuple[Option, ...] = ()
    """What a citizen may say their rating is about; none: they are not asked."""
    delay_causes: Annotated[tuple[Option, ...], Field(max_length=12)] = ()
    """What staff may say a delay comes of; none: those of the product."""
    privacy_contact: Text


class Hall(PackModel):
    """A whole hall pack, loaded and checked. Services keep the order of their ids."""

    facts: HallFacts
    services: tuple[Service, ...]
    years: tuple[CalendarYear, ...] = ()
    """In order; a year that is missing has only the holidays that every year has."""
    flows: tuple[FlowFile, ...] = ()
    """The kinds of case, in the order of their ids."""

    def service(self, service_id: str) -> Service | None:
        """The service of that id; None when the pack no longer has it."""
        return next((service for service in self.services if service.id == service_id), None)

    def flow(self, flow_id: str) -> FlowFile | None:
        """The kind of case of that id; None when the pack no longer has it."""
        return next((flow for flow in self.flows if flow.id == flow_id), None)

    def delay_cause(self, cause_id: str) -> Option | None:
        """What a delay may come of; None when the pack no longer has it."""
        return next((cause for cause in self.facts.delay_causes if cause.id == cause_id), None)

    def flow_named(self, flow_id: str) -> FlowFile:
        """A kind of case that every pack has, such as ``enquiry``.

        Raises:
            LookupError: the pack was not loaded by the loader, which adds it.
        """
        if (flow := self.flow(flow_id)) is None:
            raise LookupError(f"the pack has no flow {flow_id!r}")
        return flow

    def offered(self) -> tuple[FlowFile, ...]:
        """The kinds of case citizens may file, by their ids; the one that missed appointments lead to comes last."""
        offered = (flow for flow in self.flows if flow.offered)
        return tuple(sorted(offered, key=lambda flow: flow.id == self.facts.booking.appeal))

    def keeps_confidence(self) -> bool:
        """Whether there is a staff chat for what not all of the staff may see."""
        return any(chat.restricted for chat in self.facts.staff_chats)

    def in_category(self, category_id: str) -> tuple[Service, ...]:
        """The services on one shelf."""
        return tuple(service for service in self.services if service.category == category_id)

    def shelves(self) -> tuple[Category, ...]:
        """The categories that have a service."""
        return tuple(shelf for shelf in self.facts.categories if self.in_category(shelf.id))

    def category(self, category_id: str) -> Category | None:
        """The shelf of that id."""
        return next((category for category in self.facts.categories if category.id == category_id), None)

    def category_of(self, service_id: str | None) -> str | None:
        """The id of the shelf of a service; None where none is named, or the pack no longer has it."""
        service = self.service(service_id) if service_id else None
        return service.category if service else None

    def area(self, area_id: str) -> Area | None:
        """The area of that id."""
        return next((area for area in self.facts.areas if area.id == area_id), None)
