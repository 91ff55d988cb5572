"""Queries about people recorded twice: what likeness is judged by, putting two records together, taking it back.

Everything that points at a person is found in the schema (:func:`columns_of_people`), so a later table is moved too.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Column, Table, UniqueConstraint, and_, delete, func, insert, or_, select, update
from sqlalchemy.orm import Session

from app.domain.enums import EventKind
from app.domain.names import normalise
from app.models import Base, DistinctPair, MembershipEvent, Person, PersonChange, PersonMerge
from app.storage.members.changes import encode_value
from app.storage.members.register_person import PERSON_COLUMNS, RegisterPerson
from app.storage.plain_rows import plain_row, row_from_plain
from app.storage.privacy.person_columns import columns_of_people

_DERIVED = Base.metadata.tables["membership_span"]
_MARKS = frozenset({"recorded_at", "created_at", "added_at", "at", "import_batch_id", "operation_id", "user_name"})
"""When and by whom a row was written: two rows that differ in these alone say the same."""


class DoublesRepository:
    """Bound to the SQLAlchemy session of one unit of work."""

    def __init__(self, session: Session, user_name: str) -> None:
        self._session = session
        self._user_name = user_name

    # --- likeness

    def people(self) -> list[RegisterPerson]:
        """Everybody who may be offered as a double: not destroyed, not blocked."""
        statement = select(*PERSON_COLUMNS).where(Person.erased_on.is_(None), Person.blocked_on.is_(None))
        return [RegisterPerson(*row) for row in self._session.execute(statement.order_by(Person.id))]

    def former_surnames(self) -> list[tuple[int, str]]:
        """(person, surname of before), normalised, of every surname that was changed."""
        statement = select(PersonChange.person_id, PersonChange.before).where(PersonChange.field == "surname")
        return [
            (person_id, normalise(json.loads(before) or "")) for person_id, before in self._session.execute(statement)
        ]

    def stamp(self) -> tuple[int, ...]:
        """Numbers that are others whenever a name or a person may have changed."""
        ids = (Person.id, PersonChange.id, PersonMerge.id)
        last = [self._session.scalar(select(func.max(column))) or 0 for column in ids]
        return (*last, self._session.scalar(select(func.count()).select_from(Person)) or 0)

    def distinct_pairs(self) -> set[tuple[int, int]]:
        """Pairs told to be different people, the smaller id first."""
        rows = self._session.execute(select(DistinctPair.person_id, DistinctPair.other_id))
        return {(min(pair), max(pair)) for pair in rows}

    def keep_apart(self, one: int, other: int) -> None:
        """Remember that these two are different people."""
        first, second = sorted((one, other))
        if (first, second) not in self.distinct_pairs():
            self._session.add(
                DistinctPair(person_id=first, other_id=second, decided_at=datetime.now(UTC), user_name=self._user_name)
            )
            self._session.flush()

    def forget_apart(self, one: int, other: int) -> None:
        """They may be offered again."""
        both = (one, other)
        self._session.execute(
            delete(DistinctPair).where(DistinctPair.person_id.in_(both), DistinctPair.other_id.in_(both))
        )

    # --- putting together

    def row(self, person_id: int) -> dict[str, Any] | None:
        """All columns of a person."""
        found = self._session.execute(select(Person.__table__).where(Person.id == person_id)).mappings().first()
        return None if found is None else dict(found)

    def counts(self, person_id: int) -> dict[str, int]:
        """How many rows of each table are about a person; tables with none are left out."""
        found: dict[str, int] = {}
        for column in columns_of_people():
            number = self._session.scalar(select(func.count()).select_from(column.table).where(column == person_id))
            if number and column.table is not _DERIVED:
                found[column.table.name] = found.get(column.table.name, 0) + number
        return found

    def move_all(self, other: int, kept: int) -> dict[str, Any]:
        """Give everything of one person to another and delete the empty record; what it takes to undo that, as JSON.

        A row that the tables allow only once a person, or that says the same as one of the other's, is left out:
        its text is in the result, and what hung on it hangs on the row that stayed.
        """
        self._session.flush()
        row = self.row(other)
        assert row is not None
        record: dict[str, Any] = {
            "person": plain_row(_person_table(), row), "moved": {}, "dropped": [], "redirected": []
        }  # fmt: skip
        self._session.execute(delete(_DERIVED).where(_DERIVED.c.person_id == other))
        self.forget_apart(other, kept)
        for column in columns_of_people():
            if column.table is not _DERIVED:
                self._move(column, other, kept, record)
        self._session.execute(delete(_person_table()).where(_person_table().c.id == other))
        self._session.expire_all()
        return record

    def _move(self, column: Column[Any], other: int, kept: int, record: dict[str, Any]) -> None:
        table = _table(column)
        rows = [dict(r) for r in self._session.execute(select(table).where(column == other)).mappings()]
        if not rows:
            return
        mine = [dict(r) for r in self._session.execute(select(table).where(column == kept)).mappings()]
        moved: list[int] = []
        for row in rows:
            staying = self._same(table, column, row, mine, kept)
            if staying is None:
                moved.append(row["id"])
                continue
            self._redirect(table, row["id"], staying, record)
            record["dropped"].append([table.name, plain_row(table, row)])
            self._session.execute(delete(table).where(table.c.id == row["id"]))
        for start in range(0, len(moved), 500):
            part = moved[start : start + 500]
            self._session.execute(update(table).where(table.c.id.in_(part)).values({column.name: kept}))
        record["moved"][f"{table.name}.{column.name}"] = moved

    def _same(
        self, table: Table, column: Column[Any], row: Mapping[str, Any], mine: Sequence[Mapping[str, Any]], kept: int
    ) -> int | None:
        """The row of the person who stays that makes this one impossible or needless."""
        becoming = {**row, column.name: kept}
        for names in _unique_keys(table):
            if column.name in names and all(becoming[name] is not None for name in names):
                condition = and_(*(table.c[name] == becoming[name] for name in names), table.c.id != row["id"])
                found = self._session.scalar(select(table.c.id).where(condition).limit(1))
                if found is not None:
                    return int(found)
        if table.name in _HISTORIES or _children(table):
            return None
        told = [
            name
            for name in (one.name for one in table.columns)
            if name not in _MARKS and name not in {"id", column.name}
        ]
        return next((one["id"] for one in mine if all(one[name] == row[name] for name in told)), None)

    def _redirect(self, table: Table, gone: int, staying: int, record: dict[str, Any]) -> None:
        for child in _children(table):
            child_table = _table(child)
            for row in self._session.execute(select(child_table).where(child == gone)).mappings().all():
                plain = plain_row(child_table, dict(row))
                if self._same(child_table, child, dict(row), [], staying) is not None:
                    record["dropped"].append([child_table.name, plain])
                    self._session.execute(delete(child_table).where(child_table.c.id == row["id"]))
                    continue
                record["redirected"].append([child_table.name, child.name, row["id"], gone])
                self._session.execute(
                    update(child_table).where(child_table.c.id == row["id"]).values({child.name: staying})
                )

    def put_back(self, record: Mapping[str, Any], kept: int) -> int:
        """Undo :meth:`move_all`: the record's person is there again with what was theirs. Returns their id."""
        self._session.flush()
        person = row_from_plain(_person_table(), record["person"])
        batch = person.get("import_batch_id")
        if batch is not None and not self._has("import_batch", batch):
            person["import_batch_id"] = None
        self._session.execute(insert(_person_table()), [person])
        for name, plain in reversed(record["dropped"]):
            table = Base.metadata.tables[name]
            self._session.execute(insert(table), [row_from_plain(table, plain)])
        for name, column, row_id, gone in record["redirected"]:
            table = Base.metadata.tables[name]
            self._session.execute(update(table).where(table.c.id == row_id).values({column: gone}))
        for key, ids in record["moved"].items():
            name, column = key.split(".")
            table = Base.metadata.tables[name]
            for start in range(0, len(ids), 500):
                part = ids[start : start + 500]
                condition = and_(table.c.id.in_(part), table.c[column] == kept)
                self._session.execute(update(table).where(condition).values({column: person["id"]}))
        self._session.expire_all()
        return int(person["id"])

    def _has(self, table_name: str, row_id: int) -> bool:
        table = Base.metadata.tables[table_name]
        return self._session.scalar(select(table.c.id).where(table.c.id == row_id)) is not None

    def void_events(self, events: Mapping[int, str]) -> list[int]:
        """Void events (id -> why) by later ones, as corrections are made; the ids of those."""
        now = datetime.now(UTC)
        made = []
        for event_id, why in events.items():
            event = self._session.get(MembershipEvent, event_id)
            assert event is not None
            row = MembershipEvent(
                person_id=event.person_id,
                kind=EventKind.CANCELLED,
                on_date=event.on_date,
                basis=why,
                cancels_id=event_id,
                recorded_at=now,
            )
            self._session.add(row)
            self._session.flush()
            made.append(row.id)
        return made

    def unvoid_events(self, ids: Iterable[int]) -> None:
        """Take these corrections back."""
        self._session.execute(delete(MembershipEvent).where(MembershipEvent.id.in_(list(ids))))
        self._session.expire_all()

    def remember_name(self, kept: int, surname: str, now: str) -> int:
        """Write into the log that the surname of the other record was put away today; the search finds by it."""
        change = PersonChange(
            person_id=kept,
            field="surname",
            before=encode_value(surname),
            after=encode_value(now),
            changed_on=date.today(),
            recorded_at=datetime.now(UTC),
            user_name=self._user_name,
        )
        self._session.add(change)
        self._session.flush()
        return change.id

    def forget_change(self, change_id: int) -> None:
        """Take that line out of the log."""
        self._session.execute(delete(PersonChange).where(PersonChange.id == change_id))

    # --- what was put together

    def add_merge(self, kept: int, merged_uid: str, record: Mapping[str, Any]) -> int:
        """Keep the record of a merge; its number."""
        merge = PersonMerge(
            person_id=kept,
            merged_uid=merged_uid,
            at=datetime.now(UTC),
            user_name=self._user_name,
            record=json.dumps(record, ensure_ascii=False),
        )
        self._session.add(merge)
        self._session.flush()
        return merge.id

    def merge(self, merge_id: int) -> PersonMerge | None:
        """One merge, or None."""
        return self._session.get(PersonMerge, merge_id)

    def merges(self, person_id: int | None = None) -> Sequence[PersonMerge]:
        """Merges that were not taken back, the latest first: all, or of one person."""
        statement = select(PersonMerge).where(PersonMerge.undone_at.is_(None)).order_by(PersonMerge.id.desc())
        if person_id is not None:
            statement = statement.where(PersonMerge.person_id == person_id)
        return self._session.scalars(statement).all()

    def merged_uids(self, person_uid: str) -> tuple[str, ...]:
        """Identifiers of the records that were put into this person's and stayed there."""
        statement = (
            select(PersonMerge.merged_uid)
            .join(Person, Person.id == PersonMerge.person_id)
            .where(Person.uid == person_uid, PersonMerge.undone_at.is_(None))
        )
        return tuple(self._session.scalars(statement))

    def merges_since(self, at: datetime, person_ids: Iterable[int]) -> bool:
        """Whether one of these people took in another record after a moment."""
        wanted = set(person_ids)
        statement = select(PersonMerge.person_id).where(PersonMerge.undone_at.is_(None), PersonMerge.at > at)
        return any(person_id in wanted for person_id in self._session.scalars(statement))

    def events_after(self, person_ids: Iterable[int], known: Iterable[int]) -> bool:
        """Whether these people have membership events besides the known ones."""
        statement = select(MembershipEvent.id).where(
            or_(*(MembershipEvent.person_id == person_id for person_id in person_ids))
        )
        return not set(self._session.scalars(statement)) <= set(known)


_HISTORIES = frozenset({"membership_event", "person_change", "person_merge"})
"""Tables in which equal rows are told apart by their order; membership events are settled by voiding."""


def _person_table() -> Table:
    return Base.metadata.tables["person"]


def _table(column: Column[Any]) -> Table:
    table = column.table
    assert isinstance(table, Table)
    return table


def _unique_keys(table: Table) -> list[tuple[str, ...]]:
    keys = [tuple(c.name for c in rule.columns) for rule in table.constraints if isinstance(rule, UniqueConstraint)]
    keys += [tuple(c.name for c in index.columns) for index in table.indexes if index.unique]
    return keys + [(column.name,) for column in table.columns if column.unique]


def _children(table: Table) -> list[Column[Any]]:
    """Columns of other tables that point at rows of this one."""
    return [
        column
        for other in Base.metadata.sorted_tables
        for column in other.columns
        if any(key.column is table.c.get("id") for key in column.foreign_keys)
    ]
