"""``pervichka report``: fill a form from the vault, ask where a number came from, mend, explain, sign."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from app.cli.documents import read_bytes
from app.cli.forms import report_document, show_violations
from app.cli.output import note, russian, show, show_json, show_table
from app.cli.parser import Commands, RussianParser, add_command, add_group, add_json, add_period, add_vault, iso_date
from app.cli.vault.access import opened
from app.cli.words import word
from app.domain.dates import Period
from app.domain.files import write_atomically
from app.errors import UserError

if TYPE_CHECKING:
    from app.cli.parser import Handler
    from app.forms.definition import FormDefinition
    from app.forms.view import Value
    from app.services.reports import FilledReport


def add_commands(commands: Commands) -> None:
    """Add the commands of this room."""
    group = add_group(commands, "report", "отчёты: заполнить по списку, проверить, подписать")

    parser = _add(group, "fill", fill, "заполнить и проверить; код 1, если есть ошибки")
    add_json(parser)

    parser = _add(group, "why", why, "откуда взялось число и кто за ним стоит", cell=True)
    add_json(parser)

    parser = _add(group, "set", set_value, "вписать значение ячейки или поля; пустое возвращает вычисленное")
    parser.add_argument("cell", metavar="CELL", nargs="?", help="адрес ячейки, например II.1.3, или имя поля")
    parser.add_argument("value", metavar="VALUE", nargs="?", help="число или текст")
    parser.add_argument("--zeros", action="store_true", help="остальное – нули: 0 в пустые числа, где форма допускает")
    parser.add_argument("--undo-zeros", action="store_true", help="убрать нули, поставленные так")
    parser.add_argument("--reason", metavar="TEXT", default="", help="почему отличается от вычисленного")
    add_json(parser)

    parser = _add(group, "unknown", say_unknown, "нет сведений: пусто на бумаге, с пояснением, и никогда не ноль")
    parser.add_argument("cells", metavar="CELL", nargs="+", help="адрес ячейки, имя поля или списка")
    parser.add_argument("--reason", metavar="TEXT", required=True, help="почему этих сведений нет")
    add_json(parser)

    parser = _add(group, "explain", explain, "пояснить предупреждение")
    parser.add_argument("rule", metavar="RULE", help="правило из списка предупреждений")
    parser.add_argument("text", metavar="TEXT", help="пояснение")
    add_json(parser)

    parser = _add(
        group,
        "sign",
        sign,
        "подписать; код 1, если отчёт не полон, с ошибками, без пояснений или период не кончился",
    )
    parser.add_argument("--zeros", action="store_true", help="сначала остальное – нули, где форма допускает")
    add_json(parser)

    parser = _add(group, "render", render, "сохранить в PDF или XLSX")
    parser.add_argument("--to", metavar="OUT", type=Path, required=True, help="имя на .pdf или .xlsx")

    parser = _add(group, "read", read, "взять числа, вписанные от руки в сохранённый XLSX")
    parser.add_argument("file", metavar="FILE.xlsx", type=Path, help="заполненный файл")
    add_json(parser)

    parser = add_command(group, "list", list_all, "все отчёты за год")
    add_vault(parser)
    add_period(parser)
    add_json(parser)

    parser = add_command(group, "due", due, "что и когда сдавать")
    add_vault(parser)
    parser.add_argument("--on", metavar="D", type=iso_date, help="на какую дату (по умолчанию сегодня)")
    add_json(parser)

    parser = add_command(group, "event", event, "сообщить день выборов, конференции, мероприятия: от него идут сроки")
    parser.add_argument("kind", choices=("election", "campaign", "conference", "plan", "activity"), help="что это")
    add_vault(parser)
    parser.add_argument("--on", metavar="D", type=iso_date, required=True, help="день")
    parser.add_argument("--title", metavar="TEXT", default="", help="название")
    parser.add_argument("--remove", action="store_true", help="убрать из календаря")
    add_json(parser)

    parser = add_command(
        group, "asked", asked, "сдаёт ли организация форму: yes или no (например, 19-ти без инспектора)"
    )
    parser.add_argument("form", metavar="ID", help="форма, например 19-ti")
    parser.add_argument("answer", choices=("yes", "no"), help="сдаёт или нет")
    add_vault(parser)


def _add(commands: Commands, name: str, handler: Handler, help_text: str, *, cell: bool = False) -> RussianParser:
    parser = add_command(commands, name, handler, help_text)
    parser.add_argument("form", metavar="ID", help="форма, например fnpr-2")
    if cell:
        parser.add_argument("cell", metavar="CELL", help="адрес ячейки, например II.1.3, или имя поля")
    add_vault(parser)
    add_period(parser)
    return parser


def fill(arguments: argparse.Namespace) -> int:
    """``report fill``: exit 1 when a check of severity error failed."""
    from app.services import reports

    with opened(arguments) as session:
        filled = reports.fill(session, arguments.form, arguments.period)
    view = filled.view
    if arguments.json:
        document = report_document(filled.definition, view, arguments.period)
        sources = {a: c.source for a, c in view.cells.items() if c.source} | {
            n: f.source for n, f in view.fields.items() if f.source
        }
        show_json(
            {
                **document,
                "state": filled.state,
                "revision": filled.revision,
                "sources": sources,
                "remarks": filled.remarks,
            }
        )
        return 1 if view.errors else 0
    show(f"{filled.definition.number} за {Period.parse(arguments.period).words}: {word(filled.state)}")
    show_filled(filled.definition, {address: cell.value for address, cell in view.cells.items()})
    show()
    for name, field in filled.definition.fields.items():
        show(f"{field.title}: {russian(view.fields[name].value)}")
    if view.violations:
        show_violations(view.violations)
    for place, found in view.unknown.items():
        show(f"{place}: нет сведений ({len(found)})")
    show(standing(filled))
    return 1 if view.errors else 0


def standing(filled: FilledReport) -> str:
    """Whether the report can be signed, and what is to be done first."""
    from app.services.reports import Hindrance, place_title, readiness

    state, view = readiness(filled), filled.view
    if state.blank:
        return f"Ничего не заполнено. {filled.definition.blank}"
    words = {
        Hindrance.NOTHING_TYPED: "ещё ничего не заполнено",
        Hindrance.MISSING: f"не заполнено мест: {len(view.missing)}",
        Hindrance.ERRORS: f"ошибок: {len(view.errors)}",
        Hindrance.UNEXPLAINED: "есть предупреждения без пояснений",
        Hindrance.NOT_OVER: f"подписать можно с {state.ready_on:%d.%m.%Y}" if state.ready_on else "",
    }
    places = "".join(f"\n{place} – {place_title(filled.definition, place)}" for place in view.missing)
    told = "; ".join(words[hindrance] for hindrance in state.hindrances)
    return f"Нельзя сдавать: {told}.{places}" if told else "Можно сдавать."


def show_filled(definition: FormDefinition, values: dict[str, Value]) -> None:
    """The form's tables as they stand on paper, in plain text."""
    for table in definition.tables.values():
        show(f"\n{table.title}")
        show_table(
            ("№", "Показатель", *(column.code for column in table.columns)),
            (
                (row.code, row.title, *(values.get(table.address(row.code, column.code)) for column in table.columns))
                for row in table.rows
            ),
        )


def why(arguments: argparse.Namespace) -> int:
    """``report why``."""
    from app.services import reports

    with opened(arguments) as session:
        found = reports.why(session, arguments.form, arguments.cell, arguments.period)
    if arguments.json:
        show_json(
            {
                "cell": found.address,
                "value": found.value,
                "source": found.source,
                "items": found.items,
                "sentence": found.sentence,
            }
        )
        return 0
    show(found.sentence)
    if found.items:
        show_table(("Человек", "Кто и что", "Когда"), ((item.person_id, item.text, item.on) for item in found.items))
    return 0


def set_value(arguments: argparse.Namespace) -> int:
    """``report set``: rows of a list are given as JSON, everything else as people write it."""
    from app.forms.values import load_document
    from app.services import reports

    if (arguments.value is None) != (arguments.cell is None) or (
        arguments.cell is None and not arguments.zeros and not arguments.undo_zeros
    ):
        raise UserError("cli.wrong_use", message="не хватает: CELL и VALUE или --zeros", command="pervichka report set")
    with opened(arguments) as session:
        value: object = arguments.value
        if arguments.cell is not None:
            definition = session.profile.form(arguments.form, reports.as_period(arguments.period))
            if arguments.cell in definition.lists and arguments.value.strip():
                value = load_document(arguments.value)
            reports.set_value(session, arguments.form, arguments.cell, value, arguments.period, arguments.reason)
        emptied = reports.take_zeros_back(session, arguments.form, arguments.period) if arguments.undo_zeros else ()
        zeros = reports.put_zeros(session, arguments.form, arguments.period) if arguments.zeros else ()
    if arguments.json:
        show_json({"cell": arguments.cell, "value": value, "zeros": zeros, "emptied": emptied})
        return 0
    if arguments.cell is not None:
        show(f"{arguments.cell}: " + (f"вписано {arguments.value}" if arguments.value.strip() else "вписанное убрано"))
    if arguments.undo_zeros:
        show(f"Нулей убрано: {len(emptied)}. {', '.join(emptied)}".strip())
    if arguments.zeros:
        show_zeros(zeros)
    return 0


def show_zeros(places: Sequence[str]) -> None:
    """How many zeros were put, and where."""
    show(f"Поставлено нулей: {len(places)}. {', '.join(places)}".strip())


def say_unknown(arguments: argparse.Namespace) -> int:
    """``report unknown``."""
    from app.services import reports

    with opened(arguments) as session:
        reports.set_unknown(session, arguments.form, arguments.cells, arguments.reason, arguments.period)
    if arguments.json:
        show_json({"cells": arguments.cells, "reason": arguments.reason})
    else:
        show(f"Нет сведений: {', '.join(arguments.cells)}. Пояснение уйдёт вместе с отчётом.")
    return 0


def explain(arguments: argparse.Namespace) -> int:
    """``report explain``."""
    from app.services import reports

    with opened(arguments) as session:
        reports.explain(session, arguments.form, arguments.period, arguments.rule, arguments.text)
    if arguments.json:
        show_json({"rule": arguments.rule, "text": arguments.text})
    else:
        show("Пояснение записано, оно уйдёт вместе с отчётом.")
    return 0


def sign(arguments: argparse.Namespace) -> int:
    """``report sign``."""
    from app.services import reports

    with opened(arguments) as session:
        signed = reports.sign(session, arguments.form, arguments.period, zeros=arguments.zeros)
    if arguments.json:
        show_json(signed)
    else:
        if arguments.zeros:
            show_zeros(signed.zeros)
        show(f"Подписано: редакция {signed.revision}. Числа этой редакции больше не изменятся.")
    return 0


def render(arguments: argparse.Namespace) -> int:
    """``report render``."""
    from app.services import reports

    makers = {".pdf": reports.report_pdf, ".xlsx": reports.report_xlsx}
    make = makers.get(arguments.to.suffix.lower())
    if make is None:
        raise UserError("cli.unknown_format", name=arguments.to.name, known=".pdf или .xlsx")
    with opened(arguments) as session:
        write_atomically(arguments.to, make(session, arguments.form, arguments.period))
    note(f"Сохранено: {arguments.to}")
    return 0


def read(arguments: argparse.Namespace) -> int:
    """``report read``: exit 1 when numbers were typed where the form counts by itself; the others are taken."""
    from app.messages.rendering import overtyped_words
    from app.services import reports

    read_bytes(arguments.file)
    with opened(arguments) as session:
        outcome = reports.read_xlsx(session, arguments.form, arguments.period, arguments.file)
    for over in outcome.overtyped:
        note(overtyped_words(over))
    if arguments.json:
        show_json({"changed": outcome.changed, "overtyped": outcome.overtyped})
    else:
        show(f"Принято из файла, изменилось: {len(outcome.changed)}. {', '.join(outcome.changed)}".strip())
    return 1 if outcome.overtyped else 0


def list_all(arguments: argparse.Namespace) -> int:
    """``report list``."""
    from app.services import reports

    with opened(arguments) as session:
        rows = reports.list_reports(session, arguments.period)
    if arguments.json:
        show_json(rows)
        return 0
    show_table(
        ("Форма", "Период", "Номер", "Название", "Срок", "Состояние", "Ошибок", "Предупреждений"),
        ((r.form, r.period, r.number, r.title, r.due, word(r.state), r.errors, r.warnings) for r in rows),
    )
    return 0


def due(arguments: argparse.Namespace) -> int:
    """``report due``."""
    from app.services import reports

    on = arguments.on or date.today()
    with opened(arguments) as session:
        rows = reports.calendar(session, on)
    if arguments.json:
        show_json(rows)
        return 0
    show_table(
        ("Срок", "Осталось дней", "Пункт", "Форма", "Название", "За какой период", "Состояние", "Кому"),
        (
            (
                f"{row.due:%d.%m.%Y}, {row.advice}" if row.due and row.advice else row.due or row.when,
                row.days_left,
                row.item,
                row.form,
                f"{row.title}, {row.condition}" if row.condition else row.title,
                f"{row.period_words} {row.event_title}".strip(),
                word(row.state),
                row.recipient,
            )
            for row in rows
        ),
    )
    return 0


def event(arguments: argparse.Namespace) -> int:
    """``report event``."""
    from app.services import reports

    with opened(arguments) as session:
        if arguments.remove:
            reports.remove_calendar_event(session, arguments.kind, arguments.on)
        else:
            reports.add_calendar_event(session, arguments.kind, arguments.on, arguments.title)
        events = reports.calendar_events(session)
    if arguments.json:
        show_json(events)
        return 0
    show_table(("День", "Что", "Название"), ((e.on, word(e.kind), e.title) for e in events))
    return 0


def asked(arguments: argparse.Namespace) -> int:
    """``report asked``."""
    from app.services import reports

    with opened(arguments) as session:
        reports.set_asked(session, arguments.form, arguments.answer == "yes")
    show("Форма есть в календаре." if arguments.answer == "yes" else "Форма больше не напоминает о себе.")
    return 0
