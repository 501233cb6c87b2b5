"""The bot files a case of its own, to see whether the clock keeps promised dates."""

from datetime import datetime

from actions.cases.acting import Matter, new_key, open_case
from content.canary import canary_flow
from content.models import Hall
from domain.cases import CLOCK, Case
from storage.transaction import Tx


async def file_canary(tx: Tx, *, hall: Hall, now: datetime) -> Case:
    """File it, beside the numbers that people get.

    Source: docs/rules/deadlines.md, 9.
    """
    file = canary_flow()
    matter = Matter(person=None, language=hall.facts.languages[0], text=file.about.zh, filed_by=CLOCK)
    number = f"{file.prefix}-{now:%Y%m%d-%H%M%S}"
    return await open_case(tx, file, matter, key=new_key(), number=number, hall=hall, now=now)
