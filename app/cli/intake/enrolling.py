"""``pervichka intake enrol``: trusting a key, or many at once beside the fingerprints of their sheets."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from app.cli.documents import read_bytes
from app.cli.output import Aside, Lines, Reply, pair_lines, table_lines
from app.cli.parser import Commands, add_command
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


def enrol(arguments: argparse.Namespace) -> Reply:
    """``intake enrol``: one card, or a table of many; exit 1 when a fingerprint does not agree."""
    many = len(arguments.cards) > 1 or arguments.fingerprints is not None or arguments.cards[0].is_dir()
    if not many:
        return _enrol_one(arguments)
    if arguments.fingerprint is not None:
        raise UserError("cli.one_fingerprint")
    return _enrol_many(arguments)


def _enrol_one(arguments: argparse.Namespace) -> Reply:
    from app.bundle.identity import grouped_fingerprint
    from app.services import intake

    card = read_bytes(arguments.cards[0])
    with opened(arguments) as session:
        party = intake.enrol(session, card, arguments.fingerprint, PartyRelation(arguments.relation))

    def lines() -> Lines:
        yield from pair_lines(
            [("Записана", party.full_name), ("Отпечаток ключа", grouped_fingerprint(party.fingerprint))]
        )
        if not party.compared:
            yield Aside("Сверьте отпечаток с подписанным листом этой организации: так вы узнаете, что ключ её.")

    return Reply(party, lines())


def _enrol_many(arguments: argparse.Namespace) -> Reply:
    from app.services import intake

    lines = None if arguments.fingerprints is None else intake.sheet_lines(read_bytes(arguments.fingerprints))
    cards, passed_over = intake.card_files(arguments.cards, arguments.fingerprints)
    with opened(arguments) as session:
        found = intake.enrol_many(session, cards, lines, PartyRelation(arguments.relation))
    codes = [card.problem.exit_code for card in found.cards if card.problem is not None]
    return Reply(
        {
            **{outcome.value: found.count(outcome) for outcome in intake.CardComparison},
            "cards": [_document(card) for card in found.cards],
            "lines_without_card": [vars(line) for line in found.lines_without_card],
            "passed_over": passed_over,
        },
        _compared_lines(found),
        _what_to_compare(found, passed_over),
        max([*codes, 1 if found.count(intake.CardComparison.DIFFERS) else 0]),
    )


def _compared_lines(found: ComparedCards) -> Lines:
    from app.bundle.identity import grouped_fingerprint
    from app.services.intake import CardComparison

    yield from table_lines(
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
    yield ", ".join(f"{word(one)}: {found.count(one)}" for one in CardComparison) + "."


def _what_to_compare(found: ComparedCards, passed_over: tuple[str, ...]) -> Iterator[str]:
    from app.messages import sentence
    from app.services.intake import CardComparison

    for card in found.cards:
        if card.problem is not None:
            yield (f"{card.name}: {sentence(card.problem)}")
        elif card.outcome is CardComparison.DIFFERS:
            where = "ни с одной строкой файла" if card.line is None else f"со строкой {card.line} файла"
            yield (
                f"{card.name}: отпечаток не совпал {where}, ключ не записан. Сверьте его с листом ключа; "
                "если на листе другой, позвоните в организацию."
            )
    for line in found.lines_without_card:
        yield (f"Строка {line.number}: карточки с таким отпечатком нет.")
    if passed_over:
        yield (f"Не карточки, пропущены: {', '.join(passed_over)}.")
    if found.count(CardComparison.NOT_COMPARED):
        yield ("Несверенные ключи сверьте с подписанными листами: так вы узнаете, что ключи их.")


def _document(card: ComparedCard) -> dict[str, object]:
    from app.messages import sentence

    shown = {name: value for name, value in vars(card).items() if name != "problem"}
    code, told = (None, None) if card.problem is None else (card.problem.code, sentence(card.problem))
    return {**shown, "error": code, "message": told}
