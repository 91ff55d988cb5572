"""``pervichka meeting``: meetings, check-in by card, who came, papers."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from app.cli.documents import kind_asked
from app.cli.output import Aside, Lines, Reply, table_lines
from app.cli.parser import Commands, add_command, add_group, iso_date
from app.cli.vault.access import opened
from app.cli.words import word
from app.domain.files import write_atomically
from app.domain.meetings import MeetingKind, Quorum
from app.errors import UserError

_PAPERS = ("notice", "agenda", "present", "protocol", "invited")


def add_commands(commands: Commands) -> None:
    """Add the commands of this room."""
    group = add_group(commands, "meeting", "собрания: повестка, отметка участников, кворум, протокол")

    parser = add_command(group, "add", add, "назначить собрание")
    parser.add_argument("--kind", choices=[k.value for k in MeetingKind], required=True, help="кто собирается")
    parser.add_argument("--on", metavar="D", type=iso_date, required=True, help="день")
    parser.add_argument("--at", metavar="HH:MM", default="", help="время")
    parser.add_argument("--place", metavar="TEXT", default="", help="место")
    parser.add_argument("--unit", metavar="TEXT", default="", help="цеховая организация, профгруппа")
    parser.add_argument("--quorum", metavar="RULE", help="свой кворум: >1/2 или >=2/3")
    parser.add_argument("--protocol", metavar="N", default="", help="номер протокола")
    parser.add_argument("--item", metavar="TEXT", action="append", default=[], help="вопрос повестки (можно несколько)")
    parser.add_argument("--delegate", metavar="ID", type=int, action="append", default=[], help="делегат конференции")

    parser = add_command(group, "list", list_meetings, "собрания и сколько пришло")

    parser = add_command(group, "checkin", check_in, "отметить пришедшего: код билета, номер или фамилия")
    parser.add_argument("--meeting", metavar="ID", type=int, required=True, help="номер собрания")
    parser.add_argument("text", metavar="TEXT", nargs="*", help="что прочитано; без него – строки со входа")

    parser = add_command(group, "present", present, "кто пришёл и есть ли кворум")
    parser.add_argument("--meeting", metavar="ID", type=int, required=True, help="номер собрания")

    parser = add_command(group, "print", print_paper, "бумаги собрания в PDF", json=False)
    parser.add_argument("--meeting", metavar="ID", type=int, required=True, help="номер собрания")
    parser.add_argument("--paper", choices=[*_PAPERS, "extract"], required=True, help="какая бумага")
    parser.add_argument("--item", metavar="N", type=int, action="append", default=[], help="номер вопроса для выписки")
    parser.add_argument("--out", metavar="FILE.pdf", type=Path, required=True, help="куда сохранить")


def add(arguments: argparse.Namespace) -> Reply:
    """``meeting add``."""
    from app.services import meetings

    quorum = None
    if arguments.quorum:
        try:
            quorum = Quorum.parse(arguments.quorum)
        except ValueError:
            raise UserError("meetings.quorum_rule", rule=arguments.quorum) from None
    draft = meetings.MeetingDraft(
        kind=MeetingKind(arguments.kind),
        on=arguments.on,
        at=arguments.at,
        place=arguments.place,
        unit=arguments.unit,
        quorum=quorum,
        protocol_number=arguments.protocol,
    )
    with opened(arguments) as session:
        number = meetings.save_meeting(session, draft)
        if arguments.item:
            meetings.save_agenda(session, number, [meetings.AgendaDraft(title) for title in arguments.item])
        if arguments.delegate:
            meetings.set_delegates(session, number, arguments.delegate)
        found = meetings.meeting(session, number)
    return Reply(
        {"meeting": number, "kind": draft.kind, "on": draft.on, "quorum": _quorum(found.quorum)},
        [f"Назначено: {found.name}, {draft.on:%d.%m.%Y} (собрание № {number}). Кворум: {found.quorum.needed}."],
    )


def list_meetings(arguments: argparse.Namespace) -> Reply:
    """``meeting list``."""
    from app.services import meetings

    with opened(arguments) as session:
        found = meetings.list_meetings(session)
    return Reply(
        {"total": len(found), "items": found},
        table_lines(
            ("№", "Собрание", "Когда", "Время", "Состояние", "Пришли", "Протокол"),
            ((m.id, m.name, m.on, m.at, word(m.state), m.present, m.protocol_number) for m in found),
        ),
    )


def check_in(arguments: argparse.Namespace) -> Reply:
    """``meeting checkin``: 0 when everybody is recorded (now or before), 1 when somebody is not."""
    from app.services import meetings

    good = {meetings.CheckInOutcome.RECORDED, meetings.CheckInOutcome.ALREADY}
    lines = arguments.text or [line for line in sys.stdin.read(1_000_000).splitlines() if line.strip()]
    answers, told = [], list[str | Aside]()
    with opened(arguments) as session:
        for line in lines:
            answer = meetings.check_in(session, arguments.meeting, line)
            answers.append(answer)
            told.append(f"{answer.name or line[:40]}: {answer.what}. Пришли {answer.quorum.present}.")
            told += [Aside(f"  {one.person_id}: {one.name}") for one in answer.candidates]
        quorum = meetings.quorum(session, arguments.meeting)
    items = [{"outcome": a.outcome, "name": a.name, "person": a.person_id, "what": a.what} for a in answers]
    return Reply(
        {"items": items, "quorum": _quorum(quorum)},
        told,
        code=0 if all(answer.outcome in good for answer in answers) else 1,
    )


def present(arguments: argparse.Namespace) -> Reply:
    """``meeting present``."""
    from app.services import meetings

    with opened(arguments) as session:
        found, quorum = meetings.present(session, arguments.meeting), meetings.quorum(session, arguments.meeting)

    def lines() -> Lines:
        yield from table_lines(
            ("Человек", "Фамилия, имя, отчество", "Время", "По билету"),
            ((p.person_id, p.name, f"{p.at.astimezone():%H:%M}", p.by_card) for p in found),
        )
        state = "есть" if quorum.met else f"нет, нужно ещё {quorum.lacking}"
        yield f"Пришли {quorum.present} из {quorum.entitled}. Кворум ({quorum.rule}): {state}."

    return Reply({"total": len(found), "items": found, "quorum": _quorum(quorum)}, lines())


def print_paper(arguments: argparse.Namespace) -> Reply:
    """``meeting print``."""
    from app.services import meetings

    kind_asked(arguments.out, "pdf")
    with opened(arguments) as session:
        if arguments.paper == "extract":
            agenda = meetings.meeting(session, arguments.meeting).agenda
            wanted = [i.id for i in agenda if not arguments.item or i.number in arguments.item]
            pdf = meetings.extract_pdf(session, arguments.meeting, wanted)
        else:
            make = {
                "notice": meetings.notices_pdf,
                "agenda": meetings.agenda_pdf,
                "present": meetings.present_pdf,
                "protocol": meetings.protocol_pdf,
                "invited": meetings.invited_pdf,
            }[arguments.paper]
            pdf = make(session, arguments.meeting)
    write_atomically(arguments.out, pdf)
    return Reply(notes=[f"Сохранено: {arguments.out}. Файл не зашифрован."])


def _quorum(quorum: object) -> dict[str, object]:
    return {**vars(quorum), "met": getattr(quorum, "met", False)}
