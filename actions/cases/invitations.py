"""A citizen is asked how they found it: invited when the case ends, reminded once, and left alone after a week."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from actions.cases.flows import file_of
from actions.cases.saying import address_of, receipt_subject
from content.calendars import work_calendar
from content.models import Hall
from domain.cases import Actor, Case
from domain.flows import Flow, Party
from domain.ladder import told_at
from domain.languages import Language
from domain.ratings import NEXT, Rating, RatingStep, moment_of
from storage.cases import get_case
from storage.outgoing import Lane, Outgoing
from storage.people import get_person
from storage.ratings import add_rating, close_ratings, get_rating, step_on
from storage.transaction import Tx

Loaded = tuple[Language, Mapping[str, Any]] | None


async def follow_end(tx: Tx, before: Case, after: Case, flow: Flow, *, actor: Actor, hall: Hall, now: datetime) -> None:
    """Have the citizen asked where a case ends that is to be rated; what is opened again can be rated no longer.

    Whoever ended it themselves is asked at once; others when people may be told.
    """
    if flow.states[before.state].is_final:
        await close_ratings(tx, after.id)
    if not flow.states[after.state].rating or after.person_id is None:
        return
    awake = actor.party is Party.CITIZEN
    asked = now if awake else told_at(now, calendar=work_calendar(hall))
    await add_rating(tx, case_id=after.id, round_number=after.round, staff_id=after.handler_id, invited_at=asked)


async def advance(tx: Tx, rating: Rating, *, hall: Hall, now: datetime) -> bool:
    """Do the step of a rating whose moment has come and whose case is locked; false if it was done before."""
    step, case = rating.step, await get_case(tx, rating.case_id)
    if step is None or case is None:
        return False
    following = NEXT[step]
    if rating.level is not None and following is RatingStep.REMIND:
        following = RatingStep.CLOSE
    invited = now if step is RatingStep.INVITE else rating.invited_at
    moment = moment_of(following, invited_at=invited) if following else None
    if moment and following is RatingStep.REMIND:
        moment = told_at(moment, calendar=work_calendar(hall))
    if await step_on(tx, rating, to=following, step_at=moment, invited_at=invited) is None:
        return False
    if step is not RatingStep.CLOSE and rating.level is None:
        await _ask(tx, case, rating, step=step)
    return True


async def _ask(tx: Tx, case: Case, rating: Rating, *, step: RatingStep) -> None:
    if to := await address_of(tx, case):
        tx.say(
            Outgoing(
                dedupe_key=f"rating:{rating.id}:{step}",
                to=to,
                message="case_rating_asked",
                params={"rating_id": rating.id, "reminder": step is RatingStep.REMIND},
                subject=receipt_subject(case),
                lane=Lane.NOTICE,
            )
        )


async def load_asked(
    tx: Tx,
    *,
    hall: Hall,  # noqa: ARG001 # every loader is given it
    now: datetime,  # noqa: ARG001 # and this
    rating_id: int,
    reminder: bool,
) -> Loaded:
    """What a citizen is asked to rate; nothing if they did meanwhile, or the case goes on."""
    rating = await get_rating(tx, rating_id)
    case = await get_case(tx, rating.case_id) if rating else None
    if rating is None or case is None or case.person_id is None or not rating.is_open or rating.level:
        return None
    person = await get_person(tx, case.person_id)
    values = {"rating": rating, "number": case.number, "kind": (await file_of(tx, case)).name, "reminder": reminder}
    return person.language, values
