"""``pervichka intake``: at the higher organisation: enrol keys, take files in, decide, see who is late."""

from __future__ import annotations

import argparse
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.cli.documents import make_folder, read_sealed
from app.cli.intake import registers as received_commands
from app.cli.intake.desk import accept_clean, add_desk_commands
from app.cli.intake.enrolling import add_enrol_command
from app.cli.intake.serving import add_serve_command
from app.cli.output import note, plain, russian, show, show_json, show_table
from app.cli.parser import Commands, add_command, add_group, add_json, add_period, add_vault, assignment, iso_date
from app.cli.vault.access import opened
from app.cli.words import word
from app.domain.amounts import plain_number
from app.domain.enums import PartyRelation, Verdict
from app.domain.files import write_atomically
from app.errors import AppError, UserError

if TYPE_CHECKING:
    from app.services.intake import AcceptOutcome, GatheredFile
    from app.services.session import VaultSession

_VERDICTS = {"accept": Verdict.ACCEPTED, "return": Verdict.RETURNED, "refuse": Verdict.REFUSED}
_OUTCOMES = {
    "taken": "принят",
    "repeated": "уже был",
    "older": "есть более новый",
    "conflict": "два разных файла с одним номером",
    "rejected": "не принят",
}


def add_commands(commands: Commands) -> None:
    """Add the commands of this room."""
    group = add_group(commands, "intake", "приём файлов от первичных организаций")

    add_enrol_command(group)

    parser = add_command(group, "parties", parties, "чьим ключам доверяем")
    add_vault(parser)
    add_json(parser)

    parser = add_command(group, "accept", accept, "принять файлы; один плохой не мешает остальным")
    parser.add_argument(
        "files", metavar="FILE", type=Path, nargs="+", help="запечатанные файлы, их части или папки с ними"
    )
    add_vault(parser)
    _add_receipts(parser)
    add_json(parser)

    add_serve_command(group)

    parser = add_command(group, "decide", decide, "принять, вернуть на уточнение или отказать")
    parser.add_argument("bundle", metavar="BUNDLE_UUID", nargs="?", help="номер принятого файла")
    parser.add_argument("verdict", choices=list(_VERDICTS), nargs="?", help="решение")
    add_vault(parser)
    parser.add_argument("--all-clean", action="store_true", help="принять все файлы без ошибок")
    parser.add_argument("--period", metavar="Y", help="с --all-clean: только файлы с отчётами за этот период")
    parser.add_argument(
        "--remark",
        metavar="CELL=TEXT",
        type=assignment,
        action="append",
        default=[],
        help="замечание к ячейке или к члену профсоюза, member:UID=TEXT (можно несколько)",
    )
    _add_receipts(parser)
    add_json(parser)

    parser = add_command(group, "received", received, "что принято, новое сверху")
    add_vault(parser)
    add_json(parser)

    parser = add_command(group, "status", status, "кто что прислал, кто опаздывает, что возвращено")
    add_vault(parser)
    add_period(parser)
    parser.add_argument("--on", metavar="D", type=iso_date, help="на какой день (по умолчанию сегодня)")
    add_json(parser)

    add_desk_commands(group)

    parser = add_command(group, "consolidate", consolidate, "свести принятые отчёты")
    parser.add_argument("form", metavar="ID", help="форма")
    add_vault(parser)
    add_period(parser)
    parser.add_argument(
        "--last-year", metavar="UID", action="append", default=[],
        help="взять за прошлый год у той, чей отчёт не принят (отмечается в форме)",
    )  # fmt: skip
    parser.add_argument(
        "--without-last-year", metavar="UID", action="append", default=[], help="больше не брать за прошлый год"
    )
    parser.add_argument(
        "--own", metavar="CELL=N", type=assignment, action="append", default=[],
        help="прибавить своё число; пустое убирает",
    )  # fmt: skip
    add_json(parser)

    received_commands.add_commands(group)


def _add_receipts(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--receipts", metavar="DIR2", type=Path, help="папка, куда положить квитанции")


def parties(arguments: argparse.Namespace) -> int:
    """``intake parties``."""
    from app.services import intake

    with opened(arguments) as session:
        found = intake.parties(session)
    if arguments.json:
        show_json(found)
        return 0
    show_table(
        ("№", "Организация", "Где стоит", "Отпечаток сверен", "Ключ отозван"),
        (
            (p.id, p.full_name, "выше" if p.relation is PartyRelation.HIGHER else "ниже", p.compared, p.revoked)
            for p in found
        ),
    )
    return 0


def accept(arguments: argparse.Namespace) -> int:
    """``intake accept``: exit 4 (or what the worst file asks for) when a file was not taken; the others are."""
    from app.services import intake

    outcomes: list[dict[str, Any]] = []
    code = 0
    make_folder(arguments.receipts)
    with opened(arguments) as session:
        for found in intake.gather(intake.sealed_files_in(arguments.files), _read):
            document, its_code = _accept_one(session, found, arguments.receipts)
            outcomes.append(document)
            code = max(code, its_code)
    if arguments.json:
        show_json(outcomes)
    else:
        show_table(
            ("Файл", "Итог", "От кого", "Что", "Номер"),
            ((o["name"], _OUTCOMES[o["outcome"]], o["sender"], o["title"], o["bundle"]) for o in outcomes),
        )
    for outcome in outcomes:
        note(f"{outcome['name']}: {outcome['message']}")
    return code


def _read(path: Path, _limit: int) -> bytes:
    return read_sealed(path)


def _accept_one(session: VaultSession, found: GatheredFile, receipts: Path | None) -> tuple[dict[str, Any], int]:
    from app.messages import sentence
    from app.services import intake
    from app.services.one_by_one import only_this_file

    try:
        if found.data is None:
            raise found.problem or LookupError(found.name)
        with only_this_file(found.name):
            taken = intake.accept(session, found.data, found.name)
        receipt = None if receipts is None else receipts / taken.receipt_name
        if receipt is not None:
            write_atomically(receipt, taken.receipt)
    except AppError as error:
        rejected = {"name": found.name, "outcome": "rejected", "bundle": None, "sender": None, "title": None}
        return {**rejected, "error": error.code, "message": sentence(error)}, error.exit_code
    return _taken_document(taken, receipt), 1 if taken.outcome == "conflict" else 0


def _taken_document(taken: AcceptOutcome, receipt: Path | None) -> dict[str, Any]:
    document = plain({name: value for name, value in vars(taken).items() if name not in ("receipt", "sentence")})
    return {
        **document,
        "sender": taken.organisation.full_name,
        "message": taken.sentence,
        "receipt": None if receipt is None else str(receipt),
    }


def decide(arguments: argparse.Namespace) -> int:
    """``intake decide``."""
    from app.services import intake

    if arguments.all_clean == (arguments.verdict is not None) or (arguments.all_clean and arguments.remark):
        raise UserError("cli.which_files")
    make_folder(arguments.receipts)
    if arguments.all_clean:
        return accept_clean(arguments)
    verdict = _VERDICTS[arguments.verdict]
    with opened(arguments) as session:
        data = intake.decide(session, arguments.bundle, verdict, arguments.remark)
        issued = intake.receipts_of(session, arguments.bundle)[-1]
    receipt = None
    if arguments.receipts is not None:
        receipt = arguments.receipts / issued.name
        write_atomically(receipt, data)
    if arguments.json:
        show_json(
            {"bundle": arguments.bundle, "verdict": verdict, "remarks": len(arguments.remark), "receipt": receipt}
        )
    else:
        show(f"Решение записано: {word(verdict)}." + (f" Квитанция: {receipt}" if receipt else ""))
    return 0


def received(arguments: argparse.Namespace) -> int:
    """``intake received``."""
    from app.services import intake

    with opened(arguments) as session:
        rows = intake.received(session)
    if arguments.json:
        show_json(rows)
        return 0
    show_table(
        ("Принят", "От кого", "Что", "Редакция", "Итог", "Решение", "Ошибок", "Номер"),
        (
            (
                r.received_at,
                r.organisation.short_name,
                r.title,
                r.revision,
                _OUTCOMES.get(r.outcome, r.outcome),
                word(r.verdict),
                r.errors,
                r.uuid,
            )
            for r in rows
        ),
    )
    return 0


def status(arguments: argparse.Namespace) -> int:
    """``intake status``."""
    from app.services import intake

    with opened(arguments) as session:
        table = intake.status(session, arguments.period, arguments.on)
    if arguments.json:
        show_json(table)
        return 0
    show_table(
        ("Организация", "Форма", "Срок", "Состояние", "Получен", "Опоздание, дней", "Ошибок"),
        (
            (
                row.organisation.short_name,
                cell.form,
                cell.due,
                "конфликт" if cell.state == "conflict" else word(cell.state),
                russian(cell.received_at),
                cell.days_late if cell.late else "",
                cell.errors,
            )
            for row in table.rows
            for cell in row.cells
        ),
    )
    show(f"Организаций: {len(table.rows)}, сдали всё: {table.complete}, опозданий: {table.late}.")
    return 0


def consolidate(arguments: argparse.Namespace) -> int:
    """``intake consolidate``: our own form made from accepted reports; exit 1 when a check of severity error failed."""
    from app.cli.forms import report_document, show_violations
    from app.cli.reports import show_filled
    from app.services import intake

    with opened(arguments) as session:
        for uids, taken in ((arguments.last_year, True), (arguments.without_last_year, False)):
            for uid in uids:
                intake.take_last_year(session, arguments.form, arguments.period, uid, taken=taken)
        for cell, text in arguments.own:
            intake.set_own_figure(session, arguments.form, arguments.period, cell, _number(cell, text))
        made = intake.consolidate(session, arguments.form, arguments.period)
    view = made.view
    if arguments.json:
        show_json(
            {
                **report_document(made.definition, view, arguments.period),
                "parts": made.parts,
                "included": made.included,
                "missing": made.missing,
                "waiting": made.waiting,
                "returned": made.returned,
                "forked": made.forked,
                "unreadable": made.unreadable,
                "coverage": None if made.coverage is None else made.coverage.document(),
                "unknown": {} if made.coverage is None else made.coverage.unknown,
                "offered": made.offered,
                "own": made.own,
            }
        )
        return 1 if view.errors else 0
    show_filled(made.definition, {address: cell.value for address, cell in view.cells.items()})
    show()
    for title, names in (
        ("Приняты отчёты", [item.organisation for item in made.included]),
        ("Есть за прошлый год, не вошли", [one.organisation for one in made.offered if not one.taken]),
    ):
        if names:
            show(f"{title} ({len(names)}): {', '.join(names)}")
    for sentence in () if made.coverage is None else made.coverage.notes(made.definition):
        show(sentence)
    if view.violations:
        show_violations(view.violations)
    show("Ошибок нет." if not view.errors else f"Ошибок: {len(view.errors)}.")
    return 1 if view.errors else 0


def _number(cell: str, text: str) -> Decimal | None:
    """A number as it is typed; None for an empty one. UserError ``cli.field_value``."""
    try:
        return Decimal(plain_number(text)) if text.strip() else None
    except ValueError:
        raise UserError("cli.field_value", text=text, name=cell) from None
