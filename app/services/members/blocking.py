"""People whose data are blocked (152-ФЗ, article 21) are kept and shown here, and stand on no paper and in no file.

Sealed files and lists for others ask :mod:`app.services.privacy.disclosure`, papers to be signed
:mod:`app.services.papers.choosing`; tables and lists printed for the organisation's own use ask here.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from app.domain.vocabulary.told import BLOCKED
from app.services.members.reading import person_name
from app.services.session import Act, VaultSession, service

"""What stands in the place of a person's name."""


@service(Act.LOOK)
def not_blocked(session: VaultSession, person_ids: Sequence[int], on: date | None = None) -> frozenset[int]:
    """Those of these people who may stand on a paper: neither blocked nor destroyed."""
    with session.unit_of_work() as uow:
        return frozenset(person_ids) - uow.papers.unusable(on or date.today())


@service(Act.LOOK)
def without_blocked(
    session: VaultSession, rows: Sequence[Sequence[str]], on: date | None = None
) -> tuple[tuple[str, ...], ...]:
    """Rows of texts without blocked people: a row that begins with such a name keeps nothing else of the person, a
    name inside a longer text is taken out of it."""
    with session.unit_of_work() as uow:
        ids = sorted(uow.whole.blocked() & uow.papers.unusable(on or date.today()))
        names = {person_name(person) for person in uow.papers.people(ids).values()} - {""}
    return tuple(_row(row, names) for row in rows) if names else tuple(tuple(row) for row in rows)


def _row(row: Sequence[str], names: set[str]) -> tuple[str, ...]:
    if any(cell in names for cell in row):
        return tuple(BLOCKED if cell in names else "" for cell in row)
    return tuple(_cell(cell, names) for cell in row)


def _cell(cell: str, names: set[str]) -> str:
    for name in names:
        cell = cell.replace(name, BLOCKED)
    return cell
