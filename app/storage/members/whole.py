"""All of the register as rows of tables and back, and the people of a day with everything lists print of them.

The tables of the register are found in the schema: people, whatever points at them, and what those rows rest on. So a
later table is in the export the day it is made.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import LargeBinary, Table, delete, func, insert, or_, select, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from app.domain.enums import ENTRY_EVENTS, EventKind, MemberCategory
from app.domain.membership import replay
from app.models import Base, MembershipEvent, MembershipSpan, Person
from app.storage.members.register_person import PERSON_COLUMNS, RegisterPerson
from app.storage.plain_rows import plain_row, row_from_plain
from app.storage.privacy.person_columns import columns_of_people

WholeRows = dict[str, list[dict[str, Any]]]
"""Plain rows by table."""

DERIVED = "membership_span"
"""Made anew from the events, so neither written nor read."""

NOT_REGISTER = frozenset(
    {
        "borrowed_report", "document_template", "employer_headcount", "handover", "incident", "intake_bundle",
        "intake_card_order", "intake_register", "intake_remark", "intake_report", "issued_receipt", "journal_entry",
        "key_grant", "key_pair", "ledger_entry", "organisation", "outbox_content", "outbox_item", "own_figure", "party",
        "phrase_case", "profile_package", "received_receipt", "remark", "report", "report_entry",
        "report_explanation", "route", "setting", "signed_redaction", "signed_revision", "subordinate",
        "trusted_list", "upload", "user",
    }
)  # fmt: skip
"""Tables about the organisation, its keys, users, money, reports and exchange: they stay in this vault."""


@cache
def register_tables() -> tuple[Table, ...]:
    """The tables of the register, parents before children."""
    names = {"person"} | {column.table.name for column in columns_of_people()}
    growing = True
    while growing:
        before = len(names)
        for table in Base.metadata.sorted_tables:
            parents = {key.column.table.name for column in table.columns for key in column.foreign_keys}
            needed = {
                key.column.table.name for column in table.columns if not column.nullable for key in column.foreign_keys
            }
            if table.name in names:
                names |= parents - NOT_REGISTER
            elif needed and needed <= names and table.name not in NOT_REGISTER:
                names.add(table.name)
        growing = len(names) > before
    return tuple(table for table in Base.metadata.sorted_tables if table.name in names and table.name != DERIVED)


@dataclass(frozen=True, kw_only=True)
class ListedPerson(RegisterPerson):
    """A member on a day with everything a list may print."""

    category: MemberCategory
    since: date
    """The first day of the unbroken membership here."""
    first_time: bool
    """Admitted to the union here, not come from another organisation."""


class WholeRepository:
    """Bound to the SQLAlchemy session of one unit of work."""

    def __init__(self, session: Session) -> None:
        self._session = session

    # --- out

    def blocked(self) -> frozenset[int]:
        """People whose data are only kept, not used: no list and no export has them."""
        return frozenset(self._session.scalars(select(Person.id).where(Person.blocked_on.is_not(None))))

    def dump(self, *, binary: bool, step: Callable[[int, int], None] | None = None) -> WholeRows:
        """Every row of the register, but for blocked people and what is about them.

        ``binary`` False leaves out tables with contents of files; what pointed at their rows points at nothing.
        """
        tables = [table for table in register_tables() if binary or not _has_bytes(table)]
        kept: dict[str, set[int]] = {}
        result: WholeRows = {}
        blocked = self.blocked()
        for number, table in enumerate(tables):
            if step is not None:
                step(number, len(tables))
            rows = []
            statement = select(table).order_by(table.c.id)
            for found in self._session.execute(statement).mappings():
                row = dict(found)
                if table.name == "person" and row["id"] in blocked:
                    continue
                if _holds(table, row, kept):
                    rows.append(plain_row(table, row))
            rows = _without_lost_relatives(table, rows)
            kept[table.name] = {row["id"] for row in rows}
            result[table.name] = rows
        return result

    def members(self, as_of: date, *, include: Sequence[int] | None = None) -> list[ListedPerson]:
        """Who is on the register at the end of the day, by name; without blocked people.

        ``include``: only these, whether they are on the register or were.
        """
        span = MembershipSpan
        statement = select(*PERSON_COLUMNS).where(Person.blocked_on.is_(None), Person.erased_on.is_(None))
        if include is None:
            on_register = select(span.person_id).where(
                span.starts_on <= as_of, or_(span.ends_on.is_(None), span.ends_on > as_of)
            )
            statement = statement.where(Person.id.in_(on_register))
        rows = self._session.execute(statement.order_by(Person.search_name, Person.id)).all()
        if include is not None:
            wanted = set(include)
            rows = [row for row in rows if row.id in wanted]
        histories = self._events()
        result = []
        for row in rows:
            events = histories.get(row.id, [])
            history = replay(events)
            category = history.category_on(as_of)
            since = history.since(as_of)
            if category is None or since is None:
                if include is None:
                    continue
                category = history.spans[-1].category if history.spans else MemberCategory.WORKING
                since = history.spans[-1].starts_on if history.spans else as_of
            kinds = {event.kind for event in events if event.on == since and event.kind in ENTRY_EVENTS}
            admitted = EventKind.ADMITTED in kinds
            result.append(ListedPerson(**row._mapping, category=category, since=since, first_time=admitted))
        return result

    def _events(self) -> dict[int, list[Any]]:
        from app.storage.members.people import PeopleRepository

        return PeopleRepository(self._session, "").replay_input()

    # --- in

    def is_fresh(self) -> bool:
        """Whether nobody but the chair of the passport was ever recorded here."""
        people = self._session.scalar(select(func.count()).select_from(Person)) or 0
        events = self._session.scalar(select(func.count()).select_from(MembershipEvent)) or 0
        return people <= 1 and events == 0

    def load(self, rows: Mapping[str, Sequence[Mapping[str, Any]]]) -> int:
        """Put every row in, with its own number, into a fresh register; how many people came.

        The chair of the passport gives way to the same person of the file, or stays beside the others. Raises
        ValueError for rows that do not fit the tables or each other.
        """
        known = {table.name: table for table in register_tables()}
        unknown = set(rows) - set(known)
        if unknown:
            raise ValueError(", ".join(sorted(unknown)))
        self._session.execute(text("PRAGMA defer_foreign_keys = ON"))
        try:
            chair, offices = self._take_chair_out()
            for table in reversed(known.values()):
                if rows.get(table.name):  # what a new vault begins with: its committee, its revision commission
                    self._session.execute(delete(table))
            for name, table in known.items():
                values = [row_from_plain(table, row) for row in rows.get(name, ())]
                for start in range(0, len(values), 500):
                    self._session.execute(insert(table), values[start : start + 500])
            self._put_chair_back(chair, offices)
            problems = self._session.execute(text("PRAGMA foreign_key_check")).all()
        except (SQLAlchemyError, KeyError, TypeError, AttributeError) as error:
            raise ValueError(str(type(error))) from error
        if problems:
            raise ValueError(str(problems[0][0]))
        self._session.expire_all()
        return len(rows.get("person", ()))

    def _take_chair_out(self) -> tuple[dict[str, Any] | None, list[dict[str, Any]]]:
        person, role = Base.metadata.tables["person"], Base.metadata.tables["role"]
        chair = self._session.execute(select(person)).mappings().first()
        offices = [dict(row) for row in self._session.execute(select(role)).mappings()]
        self._session.execute(delete(Base.metadata.tables["role"]))
        self._session.execute(delete(person))
        return (None if chair is None else dict(chair)), offices

    def _put_chair_back(self, chair: dict[str, Any] | None, offices: list[dict[str, Any]]) -> None:
        """Unless the file has the chair: the same name, and no other birth date."""
        if chair is None:
            return
        person, role = Base.metadata.tables["person"], Base.metadata.tables["role"]
        same = select(person.c.id).where(
            person.c.search_name == chair["search_name"],
            or_(person.c.birth_date == chair["birth_date"], person.c.birth_date.is_(None)),
        )
        if self._session.scalar(same.limit(1)) is not None:
            return
        new_id = (self._session.scalar(select(func.max(person.c.id))) or 0) + 1
        self._session.execute(insert(person), [{**chair, "id": new_id}])
        for office in offices:
            number = (self._session.scalar(select(func.max(role.c.id))) or 0) + 1
            row = {**office, "id": number, "person_id": new_id}
            for column in role.columns:
                for key in column.foreign_keys:
                    there = self._session.scalar(select(key.column).where(key.column == row[column.name]))
                    row[column.name] = there
            self._session.execute(insert(role), [row])


def _has_bytes(table: Table) -> bool:
    return any(isinstance(column.type, LargeBinary) for column in table.columns)


def _holds(table: Table, row: dict[str, Any], kept: Mapping[str, set[int]]) -> bool:
    """Whether the row can stand without what was left out; what it can do without points at nothing."""
    for column in table.columns:
        for key in column.foreign_keys:
            parent = key.column.table.name
            if row[column.name] is None or parent == table.name:
                continue
            if parent in kept and row[column.name] in kept[parent]:
                continue
            if not column.nullable:
                return False
            row[column.name] = None
    return True


def _without_lost_relatives(table: Table, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows that point at rows of the same table which were left out point at nothing."""
    own = [c.name for c in table.columns if any(key.column.table is table for key in c.foreign_keys)]
    ids = {row["id"] for row in rows}
    lost: dict[str, int] = defaultdict(int)
    for row in rows:
        for name in own:
            if row[name] is not None and row[name] not in ids:
                row[name] = None
                lost[name] += 1
    return rows
