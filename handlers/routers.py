"""Who is asked first: the order of the features, in one place."""

from functools import cached_property
from typing import Any

from aiogram import Router
from aiogram.dispatcher.event.bases import UNHANDLED
from aiogram.filters.callback_data import CallbackQueryFilter
from aiogram.types import CallbackQuery, TelegramObject

from handlers import errors
from handlers.citizen import (
    appeal,
    booking,
    checklists,
    guides,
    line,
    odds,
    questions,
    start,
    urgent,
    visit_phone,
    visit_rating,
)
from handlers.citizen.cases import asking, details, filing, mine, perhaps, rating, submitting, writing
from handlers.filters import InPrivate, InStaffChat
from handlers.staff import enrol, membership
from handlers.staff.cases import (
    calling,
    cohandling,
    deeds,
    delaying,
    extending,
    filing_for,
    merging,
    passing,
    revealing,
    topics,
    urging,
)
from handlers.staff.desk import (
    booking_for,
    caring,
    closing,
    contacting,
    correcting,
    counter,
    deputies,
    doing,
    explaining,
    finding,
    handing,
    looking,
    marking,
    naming,
    visit_calls,
)
from handlers.staff.desk import line as desk_line
from handlers.staff.desk import urging as desk_urging


class Features(Router):
    """Asks its features in order, but about a press only those whose button it may be.

    It may have filters, but neither handlers nor middleware of its own.
    """

    async def propagate_event(self, update_type: str, event: TelegramObject, **kwargs: Any) -> Any:
        """Let the features handle an event; see aiogram."""
        if not isinstance(event, CallbackQuery):
            return await super().propagate_event(update_type, event, **kwargs)
        passed, data = await self.callback_query.check_root_filters(event, **kwargs)
        response = UNHANDLED
        concerned = self._concerned
        for feature in concerned.get((event.data or "").partition(":")[0], concerned[None]) if passed else ():
            response = await feature.propagate_event(update_type, event, **data)
            if response is not UNHANDLED:
                break
        return response

    @cached_property
    def _concerned(self) -> dict[str | None, list[Router]]:
        """Prefix of a button -> the features to ask, in order; under None those that are asked about any other."""
        of = {feature: prefixes_of(feature) for feature in self.sub_routers}
        known: set[str | None] = set().union({None}, *of.values())
        return {prefix: [feature for feature in of if of[feature] & {prefix, None}] for prefix in known}


def prefixes_of(feature: Router) -> set[str | None]:
    """The prefixes of the buttons a feature handles; None if it may handle others too."""
    prefixes: set[str | None] = set()
    for router in feature.chain_tail:
        for handler in router.callback_query.handlers:
            filters = [filter_.callback for filter_ in handler.filters or ()]
            buttons = [filter_.callback_data for filter_ in filters if isinstance(filter_, CallbackQueryFilter)]
            prefixes |= {button.__prefix__ for button in buttons} or {None}
    return prefixes


def build_router() -> Router:
    """All features, most particular first; what free text means is decided by this order."""
    router = Features(name=__name__)
    return _include(router, errors.router, membership.router, _staff(), _citizens())


def _include(router: Router, *features: Router) -> Router:
    """Ask these features in this order. A feature's router serves the bot that was built last."""
    for feature in features:
        # aiogram attaches a router for ever, but one process may build several bots after each other, as tests do.
        feature._parent_router = None
    router.include_routers(*features)
    return router


def _staff() -> Router:
    router = Features(name="staff")
    for observer in (router.message, router.edited_message, router.callback_query):
        observer.filter(InStaffChat())
    return _include(
        router,
        finding.in_group,
        desk_line.in_group,
        filing_for.router,
        passing.router,
        extending.router,
        cohandling.router,
        revealing.router,
        delaying.router,
        urging.router,
        merging.router,
        calling.router,
        deeds.router,
        topics.router,
    )


def _citizens() -> Router:
    router = Features(name="citizens")
    for observer in (router.message, router.edited_message, router.callback_query):
        observer.filter(InPrivate())
    return _include(
        router,
        urgent.router,
        enrol.router,
        *_desk(),
        filing.router,
        details.router,
        submitting.router,
        visit_phone.router,
        appeal.router,
        booking.router,
        line.router,
        visit_rating.router,
        start.router,
        guides.router,
        checklists.router,
        asking.router,
        mine.router,
        rating.router,
        perhaps.router,
        writing.router,
        questions.router,
        odds.router,
    )


def _desk() -> tuple[Router, ...]:
    """What staff do in their own chat."""
    return (
        counter.router,
        desk_line.router,
        visit_calls.router,
        booking_for.router,
        caring.router,
        looking.router,
        finding.router,
        doing.router,
        explaining.router,
        desk_urging.router,
        contacting.router,
        handing.router,
        naming.router,
        correcting.router,
        marking.router,
        deputies.router,
        closing.router,
    )
