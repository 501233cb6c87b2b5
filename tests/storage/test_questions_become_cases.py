"""Questions that were with staff before they were cases go on where they were, and back again."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import JSON, TableClause, column, insert, select, table

from actions.cases.verifying import drifts
from content.flows import FlowFile
from domain.languages import Language
from domain.people import Role
from storage.case_messages import list_messages, list_wordings
from storage.cases import list_of_person
from storage.columns import Moment
from storage.counters import next_value
from storage.db import Database
from storage.flow_documents import get_flow_document
from storage.people import add_person, enrol
from storage.schema import migrate
from storage.tables import counter, outbox

BEFORE = "0015"
ASKED = datetime(2026, 11, 2, 2, 0, tzinfo=UTC)


def _old(name: str, *columns: str, moments: tuple[str, ...] = (), documents: tuple[str, ...] = ()) -> TableClause:
    """A table as it was; the code no longer knows it."""
    typed = [column(each, Moment) for each in moments] + [column(each, JSON) for each in documents]
    return table(name, *map(column, columns), *typed)


ENQUIRY = _old(
    "enquiry",
    *("id", "ref", "number", "person_id", "language", "question", "state", "version", "owner_id"),
    moments=("asked_at", "taken_at", "answered_at", "closed_at"),
    documents=("guesses",),
)
MESSAGE = _old(
    "enquiry_message",
    *("id", "enquiry_id", "author", "purpose", "kind", "text", "version", "state", "chat_id", "message_id"),
    moments=("at",),
)
EDIT = _old("enquiry_edit", "id", "message_id", "version", "text", moments=("at",))
STATES = ("open", "taken", "answered", "closed")


async def _a_hall_with_questions(database: Database) -> int:
    """Four questions, one of each state, with words, a message that waits and a count; the id of who asked."""
    async with database.write() as tx:
        person = await add_person(tx, telegram_id=100, first_name="陈晓", language=Language.ZH_HANS, now=ASKED)
        clerk = await add_person(tx, telegram_id=200, first_name="王敏", language=Language.ZH_HANS, now=ASKED)
        staff_id = await enrol(tx, person_id=clerk.id, role=Role.CLERK, now=ASKED)
        for number, state in enumerate(STATES, start=1):
            moment, asked = ASKED + timedelta(hours=number), {"ref": f"r{number}", "number": f"ZX2026-00000{number}"}
            values = {
                **asked,
                "id": number,
                "person_id": person.id,
                "language": "zh-Hans",
                "question": f"问题{number}",
                "guesses": [],
                "state": state,
                "version": number,
                "asked_at": ASKED,
                "owner_id": None if state == "open" else staff_id,
                "taken_at": None if state == "open" else moment,
                "answered_at": moment if state == "answered" else None,
                "closed_at": moment if state == "closed" else None,
            }
            await tx.execute(insert(ENQUIRY).values(**values))
        said = {"author": "staff", "purpose": "closing", "kind": "text", "text": "再见", "state": "sent"}
        sent = {"id": 7, "enquiry_id": 4, "version": 2, "chat_id": 100, "message_id": 55, "at": ASKED}
        await tx.execute(insert(MESSAGE).values(**said, **sent))
        await tx.execute(insert(EDIT).values(id=1, message_id=7, version=1, text="再会", at=ASKED))
        waiting = {"message": "enquiry_closed_quietly", "params": {"enquiry_id": 4}, "subject_kind": "enquiry"}
        told = {"dedupe_key": "k", "lane": 0, "policy": "critical", "method": "sendMessage", "created_at": ASKED}
        await tx.execute(insert(outbox).values(**waiting, **told, subject_id=4, part="receipt", queue="q"))
        await tx.execute(insert(counter).values(name="enquiry:2026", value=4))
        return person.id


async def test_a_question_becomes_a_case_with_its_number_its_owner_and_its_words(database: Database) -> None:
    await migrate(database, to=BEFORE)
    person_id = await _a_hall_with_questions(database)

    await migrate(database)

    async with database.write() as tx:
        cases = sorted(await list_of_person(tx, person_id, limit=10), key=lambda case: case.number)
        assert [(case.state, bool(case.owner_id), case.listens) for case in cases] == [
            ("submitted", False, True),
            ("submitted", True, True),
            ("answered", False, False),
            ("closed", False, False),
        ]
        assert [bool(case.handler_id) for case in cases] == [False, False, True, True]
        assert [case.version for case in cases] == [1, 2, 3, 4]
        assert cases[3].closed_at == ASKED + timedelta(hours=4)
        [message] = await list_messages(tx, cases[3].id)
        assert (message.content.text, message.purpose) == ("再见", "answer")
        assert [wording.text for wording in await list_wordings(tx, message.id)] == ["再会"]
        assert FlowFile.model_validate(await get_flow_document(tx, cases[0].flow_id)).id == "enquiry"
        [row] = (await tx.execute(select(outbox))).all()
        assert (row.message, row.params, row.subject_kind) == ("case_told", {"case_id": cases[3].id}, "case")
        assert await next_value(tx, "case:ZX:2026") == 5
    async with database.read() as tx:
        assert [drift async for drift in drifts(tx)] == []


async def test_the_way_back_keeps_every_question(database: Database) -> None:
    await migrate(database, to=BEFORE)
    await _a_hall_with_questions(database)
    await migrate(database)

    await migrate(database, to=BEFORE)

    async with database.write() as tx:
        rows = (await tx.execute(select(ENQUIRY.c.number, ENQUIRY.c.state, ENQUIRY.c.question).order_by("id"))).all()
        assert [tuple(row) for row in rows] == [
            (f"ZX2026-00000{number}", state, f"问题{number}") for number, state in enumerate(STATES, start=1)
        ]
        assert (await tx.execute(select(MESSAGE.c.text))).scalar_one() == "再见"
    await migrate(database)
