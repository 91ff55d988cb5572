"""``pervichka intake enrol``: trusting a key, or many at once beside the fingerprints of their sheets."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from app.cli.documents import read_bytes
from app.cli.output import note, show, show_json, show_pairs, show_table
from app.cli.parser import Commands, add_command, add_json, add_vault
from app.cli.vault.access import opened
from app.cli.words import word
from app.domain.enums import PartyRelation
from app.errors import UserError

if TYPE_CHECKING:
    from app.services.intake import ComparedCard, ComparedCards


def add_enrol_command(group: Commands) -> None:
    """Add the command to its group."""
    parser = add_command(group, "enrol", enrol, "доверять ключам организаций, сверив отпечатки с их листами")
    parser.add_argument("cards", metavar="CARD", type=Path, nargs="+", help="карточки организаций или папки с ними")
    add_vault(parser)
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--fingerprint", metavar="F", help="отпечаток с подписанного листа, с пробелами или без")
    how.add_argument(
        "--fingerprints", metavar="FILE", type=Path, help="файл с отпечатками с подписанных листов, по одному в строке"
    )
    parser.add_argument(
        "--relation",
        choices=[r.value for r in PartyRelation],
        default=PartyRelation.SUBORDINATE.value,
        help="нижестоящая (по умолчанию) или вышестоящая",
    )
    add_json(parser)


def enrol(arguments: argparse.Namespace) -> int:
    """``intake enrol``: one card, or a table of many; exit 1 when a fingerprint does not agree."""
    many = len(arguments.cards) > 1 or arguments.fingerprints is not None or arguments.cards[0].is_dir()
    if not many:
        return _enrol_one(arguments)
    if arguments.fingerprint is not None:
        raise UserError("cli.one_fingerprint")
    return _enrol_many(arguments)


def _enrol_one(arguments: argparse.Namespace) -> int:
    from app.bundle.identity import grouped_fingerprint
    from app.services import intake

    card = read_bytes(arguments.cards[0])
    with opened(arguments) as session:
        party = intake.enrol(session, card, arguments.fingerprint, PartyRelation(arguments.relation))
    if arguments.json:
        show_json(party)
        return 0
    show_pairs([("Записана", party.full_name), ("Отпечаток ключа", grouped_fingerprint(party.fingerprint))])
    if not party.compared:
        note("Сверьте отпечаток с подписанным листом этой организации: так вы узнаете, что ключ её.")
    return 0


def _enrol_many(arguments: argparse.Namespace) -> int:
    from app.services import intake

    lines = None if arguments.fingerprints is None else intake.sheet_lines(read_bytes(arguments.fingerprints))
    cards, passed_over = intake.card_files(arguments.cards, arguments.fingerprints)
    with opened(arguments) as session:
        found = intake.enrol_many(session, cards, lines, PartyRelation(arguments.relation))
    _show_compared(found, passed_over, as_json=arguments.json)
    codes = [card.problem.exit_code for card in found.cards if card.problem is not None]
    return max([*codes, 1 if found.count(intake.CardComparison.DIFFERS) else 0])


def _show_compared(found: ComparedCards, passed_over: tuple[str, ...], *, as_json: bool) -> None:
    from app.bundle.identity import grouped_fingerprint
    from app.messages import sentence
    from app.services.intake import CardComparison

    if as_json:
        show_json(
            {
                **{outcome.value: found.count(outcome) for outcome in CardComparison},
                "cards": [_document(card) for card in found.cards],
                "lines_without_card": [vars(line) for line in found.lines_without_card],
                "passed_over": passed_over,
            }
        )
    else:
        show_table(
            ("Карточка", "Организация", "Отпечаток", "Ключу доверяем", "Отпечаток ключа"),
            (
                (
                    card.name,
                    card.organisation,
                    word(card.outcome),
                    card.enrolled,
                    grouped_fingerprint(card.fingerprint),
                )
                for card in found.cards
            ),
        )
        show(", ".join(f"{word(one)}: {found.count(one)}" for one in CardComparison) + ".")
    for card in found.cards:
        if card.problem is not None:
            note(f"{card.name}: {sentence(card.problem)}")
        elif card.outcome is CardComparison.DIFFERS:
            where = "ни с одной строкой файла" if card.line is None else f"со строкой {card.line} файла"
            note(
                f"{card.name}: отпечаток не совпал {where}, ключ не записан. Сверьте его с листом ключа; "
                "если на листе другой, позвоните в организацию."
            )
    for line in found.lines_without_card:
        note(f"Строка {line.number}: карточки с таким отпечатком нет.")
    if passed_over:
        note(f"Не карточки, пропущены: {', '.join(passed_over)}.")
    if found.count(CardComparison.NOT_COMPARED):
        note("Несверенные ключи сверьте с подписанными листами: так вы узнаете, что ключи их.")


def _document(card: ComparedCard) -> dict[str, object]:
    from app.messages import sentence

    shown = {name: value for name, value in vars(card).items() if name != "problem"}
    code, told = (None, None) if card.problem is None else (card.problem.code, sentence(card.problem))
    return {**shown, "error": code, "message": told}
