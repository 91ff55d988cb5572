"""Trusting many keys at once: a folder of cards beside the fingerprints typed from the printed key sheets."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from app.bundle.card import CARD_FORMAT, MAX_CARD_SIZE, read_card
from app.bundle.identity import ungrouped
from app.domain.enums import PartyRelation
from app.domain.files import read_limited
from app.domain.outside_names import marked
from app.errors import AppError, UserError
from app.services.exchange.keyring import enrol_card
from app.services.one_by_one import only_this_file
from app.services.session import Act, VaultSession, service

_CARD_SUFFIXES = (".card", ".json", ".pervichka")
_WORD_OF_A_CARD = CARD_FORMAT.partition("/")[0].encode()
_LOOK_ALIKE = str.maketrans("АВСЕавсе", "abceabce")
"""Cyrillic letters for the hexadecimal ones that a person may have typed; a capital «В» looks like B."""

_GROUP = 4
_LENGTH = 64
_SAME_SHEET = 8
"""So many groups of sixteen agree by chance never: the line is this card's, typed or printed with another sign."""


class CardComparison(StrEnum):
    """What comparing one card with the sheets came to."""

    AGREES = "agrees"
    DIFFERS = "differs"
    NOT_COMPARED = "not_compared"
    REJECTED = "rejected"


@dataclass(frozen=True)
class SheetLine:
    """One fingerprint as typed from a sheet; ``number``: its line in the file, from 1."""

    number: int
    fingerprint: str


@dataclass(frozen=True)
class CardFile:
    """A file that should be a card: its bytes, or what was wrong with reading it."""

    name: str
    data: bytes | None
    problem: AppError | None = None


@dataclass(frozen=True)
class ComparedCard:
    """One card: whose it is, what the comparison came to, whether its key is trusted now, and why not."""

    name: str
    organisation: str
    fingerprint: str
    outcome: CardComparison
    enrolled: bool
    line: int | None = None
    problem: AppError | None = None


@dataclass(frozen=True)
class ComparedCards:
    """All of them in the order given, and the lines for which no card came."""

    cards: tuple[ComparedCard, ...]
    lines_without_card: tuple[SheetLine, ...]

    def count(self, outcome: CardComparison) -> int:
        """How many cards came to this."""
        return sum(card.outcome is outcome for card in self.cards)


def sheet_lines(data: bytes) -> tuple[SheetLine, ...]:
    """The fingerprints of a text file, one a line, in groups or not; what is no fingerprint agrees with no card.

    UserError ``exchange.no_fingerprints`` when no line is one.
    """
    encoding = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        text = data.decode("cp1251", "replace")
    lines = tuple(
        SheetLine(number, ungrouped(line.translate(_LOOK_ALIKE)))
        for number, line in enumerate(text.splitlines(), start=1)
        if line.strip()
    )
    if not any(re.fullmatch(f"[0-9a-f]{{{_LENGTH}}}", line.fingerprint) for line in lines):
        raise UserError("exchange.no_fingerprints")
    return lines


def card_files(paths: Sequence[Path], fingerprints: Path | None = None) -> tuple[tuple[CardFile, ...], tuple[str, ...]]:
    """The cards among files and folders, each once, a folder's by name; and the names in folders that are no cards."""
    found: dict[Path, CardFile] = {}
    passed_over: list[str] = []
    aside = None if fingerprints is None else fingerprints.absolute()
    for path, in_folder in _each(paths):
        if path.absolute() == aside or path in found:
            continue
        try:
            with only_this_file(path.name):
                if not path.is_file():
                    raise UserError("cli.file_unreadable", name=path.name)
                data = read_limited(path, MAX_CARD_SIZE)
        except AppError as error:
            if in_folder and path.suffix.lower() not in _CARD_SUFFIXES:
                passed_over.append(path.name)
            else:
                found[path] = CardFile(path.name, None, error)
            continue
        if in_folder and path.suffix.lower() not in _CARD_SUFFIXES and _WORD_OF_A_CARD not in data:
            passed_over.append(path.name)
        else:
            found[path] = CardFile(path.name, data)
    return tuple(found.values()), tuple(passed_over)


def _each(paths: Sequence[Path]) -> Iterator[tuple[Path, bool]]:
    for path in paths:
        if path.is_dir():
            for inside in sorted(path.rglob("*")):
                if inside.is_file() and not inside.name.startswith("."):
                    yield inside, True
        else:
            yield path, False


@service(Act.TRUST)
def enrol_many(
    session: VaultSession,
    cards: Sequence[CardFile],
    lines: Sequence[SheetLine] | None = None,
    relation: PartyRelation = PartyRelation.SUBORDINATE,
) -> ComparedCards:
    """Trust the keys of many cards, each compared with the sheets' lines; one bad card stops nobody else.

    A card agrees with its line, or differs: a line close to it is another by a sign, or lines are left that no card
    has. A card that differs is not trusted. With no line left over, the others are trusted as not compared.
    """
    read = [_read(card) for card in cards]
    left = {line.number: line for line in lines or ()}
    matched: dict[int, SheetLine] = {}
    own = {line.fingerprint: line for line in left.values()}
    for at, card in enumerate(read):
        if card.problem is None and card.fingerprint in own:
            matched[at] = own[card.fingerprint]
    agreed = {line.fingerprint for line in matched.values()}
    left = {number: line for number, line in left.items() if line.fingerprint not in agreed}
    waiting = [at for at, card in enumerate(read) if card.problem is None and at not in matched]
    close: dict[int, SheetLine] = {}
    for at in waiting:
        best = max(left.values(), key=lambda line: _groups(line.fingerprint, read[at].fingerprint), default=None)
        if best is not None and _groups(best.fingerprint, read[at].fingerprint) >= _SAME_SHEET:
            close[at] = best
            del left[best.number]
    unclaimed = bool(left)
    done: list[ComparedCard] = []
    for at, card in enumerate(read):
        if card.problem is not None:
            done.append(card)
        elif at in matched:
            done.append(_trust(session, cards[at], card, CardComparison.AGREES, matched[at].number, relation))
        elif at in close or unclaimed:
            line = close[at].number if at in close else None
            done.append(_outcome(card, CardComparison.DIFFERS, line=line))
        else:
            done.append(_trust(session, cards[at], card, CardComparison.NOT_COMPARED, None, relation))
    return ComparedCards(tuple(done), tuple(left.values()))


def _groups(one: str, other: str) -> int:
    return sum(
        one[i : i + _GROUP] == other[i : i + _GROUP] for i in range(0, _LENGTH, _GROUP) if len(one[i:]) >= _GROUP
    )


def _read(file: CardFile) -> ComparedCard:
    try:
        if file.data is None:
            raise file.problem or UserError("cli.file_unreadable", name=file.name)
        with only_this_file(file.name):
            card = read_card(file.data)
    except AppError as error:
        return ComparedCard(file.name, "", "", CardComparison.REJECTED, enrolled=False, problem=error)
    return ComparedCard(
        file.name, marked(card.organisation.full_name), card.fingerprint, CardComparison.NOT_COMPARED, enrolled=False
    )


def _outcome(
    card: ComparedCard,
    outcome: CardComparison,
    *,
    enrolled: bool = False,
    line: int | None = None,
    problem: AppError | None = None,
) -> ComparedCard:
    return ComparedCard(
        name=card.name,
        organisation=card.organisation,
        fingerprint=card.fingerprint,
        outcome=outcome,
        enrolled=enrolled,
        line=line,
        problem=problem,
    )


def _trust(
    session: VaultSession,
    file: CardFile,
    card: ComparedCard,
    outcome: CardComparison,
    line: int | None,
    relation: PartyRelation,
) -> ComparedCard:
    told = card.fingerprint if outcome is CardComparison.AGREES else None
    try:
        with only_this_file(file.name), session.unit_of_work() as uow:
            party = enrol_card(uow, file.data or b"", relation, told)
            compared = party.compared
            uow.commit()
    except AppError as error:
        return _outcome(card, CardComparison.REJECTED, problem=error)
    if compared:
        outcome = CardComparison.AGREES
    return _outcome(card, outcome, enrolled=True, line=line)
