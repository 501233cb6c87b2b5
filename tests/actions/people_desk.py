"""People and cases for tests of actions, straight in the database."""

from datetime import datetime

from actions.cases.drafts import DraftPart, QuestionDraft
from actions.cases.handing import hand_over
from domain.cases import Case
from domain.conversation import ContentKind, Written
from domain.languages import Language
from domain.people import Member, Person, Role
from storage.db import Database
from storage.people import add_person, enrol
from tests.views.halls import NOW, sample_hall


def words(text: str, *, message_id: int = 10, chat_id: int = 100) -> Written:
    """A text somebody wrote."""
    return Written(ContentKind.TEXT, text, chat_id, message_id)


async def a_citizen(database: Database, *, telegram_id: int = 100, name: str = "陈晓") -> Person:
    """Somebody who wrote to the bot."""
    async with database.write() as tx:
        return await add_person(tx, telegram_id=telegram_id, first_name=name, language=Language.ZH_HANS, now=NOW)


async def a_clerk(database: Database, *, telegram_id: int = 200, name: str = "王敏", role: Role = Role.CLERK) -> Member:
    """Somebody who works here."""
    person = await a_citizen(database, telegram_id=telegram_id, name=name)
    async with database.write() as tx:
        return Member(id=await enrol(tx, person_id=person.id, role=role, now=NOW), person=person, role=role)


async def a_question(
    database: Database,
    person: Person,
    *,
    question: str = "材料不齐能先登记吗？",
    guess_ids: list[str] | None = None,
    now: datetime = NOW,
) -> Case:
    """A question that was handed over."""
    draft = QuestionDraft(parts=[DraftPart.of(words(question))], guess_ids=guess_ids or [])
    async with database.write() as tx:
        return (await hand_over(tx, draft, person=person, hall=sample_hall(), now=now)).case
