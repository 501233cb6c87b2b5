"""Who is asked first: the order of the features, in one place."""

from aiogram import Router

from handlers import errors
from handlers.citizen import checklists, guides, odds, questions, start, urgent
from handlers.citizen.enquiries import asking, mine, writing
from handlers.filters import InPrivate, InStaffChat
from handlers.staff import enrol, membership
from handlers.staff.enquiries import deeds, topics


def build_router() -> Router:
    """All features, most particular first; what free text means is decided by this order."""
    router = Router(name=__name__)
    return _include(router, errors.router, membership.router, _staff(), _citizens())


def _include(router: Router, *features: Router) -> Router:
    """Ask these features in this order. A feature's router serves the bot that was built last."""
    for feature in features:
        # aiogram attaches a router for ever, but one process may build several bots after each other, as tests do.
        feature._parent_router = None
    router.include_routers(*features)
    return router


def _staff() -> Router:
    router = Router(name="staff")
    for observer in (router.message, router.edited_message, router.callback_query):
        observer.filter(InStaffChat())
    return _include(router, deeds.router, topics.router)


def _citizens() -> Router:
    router = Router(name="citizens")
    for observer in (router.message, router.edited_message, router.callback_query):
        observer.filter(InPrivate())
    return _include(
        router,
        urgent.router,
        enrol.router,
        start.router,
        guides.router,
        checklists.router,
        asking.router,
        mine.router,
        writing.router,
        questions.router,
        odds.router,
    )
