"""``pervichka register query|select|saved|fields``: reports by parameters and selections, their conditions as JSON."""

from __future__ import annotations

import argparse
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from app.cli.members.documents import member_document
from app.cli.output import Aside, Lines, Reply, json_text, note, russian, table_lines
from app.cli.parser import Commands, add_command, iso_date
from app.cli.vault.access import opened
from app.cli.words import word
from app.domain.bounded_json import parse_by_hand
from app.domain.files import read_limited, write_atomically
from app.errors import UserError

if TYPE_CHECKING:
    from app.services.queries import QueryResult
    from app.services.session import VaultSession

_LIMIT = 1024 * 1024
_WHAT = ("members", "activists", "trainings", "movements")


def add_to(group: Commands) -> None:
    """Add the commands to the group ``register``."""
    parser = add_command(group, "query", query, "отчёт по заданным параметрам: люди, актив, обучение, движение")
    parser.add_argument("--file", metavar="F.json", type=Path, help="запрос в JSON (признаки покажет register fields)")
    parser.add_argument("--name", metavar="N", help="сохранённый запрос")
    parser.add_argument("--since", metavar="D", type=iso_date, help="первый день периода вместо записанного в запросе")
    parser.add_argument("--until", metavar="D", type=iso_date, help="на какую дату, последний день периода")
    parser.add_argument("--out", metavar="OUT", type=Path, help="сохранить в OUT.xlsx, OUT.pdf или OUT.json")
    parser.add_argument("--save", metavar="N", help="сохранить запрос под этим названием")

    parser = add_command(group, "select", select, "отобрать членов по условиям; номера людей для других команд")
    parser.add_argument("--file", metavar="F.json", type=Path, help='условия в JSON: {"all": [...]}')
    parser.add_argument("--name", metavar="N", help="сохранённый отбор")
    parser.add_argument("--as-of", metavar="D", type=iso_date, help="на какую дату (по умолчанию сегодня)")
    parser.add_argument(
        "--status", choices=["on_register", "former", "all"], default="on_register", help="из кого отбирать"
    )
    parser.add_argument("--save", metavar="N", help="сохранить отбор под этим названием")

    parser = add_command(group, "saved", saved, "сохранённые отборы и запросы этого пользователя")
    parser.add_argument("--forget", metavar="N", help="больше не хранить запрос или отбор с этим названием")

    parser = add_command(group, "fields", list_fields, "по каким признакам можно отбирать и что о них спросить")
    parser.add_argument("--what", choices=_WHAT, default="members", help="что перечисляет запрос")


def _document(path: Path) -> object:
    try:
        return parse_by_hand(read_limited(path, _LIMIT), fraction=float)
    except ValueError as error:
        raise UserError("selecting.file", name=path.name) from error


def query(arguments: argparse.Namespace) -> Reply:
    """``register query``: without a file and a name, everybody on the register."""
    from app.services import queries

    with opened(arguments) as session:
        if arguments.name:
            asked = queries.load_query(session, arguments.name)
        else:
            data = _document(arguments.file) if arguments.file else {}
            asked = queries.read_query(data, session.profile)
        if arguments.save:
            queries.save_query(session, arguments.save, asked)
        asked = replace(asked, since=arguments.since or asked.since, until=arguments.until or asked.until)
        result = queries.run_query(session, asked)
        # Taking the rows out as a document is written in the journal: not when they are only looked at.
        document = queries.answer_document(session, result) if arguments.json else {}
        if arguments.out:
            _save(session, result, arguments.out)

    def lines() -> Lines:
        yield Aside(f"{result.title}. {result.asked}")
        rows = result.open_rows()
        yield from table_lines(
            [*("Группа" for _ in result.query.group_by), *(field.title for field in result.columns)],
            ([*row.groups, *result.texts(row)] for row in rows),
        )
        yield Aside(f"Строк: {len(rows)}, людей: {len({row.person_id for row in rows})}")
        hidden = result.people - len({row.person_id for row in rows})
        if hidden:
            yield Aside(f"Не показаны люди с заблокированными данными: {hidden}")

    return Reply(document, lines())


def _save(session: VaultSession, result: QueryResult, out: Path) -> None:
    from app.services import queries
    from app.services.privacy.disclosure import without_consent

    kind = out.suffix.lower()
    if kind == ".xlsx":
        data = queries.query_xlsx(session, result)
    elif kind == ".pdf":
        data = queries.query_pdf(session, result)
    elif kind == ".json":
        data = json_text(queries.answer_document(session, result)).encode()
    else:
        raise UserError("selecting.format", name=out.name)
    write_atomically(out, data)
    note(f"Сохранено: {out}")
    unwilling = without_consent(session, sorted({row.person_id for row in result.open_rows()}))
    if unwilling:
        note(f"В нём есть люди без согласия на передачу ({unwilling}): другим этот файл отдавать нельзя.")


def select(arguments: argparse.Namespace) -> Reply:
    """``register select``."""
    from app.services import queries

    with opened(arguments) as session:
        if arguments.name:
            where = queries.load_selection(session, arguments.name)
        else:
            data = _document(arguments.file) if arguments.file else None
            where = queries.read_group(data, queries.fields_of(session.profile, queries.What.MEMBERS))
        if arguments.save:
            queries.save_selection(session, arguments.save, where)
        rows = queries.select_members(session, where, arguments.as_of or date.today(), arguments.status)
    return Reply(
        {"total": len(rows), "items": [member_document(row) for row in rows]},
        [
            *table_lines(
                ("№", "Фамилия, имя, отчество", "Родился", "Подразделение", "На учёте с"),
                ((row.id, row.full_name, row.birth_date, row.department, row.since) for row in rows),
            ),
            Aside(f"Всего: {len(rows)}"),
        ],
    )


def saved(arguments: argparse.Namespace) -> Reply:
    """``register saved``."""
    from app.services import queries

    with opened(arguments) as session:
        kept = {kind: queries.saved_names(session, kind) for kind in queries.SavedKind}
        if arguments.forget:
            kinds = [kind for kind, names in kept.items() if arguments.forget in {one.name for one in names}]
            if not kinds:
                raise UserError("selecting.no_such_name", name=arguments.forget)
            for kind in kinds:
                queries.forget_saved(session, kind, arguments.forget)
            kept = {kind: queries.saved_names(session, kind) for kind in queries.SavedKind}

    def lines() -> Lines:
        yield from table_lines(
            ("Что", "Название", "Годится"),
            ((word(kind), one.name, russian(one.works)) for kind, names in kept.items() for one in names),
        )

    return Reply(
        {f"{kind.value}s" if kind is queries.SavedKind.SELECTION else "queries": kept[kind] for kind in kept}, lines()
    )


def list_fields(arguments: argparse.Namespace) -> Reply:
    """``register fields``."""
    from app.services import queries

    with opened(arguments) as session:
        fields = queries.fields_of(session.profile, queries.What(arguments.what))
    return Reply(
        [
            {
                "id": field.id,
                "title": field.title,
                "type": field.type,
                "ops": list(queries.OPERATORS[field.type]),
                "choices": field.choices,
            }
            for field in fields.values()
        ],
        table_lines(
            ("Признак", "Что это", "Что спросить"),
            ((field.id, field.title, ", ".join(queries.OPERATORS[field.type])) for field in fields.values()),
        ),
    )
