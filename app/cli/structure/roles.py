"""``pervichka role`` and ``pervichka training``: who holds which office, who was trained."""

from __future__ import annotations

import argparse
from datetime import date

from app.cli.output import Reply, table_lines
from app.cli.parser import Commands, add_command, add_group, iso_date, year
from app.cli.vault.access import opened
from app.cli.words import word
from app.domain.enums import RoleKind, TrainingKind, TrainingProgramme


def add_commands(commands: Commands) -> None:
    """Add the commands of this room."""
    group = add_group(commands, "role", "выборные должности и работники")
    parser = add_command(group, "add", add_role, "записать должность человека")
    parser.add_argument("--member", metavar="ID", type=int, required=True, help="номер человека")
    parser.add_argument("--kind", choices=[k.value for k in RoleKind], required=True, help="какая должность")
    parser.add_argument("--on", metavar="D", type=iso_date, required=True, help="с какого дня")
    parser.add_argument("--unit", metavar="TEXT", default="", help="комиссия, цеховая организация или группа")
    parser.add_argument("--full-time", action="store_true", help="освобождённый работник")
    parser.add_argument("--first", metavar="D", type=iso_date, help="когда избран на эту должность впервые")
    parser.add_argument("--contested", action="store_true", help="кандидатов было больше одного")
    parser.add_argument("--until", metavar="D", type=iso_date, help="последний день полномочий")
    parser.add_argument("--basis", metavar="TEXT", default="", help="чем подтверждено: собрание, протокол")

    parser = add_command(group, "end", end_role, "записать, с какого дня должности больше нет")
    parser.add_argument("--role", metavar="ID", type=int, required=True, help="номер записи из role list")
    parser.add_argument("--on", metavar="D", type=iso_date, required=True, help="первый день без должности")

    parser = add_command(group, "list", list_roles, "кто какую должность занимает на дату")
    parser.add_argument("--on", metavar="D", type=iso_date, help="на какую дату (по умолчанию сегодня)")

    group = add_group(commands, "training", "обучение кадров и актива")
    parser = add_command(group, "add", add_training, "записать обучение")
    parser.add_argument("--member", metavar="ID", type=int, action="append", required=True, help="номер человека")
    parser.add_argument("--kind", choices=[k.value for k in TrainingKind], required=True, help="вид обучения")
    parser.add_argument("--on", metavar="D", type=iso_date, required=True, help="когда")
    parser.add_argument("--hours", metavar="N", type=int, help="сколько часов")
    parser.add_argument("--title", metavar="TEXT", default="", help="название")
    parser.add_argument("--organiser", metavar="TEXT", default="", help="кто учил")
    parser.add_argument("--programme", choices=[p.value for p in TrainingProgramme], help="особая программа")

    parser = add_command(group, "list", list_trainings, "обучение за год")
    parser.add_argument("--period", metavar="Y", type=year, required=True, help="год, например 2025")


def add_role(arguments: argparse.Namespace) -> Reply:
    """``role add``."""
    from app.services.structure.roles import OfficeDetails, set_role

    kind = RoleKind(arguments.kind)
    details = OfficeDetails(
        first_elected_on=arguments.first,
        contested=arguments.contested,
        term_until=arguments.until,
        basis=arguments.basis,
    )
    with opened(arguments) as session:
        role_id = set_role(
            session,
            arguments.member,
            kind,
            arguments.on,
            unit=arguments.unit,
            full_time=arguments.full_time,
            details=details,
        )
    return Reply(
        {"role": role_id, "member": arguments.member, "kind": kind, "on": arguments.on},
        [f"Записано: {word(kind)} с {arguments.on:%d.%m.%Y} (запись № {role_id})."],
    )


def end_role(arguments: argparse.Namespace) -> Reply:
    """``role end``."""
    from app.services.structure import roles as activists

    with opened(arguments) as session:
        activists.end_role(session, arguments.role, arguments.on)
    return Reply(
        {"role": arguments.role, "ended": arguments.on}, [f"Записано: с {arguments.on:%d.%m.%Y} должности нет."]
    )


def list_roles(arguments: argparse.Namespace) -> Reply:
    """``role list``."""
    from app.services.structure.roles import roles_on

    with opened(arguments) as session:
        roles = roles_on(session, arguments.on or date.today())
    return Reply(
        {"total": len(roles), "items": roles},
        table_lines(
            ("№", "Человек", "Фамилия, имя, отчество", "Должность", "Где", "Освобождённый", "С"),
            ((r.id, r.person_id, r.person_name, word(r.kind), r.unit, r.full_time, r.starts_on) for r in roles),
        ),
    )


def add_training(arguments: argparse.Namespace) -> Reply:
    """``training add``."""
    from app.services.structure import roles as activists

    kind = TrainingKind(arguments.kind)
    with opened(arguments) as session:
        count = activists.add_training(
            session,
            arguments.member,
            arguments.on,
            kind,
            hours=arguments.hours,
            title=arguments.title,
            organiser=arguments.organiser,
            programme=TrainingProgramme(arguments.programme) if arguments.programme else None,
        )
    return Reply(
        {"recorded": count, "kind": kind, "on": arguments.on},
        [f"Записано: {word(kind)}, {arguments.on:%d.%m.%Y}, человек: {count}."],
    )


def list_trainings(arguments: argparse.Namespace) -> Reply:
    """``training list``."""
    from app.services.structure.roles import trainings

    with opened(arguments) as session:
        found = trainings(session, int(arguments.period))
    return Reply(
        {"total": len(found), "items": found},
        table_lines(
            ("№", "Когда", "Фамилия, имя, отчество", "Вид", "Часов", "Название"),
            ((t.id, t.on, t.person_name, word(t.kind), t.hours, t.title) for t in found),
        ),
    )
