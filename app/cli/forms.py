"""``pervichka form``: the forms themselves, without any vault."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.cli.documents import read_bytes
from app.cli.output import note, show, show_json, show_pairs, show_table
from app.cli.parser import Commands, add_command, add_group, add_json, add_period
from app.cli.words import word
from app.domain.enums import OrganisationKind
from app.domain.files import write_atomically
from app.errors import UserError

if TYPE_CHECKING:
    from app.cli.parser import RussianParser
    from app.domain.dates import Period
    from app.forms.definition import FormDefinition
    from app.forms.view import ReportView, Violation
    from app.services.organisation.profiles import Profile


def add_commands(commands: Commands) -> None:
    """Add the commands of this room."""
    group = add_group(commands, "form", "формы отчётов: показать, проверить, напечатать")

    parser = add_command(group, "list", list_forms, "какие формы есть, их таблицы, строки и графы")
    parser.add_argument("--profile", metavar="P", help="только этого профсоюза")
    add_json(parser)

    parser = add_command(group, "check", check, "вычислить и проверить форму по введённым числам")
    _add_form(parser)
    parser.add_argument("--values", metavar="F", type=Path, required=True, help="файл JSON с числами, один или список")
    parser.add_argument("--org-kind", metavar="K", choices=[k.value for k in OrganisationKind], help="вид организации")
    add_period(parser, required=False)
    add_json(parser)

    parser = add_command(group, "render", render, "сделать PDF или XLSX")
    _add_form(parser)
    parser.add_argument("--values", metavar="F", type=Path, help="файл JSON с числами")
    parser.add_argument("--to", metavar="OUT", type=Path, required=True, help="куда: имя на .pdf или .xlsx")
    parser.add_argument("--blank", action="store_true", help="пустой бланк для заполнения от руки")
    parser.add_argument("--org-kind", metavar="K", choices=[k.value for k in OrganisationKind], help="вид организации")
    add_period(parser, required=False)

    parser = add_command(group, "read", read, "прочитать числа, вписанные в XLSX от руки")
    _add_form(parser)
    parser.add_argument("file", metavar="FILE.xlsx", type=Path, help="заполненный файл")
    add_json(parser)

    parser = add_command(group, "consolidate", consolidate, "свести формы подчинённых организаций")
    _add_form(parser)
    parser.add_argument("files", metavar="FILE", type=Path, nargs="+", help="файлы JSON с числами, один или список")
    parser.add_argument("--org-kind", metavar="K", choices=[k.value for k in OrganisationKind], help="вид организации")
    add_period(parser, required=False)
    add_json(parser)


def _add_form(parser: RussianParser) -> None:
    parser.add_argument("form", metavar="ID", help="форма, например fnpr-2")
    parser.add_argument("--profile", metavar="P", help="профсоюз, чья форма (по умолчанию первый, у которого она есть)")


def find_form(form_id: str, profile_id: str | None, period: Period | None = None) -> FormDefinition:
    """The definition, from the named profile or the first one that has it: what of it is asked for the period."""
    from app.forms.portions import portion_for

    return portion_for(_owner(form_id, profile_id).form(form_id), period)


def _union_of(form_id: str, profile_id: str | None) -> str:
    return _owner(form_id, profile_id).union_name


def _owner(form_id: str, profile_id: str | None) -> Profile:
    """The named profile, or the first one that has the form."""
    from app.services.organisation.profiles import available_profiles, load_profile

    if profile_id is not None:
        return load_profile(profile_id)
    known: set[str] = set()
    for summary in available_profiles():
        profile = load_profile(summary.id)
        if form_id in profile.forms:
            return profile
        known.update(profile.forms)
    raise UserError("forms.unknown", form=form_id, known=", ".join(sorted(known)))


def list_forms(arguments: argparse.Namespace) -> int:
    """``form list``."""
    from app.services.organisation.profiles import available_profiles, load_profile

    profiles = [arguments.profile] if arguments.profile else [summary.id for summary in available_profiles()]
    found: dict[str, FormDefinition] = {}
    for profile in profiles:
        for form_id, definition in load_profile(profile).forms.items():
            found.setdefault(form_id, definition)
    if arguments.json:
        show_json([describe(definition) for definition in found.values()])
    else:
        show_table(("Форма", "Номер", "Название"), ((d.id, d.number, d.title) for d in found.values()))
    return 0


def describe(definition: FormDefinition) -> Mapping[str, Any]:
    """One form of ``form list --json``."""
    return {
        "id": definition.id,
        "edition": definition.edition,
        "number": definition.number,
        "title": definition.title,
        "source": definition.source,
        "org_kinds": definition.org_kinds,
        "period": definition.period,
        "tables": [
            {
                "id": table.id,
                "title": table.title,
                "rows": [{"code": row.code, "title": row.title} for row in table.rows],
                "columns": [{"code": column.code, "title": column.title} for column in table.columns],
                "cells": {address: cell.kind for address, cell in table.cells.items()},
            }
            for table in definition.tables.values()
        ],
        "lists": [
            {
                "id": table.id,
                "title": table.title,
                "columns": [{"code": column.code, "title": column.title} for column in table.columns],
            }
            for table in definition.lists.values()
        ],
        "fields": [
            {"name": field.name, "title": field.title, "type": field.type, "required": field.required is True}
            for field in definition.fields.values()
        ],
    }


def report_document(definition: FormDefinition, view: ReportView, period: str | None) -> dict[str, Any]:
    """What ``form check`` and ``report fill`` print."""
    from app.forms.values import dump_values

    return {
        "form": definition.id,
        "edition": definition.edition,
        "period": period,
        **dump_values(definition, view),
        "violations": [violation_document(violation) for violation in view.violations],
        "complete": view.complete,
        "missing": list(view.missing),
        "targets": [
            {
                "id": target.id,
                "value": target.value,
                "least": target.least,
                "reached": target.reached,
                "message": target.sentence,
                "source": target.source,
            }
            for target in view.targets
        ],
    }


def violation_document(violation: Violation) -> dict[str, Any]:
    """One failed check."""
    return {
        "rule": violation.rule,
        "severity": violation.severity,
        "cells": violation.cells,
        "message": violation.message,
        "source": violation.source,
        "left": violation.left,
        "operator": violation.operator,
        "right": violation.right,
        "explanation": violation.explanation,
    }


def show_violations(violations: tuple[Violation, ...]) -> None:
    """Failed checks as a table."""
    show_table(
        ("", "Где", "Что не так", "Пояснение"),
        ((word(v.severity), v.cells[0] if v.cells else "", v.message, v.explanation) for v in violations),
    )


def show_missing(definition: FormDefinition, view: ReportView) -> None:
    """Whether the report is complete, what it lacks and what nobody could give."""
    from app.forms.places import place_title
    from app.forms.unknowns import told_count

    show("Заполнено полностью." if view.complete else f"Заполнено не полностью, пустых мест: {len(view.missing)}.")
    for place in view.missing:
        show(f"{place} – {place_title(definition, place)}")
    for place, found in view.unknown.items():
        show(f"{place} – {told_count(found)} ({len(found)})")


def check(arguments: argparse.Namespace) -> int:
    """``form check``: exit 1 when a check of severity error failed."""
    from app.domain.dates import Period
    from app.forms.evaluation import evaluate
    from app.forms.values import load_document, parse_values

    period = Period.parse(arguments.period) if arguments.period else None
    definition = find_form(arguments.form, arguments.profile, period)
    document = load_document(read_bytes(arguments.values))
    documents = document if isinstance(document, list) else [document]
    kind = OrganisationKind(arguments.org_kind) if arguments.org_kind else None
    views = [evaluate(definition, parse_values(definition, item), period=period, org_kind=kind) for item in documents]
    if arguments.json:
        answers = [report_document(definition, view, arguments.period) for view in views]
        show_json(answers if isinstance(document, list) else answers[0])
    else:
        for number, view in enumerate(views, start=1):
            if isinstance(document, list):
                show(f"Документ {number}")
            if view.violations:
                show_violations(view.violations)
            for target in view.targets:
                show(f"{target.sentence}.")
            show_missing(definition, view)
            show("Ошибок нет." if not view.errors else f"Ошибок: {len(view.errors)}.")
    return 1 if any(view.errors for view in views) else 0


def render(arguments: argparse.Namespace) -> int:
    """``form render``."""
    from app.domain.dates import Period
    from app.forms.evaluation import evaluate
    from app.forms.values import load_document, parse_values
    from app.rendering.layout import FormHeading

    period = Period.parse(arguments.period) if arguments.period else None
    definition = find_form(arguments.form, arguments.profile, period)
    if arguments.values is None and not arguments.blank:
        raise UserError("cli.wrong_use", message="не хватает: --values или --blank", command="pervichka form render")
    view = None
    if arguments.values is not None:
        typed = parse_values(definition, load_document(read_bytes(arguments.values)))
        kind = OrganisationKind(arguments.org_kind) if arguments.org_kind else None
        view = evaluate(definition, typed, period=period, org_kind=kind)
    heading = FormHeading(
        year=period.year if period else None,
        period=period.words if period else "",
        org_kind=arguments.org_kind or "",
        union=_union_of(arguments.form, arguments.profile),
    )
    match arguments.to.suffix.lower():
        case ".pdf":
            from app.rendering.form_pdf import form_pdf

            data = form_pdf(definition, view, heading=heading, blank=arguments.blank)
        case ".xlsx":
            from app.rendering.form_xlsx import form_xlsx

            data = form_xlsx(definition, view, heading=heading, blank=arguments.blank)
        case _:
            raise UserError("cli.unknown_format", name=arguments.to.name, known=".pdf или .xlsx")
    write_atomically(arguments.to, data, mode=0o644)
    note(f"Сохранено: {arguments.to}")
    return 0


def read(arguments: argparse.Namespace) -> int:
    """``form read``: exit 1 when numbers were typed where the form counts by itself."""
    from app.messages.rendering import overtyped_words
    from app.rendering.xlsx_reading import read_sheet

    definition = find_form(arguments.form, arguments.profile)
    content = read_sheet(definition, arguments.file)
    typed = content.typed
    for over in content.overtyped:
        note(overtyped_words(over))
    result = 1 if content.overtyped else 0
    if arguments.json:
        told = {"values": typed.values, "fields": typed.fields, "lists": typed.lists}
        show_json({**told, "overtyped": content.overtyped})
        return result
    pairs: list[tuple[str, Decimal | str | None]] = [*typed.values.items(), *typed.fields.items()]
    show_pairs(pairs)
    for name, rows in typed.lists.items():
        show(f"Список {name}: строк {len(rows)}")
    return result


def consolidate(arguments: argparse.Namespace) -> int:
    """``form consolidate``: exit 1 when a check of severity error failed in the consolidated form."""
    from app.domain.dates import Period
    from app.forms.consolidation import bring_together, sources_of
    from app.forms.portions import portion_for
    from app.forms.sources import period_of, read_report_source
    from app.forms.unknowns import told_count
    from app.forms.values import load_document

    definition = find_form(arguments.form, arguments.profile)
    if not sources_of(definition):
        raise UserError("forms.not_consolidated", form=definition.number)
    documents: list[tuple[str, object]] = []
    for path in arguments.files:
        found = load_document(read_bytes(path))
        documents.extend((path.name, item) for item in (found if isinstance(found, list) else [found]))
    said = arguments.period or period_of([document for _, document in documents])
    period = Period.parse(said) if said else None
    definition = portion_for(definition, period)
    sources = [read_report_source(definition, document, name, period) for name, document in documents]
    made = bring_together(definition, sources, period, org_kind=arguments.org_kind)
    view = made.view
    if arguments.json:
        parts = {
            place: [
                {"file": documents[part.source][0], "organisation": part.label, "value": part.value} for part in found
            ]
            for place, found in made.parts.items()
        }
        show_json({**report_document(definition, view, said), "parts": parts})
    else:
        show_table(
            ("Ячейка", "Всего", "Из них"),
            (
                (place, (view.cells.get(place) or view.fields[place]).value, ", ".join(
                    f"{part.label} {part.value}" for part in found if part.value
                ))
                for place, found in made.parts.items()
            ),
        )  # fmt: skip
        if view.violations:
            show_violations(view.violations)
        for place, lacking in view.unknown.items():
            show(f"{place} – {told_count(lacking)} ({len(lacking)})")
        show(f"Сведено отчётов: {len(sources)}.")
    return 1 if view.errors else 0
