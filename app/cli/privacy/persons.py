"""``pervichka person``, ``request``, ``incident``: one person's data, requests about them, incidents."""

from __future__ import annotations

import argparse
from datetime import date, datetime
from pathlib import Path

from app.cli.documents import kind_asked, refuse_no_folder
from app.cli.output import Aside, Lines, Reply, entries, json_text, table_lines
from app.cli.parser import Commands, add_command, add_group, iso_date
from app.cli.vault.access import opened
from app.cli.words import word
from app.domain.enums import RequestKind
from app.domain.files import write_atomically
from app.errors import AppError
from app.messages import sentence


def add_commands(commands: Commands) -> None:
    """Add the commands of this room."""
    group = add_group(commands, "person", "сведения об одном человеке")
    parser = add_command(group, "export", export, "сохранить всё, что о человеке хранится", json=False)
    parser.add_argument("person", metavar="ID", type=int, help="номер человека в списке")
    parser.add_argument("--out", metavar="FILE", type=Path, required=True, help="имя на .json или .pdf")

    parser = add_command(group, "destroy", destroy, "уничтожить данные человека; сохраняет акт и выгрузку из журнала")
    parser.add_argument("person", metavar="ID", type=int, help="номер человека в списке")
    parser.add_argument("--ground", metavar="TEXT", required=True, help="причина: отзыв согласия, срок, требование")
    parser.add_argument("--act", metavar="FILE", type=Path, required=True, help="куда сохранить акт, имя на .pdf")
    parser.add_argument("--paper", metavar="TEXT", default="", help="что уничтожается на бумаге и сколько листов")
    parser.add_argument(
        "--also",
        metavar="МЕСТО",
        action="append",
        default=[],
        help="закрасить и здесь (из person mentions) или all",
    )

    parser = add_command(group, "mentions", mentions, "где ещё, может быть, назван человек: решить до уничтожения")
    parser.add_argument("person", metavar="ID", type=int, help="номер человека в списке")

    parser = add_command(group, "block", block, "заблокировать данные: хранятся, но никуда не уходят", json=False)
    parser.add_argument("person", metavar="ID", type=int, help="номер человека в списке")
    parser.add_argument("--off", action="store_true", help="снять блокирование")

    group = add_group(commands, "request", "обращения людей об их данных")
    parser = add_command(group, "add", add_one, "записать обращение; показывает, до какого дня ответить")
    parser.add_argument("--member", metavar="ID", type=int, required=True, help="номер человека")
    parser.add_argument("--kind", choices=[kind.value for kind in RequestKind], required=True, help="о чём просит")
    parser.add_argument("--on", metavar="D", type=iso_date, help="когда получено (по умолчанию сегодня)")
    parser.add_argument("--text", metavar="TEXT", default="", help="о чём просит, своими словами")
    parser = add_command(group, "list", list_all, "все обращения с днём ответа")
    parser = add_command(
        group, "close", close, "записать ответ; с --extend — продлить срок на пять рабочих дней", json=False
    )
    parser.add_argument("request", metavar="N", type=int, help="номер обращения")
    parser.add_argument("--outcome", metavar="TEXT", default="", help="что сделано")
    parser.add_argument("--extend", metavar="TEXT", default="", help="почему срок продлён")

    group = add_group(commands, "incident", "происшествия с данными: часы 24 и 72")
    parser = add_command(group, "add", incident_add, "записать происшествие")
    parser.add_argument("--happened", metavar="TEXT", required=True, help="что случилось")
    parser.add_argument("--at", metavar="T", type=_moment, help="когда обнаружено (по умолчанию сейчас)")
    for name, words in (("cause", "причина"), ("harm", "вред"), ("measures", "меры"), ("contact", "кто отвечает")):
        parser.add_argument(f"--{name}", metavar="TEXT", default="", help=words)
    parser.add_argument("--people", metavar="N", type=int, help="сколько людей затронуто")
    parser = add_command(group, "list", incident_list, "все происшествия и ближайшие сроки уведомлений")
    parser = add_command(
        group, "notice", incident_notice, "отметить уведомление Роскомнадзора: первое, потом второе", json=False
    )
    parser.add_argument("incident", metavar="N", type=int, help="номер записи")
    parser.add_argument("--findings", metavar="TEXT", default="", help="что показало расследование (для второго)")
    parser = add_command(group, "close", incident_close, "закрыть запись после обоих уведомлений", json=False)
    parser.add_argument("incident", metavar="N", type=int, help="номер записи")
    parser = add_command(group, "print", incident_print, "сохранить запись в PDF", json=False)
    parser.add_argument("incident", metavar="N", type=int, help="номер записи")
    parser.add_argument("--out", metavar="FILE", type=Path, required=True, help="имя на .pdf")


def export(arguments: argparse.Namespace) -> Reply:
    """``person export``."""
    from app.services.privacy.dossier import dossier, dossier_pdf

    kind = kind_asked(arguments.out, "json", "pdf")
    with opened(arguments) as session:
        found = dossier(session, arguments.person)
        data = json_text(found).encode() if kind == "json" else dossier_pdf(found, session.profile)
    write_atomically(arguments.out, data)
    return Reply(
        notes=[
            f"Сохранено: {arguments.out}. В файле личные данные, и он не зашифрован.",
            f"Ответить человеку нужно до {found.answer_by:%d.%m.%Y} (десять рабочих дней).",
        ]
    )


def destroy(arguments: argparse.Namespace) -> Reply:
    """``person destroy``."""
    from app.services.privacy.destroying import destroy as carry_out
    from app.services.privacy.destroying import plan_destruction, with_decisions

    kind_asked(arguments.act, "pdf")
    with opened(arguments) as session:
        plan = plan_destruction(session, arguments.person, arguments.ground, paper=arguments.paper)
        plan = with_decisions(plan, arguments.also)
        write_atomically(arguments.act, plan.act)
        try:
            done = carry_out(session, plan)
        except BaseException:
            arguments.act.unlink(missing_ok=True)
            raise
        write_atomically(arguments.act, done.act)

    def lines() -> Lines:
        yield f"Данные уничтожены, записей: {done.rows}. Акт № {done.number}: {arguments.act}. Подпишите его."
        yield Aside("Акт и выгрузка из журнала хранятся три года на бумаге; в программе имени больше нет.")
        if done.redacted:
            yield Aside(f"В подписанных отчётах имя заменено отметкой: {', '.join(done.redacted)}. Числа прежние.")
        if done.withdrawn:
            yield Aside(f"Эти файлы нужно подготовить заново: {'; '.join(done.withdrawn)}.")
        if done.backups.removed:
            yield Aside(f"Прежние копии заменены новой: {', '.join(done.backups.removed)}.")
        for path in done.backups.left:
            yield Aside(f"Здесь ещё остались прежние данные, уничтожьте сами: {path}")
        if done.unfinished:
            yield Aside(sentence(AppError("vault.rewrite_owed")))
        if done.undecided:
            yield Aside("Осталось то, что может быть и о другом человеке, – проверьте и поправьте сами:")
            for one in done.undecided:
                yield Aside(f"  {one.where}: «{one.text}»")

    return Reply(
        {
            "person": arguments.person,
            "act": str(arguments.act),
            "number": done.number,
            "rows": done.rows,
            "redacted": done.redacted,
            "withdrawn": done.withdrawn,
            "emptied": done.emptied,
            "look_at": done.look_at,
            "backups": done.backups,
            "unfinished": done.unfinished,
            "undecided": done.undecided,
        },
        lines(),
    )


def mentions(arguments: argparse.Namespace) -> Reply:
    """``person mentions``."""
    from app.services.privacy.destroying import undecided_mentions

    with opened(arguments) as session:
        found = undecided_mentions(session, arguments.person)

    def lines() -> Lines:
        yield from table_lines(("Место", "Где", "Что написано"), ((one.place, one.where, one.text) for one in found))
        if found:
            yield Aside(
                "Это может быть и другой человек. Что о нём – назовите при уничтожении: person destroy … --also МЕСТО"
            )

    return Reply({"person": arguments.person, "items": found}, lines())


def block(arguments: argparse.Namespace) -> Reply:
    """``person block``."""
    from app.services.privacy.ends import block as block_person
    from app.services.privacy.ends import unblock

    with opened(arguments) as session:
        if arguments.off:
            unblock(session, arguments.person)
        else:
            block_person(session, arguments.person)
    return Reply(
        lines=["Блокирование снято." if arguments.off else "Данные заблокированы: хранятся, но никуда не уходят."]
    )


def add_one(arguments: argparse.Namespace) -> Reply:
    """``request add``."""
    from app.services.privacy.requests import add_request, requests

    with opened(arguments) as session:
        on = arguments.on or date.today()
        number = add_request(session, arguments.member, RequestKind(arguments.kind), on, arguments.text)
        found = next(one for one in requests(session) if one.id == number)
    return Reply(found, [f"Обращение № {number}. Ответить до {found.due_on:%d.%m.%Y}."])


def list_all(arguments: argparse.Namespace) -> Reply:
    """``request list``."""
    from app.services.privacy.requests import requests

    with opened(arguments) as session:
        found = requests(session)

    def lines() -> Lines:
        rows = ((r.id, r.name, word(r.kind), r.received_on, r.due_on, r.answered_on, r.outcome) for r in found)
        yield from table_lines(("№", "Кто", "О чём", "Получено", "Ответить до", "Ответ", "Что сделано"), rows)

    return Reply({"total": len(found), "items": found}, lines())


def close(arguments: argparse.Namespace) -> Reply:
    """``request close``."""
    from app.services.privacy.requests import close_request, extend_request

    with opened(arguments) as session:
        if arguments.extend:
            until = extend_request(session, arguments.request, arguments.extend)
            told = f"Срок продлён до {until:%d.%m.%Y}. Отправьте человеку уведомление с причиной."
        else:
            close_request(session, arguments.request, arguments.outcome)
            told = "Ответ записан."
    return Reply(lines=[told])


def incident_add(arguments: argparse.Namespace) -> Reply:
    """``incident add``."""
    from app.services.privacy.incidents import IncidentDraft, add_incident, incidents

    at = arguments.at or datetime.now().astimezone()
    draft = IncidentDraft(
        discovered_at=at,
        happened=arguments.happened,
        people=arguments.people,
        categories=(),
        cause=arguments.cause,
        harm=arguments.harm,
        measures=arguments.measures,
        contact=arguments.contact,
    )
    with opened(arguments) as session:
        number = add_incident(session, draft)
        found = next(one for one in incidents(session) if one.id == number)
    return Reply(
        {"id": number, "first_due": found.first_due, "second_due": found.second_due},
        [
            f"Запись № {number}. Сообщить в Роскомнадзор до {found.first_due.astimezone():%d.%m.%Y %H:%M},",
            f"о результатах расследования — до {found.second_due.astimezone():%d.%m.%Y %H:%M}.",
        ],
    )


def incident_list(arguments: argparse.Namespace) -> Reply:
    """``incident list``."""
    from app.services.privacy.incidents import incidents

    with opened(arguments) as session:
        found = incidents(session)
    items = [{"id": one.id, "next_due": one.next_due, "missing": one.missing, **entries(one.draft)} for one in found]

    def lines() -> Lines:
        rows = ((one.id, one.draft.discovered_at, one.draft.happened, one.next_due, one.closed_at) for one in found)
        yield from table_lines(("№", "Обнаружено", "Что случилось", "Сообщить до", "Закрыто"), rows)

    return Reply({"total": len(found), "items": items}, lines())


def incident_notice(arguments: argparse.Namespace) -> Reply:
    """``incident notice``."""
    from dataclasses import replace

    from app.services.privacy.incidents import change_incident, incidents, notice_sent

    with opened(arguments) as session:
        found = next((one for one in incidents(session) if one.id == arguments.incident), None)
        if found is not None and arguments.findings:
            change_incident(session, arguments.incident, replace(found.draft, findings=arguments.findings))
        notice_sent(session, arguments.incident)
    return Reply(lines=["Уведомление отмечено."])


def incident_close(arguments: argparse.Namespace) -> Reply:
    """``incident close``."""
    from app.services.privacy.incidents import close_incident

    with opened(arguments) as session:
        close_incident(session, arguments.incident)
    return Reply(lines=["Запись закрыта."])


def incident_print(arguments: argparse.Namespace) -> Reply:
    """``incident print``."""
    from app.services.privacy.registers import incident_paper

    refuse_no_folder(arguments.out)
    with opened(arguments) as session:
        data = incident_paper(session, arguments.incident)
    write_atomically(arguments.out, data)
    return Reply(notes=[f"Сохранено: {arguments.out}."])


def _moment(text: str) -> datetime:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"«{text}» — не время; пишите, например, 2026-01-31T14:30") from None
    return found.astimezone()
