"""For whom a paper is made: people of the register by a word, never those whose data are blocked or destroyed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.domain.vocabulary.words import word_for
from app.services.members import MemberQuery, MemberRow, list_members
from app.services.members.reading import person_name
from app.services.papers.template import Template
from app.services.privacy.disclosure import Reason, disclose
from app.services.session import Act, VaultSession, service


class ForWhom(StrEnum):
    """Groups of people to make papers for."""

    REGISTER = "register"
    WITHOUT_CONSENT = "without_consent"
    WITHOUT_CARD = "without_card"
    FORMER = "former"


@dataclass(frozen=True)
class PaperPerson:
    """A person a paper may be made for."""

    id: int
    name: str
    work: str


@service(Act.LOOK)
def people_for(
    session: VaultSession,
    group: ForWhom = ForWhom.REGISTER,
    search: str = "",
    *,
    status: str = "",
    on: date | None = None,
) -> tuple[PaperPerson, ...]:
    """People of a group who fit a search line; ``status`` as of a template, in place of the group's own."""
    return search_candidates(session, group, search, status=status, on=on)[0]


@service(Act.LOOK)
def search_candidates(
    session: VaultSession,
    group: ForWhom = ForWhom.REGISTER,
    search: str = "",
    *,
    status: str = "",
    on: date | None = None,
) -> tuple[tuple[PaperPerson, ...], bool]:
    """The same, and whether they fit the line exactly; else they are only like it."""
    day = on or date.today()
    query = MemberQuery(
        as_of=day,
        search=search,
        without_consent=group is ForWhom.WITHOUT_CONSENT,
        without_card=group is ForWhom.WITHOUT_CARD,
        status=status or ("former" if group is ForWhom.FORMER else "on_register"),
    )
    page = list_members(session, query)
    unusable = _unusable(session, day)
    return tuple(PaperPerson(r.id, r.full_name, _work(r)) for r in page.items if r.id not in unusable), page.exact


@service(Act.LOOK)
def usable(session: VaultSession, ids: Sequence[int], on: date | None = None) -> tuple[int, ...]:
    """Those of these people whose data are neither blocked nor destroyed, in their order."""
    unusable = _unusable(session, on or date.today())
    return tuple(person_id for person_id in ids if person_id not in unusable)


@dataclass(frozen=True)
class Sifted:
    """Whom a paper may be about, and who was left out with the reason in words."""

    ids: tuple[int, ...]
    left_out: tuple[tuple[str, str], ...]


@service(Act.LOOK)
def sift(session: VaultSession, template: Template, ids: Sequence[int], on: date | None = None) -> Sifted:
    """Leave out those whose data are blocked or destroyed, and, for a paper that leaves, those whose consent does not
    allow it. UserError ``disclosure.no_channel`` when the union knows no such way out."""
    day = on or date.today()
    with session.unit_of_work() as uow:
        unusable = uow.papers.unusable(day)
        names = {i: person_name(p) for i, p in uow.papers.people([i for i in ids if i in unusable]).items()}
        left_out = [(names.get(i) or f"№ {i}", word_for(Reason.BLOCKED)) for i in ids if i in unusable]
        kept = [i for i in ids if i not in unusable]
        if template.leaves and kept:
            rule = disclose(uow, session.profile, template.leaves, day, kept)
            left_out += [(one.name, one.sentence) for one in rule.withheld]
            allowed = {one.person_id for one in rule.allowed}
            kept = [i for i in kept if i in allowed]
    return Sifted(tuple(kept), tuple(left_out))


def _unusable(session: VaultSession, on: date) -> frozenset[int]:
    with session.unit_of_work() as uow:
        return uow.papers.unusable(on)


def _work(row: MemberRow) -> str:
    return ", ".join(part for part in (row.position, row.department, row.study_group) if part)
