"""What a unit of work has written, by subject: taken from the statements themselves, so nobody has to tell.

Every INSERT, UPDATE and DELETE passes the engine, whoever made it, one row or many. What cascades in the database
touches rows of the same subjects or is written by the service as well.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Delete, Engine, Insert, Update, event
from sqlalchemy.sql.dml import UpdateBase

from app.domain.subjects import Subject

_KEY = "written"

SUBJECTS: dict[Subject, frozenset[str]] = {
    Subject.MEMBERS: frozenset(
        {
            "person", "person_change", "decision", "group_operation", "membership_event", "membership_span",
            "import_batch", "outside_event", "transfer", "social_fact", "distinct_pair", "person_merge", "attachment",
            "member_remark",
        }
    ),
    Subject.CONSENTS: frozenset({"consent", "consent_part"}),
    Subject.WAITING: frozenset({"waiting_row"}),
    Subject.STRUCTURE: frozenset({"unit", "election", "reserve_candidate", "role", "training"}),
    Subject.ORGANISATION: frozenset({"organisation", "employer_headcount", "key_pair", "key_grant"}),
    Subject.REPORTS: frozenset({"report", "report_entry", "report_explanation", "signed_revision", "remark"}),
    Subject.FINANCE: frozenset({"ledger_entry"}),
    Subject.MEETINGS: frozenset({"meeting", "agenda_item", "meeting_delegate", "attendance"}),
    Subject.PAPERS: frozenset({"document_template", "name_case", "phrase_case"}),
    Subject.CARDS: frozenset({"card_order", "union_card", "intake_card_order", "trusted_list"}),
    Subject.PRIVACY: frozenset(
        {"subject_request", "processing_end", "destruction", "signed_redaction", "incident", "regulator_notice"}
    ),
    Subject.EXCHANGE: frozenset(
        {"outbox_item", "outbox_content", "handover", "route", "upload", "received_receipt", "party"}
    ),
    Subject.INTAKE: frozenset(
        {
            "intake_bundle", "intake_report", "intake_register", "intake_remark", "issued_receipt", "subordinate",
            "borrowed_report", "own_figure", "received_register", "received_member", "received_double",
            "waiting_remark",
        }
    ),
    Subject.LIBRARY: frozenset(
        {"profile_package", "library_file", "library_news", "library_poll", "intake_answers", "intake_note"}
    ),
    Subject.QUERIES: frozenset({"saved_query"}),
    Subject.USERS: frozenset({"user"}),
    Subject.DRAFTS: frozenset({"draft"}),
    Subject.SETTINGS: frozenset({"setting"}),
    Subject.JOURNAL: frozenset({"journal_entry"}),
}  # fmt: skip
"""Every table belongs to one subject; a test demands it of new ones."""

_OF = {table: subject for subject, tables in SUBJECTS.items() for table in tables}


def watch_writes(engine: Engine) -> None:
    """Note the subjects of every write on the connection that makes it."""

    @event.listens_for(engine, "before_execute")
    def _note(connection: Connection, statement: Any, *_: Any) -> None:
        if isinstance(statement, UpdateBase) and isinstance(statement, Insert | Update | Delete):
            subject = _OF.get(getattr(statement.table, "name", ""))
            if subject is not None:
                counts = connection.info.setdefault(_KEY, {})
                counts[subject] = counts.get(subject, 0) + 1

    @event.listens_for(engine, "rollback")
    def _forget(connection: Connection) -> None:
        connection.info.pop(_KEY, None)


def take_written(connection: Connection) -> frozenset[Subject]:
    """What was written on this connection since the last time."""
    return frozenset(connection.info.pop(_KEY, ()))


def written_so_far(connection: Connection) -> Mapping[Subject, int]:
    """What was written on this connection and is not committed yet, and in how many statements."""
    return dict(connection.info.get(_KEY, {}))
