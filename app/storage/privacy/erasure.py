"""Destroying one person's rows everywhere, computed from the tables themselves, so that a new table is never missed.

* Rows of every table that points at the person go, and what hangs on them. A table whose info says
  ``erasure: keep`` keeps its rows with their personal texts blank: the facts that past counts rest on.
* The row of the person becomes a nameless marker.
* Texts elsewhere are looked through for the person by :meth:`ErasureRepository.texts`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast

from sqlalchemy import Column, String, Table, Text, delete, or_, select, text, update
from sqlalchemy.orm import Session

from app.models import (
    Base,
    Consent,
    ImportBatch,
    IntakeBundle,
    MembershipEvent,
    Person,
    PersonChange,
    ReceivedReceipt,
)

_IDENTITY = ("surname", "name", "patronymic", "search_name", "former_names")
"""Of other people: a namesake's own name is not ours to touch."""
_OWN = ("phone", "email", "address", "card_number", "personnel_number")
"""Of other people: a telephone in a family is theirs too."""
_ACCESS = ("user_name", "signed_by")
"""Who worked in the program stays: that is the record of access to data (152-ФЗ, article 19)."""
_SKIPPED = frozenset({"journal_entry", "user", "key_grant", "key_pair", "profile_package"})
"""The journal forgets by itself; users are the record of access; keys and packages of forms are of organisations."""


@dataclass(frozen=True)
class FoundText:
    """A text outside the person's own rows in which one of the words stood."""

    table: str
    column: str
    row_id: int | str
    text: str

    @property
    def place(self) -> str:
        """«meeting.title.7»: the address of the text."""
        return f"{self.table}.{self.column}.{self.row_id}"


class ErasureRepository:
    """Bound to the SQLAlchemy session of one unit of work."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def destroy_rows(self, person_id: int) -> dict[str, int]:
        """Delete or blank everything that points at the person; rows touched by table."""
        self._session.flush()
        touched: dict[str, int] = {}
        for table in Base.metadata.sorted_tables:
            for column in _links(table, Person.__tablename__):
                if table.info.get("erasure") == "keep":
                    blank = _blank_values(table)
                    count = self._run(update(table).where(column == person_id).values(blank)) if blank else 0
                else:
                    ids = list(self._session.scalars(select(table.c.id).where(column == person_id)))
                    count = self._delete(table, ids, touched)
                if count:
                    touched[table.name] = touched.get(table.name, 0) + count
        self._session.expire_all()
        return touched

    def _delete(self, table: Table, ids: Sequence[int], touched: dict[str, int]) -> int:
        if not ids:
            return 0
        for child in Base.metadata.sorted_tables:
            for column in _links(child, table.name):
                if child is table:
                    self._run(update(table).where(column.in_(ids)).values({column.name: None}))
                elif column.nullable:
                    self._run(update(child).where(column.in_(ids)).values({column.name: None}))
                else:
                    below = list(self._session.scalars(select(child.c.id).where(column.in_(ids))))
                    count = self._delete(child, below, touched)
                    if count:
                        touched[child.name] = touched.get(child.name, 0) + count
        return self._run(delete(table).where(table.c.id.in_(ids)))

    def make_marker(self, person_id: int, uid: str, birth_year: int | None, on: date) -> None:
        """Leave of the person's own row only a date, the sex and the year of birth, under a new identifier."""
        values: dict[str, Any] = {}
        for column in Person.__table__.c:
            if "personal" not in column.info or column.name in ("sex", "birth_date", "birth_exact"):
                continue
            if column.nullable:
                values[column.name] = None
            elif isinstance(column.type, String | Text):
                values[column.name] = ""
        values |= {
            "uid": uid,
            "birth_date": None if birth_year is None else date(birth_year, 7, 1),
            "birth_exact": False,
            "erased_on": on,
            "import_batch_id": None,
        }
        self._run(update(cast(Table, Person.__table__)).where(Person.id == person_id).values(values))
        self._session.expire_all()

    def namesakes(self, person_id: int, search_names: Sequence[str]) -> bool:
        """Whether somebody else has one of these full names."""
        same = select(Person.id).where(Person.search_name.in_(search_names), Person.id != person_id).limit(1)
        return self._session.scalar(same) is not None

    def shares_initials(self, person_id: int, names: Sequence[tuple[str, str]]) -> bool:
        """Whether somebody else has one of these surnames with the same first letter of the name (both normalised)."""
        like = [
            Person.search_name.like(f"{_plain(surname)} {_plain(letter)}%", escape="\\") for surname, letter in names
        ]
        if not like:
            return False
        same = select(Person.id).where(or_(*like), Person.id != person_id, Person.erased_on.is_(None)).limit(1)
        return self._session.scalar(same) is not None

    def texts(self, wanted: Callable[[str], bool]) -> Iterator[FoundText]:
        """Texts of all tables that ``wanted`` lets through.

        Names of other people and of the program's users are left out.
        """
        self._session.flush()
        for table in Base.metadata.sorted_tables:
            columns = [] if table.name in _SKIPPED else texts_of(table)
            if not columns:
                continue
            key = table.c.id if "id" in table.c else next(iter(table.primary_key.columns))
            for row in self._session.execute(select(key, *columns)).all():
                texts = [str(text) for text in row[1:] if text]
                if not texts or not wanted("\n".join(texts)):
                    continue
                for column, content in zip(columns, row[1:], strict=True):
                    if content and wanted(str(content)):
                        yield FoundText(table.name, column.name, row[0], str(content))

    def changed_values(self, person_id: int) -> Iterator[tuple[str, tuple[object, object]]]:
        """(column, (before, after)) of everything that was changed of the person."""
        statement = select(PersonChange.field, PersonChange.before, PersonChange.after)
        for name, before, after in self._session.execute(statement.where(PersonChange.person_id == person_id)):
            yield name, (_json(before), _json(after))

    def held_columns(self, person_id: int, columns: Mapping[tuple[str, str], str]) -> frozenset[tuple[str, str]]:
        """(table, column) of which something is held of the person."""
        held: set[tuple[str, str]] = set()
        for table in Base.metadata.sorted_tables:
            wanted = [table.c[name] for (owner, name) in columns if owner == table.name]
            links = [table.c.id] if table.name == Person.__tablename__ else _links(table, Person.__tablename__)
            if not wanted or not links:
                continue
            statement = select(*wanted).where(or_(*(link == person_id for link in links)))
            for row in self._session.execute(statement):
                named = zip(wanted, row, strict=True)
                held |= {(table.name, c.name) for c, value in named if value not in (None, "", b"")}
        return frozenset(held)

    def held_categories(self, person_id: int, columns: Mapping[tuple[str, str], str]) -> frozenset[str]:
        """Which categories of data something is held of."""
        return frozenset(columns[column] for column in self.held_columns(person_id, columns))

    def drop_sealed(self, table_name: str, row_id: int) -> None:
        """Empty the sealed bytes that a text taken in came from: they hold the same."""
        if table_name == "received_receipt":
            self._run(update(ReceivedReceipt).where(ReceivedReceipt.id == row_id).values(sealed=b""))
            return
        table = Base.metadata.tables[table_name]
        bundle = select(table.c.bundle_id).where(table.c.id == row_id).scalar_subquery()
        self._run(update(IntakeBundle).where(IntakeBundle.id == bundle).values(sealed=b"", evidence=None))

    def forget_changes(self, person_ids: Sequence[int], fields: Sequence[str]) -> None:
        """Delete what the log of changes and the imports keep of these columns of these people."""
        self._session.flush()
        for person_id in person_ids:
            log = delete(PersonChange).where(PersonChange.person_id == person_id, PersonChange.field.in_(fields))
            self._run(log)
            self.drop_from_batches(person_id)

    def any_special(self) -> bool:
        """Whether anything of a special category is held of anybody."""
        special = [t for t in Base.metadata.sorted_tables if any(c.info.get("personal") == "special" for c in t.c)]
        return any(self._session.execute(select(table.c.id).limit(1)).first() is not None for table in special)

    def imports_of(self, person_id: int) -> Sequence[tuple[str, datetime]]:
        """(file name, moment) of the lists that brought or changed the person."""
        batches = {
            batch
            for column in (PersonChange.import_batch_id, MembershipEvent.import_batch_id, Consent.import_batch_id)
            for batch in self._session.scalars(
                select(column).where(column.is_not(None), column.class_.person_id == person_id)
            )
        }
        own = self._session.scalar(select(Person.import_batch_id).where(Person.id == person_id))
        statement = select(ImportBatch.file_name, ImportBatch.at).where(ImportBatch.id.in_(batches | ({own} - {None})))
        return [(name, at) for name, at in self._session.execute(statement.order_by(ImportBatch.at))]

    def all_uids(self) -> Sequence[tuple[int, str]]:
        """Everybody's number and identifier, nameless markers left out."""
        statement = select(Person.id, Person.uid).where(Person.erased_on.is_(None))
        return [(person_id, uid) for person_id, uid in self._session.execute(statement)]

    def drop_from_batches(self, person_id: int) -> None:
        """Imports keep what they overwrote by the person's number: that entry goes."""
        for batch in self._session.scalars(select(ImportBatch).where(ImportBatch.before != "{}")).all():
            before = _json(batch.before)
            if isinstance(before, dict) and before.pop(str(person_id), None) is not None:
                batch.before = json.dumps(before, ensure_ascii=False)
        self._session.flush()

    def drop_row(self, found: FoundText) -> None:
        """Delete the row a text stands in."""
        table = Base.metadata.tables[found.table]
        self._run(delete(table).where(table.c.id == found.row_id))
        self._session.expire_all()

    def put_text(self, found: FoundText, content: str) -> None:
        """Write a text back."""
        table = Base.metadata.tables[found.table]
        key = table.c.id if "id" in table.c else next(iter(table.primary_key.columns))
        self._run(update(table).where(key == found.row_id).values({found.column: content}))
        self._session.expire_all()

    def _run(self, statement: Any) -> int:
        return int(self._session.execute(statement).rowcount)  # type: ignore[attr-defined]

    def indices(self) -> tuple[str, ...]:
        """Names of full-text indices, which hold words apart from the tables."""
        rows = self._session.execute(
            text("SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE 'CREATE VIRTUAL TABLE%'")
        )
        return tuple(name for (name,) in rows)


def personal_columns() -> dict[tuple[str, str], str]:
    """(table, column) -> category of every column marked as personal data."""
    return {
        (table.name, column.name): column.info["personal"]
        for table in Base.metadata.sorted_tables
        for column in table.c
        if "personal" in column.info
    }


def _json(value: str) -> object:
    try:
        found: object = json.loads(value)
    except ValueError:
        return value
    return found


def _links(table: Table, to: str) -> list[Column[Any]]:
    return [fk.parent for fk in table.foreign_keys if fk.column.table.name == to]


def texts_of(table: Table) -> list[Column[Any]]:
    """Columns of a table that hold texts in which somebody may be named."""
    return [
        column
        for column in table.c
        if _is_text(column)
        and column.name not in _ACCESS
        and not (table.name == "person" and column.name in (*_IDENTITY, *_OWN))
        and not (table.name == "setting" and column.name == "name")
    ]


def _plain(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _is_text(column: Column[Any]) -> bool:
    return isinstance(column.type, Text) or type(column.type) is String


def _blank_values(table: Table) -> dict[str, Any]:
    """Texts blank; dates, kinds and numbers stay."""
    return {
        column.name: "" if not column.nullable else None
        for column in table.c
        if "personal" in column.info and isinstance(column.type, Text) and column.info["personal"] != "access"
    }


__all__ = ["ErasureRepository", "FoundText", "personal_columns", "texts_of"]
