"""``pervichka report``: fill a form from the vault, ask where a number came from, mend, explain, sign."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from app.cli.documents import kind_asked, read_bytes
from app.cli.forms import report_document, violation_lines
from app.cli.output import Lines, Reply, note, russian, table_lines
from app.cli.parser import Commands, RussianParser, add_command, add_group, add_period, iso_date
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

    parser = _add(group, "why", why, "откуда взялось число и кто за ним стоит", cell=True)

    parser = _add(group, "set", set_value, "вписать значение ячейки или поля; пустое возвращает вычисленное")
    parser.add_argument("cell", metavar="CELL", nargs="?", help="адрес ячейки, например II.1.3, или имя поля")
    parser.add_argument("value", metavar="VALUE", nargs="?", help="число или текст")
    parser.add_argument("--zeros", action="store_true", help="остальное – нули: 0 в пустые числа, где форма допускает")
    parser.add_argument("--undo-zeros", action="store_true", help="убрать нули, поставленные так")
    parser.add_argument("--reason", metavar="TEXT", default="", help="почему отличается от вычисленного")

    parser = _add(group, "unknown", say_unknown, "нет сведений: пусто на бумаге, с пояснением, и никогда не ноль")
    parser.add_argument("cells", metavar="CELL", nargs="+", help="адрес ячейки, имя поля или списка")
    parser.add_argument("--reason", metavar="TEXT", required=True, help="почему этих сведений нет")

    parser = _add(group, "explain", explain, "пояснить предупреждение")
    parser.add_argument("rule", metavar="RULE", help="правило из списка предупреждений")
    parser.add_argument("text", metavar="TEXT", help="пояснение")

    parser = _add(
        group, "sign", sign, "подписать; код 1, если отчёт не полон, с ошибками, без пояснений или период не кончился"
    )
    parser.add_argument("--zeros", action="store_true", help="сначала остальное – нули, где форма допускает")

    parser = _add(group, "render", render, "сохранить в PDF или XLSX", json=False)
    parser.add_argument("--to", metavar="OUT", type=Path, required=True, help="имя на .pdf или .xlsx")

    parser = _add(group, "read", read, "взять числа, вписанные от руки в сохранённый XLSX")
    parser.add_argument("file", metavar="FILE.xlsx", type=Path, help="заполненный файл")

    parser = add_command(group, "list", list_all, "все отчёты за год")
    add_period(parser)

    parser = add_command(group, "due", due, "что и когда сдавать")
    parser.add_argument("--on", metavar="D", type=iso_date, help="на какую дату (по умолчанию сегодня)")

    parser = add_command(group, "event", event, "сообщить день выборов, конференции, мероприятия: от него идут сроки")
    parser.add_argument("kind", choices=("election", "campaign", "conference", "plan", "activity"), help="что это")
    parser.add_argument("--on", metavar="D", type=iso_date, required=True, help="день")
    parser.add_argument("--title", metavar="TEXT", default="", help="название")
    parser.add_argument("--remove", action="store_true", help="убрать из календаря")

    parser = add_command(
        group, "asked", asked, "сдаёт ли организация форму: yes или no (например, 19-ти без инспектора)", json=False
    )
    parser.add_argument("form", metavar="ID", help="форма, например 19-ti")
    parser.add_argument("answer", choices=("yes", "no"), help="сдаёт или нет")


def _add(
    commands: Commands, name: str, handler: Handler, help_text: str, *, cell: bool = False, json: bool = True
) -> RussianParser:
    parser = add_command(commands, name, handler, help_text, json=json)
    parser.add_argument("form", metavar="ID", help="форма, например fnpr-2")
    if cell:
        parser.add_argument("cell", metavar="CELL", help="адрес ячейки, например II.1.3, или имя поля")
    add_period(parser)
    return parser


def fill(arguments: argparse.Namespace) -> Reply:
    """``report fill``: exit 1 when a check of severity error failed."""
    from app.services import reports

    with opened(arguments) as session:
        filled = reports.fill(session, arguments.form, arguments.period)
    view = filled.view
    document = report_document(filled.definition, view, arguments.period)
    sources = {a: c.source for a, c in view.cells.items() if c.source} | {
        n: f.source for n, f in view.fields.items() if f.source
    }

    def lines() -> Lines:
        yield f"{filled.definition.number} за {Period.parse(arguments.period).words}: {word(filled.state)}"
        yield from filled_lines(filled.definition, {address: cell.value for address, cell in view.cells.items()})
        yield ""
        for name, field in filled.definition.fields.items():
            yield f"{field.title}: {russian(view.fields[name].value)}"
        if view.violations:
            yield from violation_lines(view.violations)
        for place, found in view.unknown.items():
            yield f"{place}: нет сведений ({len(found)})"
        yield standing(filled)

    return Reply(
        {
            **document,
            "state": filled.state,
            "revision": filled.revision,
            "sources": sources,
            "remarks": filled.remarks,
        },
        lines(),
        code=1 if view.errors else 0,
    )


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


def filled_lines(definition: FormDefinition, values: dict[str, Value]) -> Lines:
    """The form's tables as they stand on paper, in plain text."""
    for table in definition.tables.values():
        yield f"\n{table.title}"
        yield from table_lines(
            ("№", "Показатель", *(column.code for column in table.columns)),
            (
                (row.code, row.title, *(values.get(table.address(row.code, column.code)) for column in table.columns))
                for row in table.rows
            ),
        )


def why(arguments: argparse.Namespace) -> Reply:
    """``report why``."""
    from app.services import reports

    with opened(arguments) as session:
        found = reports.why(session, arguments.form, arguments.cell, arguments.period)

    def lines() -> Lines:
        yield found.sentence
        if found.items:
            yield from table_lines(
                ("Человек", "Кто и что", "Когда"), ((item.person_id, item.text, item.on) for item in found.items)
            )

    return Reply(
        {
            "cell": found.address,
            "value": found.value,
            "source": found.source,
            "items": found.items,
            "sentence": found.sentence,
        },
        lines(),
    )


def set_value(arguments: argparse.Namespace) -> Reply:
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

    def lines() -> Lines:
        if arguments.cell is not None:
            yield (
                f"{arguments.cell}: "
                + (f"вписано {arguments.value}" if arguments.value.strip() else "вписанное убрано")
            )
        if arguments.undo_zeros:
            yield f"Нулей убрано: {len(emptied)}. {', '.join(emptied)}".strip()
        if arguments.zeros:
            yield from zero_lines(zeros)

    return Reply({"cell": arguments.cell, "value": value, "zeros": zeros, "emptied": emptied}, lines())


def zero_lines(places: Sequence[str]) -> Lines:
    """How many zeros were put, and where."""
    yield f"Поставлено нулей: {len(places)}. {', '.join(places)}".strip()


def say_unknown(arguments: argparse.Namespace) -> Reply:
    """``report unknown``."""
    from app.services import reports

    with opened(arguments) as session:
        reports.set_unknown(session, arguments.form, arguments.cells, arguments.reason, arguments.period)
    return Reply(
        {"cells": arguments.cells, "reason": arguments.reason},
        [f"Нет сведений: {', '.join(arguments.cells)}. Пояснение уйдёт вместе с отчётом."],
    )


def explain(arguments: argparse.Namespace) -> Reply:
    """``report explain``."""
    from app.services import reports

    with opened(arguments) as session:
        reports.explain(session, arguments.form, arguments.period, arguments.rule, arguments.text)
    return Reply({"rule": arguments.rule, "text": arguments.text}, ["Пояснение записано, оно уйдёт вместе с отчётом."])


def sign(arguments: argparse.Namespace) -> Reply:
    """``report sign``."""
    from app.services import reports

    with opened(arguments) as session:
        signed = reports.sign(session, arguments.form, arguments.period, zeros=arguments.zeros)

    def lines() -> Lines:
        if arguments.zeros:
            yield from zero_lines(signed.zeros)
        yield f"Подписано: редакция {signed.revision}. Числа этой редакции больше не изменятся."

    return Reply(signed, lines())


def render(arguments: argparse.Namespace) -> Reply:
    """``report render``."""
    from app.services import reports

    make = reports.report_pdf if kind_asked(arguments.to, "pdf", "xlsx") == "pdf" else reports.report_xlsx
    with opened(arguments) as session:
        write_atomically(arguments.to, make(session, arguments.form, arguments.period))
    return Reply(notes=[f"Сохранено: {arguments.to}"])


def read(arguments: argparse.Namespace) -> Reply:
    """``report read``: exit 1 when numbers were typed where the form counts by itself; the others are taken."""
    from app.messages.rendering import overtyped_words
    from app.services import reports

    read_bytes(arguments.file)
    with opened(arguments) as session:
        outcome = reports.read_xlsx(session, arguments.form, arguments.period, arguments.file)
    for over in outcome.overtyped:
        note(overtyped_words(over))
    return Reply(
        {"changed": outcome.changed, "overtyped": outcome.overtyped},
        [f"Принято из файла, изменилось: {len(outcome.changed)}. {', '.join(outcome.changed)}".strip()],
        code=1 if outcome.overtyped else 0,
    )


def list_all(arguments: argparse.Namespace) -> Reply:
    """``report list``."""
    from app.services import reports

    with opened(arguments) as session:
        rows = reports.list_reports(session, arguments.period)
    return Reply(
        rows,
        table_lines(
            ("Форма", "Период", "Номер", "Название", "Срок", "Состояние", "Ошибок", "Предупреждений"),
            ((r.form, r.period, r.number, r.title, r.due, word(r.state), r.errors, r.warnings) for r in rows),
        ),
    )


def due(arguments: argparse.Namespace) -> Reply:
    """``report due``."""
    from app.services import reports

    on = arguments.on or date.today()
    with opened(arguments) as session:
        rows = reports.calendar(session, on)
    return Reply(
        rows,
        table_lines(
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
        ),
    )


def event(arguments: argparse.Namespace) -> Reply:
    """``report event``."""
    from app.services import reports

    with opened(arguments) as session:
        if arguments.remove:
            reports.remove_calendar_event(session, arguments.kind, arguments.on)
        else:
            reports.add_calendar_event(session, arguments.kind, arguments.on, arguments.title)
        events = reports.calendar_events(session)
    return Reply(events, table_lines(("День", "Что", "Название"), ((e.on, word(e.kind), e.title) for e in events)))


def asked(arguments: argparse.Namespace) -> Reply:
    """``report asked``."""
    from app.services import reports

    with opened(arguments) as session:
        reports.set_asked(session, arguments.form, arguments.answer == "yes")
    return Reply(
        lines=["Форма есть в календаре." if arguments.answer == "yes" else "Форма больше не напоминает о себе."]
    )
