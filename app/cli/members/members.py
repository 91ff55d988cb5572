"""``pervichka register …`` for one member and for many: the card, changes, acts and their undoing, transfers."""

from __future__ import annotations

import argparse
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING

from app.cli.output import Aside, Lines, Reply, pair_lines, table_lines
from app.cli.parser import Commands, RussianParser, add_command, assignment, iso_date
from app.cli.vault.access import opened, read_password
from app.domain.enums import MemberCategory
from app.errors import UserError

if TYPE_CHECKING:
    from app.services.members import DecisionDraft, GroupOutcome

_FIELDS = {
    "department": "подразделение",
    "study_group": "учебная группа",
    "position": "должность",
    "work_since": "работает или учится с",
    "work_until": "до какого дня",
    "speciality": "специальность",
    "education": "образование",
    "dues_way": "как платит взносы",
}


def add_decision(parser: RussianParser) -> None:
    """The protocol an event rests on."""
    parser.add_argument("--protocol", metavar="N", default="", help="номер протокола, на котором основано событие")
    parser.add_argument("--decided-on", metavar="D", type=iso_date, help="дата протокола (по умолчанию дата события)")
    parser.add_argument("--body", metavar="TEXT", default="", help="чьё решение: профсоюзный комитет, общее собрание")


def decision_of(arguments: argparse.Namespace) -> DecisionDraft | None:
    """The decision told on the command line; None when no protocol is."""
    from app.services.members import DecisionDraft

    if not arguments.protocol:
        return None
    return DecisionDraft(arguments.protocol, arguments.decided_on or arguments.on, arguments.body)


def add_commands(group: Commands) -> None:
    """Add the commands to the words of ``register``."""
    parser = add_command(group, "card", show_card, "карточка человека: сейчас, на дату, как было известно")
    parser.add_argument("--member", metavar="ID", type=int, required=True, help="номер человека в списке")
    parser.add_argument("--as-of", metavar="D", type=iso_date, help="как было в конце этого дня")
    parser.add_argument("--known", metavar="D", type=iso_date, help="что было известно в конце этого дня")

    parser = add_command(group, "change", change, "изменить у одного или многих: подразделение, группу, должность …")
    parser.add_argument(
        "--member", metavar="ID", type=int, action="append", required=True, help="номер человека (можно несколько раз)"
    )
    parser.add_argument(
        "--set",
        metavar="ПОЛЕ=ЗНАЧЕНИЕ",
        type=assignment,
        action="append",
        required=True,
        help="что записать: " + ", ".join(f"{k} ({v})" for k, v in _FIELDS.items()),
    )
    parser.add_argument(
        "--on", metavar="D", type=iso_date, help="изменилось с этого дня; без ключа исправляется ошибка"
    )
    parser.add_argument("--dry-run", action="store_true", help="только показать, что получится")

    parser = add_command(group, "acts", list_acts, "действия со многими людьми сразу")

    parser = add_command(group, "undo-act", undo_act, "отменить действие со многими целиком")
    parser.add_argument("act", metavar="ID", type=int, help="номер действия (register acts)")
    parser.add_argument("--leave-held", action="store_true", help="не трогать тех, у кого есть более поздние записи")

    parser = add_command(group, "extract", extract, "выписка из протокола со списком принятых (PDF)", json=False)
    parser.add_argument("--protocol", metavar="N", required=True, help="номер протокола")
    parser.add_argument("--decided-on", metavar="D", type=iso_date, required=True, help="дата протокола")
    parser.add_argument("--out", metavar="FILE.pdf", type=Path, required=True, help="куда сохранить")

    parser = add_command(group, "transfer", transfer, "снять с учёта и сделать файл для другой организации")
    parser.add_argument("--member", metavar="ID", type=int, required=True, help="номер человека в списке")
    parser.add_argument("--on", metavar="D", type=iso_date, required=True, help="дата снятия с учёта")
    parser.add_argument("--to", metavar="НАЗВАНИЕ", default="", help="в какую организацию")
    parser.add_argument("--party", metavar="ID", type=int, help="номер организации, чей ключ внесён: файл без кода")
    parser.add_argument("--basis", metavar="TEXT", default="", help="основание")
    add_decision(parser)
    parser.add_argument("--out", metavar="FILE", type=Path, required=True, help="куда сохранить файл перевода")

    parser = add_command(group, "accept", accept, "принять на учёт по файлу перевода")
    parser.add_argument("file", metavar="FILE", type=Path, help="файл перевода")
    parser.add_argument("--code", metavar="CODE", default="", help="код, который назвал председатель")
    parser.add_argument("--fingerprint", metavar="F", default="", help="отпечаток ключа отправителя с бумажного листа")
    parser.add_argument("--on", metavar="D", type=iso_date, required=True, help="дата постановки на учёт")
    parser.add_argument(
        "--category", choices=[c.value for c in MemberCategory], help="категория (по умолчанию прежняя)"
    )
    parser.add_argument("--basis", metavar="TEXT", default="", help="основание")
    add_decision(parser)


def show_card(arguments: argparse.Namespace) -> Reply:
    """``register card``."""
    from app.services.members import member_card

    known = None
    if arguments.known is not None:
        known = datetime.combine(arguments.known, time.max).astimezone(UTC)
    with opened(arguments) as session:
        card = member_card(session, arguments.member, arguments.as_of, known)
    document: dict[str, object] = {
        "id": card.id,
        "uid": card.uid,
        "person": card.person,
        "former_names": card.former_names,
        "category": card.category,
        "since": card.since,
        "consent": card.consent,
        "history": [
            {
                "kind": h.kind,
                "on": h.on,
                "title": h.title,
                "detail": h.detail,
                "recorded_at": h.recorded_at,
                "event": h.event_id,
                "cancelled": h.cancelled,
            }
            for h in card.history
        ],
    }
    return Reply(
        document,
        [
            *pair_lines([("Кто", card.full_name), ("На учёте с", card.since), ("Должность", card.person.position)]),
            *table_lines(
                ("Дата", "Что", "Подробнее"),
                ((h.day, h.title + (" (отменено)" if h.cancelled else ""), h.detail) for h in card.history),
            ),
        ],
    )


def _values(pairs: list[tuple[str, str]]) -> dict[str, object]:
    from app.domain.enums import DuesWay, Education

    kinds = {"education": Education, "dues_way": DuesWay}
    values: dict[str, object] = {}
    for name, text in pairs:
        if name not in _FIELDS:
            raise UserError("cli.unknown_field", name=name, known=", ".join(_FIELDS))
        try:
            if name in kinds:
                values[name] = kinds[name](text) if text else None
            elif name in ("work_since", "work_until"):
                values[name] = date.fromisoformat(text) if text else None
            else:
                values[name] = text
        except ValueError as error:
            raise UserError("cli.field_value", name=name, text=text) from error
    return values


def _outcome(outcome: GroupOutcome, *, dry_run: bool) -> Reply:
    from app.messages import message_for

    reasons = {
        line.person_id: message_for(UserError(line.refusal, date="", id=line.person_id)).what
        for line in outcome.lines
        if line.refusal
    }
    skipped = [{"id": i, "code": outcome.skipped[i], "reason": text} for i, text in reasons.items()]

    def lines() -> Lines:
        if dry_run:
            yield "Проба: ничего не записано. Получилось бы так."
        yield from table_lines(
            ("№", "Кто", "Было", "Станет"),
            ((x.person_id, x.full_name, x.was, reasons.get(x.person_id, x.becomes)) for x in outcome.lines),
        )
        yield Aside(f"Изменено: {len(outcome.done)}, пропущено: {len(reasons)}")

    return Reply(
        {"done": list(outcome.done), "skipped": skipped, "act": outcome.operation_id},
        lines(),
        code=0 if outcome.done else 1,
    )


def change(arguments: argparse.Namespace) -> Reply:
    """``register change``: exit 1 when nobody was changed."""
    from app.services.members import change_fields_for_many

    values = _values(arguments.set)
    with opened(arguments) as session:
        outcome = change_fields_for_many(session, arguments.member, values, arguments.on, dry_run=arguments.dry_run)
    return _outcome(outcome, dry_run=arguments.dry_run)


def list_acts(arguments: argparse.Namespace) -> Reply:
    """``register acts``."""
    from app.services.members import operations

    with opened(arguments) as session:
        found = operations(session)
    return Reply(
        found,
        table_lines(
            ("№", "Когда", "Что", "Кто сделал", "Отменено"),
            ((o.id, o.at, o.title, o.user_name, o.undone_at or "") for o in found),
        ),
    )


def undo_act(arguments: argparse.Namespace) -> Reply:
    """``register undo-act``."""
    from app.services.members import undo_operation

    with opened(arguments) as session:
        undoing = undo_operation(session, arguments.act, leave_held=arguments.leave_held)
    return Reply(
        {"act": arguments.act, "people": undoing.touched, "held": [x.person_id for x in undoing.held]},
        [f"Действие отменено, людей: {undoing.touched}."],
    )


def extract(arguments: argparse.Namespace) -> Reply:
    """``register extract``."""
    from app.domain.files import write_atomically
    from app.services.members.decisions import admission_extract, decisions

    with opened(arguments) as session:
        number, on = arguments.protocol.strip(), arguments.decided_on
        found = [s.decision.id for s in decisions(session) if (s.decision.number, s.decision.on) == (number, on)]
        if not found:
            raise UserError("people.no_such_decision")
        write_atomically(arguments.out, admission_extract(session, found[0]))
    return Reply(lines=[f"Выписка сохранена: {arguments.out}"])


def transfer(arguments: argparse.Namespace) -> Reply:
    """``register transfer``."""
    from app.domain.files import write_atomically
    from app.services.members.transfers import TransferDraft, transfer_out

    draft = TransferDraft(arguments.on, arguments.to, arguments.party, arguments.basis, decision_of(arguments))
    with opened(arguments) as session:
        file = transfer_out(session, arguments.member, draft, password=read_password(arguments.password_file))
    write_atomically(arguments.out, file.content)

    def lines() -> Lines:
        yield f"Снят с учёта, файл сохранён: {arguments.out}"
        if file.code:
            yield f"Код для председателя (назовите по телефону): {file.code}"

    return Reply(
        {
            "member": file.person_id,
            "file": arguments.out,
            "organisation": file.organisation,
            "code": file.code,
            "fields": file.fields,
        },
        lines(),
    )


def accept(arguments: argparse.Namespace) -> Reply:
    """``register accept``."""
    from app.bundle.transfer import MAX_TRANSFER_SIZE
    from app.domain.files import read_limited
    from app.services.members.transfers import AcceptDraft, accept_transfer, look_into

    data = read_limited(arguments.file, MAX_TRANSFER_SIZE)
    with opened(arguments) as session:
        shown = look_into(session, data, arguments.code)
        category = MemberCategory(arguments.category) if arguments.category else shown.category
        draft = AcceptDraft(
            arguments.on,
            category or MemberCategory.WORKING,
            arguments.basis,
            decision_of(arguments),
            arguments.fingerprint,
        )
        person_id = accept_transfer(session, data, draft, arguments.code)
    return Reply(
        {"member": person_id, "name": shown.full_name, "from": shown.sender},
        [f"{shown.full_name}: на учёте с {arguments.on:%d.%m.%Y}, номер в списке {person_id}."],
    )
