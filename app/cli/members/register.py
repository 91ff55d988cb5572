"""``pervichka register``: import a list, look at it, count it, record an event."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from app.cli import indicators, queries
from app.cli.importing.comparing import add_comparison, comparison_of, gone_lines
from app.cli.importing.waiting import add_decide
from app.cli.members import members
from app.cli.members.documents import member_document
from app.cli.members.lists import add_list_commands
from app.cli.output import Aside, Lines, Reply, pair_lines, table_lines
from app.cli.parser import Commands, add_command, add_group, iso_date
from app.cli.vault.access import opened
from app.cli.words import word
from app.domain.bounded_json import parse_by_hand
from app.domain.enums import DeregistrationReason, EventKind, MemberCategory
from app.domain.files import read_limited
from app.errors import EnvironmentFault, UserError

if TYPE_CHECKING:
    from app.services.members import MemberPage

_LARGEST_MAPPING = 1024 * 1024
_EVENTS = [kind.value for kind in EventKind if kind is not EventKind.CANCELLED]


def add_commands(commands: Commands) -> None:
    """Add the commands of this room."""
    group = add_group(commands, "register", "список членов профсоюза")

    parser = add_command(group, "import", import_list, "принять список из таблицы (XLSX, XLS, ODS, CSV, TSV)")
    parser.add_argument("file", metavar="FILE", type=Path, help="файл со списком")
    parser.add_argument("--dry-run", action="store_true", help="только показать, что получится")
    parser.add_argument(
        "--mapping",
        metavar="M",
        action="append",
        help="какой столбец чем считать: «Заголовок=поле» (можно несколько раз) или файл JSON",
    )
    parser.add_argument(
        "--entry-on", metavar="D", type=iso_date, help="с какого дня на учёте те, у кого в списке нет даты"
    )
    add_comparison(parser)

    parser = add_command(group, "undo", undo_import, "отменить последний приём списка целиком")

    add_decide(group)

    parser = add_command(group, "list", list_register, "показать список на дату")
    parser.add_argument("--as-of", metavar="D", type=iso_date, help="на какую дату (по умолчанию сегодня)")
    parser.add_argument("--search", metavar="T", default="", help="слова имени, номер билета или телефона")
    parser.add_argument(
        "--category", metavar="C", choices=[c.value for c in MemberCategory], help="только эта категория"
    )
    parser.add_argument(
        "--status", choices=["on_register", "former", "all"], default="on_register", help="кого показать"
    )

    parser = add_command(group, "count", count_register, "сосчитать членов на дату")
    parser.add_argument("--as-of", metavar="D", type=iso_date, required=True, help="на какую дату")

    queries.add_to(group)
    indicators.add_to(group)

    parser = add_command(group, "event", record_event, "записать событие: принят, снят с учёта …")
    parser.add_argument("--member", metavar="ID", type=int, required=True, help="номер человека в списке")
    parser.add_argument("--kind", choices=_EVENTS, required=True, help="какое событие")
    parser.add_argument("--on", metavar="D", type=iso_date, required=True, help="дата события")
    parser.add_argument("--category", choices=[c.value for c in MemberCategory], help="кем состоит с этого дня")
    parser.add_argument("--reason", choices=[r.value for r in DeregistrationReason], help="почему снят с учёта")
    parser.add_argument("--basis", metavar="TEXT", default="", help="основание, например «протокол № 3»")
    parser.add_argument("--organisation", metavar="НАЗВАНИЕ", default="", help="откуда пришёл или куда перешёл")
    members.add_decision(parser)
    add_list_commands(group)
    members.add_commands(group)


def read_mapping(texts: list[str] | None) -> dict[str, str] | None:
    """The mapping from ``Заголовок=поле`` pairs, a JSON object or a file of one; None when nothing was told."""
    if not texts:
        return None
    mapping: dict[str, str] = {}
    for text in texts:
        inline = text.lstrip().startswith("{")
        if "=" in text and not inline and not Path(text).is_file():
            heading, _, field = text.rpartition("=")
            mapping[heading.strip()] = field.strip()
            continue
        try:
            document = parse_by_hand(text.encode() if inline else read_limited(Path(text), _LARGEST_MAPPING))
        except (EnvironmentFault, ValueError) as error:
            raise UserError("cli.mapping", text=text) from error
        if not isinstance(document, dict) or not all(isinstance(value, str) for value in document.values()):
            raise UserError("cli.mapping", text=text)
        mapping.update(document)
    return mapping


def import_list(arguments: argparse.Namespace) -> Reply:
    """``register import``: exit 1 when no row could be taken."""
    from app.services import importing

    mapping = read_mapping(arguments.mapping)
    decisions = importing.Decisions(entry_on=arguments.entry_on, compare=comparison_of(arguments))
    with opened(arguments) as session:
        shown = importing.preview(session, arguments.file, mapping, decisions=decisions)
        result = shown if arguments.dry_run else importing.apply(session, shown, decisions)
        document = importing.result_document(result)
        if arguments.compare:
            document |= importing.gone_document(result)
    taken = any(document[name] for name in ("created", "updated", "unchanged", "doubtful"))
    code = 1 if document["rejected"] and not taken else 0

    def lines() -> Lines:
        if arguments.dry_run:
            yield "Проба: ничего не записано. Получилось бы так."
            yield from table_lines(
                ("Лист", "Столбец", "Заголовок", "Что это"),
                (
                    (sheet.name, column.letter, column.heading, word(column.field))
                    for sheet in shown.sheets
                    for column in sheet.columns
                ),
            )
        yield from pair_lines(
            [
                ("Строк", document["rows"]),
                ("Новых", document["created"]),
                ("Исправлено", document["updated"]),
                ("Без изменений", document["unchanged"]),
            ]
        )
        for title, name in (("Повторы", "duplicates"), ("Сомнения", "doubtful"), ("Не приняты", "rejected")):
            lines: list[dict[str, object]] = document[name]  # type: ignore[assignment]
            if lines:
                yield f"\n{title}: {len(lines)}"
                yield from table_lines(
                    ("Лист", "Строка", "Кто", "Почему"), ((r["sheet"], r["row"], r["name"], r["reason"]) for r in lines)
                )
        if result.service:
            yield f"\nСлужебные строки: {len(result.service)}"
            yield from table_lines(
                ("Лист", "Строка", "Что в ней", "Чем сочли"),
                ((r.sheet, r.row, r.text, r.reason) for r in result.service),
            )
        if document["waiting"]:
            yield Aside(f"Ждут вашего решения: {document['waiting']}. Посмотреть и решить: register decide")
        if arguments.compare:
            yield from gone_lines(document)
        for assumption in shown.assumptions:
            yield Aside(assumption)

    return Reply(document, lines(), code=code)


def undo_import(arguments: argparse.Namespace) -> Reply:
    """``register undo``."""
    from app.services import importing

    with opened(arguments) as session:
        batch = importing.last_batch(session)
        if batch is None:
            raise UserError("importing.no_batch")
        touched = importing.undo(session, batch.id)
    return Reply(
        {"batch": batch.id, "file": batch.file_name, "people": touched},
        [f"Загрузка «{batch.file_name}» отменена, людей: {touched}."],
    )


def list_register(arguments: argparse.Namespace) -> Reply:
    """``register list``."""
    from app.services.members import MemberQuery, list_members

    query = MemberQuery(
        as_of=arguments.as_of or date.today(),
        search=arguments.search,
        category=MemberCategory(arguments.category) if arguments.category else None,
        status=arguments.status,
    )
    with opened(arguments) as session:
        page = list_members(session, query)
    return Reply(
        {"total": len(page.items), "exact": page.exact, "items": (member_document(row) for row in page.items)},
        _register_lines(page),
        [] if page.exact else [f"Точно не нашлось; похожие: {len(page.items)}."],
    )


def _register_lines(page: MemberPage) -> Lines:
    yield from table_lines(
        ("№", "Фамилия, имя, отчество", "Пол", "Родился", "Категория", "На учёте с", "Согласие"),
        (
            (row.id, row.full_name, word(row.sex), row.birth_date, word(row.category), row.since, word(row.consent))
            for row in page.items
        ),
    )
    if page.exact:
        yield Aside(f"Всего: {len(page.items)}")


def count_register(arguments: argparse.Namespace) -> Reply:
    """``register count``."""
    from app.services.members import count_members

    with opened(arguments) as session:
        count = count_members(session, arguments.as_of)

    def lines() -> Lines:
        rows = [(word(category), part.total, part.women, part.youth) for category, part in count.by_category.items()]
        yield from table_lines(
            ("На учёте", "Всего", "Женщин", "До 35 лет"), [*rows, ("Всего", count.total, count.women, count.youth)]
        )

    return Reply(count, lines())


def record_event(arguments: argparse.Namespace) -> Reply:
    """``register event``."""
    from app.services.members import EventDraft
    from app.services.members import record_event as record

    draft = EventDraft(
        kind=EventKind(arguments.kind),
        on=arguments.on,
        category=MemberCategory(arguments.category) if arguments.category else None,
        reason=DeregistrationReason(arguments.reason) if arguments.reason else None,
        basis=arguments.basis,
        organisation=arguments.organisation,
        decision=members.decision_of(arguments),
    )
    with opened(arguments) as session:
        event_id = record(session, arguments.member, draft)
    return Reply(
        {"event": event_id, "member": arguments.member, "kind": draft.kind, "on": draft.on},
        pair_lines([("Записано", f"{word(draft.kind)} с {draft.on:%d.%m.%Y}"), ("Человек", arguments.member)]),
    )
