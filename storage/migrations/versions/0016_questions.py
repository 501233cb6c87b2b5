"""Questions handed over to staff become cases like all others, and whatever is written belongs to a case.

Why: one engine counts the deadlines, keeps the history and shows the topic of every kind of case; a question that
was with staff goes on where it was.
"""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
LISTENS: dict[str, Any] = {"sqlite_where": sa.text("listens"), "postgresql_where": sa.text("listens")}
HELD: dict[str, Any] = {"sqlite_where": sa.text("state = 'held'"), "postgresql_where": sa.text("state = 'held'")}

STATE_OF = {"open": "submitted", "taken": "submitted", "answered": "answered", "closed": "closed"}
MESSAGE_OF = {
    "enquiry_closed": "case_answer",
    "enquiry_closed_quietly": "case_told",
    **{
        f"enquiry_{name}": f"case_{name}"
        for name in ("card", "added", "edited", "line", "status", "history", "reply", "reply_heading", "answer")
    },
}
LINE_OF = {"accepted": "acted", "reopened_by_citizen": "acted", "reopened_by_staff": "acted"}
DRAFT_OF = {"EnquiryDraft": "QuestionDraft", "WhichEnquiry": "WhichCase"}


def _texts(zh: str, en: str) -> dict[str, str]:
    return {"zh": zh, "en": en, "zh_hant": ""}


def _action(id_: str, zh: str, en: str, to: str, **rest: Any) -> dict[str, Any]:
    return {"id": id_, "name": _texts(zh, en), "to": to, **rest}


_BY_WRITING = {"by": "citizen", "by_writing": True, "opens": "reopened"}
_AGAIN = _action("ask-again", "🙋 还有疑问", "🙋 I still have a question", "submitted", **_BY_WRITING)
_SETTLE = _action("settle", "👍 已解决，谢谢", "👍 Solved, thanks", "closed", by="citizen")
_ANSWER = _action("answer", "正式答复", "Formal answer", "answered", by="clerk", needs=["text"], tells_citizen=True)
_CLOSE = _action("close", "结束", "Close", "closed", by="clerk", needs=["text"], optional=True, tells_citizen=True)
FLOW = {
    "id": "enquiry",
    "name": _texts("提问", "Question"),
    "about": _texts("指南里找不到答案，请工作人员回答。", "The guides do not answer it, so you ask our staff."),
    "version": "2026-0",
    "prefix": "ZX",
    "start": "submitted",
    "withdrawn": "withdrawn",
    "last_resort": "supervisor",
    "clocks": [
        {
            "id": "answer",
            "name": _texts("答复", "Answer"),
            "limit": {"standard": "2 working days", "strict": "1 working day"},
        }
    ],
    "states": [
        {
            "id": "submitted",
            "name": _texts("等待答复", "Waiting for an answer"),
            "owner": "clerk",
            "clock": "answer",
            "listens": True,
            "actions": [_ANSWER, _CLOSE, _SETTLE],
        },
        {
            "id": "answered",
            "name": _texts("已答复", "Answered"),
            "owner": "citizen",
            "actions": [_SETTLE, _AGAIN, _ANSWER, _CLOSE],
            "after": {"limit": "5 working days", "to": "closed"},
        },
        {"id": "closed", "name": _texts("已结束", "Closed"), "final": True, "rating": True, "actions": [_AGAIN]},
        {"id": "withdrawn", "name": _texts("已撤回", "Withdrawn"), "final": True, "actions": [_AGAIN]},
    ],
}
"""The flow of questions that were with staff before there was one; new questions follow the hall pack's."""


def upgrade() -> None:
    """Bring every question over with its number, its conversation, its topic and what is still to be sent."""
    op.add_column("hall_case", sa.Column("guesses", sa.JSON(), nullable=False, server_default="[]"))
    op.add_column("hall_case", sa.Column("read_by", sa.DateTime(timezone=True), nullable=True))
    op.add_column("hall_case", sa.Column("listens", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_index("ix_hall_case_listens", "hall_case", ["person_id"], unique=False, **LISTENS)
    _make_messages("case", of="hall_case")
    offset = int(op.get_bind().execute(sa.text("SELECT coalesce(max(id), 0) FROM hall_case")).scalar_one())
    _bring_over(offset)
    _move_messages("enquiry", "case", offset=offset)
    _point_to("enquiry", "case", offset=offset)
    _point_to("enquiry_message", "case_message", offset=0)
    _reword_outbox(offset)
    _keep_drafts(offset)
    _rename_counters("enquiry:", "case:ZX:")
    op.drop_table("enquiry_edit")
    op.drop_table("enquiry_message")
    op.drop_table("enquiry")


def _make_messages(kind: str, *, of: str) -> None:
    more = [sa.Column("action", sa.String(length=32), nullable=True)] if kind == "case" else []
    op.create_table(
        f"{kind}_message",
        sa.Column("id", ID, nullable=False),
        sa.Column(f"{kind}_id", ID, nullable=False),
        sa.Column("author", sa.String(length=8), nullable=False),
        sa.Column("staff_id", ID, nullable=True),
        sa.Column("purpose", sa.String(length=8), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("version", sa.SmallInteger(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=False),
        sa.Column("media_group", sa.String(length=64), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("send_at", sa.DateTime(timezone=True), nullable=True),
        *more,
        sa.ForeignKeyConstraint([f"{kind}_id"], [f"{of}.id"], name=op.f(f"fk_{kind}_message_{kind}_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f(f"fk_{kind}_message_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{kind}_message")),
    )
    op.create_index(f"ix_{kind}_message_{kind}", f"{kind}_message", [f"{kind}_id", "id"], unique=False)
    op.create_index(f"ix_{kind}_message_held", f"{kind}_message", ["send_at"], unique=False, **HELD)
    op.create_table(
        f"{kind}_edit",
        sa.Column("id", ID, nullable=False),
        sa.Column("message_id", ID, nullable=False),
        sa.Column("version", sa.SmallInteger(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["message_id"], [f"{kind}_message.id"], name=op.f(f"fk_{kind}_edit_message_id")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{kind}_edit")),
        sa.UniqueConstraint("message_id", "version", name=op.f(f"uq_{kind}_edit_message_id_version")),
    )


MOMENT = sa.DateTime(timezone=True)
_ENQUIRY = sa.table(
    "enquiry",
    *(
        sa.column(name)
        for name in ("id", "ref", "number", "person_id", "language", "question", "state", "version", "owner_id")
    ),
    sa.column("guesses", sa.JSON),
    *(sa.column(name, MOMENT) for name in ("asked_at", "read_by", "taken_at", "answered_at", "closed_at")),
)
_CASE = sa.table(
    "hall_case",
    *(
        sa.column(name)
        for name in ("id", "ref", "number", "flow_id", "kind", "person_id", "channel", "language", "privacy")
    ),
    *(sa.column(name) for name in ("state", "owner_id", "handler_id", "text", "version", "round")),
    sa.column("listens", sa.Boolean),
    sa.column("handlers", sa.JSON),
    sa.column("guesses", sa.JSON),
    *(sa.column(name, MOMENT) for name in ("state_at", "filed_at", "read_by", "closed_at")),
)
_ROUND = sa.table(
    "case_round",
    *(sa.column(name) for name in ("case_id", "number", "kind")),
    *(sa.column(name, MOMENT) for name in ("began_at", "ended_at")),
)
_EVENT = sa.table(
    "event",
    *(sa.column(name) for name in ("actor", "action", "subject_kind", "subject_id")),
    sa.column("at", MOMENT),
    sa.column("detail", sa.JSON),
)
_FLOW = sa.table(
    "flow_document",
    *(sa.column(name) for name in ("id", "flow", "version", "digest")),
    sa.column("document", sa.JSON),
    sa.column("added_at", MOMENT),
)
_OUTBOX = sa.table("outbox", sa.column("id"), sa.column("message"), sa.column("params", sa.JSON))
_FORM = sa.table("form", sa.column("conversation"), sa.column("name"), sa.column("data", sa.JSON))


def _bring_over(offset: int) -> None:
    connection = op.get_bind()
    rows = connection.execute(sa.select(_ENQUIRY).order_by(_ENQUIRY.c.id)).all()
    if not rows:
        return
    document = {"flow": "enquiry", "version": "2026-0", "digest": "enquiry-before-flows", "document": FLOW}
    connection.execute(sa.insert(_FLOW).values(added_at=rows[0].asked_at, **document))
    flow_id = connection.execute(sa.select(_FLOW.c.id).where(_FLOW.c.digest == document["digest"])).scalar_one()
    for row in rows:
        values = _as_case(row, offset=offset, flow_id=int(flow_id))
        connection.execute(sa.insert(_CASE).values(**values))
        connection.execute(
            sa.insert(_ROUND).values(case_id=values["id"], number=1, kind="original", began_at=row.asked_at)
        )
        connection.execute(sa.insert(_EVENT).values(**_brought_over(values, row)))
    if connection.dialect.name == "postgresql":
        connection.execute(sa.text("SELECT setval(pg_get_serial_sequence('hall_case', 'id'), max(id)) FROM hall_case"))


def _as_case(row: Any, *, offset: int, flow_id: int) -> dict[str, Any]:
    is_staffs = row.state in ("open", "taken")
    return {
        "id": row.id + offset,
        "ref": row.ref,
        "number": row.number,
        "flow_id": flow_id,
        "kind": "enquiry",
        "person_id": row.person_id,
        "channel": "telegram",
        "language": row.language,
        "privacy": "open",
        "state": STATE_OF[row.state],
        "state_at": row.closed_at or row.answered_at or row.taken_at or row.asked_at,
        "owner_id": row.owner_id if is_staffs else None,
        "handler_id": None if is_staffs else row.owner_id,
        "handlers": [] if is_staffs or not row.owner_id else [row.owner_id],
        "text": row.question,
        "guesses": row.guesses,
        "version": row.version,
        "round": 1,
        "filed_at": row.asked_at,
        "read_by": row.read_by,
        "listens": is_staffs,
        "closed_at": row.closed_at if row.state == "closed" else None,
    }


def _brought_over(case: Mapping[str, Any], row: Any) -> dict[str, Any]:
    """The event from which the history of such a case begins; what was before stays under the question's own id."""
    after = {
        "state": case["state"],
        "owner": case["owner_id"],
        "round": 1,
        "version": case["version"],
        "closed": case["closed_at"] is not None,
    }
    detail = {"before": None, "after": after, "enquiry": row.id}
    about = {"subject_kind": "case", "subject_id": case["id"], "detail": detail}
    return {"at": case["state_at"], "actor": "hall", "action": "brought_over", **about}


def _move_messages(source: str, target: str, *, offset: int) -> None:
    names = "id, author, staff_id, purpose, kind, text, version, state, chat_id, message_id, media_group, at, send_at"
    purpose = "CASE purpose WHEN 'closing' THEN 'answer' ELSE purpose END" if target == "case" else "purpose"
    taken = names.replace("purpose", purpose)
    op.execute(
        f"INSERT INTO {target}_message ({names}, {target}_id)"
        f" SELECT {taken}, {source}_id + ({offset}) FROM {source}_message"
    )
    op.execute(
        f"INSERT INTO {target}_edit (id, message_id, version, text, at)"
        f" SELECT id, message_id, version, text, at FROM {source}_edit"
    )
    if op.get_bind().dialect.name == "postgresql":
        for table in (f"{target}_message", f"{target}_edit"):
            op.execute(
                f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), greatest(max(id), 1), max(id) IS NOT NULL)"
                f" FROM {table}"
            )


def _point_to(source: str, target: str, *, offset: int) -> None:
    for table in ("topic", "posted", "outbox"):
        op.execute(
            f"UPDATE {table} SET subject_kind = '{target}', subject_id = subject_id + ({offset})"
            f" WHERE subject_kind = '{source}'"
        )


def _reword_outbox(offset: int) -> None:
    connection = op.get_bind()
    waiting = sa.select(_OUTBOX).where(_OUTBOX.c.message.in_(MESSAGE_OF))
    for row in connection.execute(waiting).all():
        params = dict(row.params or {})
        if "enquiry_id" in params:
            params["case_id"] = params.pop("enquiry_id") + offset
        if row.message == "enquiry_line":
            params["what"] = LINE_OF.get(params["what"], params["what"])
        connection.execute(
            sa.update(_OUTBOX).where(_OUTBOX.c.id == row.id).values(message=MESSAGE_OF[row.message], params=params)
        )


def _keep_drafts(offset: int) -> None:
    """What somebody has begun to write stays begun; words a clerk had not sent yet are written again."""
    connection = op.get_bind()
    for former, name in DRAFT_OF.items():
        connection.execute(sa.update(_FORM).where(_FORM.c.name == former).values(name=name))
    for row in connection.execute(sa.select(_FORM).where(_FORM.c.name == "AddingTo")).all():
        data = {"case_id": row.data["enquiry_id"] + offset}
        connection.execute(sa.update(_FORM).where(_FORM.c.conversation == row.conversation).values(data=data))


def _rename_counters(former: str, name: str) -> None:
    """Numbers go on where they were."""
    rest = len(former) + 1
    op.execute(f"UPDATE counter SET name = '{name}' || substr(name, {rest}) WHERE name LIKE '{former}%'")


def downgrade() -> None:
    """Take every question out again.

    Raises:
        RuntimeError: other kinds of case hold a conversation, which the release before cannot keep.
    """
    connection = op.get_bind()
    others = "SELECT count(*) FROM case_message m JOIN hall_case c ON c.id = m.case_id WHERE c.kind != 'enquiry'"
    if count := connection.execute(sa.text(others)).scalar_one():
        raise RuntimeError(
            f"{count} messages belong to cases that are no questions; the release before has no place for them"
        )
    _rename_counters("case:ZX:", "enquiry:")
    _make_enquiries()
    _make_messages("enquiry", of="enquiry")
    op.execute(
        "INSERT INTO enquiry (id, ref, number, person_id, language, question, guesses, state, version, asked_at,"
        " read_by, owner_id, taken_at, answered_at, closed_at)"
        " SELECT id, ref, number, person_id, language, text, guesses,"
        " CASE WHEN closed_at IS NOT NULL THEN 'closed' WHEN state = 'answered' THEN 'answered'"
        " WHEN owner_id IS NULL THEN 'open' ELSE 'taken' END,"
        " version, filed_at, read_by, coalesce(owner_id, handler_id), state_at,"
        " CASE WHEN state = 'answered' THEN state_at END, closed_at"
        " FROM hall_case WHERE kind = 'enquiry' AND person_id IS NOT NULL"
    )
    _move_messages("case", "enquiry", offset=0)
    _point_to("case", "enquiry", offset=0)
    _point_to("case_message", "enquiry_message", offset=0)
    op.drop_table("case_edit")
    op.drop_table("case_message")
    gone = "(SELECT id FROM hall_case WHERE kind = 'enquiry')"
    steps = f"(SELECT id FROM deadline WHERE case_id IN {gone})"
    op.execute(f"DELETE FROM ladder_word WHERE deadline_id IN {steps}")
    for table in ("deadline", "case_extension", "case_clock", "case_round"):
        op.execute(f"DELETE FROM {table} WHERE case_id IN {gone}")
    op.execute("DELETE FROM hall_case WHERE kind = 'enquiry'")
    op.execute("DELETE FROM flow_document WHERE digest = 'enquiry-before-flows'")
    op.drop_index("ix_hall_case_listens", "hall_case", **LISTENS)
    for name in ("listens", "read_by", "guesses"):
        op.drop_column("hall_case", name)


def _make_enquiries() -> None:
    op.create_table(
        "enquiry",
        sa.Column("id", ID, nullable=False),
        sa.Column("ref", sa.String(length=24), nullable=False),
        sa.Column("number", sa.String(length=24), nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("guesses", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("read_by", MOMENT, nullable=True),
        sa.Column("owner_id", ID, nullable=True),
        sa.Column("taken_at", MOMENT, nullable=True),
        sa.Column("answered_at", MOMENT, nullable=True),
        sa.Column("closed_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["owner_id"], ["staff.id"], name=op.f("fk_enquiry_owner_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_enquiry_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enquiry")),
        sa.UniqueConstraint("number", name=op.f("uq_enquiry_number")),
        sa.UniqueConstraint("ref", name=op.f("uq_enquiry_ref")),
    )
    op.create_index("ix_enquiry_person_state", "enquiry", ["person_id", "state"], unique=False)
