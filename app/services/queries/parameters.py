"""Reports by parameters («Отчёты по заданным параметрам»): what to list, of whom, which columns, in which order.

A query is data (:class:`Query`, JSON for saving and for the command line). It is answered by the register in memory, so
what it lists agrees with the list of members on the same day. People whose data were destroyed are never listed; those
whose data are blocked are shown on the screen with a mark and left out of everything that is printed or saved.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.domain.members import PersonRecord, RegisterStatus
from app.domain.names import natural_key, normalise
from app.domain.vocabulary.words import title_for, word_for
from app.errors import UserError
from app.progress import Progress, silent
from app.services.members.register import Register, whole_register
from app.services.members.views import MemberRow
from app.services.organisation.profiles import Profile
from app.services.queries.conditions import (
    EVERYTHING,
    ConditionGroup,
    group_document,
    group_in_words,
    read_group,
    test_of,
)
from app.services.queries.fields import (
    DEFAULT_COLUMNS,
    FieldType,
    QueryField,
    QueryLine,
    QueryMoment,
    What,
    fields_of,
)
from app.services.session import Act, VaultSession, service

VERSION = 1
_STATUSES = ("on_register", "former", "all")
_MOST_COLUMNS = 20
_MOST_GROUPS = 2
_UNKNOWN = "не указано"
_STEP = 2000


@dataclass(frozen=True)
class Query:
    """``status`` matters for members only: on_register, former, all. ``until`` None is the day of asking.

    ``since`` is the first day of the period in which trainings and movements lie; None is 1 January of the year of
    ``until``. ``order``: fields with True for the greatest first; without any, by name.
    """

    what: What = What.MEMBERS
    status: str = "on_register"
    since: date | None = None
    until: date | None = None
    where: ConditionGroup = EVERYTHING
    columns: tuple[str, ...] = ()
    order: tuple[tuple[str, bool], ...] = ()
    group_by: tuple[str, ...] = ()

    def moment(self, today: date) -> QueryMoment:
        """The days it asks about. UserError ``selecting.period`` when they stand the wrong way round."""
        last = self.until or today
        first = self.since or date(last.year, 1, 1)
        if first > last:
            raise UserError("selecting.period")
        return QueryMoment(first, last)


@dataclass(frozen=True, slots=True)
class ResultRow:
    """One line: the values of the columns and of the groups, as fields read them."""

    person_id: int
    person_uid: str
    values: tuple[Any, ...]
    groups: tuple[str, ...]
    blocked: bool


@dataclass(frozen=True)
class QueryResult:
    """The answer. ``groups``: (depth, title, lines) in the order of the rows; the counts at each change."""

    query: Query
    moment: QueryMoment
    columns: tuple[QueryField, ...]
    rows: tuple[ResultRow, ...]
    people: int
    """Different people among the rows."""
    asked: str
    """What was asked, in words."""

    @property
    def title(self) -> str:
        """«Члены профсоюза на 01.01.2026»."""
        return f"{title_for(self.query.what)} {period_words(self.query.what, self.moment)}"

    def texts(self, row: ResultRow) -> list[str]:
        """The cells of a row as they are shown."""
        return [field.text(value) for field, value in zip(self.columns, row.values, strict=True)]

    def open_rows(self) -> tuple[ResultRow, ...]:
        """The rows that may be printed and saved: without people whose data are blocked."""
        return tuple(row for row in self.rows if not row.blocked)

    def group_counts(self) -> list[tuple[tuple[str, ...], int]]:
        """How many lines each group has, in the order of the rows."""
        counts: dict[tuple[str, ...], int] = {}
        for row in self.rows:
            counts[row.groups] = counts.get(row.groups, 0) + 1
        return list(counts.items())


def period_words(what: What, moment: QueryMoment) -> str:
    """«на 01.01.2026» or «с 01.01.2025 по 31.12.2025»."""
    if what in (What.MEMBERS, What.ACTIVISTS):
        return f"на {moment.last:%d.%m.%Y}"
    return f"с {moment.first:%d.%m.%Y} по {moment.last:%d.%m.%Y}"


def read_query(data: object, profile: Profile) -> Query:
    """A query from JSON. UserError ``selecting.query`` or ``selecting.condition`` for anything unknown or odd."""
    if not isinstance(data, dict):
        raise UserError("selecting.query", what="запрос — это один объект JSON")
    unknown = set(data) - {"version", "what", "status", "since", "until", "where", "columns", "order", "group_by"}
    if unknown:
        raise UserError("selecting.query", what=f"лишнее: {', '.join(sorted(map(str, unknown)))}")
    if data.get("version", VERSION) != VERSION:
        raise UserError("selecting.query", what="запрос сделан в более новой версии программы")
    try:
        what = What(data.get("what", What.MEMBERS))
    except ValueError:
        raise UserError("selecting.query", what=f"what — одно из: {', '.join(What)}") from None
    status = data.get("status", "on_register")
    if status not in _STATUSES:
        raise UserError("selecting.query", what=f"status — одно из: {', '.join(_STATUSES)}")
    fields = fields_of(profile, what)
    query = Query(
        what=what,
        status=status,
        since=_day(data.get("since"), "since"),
        until=_day(data.get("until"), "until"),
        where=read_group(data.get("where"), fields),
        columns=_names(data.get("columns", []), "columns", fields, _MOST_COLUMNS),
        order=_order(data.get("order", []), fields),
        group_by=_names(data.get("group_by", []), "group_by", fields, _MOST_GROUPS),
    )
    query.moment(date.today())
    return query


def query_document(query: Query) -> dict[str, Any]:
    """The JSON that :func:`read_query` reads."""
    return {
        "version": VERSION,
        "what": query.what.value,
        "status": query.status,
        "since": None if query.since is None else query.since.isoformat(),
        "until": None if query.until is None else query.until.isoformat(),
        "where": group_document(query.where),
        "columns": list(query.columns),
        "order": [{"field": name, "descending": down} for name, down in query.order],
        "group_by": list(query.group_by),
    }


def _day(value: object, name: str) -> date | None:
    if value is None:
        return None
    try:
        return date.fromisoformat(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        raise UserError("selecting.query", what=f"{name}: дата пишется как 2026-01-31") from None


def _names(value: object, name: str, fields: Mapping[str, QueryField], most: int) -> tuple[str, ...]:
    if not isinstance(value, list) or len(value) > most or len(set(map(str, value))) != len(value):
        raise UserError("selecting.query", what=f"{name}: список разных признаков, не больше {most}")
    for one in value:
        if not isinstance(one, str) or one not in fields:
            raise UserError("selecting.query", what=f"{name}: такого признака нет: {one}")
    return tuple(value)


def _order(value: object, fields: Mapping[str, QueryField]) -> tuple[tuple[str, bool], ...]:
    if not isinstance(value, list) or len(value) > 5:
        raise UserError("selecting.query", what="order: список, не больше пяти признаков")
    result: list[tuple[str, bool]] = []
    for item in value:
        if (
            not isinstance(item, dict)
            or not {"field"} <= set(item) <= {"field", "descending"}
            or item["field"] not in fields
            or not isinstance(item.get("descending", False), bool)
        ):
            raise UserError("selecting.query", what="order: нужны field и, если надо, descending")
        result.append((item["field"], item.get("descending", False)))
    return tuple(result)


@service(Act.LOOK)
def run_query(
    session: VaultSession, query: Query, *, today: date | None = None, progress: Progress | None = None
) -> QueryResult:
    """Answer a query. The journal keeps that it was asked, of how many people, not who they are."""
    result = answer(whole_register(session), session.profile, query, today or date.today(), progress)
    with session.unit_of_work() as uow:
        uow.journal.record(
            "register.queried", what=query.what.value, fields=[f.id for f in result.columns], people=result.people
        )
        uow.commit()
    return result


def answer(
    register: Register, profile: Profile, query: Query, today: date, progress: Progress | None = None
) -> QueryResult:
    """The same without rights and journal."""
    fields = fields_of(profile, query.what)
    moment = query.moment(today)
    columns = tuple(fields[name] for name in query.columns or DEFAULT_COLUMNS[query.what])
    groups = tuple(fields[name] for name in query.group_by)
    order = tuple((fields[name], down) for name, down in query.order)
    holds = test_of(query.where, fields)
    steps = progress or silent()
    found: list[tuple[QueryLine, ResultRow]] = []
    for number, person_id in enumerate(register.order):
        if number % _STEP == 0:
            steps.step("Отбираю людей", number, len(register.order))
        record = register.records.get(person_id)
        if record is None or record.erased_on is not None:
            continue
        found += [
            (
                subject,
                ResultRow(
                    person_id,
                    record.uid,
                    tuple(field.read(subject, moment) for field in columns),
                    tuple(field.text(field.read(subject, moment)) or _UNKNOWN for field in groups),
                    record.blocked(today),
                ),
            )
            for subject in _subjects(record.on(moment.last), query, moment)
            if holds(subject, moment)
        ]
    for field, down in reversed(order):
        found.sort(key=lambda item, f=field: _sort_key(f, f.read(item[0], moment)), reverse=down)  # type: ignore[misc]
    if groups:
        found.sort(key=lambda item: tuple((text == _UNKNOWN, natural_key(text)) for text in item[1].groups))
    rows = tuple(row for _, row in found)
    asked = group_in_words(query.where, fields)
    if query.what is What.MEMBERS:
        status = "все, кто есть в учёте" if query.status == "all" else word_for(RegisterStatus(query.status))
        asked = f"{status}; {asked}" if asked else status
    return QueryResult(query, moment, columns, rows, len({row.person_id for row in rows}), asked or "без условий")


def _subjects(person: PersonRecord, query: Query, moment: QueryMoment) -> Iterator[QueryLine]:
    if query.what is What.ACTIVISTS:
        yield from (QueryLine(person, role=role) for role in person.roles_on(moment.last))
    elif query.what is What.TRAININGS:
        yield from (QueryLine(person, training=t) for t in person.trainings if moment.first <= t.on <= moment.last)
    elif query.what is What.MOVEMENTS:
        yield from (QueryLine(person, event=e) for e in person.events if moment.first <= e.on <= moment.last)
    elif fits_status(person, query.status, moment.last):
        yield QueryLine(person)


def fits_status(person: PersonRecord, status: str, on: date) -> bool:
    """on_register, former (was a member before), all."""
    if status == "all":
        return True
    is_member = person.category_on(on) is not None
    return is_member if status == "on_register" else not is_member and person.ended(on) is not None


def _sort_key(field: QueryField, value: Any) -> tuple[bool, Any]:
    """Unknown values stand last; texts by their letters, whatever their height."""
    if value is None or value in ("", ()):
        return (True, 0)
    if field.type in (FieldType.NUMBER, FieldType.DATE):
        return (False, value)
    return (False, normalise(field.text(value)))


def listed_people(result: QueryResult) -> Sequence[int]:
    """The people of the answer, each once, in its order: what a group operation takes."""
    return tuple(dict.fromkeys(row.person_id for row in result.rows))


@service(Act.LOOK)
def select_members(
    session: VaultSession, where: ConditionGroup, as_of: date, status: str = "on_register"
) -> tuple[MemberRow, ...]:
    """The people of a selection on a day, as the list shows them."""
    register = whole_register(session)
    test, moment = test_of(where, fields_of(session.profile, What.MEMBERS)), QueryMoment(date(as_of.year, 1, 1), as_of)
    rows = register.rows(as_of, status)
    return tuple(row for row in rows if test(QueryLine(register.records[row.id].on(as_of)), moment))
