"""``pervichka notice``: the notification of Roskomnadzor, printed and recorded."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path

from app.cli.documents import kind_asked
from app.cli.output import Reply, entries, table_lines
from app.cli.parser import Commands, add_command, add_group, iso_date
from app.cli.vault.access import opened
from app.cli.words import word
from app.domain.enums import NoticeKind
from app.domain.files import write_atomically

_KINDS = [kind.value for kind in NoticeKind]


def add_commands(commands: Commands) -> None:
    """Add the commands of this room."""
    group = add_group(commands, "notice", "уведомление Роскомнадзора об обработке данных")
    parser = add_command(group, "print", print_notice, "сохранить уведомление в PDF", json=False)
    parser.add_argument("--kind", choices=_KINDS, default=NoticeKind.FIRST.value, help="первое, об изменениях, о конце")
    parser.add_argument("--out", metavar="FILE", type=Path, required=True, help="имя на .pdf")
    parser = add_command(group, "record", record, "записать, что уведомление отправлено")
    parser.add_argument("--kind", choices=_KINDS, default=NoticeKind.FIRST.value, help="первое, об изменениях, о конце")
    parser.add_argument("--on", metavar="D", type=iso_date, help="когда отправлено (по умолчанию сегодня)")
    parser.add_argument("--number", metavar="N", default="", help="номер, если он уже известен")
    parser = add_command(group, "number", number, "записать номер, который прислали позже", json=False)
    parser.add_argument("notice", metavar="N", type=int, help="номер записи из notice list")
    parser.add_argument("number", metavar="TEXT", help="номер в реестре операторов")
    add_command(group, "list", list_all, "отправленные уведомления и что изменилось после последнего")


def print_notice(arguments: argparse.Namespace) -> Reply:
    """``notice print``."""
    from app.services.privacy.notification import notice_paper

    kind_asked(arguments.out, "pdf")
    with opened(arguments) as session:
        data = notice_paper(session, NoticeKind(arguments.kind))
    write_atomically(arguments.out, data)
    return Reply(notes=[f"Сохранено: {arguments.out}."])


def record(arguments: argparse.Namespace) -> Reply:
    """``notice record``."""
    from app.services.privacy.notification import record_notice

    with opened(arguments) as session:
        made = record_notice(session, NoticeKind(arguments.kind), arguments.on or date.today(), arguments.number)
    return Reply(entries(made), ["Записано."])


def number(arguments: argparse.Namespace) -> Reply:
    """``notice number``."""
    from app.services.privacy.notification import number_notice

    with opened(arguments) as session:
        number_notice(session, arguments.notice, arguments.number)
    return Reply(lines=["Номер записан."])


def list_all(arguments: argparse.Namespace) -> Reply:
    """``notice list``."""
    from app.services.privacy.notification import notice_state, notice_words

    with opened(arguments) as session:
        state = notice_state(session)
    rows = [(one.id, word(one.kind), one.sent_on, one.number) for one in state.notices]
    return Reply(
        {"filed": state.filed, "changed": state.changed, "due_on": state.due_on, "items": state.notices},
        [*table_lines(("№", "Что", "Отправлено", "Номер"), rows), notice_words(state)],
    )
