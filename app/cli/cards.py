"""``pervichka card``: members' cards, orders of them, sheets to print, the check of a square code."""

from __future__ import annotations

import argparse
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from app.cli.documents import kind_asked, read_bytes
from app.cli.output import Aside, Lines, Reply, pair_lines, table_lines
from app.cli.parser import Commands, RussianParser, add_command, add_group, iso_date, show_password
from app.cli.vault.access import opened
from app.cli.words import word
from app.domain.cards import CardMedium, CardState
from app.domain.files import write_atomically
from app.errors import UserError

if TYPE_CHECKING:
    pass

_MEDIA = [medium.value for medium in CardMedium]
_TRUST = frozenset({"forged", "damaged", "newer", "unknown_organisation", "revoked"})
"""Verdicts of exit code 4: the card cannot be believed; others are about a genuine card (1)."""


def add_commands(commands: Commands) -> None:
    """Add the commands of this room."""
    group = add_group(commands, "card", "профсоюзные билеты: заказ, выдача, печать, проверка")

    parser = add_command(group, "list", list_cards, "у кого какой билет")
    parser.add_argument("--state", choices=[s.value for s in CardState], action="append", help="только в состоянии")

    parser = add_command(group, "order", order, "заказать билеты: список для вышестоящей организации")
    _add_members(parser)
    parser.add_argument("--medium", choices=_MEDIA, default="plastic", help="какие билеты")
    parser.add_argument("--on", metavar="D", type=iso_date, help="день заказа (по умолчанию сегодня)")
    parser.add_argument("--preview", action="store_true", help="только показать, кто войдёт и что уйдёт")
    parser.add_argument("--out", metavar="FILE", type=Path, help="сохранить список заказа: .pdf или .xlsx")

    parser = add_command(group, "orders", list_orders, "заказы билетов и сколько по ним выдано")

    parser = add_command(group, "issue", issue, "выдать билет: номер и день")
    whom = parser.add_mutually_exclusive_group(required=True)
    whom.add_argument("--member", metavar="ID", type=int, action="append", help="номер человека; можно несколько раз")
    whom.add_argument("--without-card", action="store_true", help="всем на учёте, у кого билета нет")
    parser.add_argument(
        "--number", metavar="N", required=True, help="номер билета; следующим людям – следующие свободные номера"
    )
    parser.add_argument("--medium", choices=_MEDIA, default="paper", help="какой билет")
    parser.add_argument("--on", metavar="D", type=iso_date, help="день выдачи (по умолчанию сегодня)")
    parser.add_argument("--instead-of-paper", action="store_true", help="взамен бумажного")

    parser = add_command(group, "close", close, "отметить, что билет утерян, испорчен, заменён или сдан")
    parser.add_argument("--card", metavar="ID", type=int, required=True, help="номер записи из card list")
    parser.add_argument("--state", choices=["lost", "spoiled", "replaced", "returned"], required=True, help="что стало")
    parser.add_argument("--on", metavar="D", type=iso_date, help="с какого дня (по умолчанию сегодня)")

    parser = add_command(group, "print", print_cards, "листы A4 с билетами и подписанным квадратным кодом")
    _add_members(parser)
    parser.add_argument("--out", metavar="FILE.pdf", type=Path, required=True, help="куда сохранить")
    parser.add_argument("--no-backs", action="store_true", help="без оборотных сторон")

    parser = add_command(group, "coverage", coverage, "охват электронными билетами")
    parser.add_argument("--on", metavar="D", type=iso_date, help="на какую дату (по умолчанию сегодня)")
    parser.add_argument("--out", metavar="FILE", type=Path, help="сохранить таблицу: .pdf или .xlsx")

    parser = add_command(
        group, "verify", verify, "проверить билет по тексту квадратного кода или своему номеру", vault=False
    )
    parser.add_argument("text", metavar="TEXT", nargs="?", help="текст кода; «-» или ничего – прочитать со входа")
    parser.add_argument("--vault", metavar="DIR", type=Path, help="папка с данными организации: проверить по её ключам")
    parser.add_argument("--trusted", metavar="FILE", type=Path, help="без данных организации: список доверия")
    parser.add_argument("--fingerprint", metavar="F", help="отпечаток того, кто подписал список, с листа ключа")
    parser.add_argument("--on", metavar="D", type=iso_date, help="на какую дату (по умолчанию сегодня)")
    show_password(parser)

    parser = add_command(group, "trust", trust, "сохранить или загрузить список организаций, чьим билетам верить")
    way = parser.add_mutually_exclusive_group(required=True)
    way.add_argument("--export", metavar="FILE", type=Path, help="сохранить свой список")
    way.add_argument("--load", metavar="FILE", type=Path, help="загрузить список вышестоящей организации")


def _add_members(parser: RussianParser) -> None:
    parser.add_argument(
        "--member",
        metavar="ID",
        type=int,
        action="append",
        default=[],
        help="номер человека; без него – все подходящие",
    )


def list_cards(arguments: argparse.Namespace) -> Reply:
    """``card list``."""
    from app.services import cards

    states = [CardState(text) for text in arguments.state or [s.value for s in CardState]]
    with opened(arguments) as session:
        found = cards.list_cards(session, states)
    return Reply(
        {"total": len(found), "items": found},
        table_lines(
            ("№", "Человек", "Фамилия, имя, отчество", "Номер", "Билет", "Состояние", "Выдан", "Действует по"),
            (
                (c.id, c.person_id, c.person_name, c.number, word(c.medium), word(c.state), c.issued_on, c.valid_until)
                for c in found
            ),
        ),
    )


def order(arguments: argparse.Namespace) -> Reply:
    """``card order``."""
    from app.services import cards

    kind = "" if arguments.out is None else kind_asked(arguments.out, "pdf", "xlsx")
    medium, on = CardMedium(arguments.medium), arguments.on or date.today()
    with opened(arguments) as session:
        ids = arguments.member or [person.id for person in cards.without_card(session)]
        preview = cards.preview_order(session, ids, medium, on)
        number = None
        if not arguments.preview:
            number = cards.place_order(session, ids, medium, on)
        if arguments.out is not None:
            listed = preview if number is None else cards.order_list(session, number)
            write_atomically(arguments.out, cards.order_paper(session, listed, kind))

    def lines() -> Lines:
        yield f"Кому: {preview.recipient}. По части согласия «{preview.part_title}»."
        yield from table_lines(("Человек", *preview.titles), ((p.person_id, *p.values.values()) for p in preview.lines))
        for left in preview.left_out:
            yield Aside(f"Не войдёт: {left.name} ({left.why}).")
        if number is not None:
            yield f"Заказ № {number} сделан. Отправить: pervichka bundle export --card-order {number} …"

    return Reply(
        {
            "order": number,
            "medium": medium,
            "on": on,
            "part": preview.part,
            "fields": preview.fields,
            "items": preview.lines,
            "left_out": preview.left_out,
        },
        lines(),
    )


def list_orders(arguments: argparse.Namespace) -> Reply:
    """``card orders``."""
    from app.services import cards

    with opened(arguments) as session:
        found, incoming = cards.orders(session), cards.incoming_orders(session)

    def lines() -> Lines:
        yield from table_lines(
            ("№", "От", "Билеты", "Заказано", "Выдано", "Пометка"),
            ((o.id, o.on, word(o.medium), o.cards, o.issued, o.note) for o in found),
        )
        for one in incoming:
            yield f"От организации: {one.organisation}, {one.on:%d.%m.%Y}, {word(one.medium)}, людей: {len(one.lines)}."

    return Reply({"total": len(found), "items": found, "incoming": incoming}, lines())


def issue(arguments: argparse.Namespace) -> Reply:
    """``card issue``."""
    from app.services import cards

    on = arguments.on or date.today()
    with opened(arguments) as session:
        whom = arguments.member or [person.id for person in cards.without_card(session)]
        numbers = cards.number_on(session, [arguments.number, *[""] * (len(whom) - 1)])
        issued = [cards.NewCard(*pair) for pair in zip(whom, numbers, strict=False)]
        cards.issue_cards(
            session, issued, CardMedium(arguments.medium), on, instead_of_paper=arguments.instead_of_paper
        )
    first = issued[0]
    items = [{"member": one.person_id, "number": one.number} for one in issued]

    def lines() -> Lines:
        if len(issued) == 1:
            yield f"Билет № {issued[0].number} выдан {on:%d.%m.%Y}."
        else:
            yield f"Выдано билетов: {len(issued)}, № {issued[0].number} – {issued[-1].number}, {on:%d.%m.%Y}."

    return Reply({"member": first.person_id, "number": first.number, "on": on, "items": items}, lines())


def close(arguments: argparse.Namespace) -> Reply:
    """``card close``."""
    from app.services import cards

    on = arguments.on or date.today()
    with opened(arguments) as session:
        cards.close_card(session, arguments.card, CardState(arguments.state), on)
    return Reply(
        {"card": arguments.card, "state": arguments.state, "on": on},
        [f"Записано: билет {word(CardState(arguments.state))}, {on:%d.%m.%Y}."],
    )


def print_cards(arguments: argparse.Namespace) -> Reply:
    """``card print``."""
    from app.services import cards

    kind_asked(arguments.out, "pdf")
    with opened(arguments) as session:
        ids = arguments.member or [c.person_id for c in cards.list_cards(session, (CardState.ISSUED,)) if c.member]
        printed = cards.print_cards(session, ids, backs=not arguments.no_backs)
    write_atomically(arguments.out, printed.pdf)
    return Reply(
        {"file": arguments.out, "cards": printed.cards, "left_out": printed.left_out},
        [f"Билетов на листах: {printed.cards}. Файл {arguments.out} не зашифрован: в нём личные данные."],
        [f"Не напечатан: {left.name} ({left.why})." for left in printed.left_out],
    )


_FIGURES = {"": "", "register": "реестр", "order": "заказ"}


def coverage(arguments: argparse.Namespace) -> Reply:
    """``card coverage``."""
    from app.services import cards

    kind = "" if arguments.out is None else kind_asked(arguments.out, "pdf", "xlsx")
    with opened(arguments) as session:
        table = cards.coverage(session, arguments.on)
        if arguments.out is not None:
            write_atomically(arguments.out, cards.coverage_paper(session, table, kind))
    rows = [
        {
            "title": r.title,
            "members": r.members,
            "plastic": r.plastic,
            "virtual": r.virtual,
            "electronic": r.electronic,
            "percent": r.percent,
            "on": r.on,
            "source": r.source,
        }
        for r in (*table.rows, table.total)
    ]

    def lines() -> Lines:
        heads = (table.head, "Членов", "Пластиковые", "Виртуальные", "Всего", "%", "На день", "Откуда")
        yield from table_lines(heads, ((*list(row.values())[:-1], _FIGURES[str(row["source"])]) for row in rows))
        if table.told:
            yield table.told

    return Reply({"on": table.on, "rows": rows[:-1], "total": rows[-1], "silent": table.silent}, lines())


def verify(arguments: argparse.Namespace) -> Reply:
    """``card verify``: 0 valid, 1 genuine but not in force, 4 not to be believed."""
    from app.services import cards

    if (arguments.vault is None) == (arguments.trusted is None):
        raise UserError("cards.verify_how")
    if arguments.trusted is not None and not arguments.fingerprint:
        raise UserError("cards.verify_fingerprint")
    text = arguments.text
    if text in (None, "-"):
        text = sys.stdin.read(4096)
    if arguments.trusted is not None:
        trusted = cards.compared_list(read_bytes(arguments.trusted), arguments.fingerprint)
        found = cards.verify_with_list(text, trusted, arguments.on)
    else:
        with opened(arguments) as session:
            found = cards.verify_card(session, text, arguments.on)
    known = (
        ("Проверка", found.what),
        ("Чей билет", found.name),
        ("Номер", found.number),
        ("Действует по", found.until),
        ("Организация", found.organisation),
        ("По списку", found.vouched_by),
    )
    return Reply(
        {"valid": found.valid, **vars(found)},
        [*pair_lines(pair for pair in known if pair[1]), Aside(found.todo)],
        code=0 if found.valid else 4 if found.verdict.value in _TRUST else 1,
    )


def trust(arguments: argparse.Namespace) -> Reply:
    """``card trust``."""
    from app.services import cards

    with opened(arguments) as session:
        if arguments.export is not None:
            write_atomically(arguments.export, cards.export_trusted(session))
            return Reply(
                {"file": arguments.export}, [f"Список доверия записан: {arguments.export}. Секретного в нём нет."]
            )
        view = cards.import_trusted(session, read_bytes(arguments.load))
    return Reply(view, [f"Принят список: {view.issuer}, организаций {view.organisations}, отозвано {view.revoked}."])
