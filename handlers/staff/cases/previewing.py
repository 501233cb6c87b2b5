"""The words of an action as they will be read, with those who will read them, before they leave."""

from datetime import datetime
from typing import Any

from actions.cases.doing import begin_action, was_sent
from actions.cases.drafts import DraftPart, StaffWords
from actions.cases.following import concerns_companions, list_companions
from actions.cases.present import name_of_area
from actions.forms import Form
from content.models import Hall
from domain.cases import acting_staff
from domain.errors import OutdatedButton
from domain.languages import Language
from domain.people import Member
from storage.transaction import Tx
from views.cases import topic as screens
from views.reply import Reply


async def show_preview(
    tx: Tx, words: StaffWords, part: DraftPart, *, member: Member, form: Form, hall: Hall, reply: Reply, now: datetime
) -> None:
    """Keep the words until they are sent, and show them; each preview has a key of its own."""
    case, choice = await begin_action(tx, words.case_id, words.action, member=member, now=now)
    companions = await list_companions(tx, case, actor=acting_staff(member))
    draft = words.with_part(part).along_with(companions)
    await form.save(draft)
    area, code = name_of_area(hall, draft.area), choice.code(draft.code)
    chosen: dict[str, Any] = {"area": area, "code": code, "key": draft.key, "mark": draft.mark}
    concerned = await concerns_companions(tx, case, draft.action, passed_on=area is not None)
    along = companions if concerned else []
    await reply.show(screens.preview(hall.facts.languages[0], case, choice, text=draft.text, along=along, **chosen))


async def say_sent(tx: Tx, case_id: int, *, key: str, language: Language, reply: Reply) -> None:
    """Nothing of this preview waits: say that it was sent, if it was.

    Raises:
        OutdatedButton: it was not.
    """
    if not await was_sent(tx, case_id, key=key):
        raise OutdatedButton
    reply.toast(screens.toast(language, "sent_before"))
