"""Russian words of units, elections and special programmes, as the window shows them."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from app.domain.bodies import powers_end_soon
from app.domain.vocabulary.numbers import plural
from app.domain.vocabulary.words import title_for
from app.services.members import RoleView
from app.services.structure.bodies import Composition
from app.ui.kit.fields import format_date


def office(role: RoleView) -> str:
    """«Председатель комиссии, Охрана труда»; the post in words for a paid worker."""
    return ", ".join(part for part in (title_for(role.kind), role.unit, role.note) if part)


def until(role: RoleView) -> str:
    """The last day in office, or until when the powers are given."""
    if role.ends_on is not None:
        return f"полномочия окончены {format_date(role.ends_on - timedelta(days=1))}"
    return f"по {format_date(role.term_until)}" if role.term_until else "сейчас"


def ends_soon(role: RoleView, today: date) -> bool:
    """The powers end within three months, or have ended while the person still holds the office."""
    return role.ends_on is None and powers_end_soon(role.term_until, today)


def per_cent(value: Decimal | None) -> str:
    """«33,3 %»; a dash of nothing."""
    return "–" if value is None else f"{str(value).replace('.', ',')} %"


def share_lines(body: Composition) -> tuple[str, ...]:
    """The make-up of a body beside that of the membership, a sentence each."""
    people = body.people
    lines = [
        f"Женщин {people.women} из {people.total} ({per_cent(body.women_share)}), "
        f"среди членов профсоюза – {per_cent(body.women_among_members)}.",
        f"До 35 лет {people.youth} из {people.total} ({per_cent(body.youth_share)}), "
        f"среди членов профсоюза – {per_cent(body.youth_among_members)}.",
    ]
    if body.youth_wanted:
        more = plural(body.youth_wanted, "человек", "человека", "человек")
        lines.append(f"До доли молодёжи среди членов профсоюза не хватает: {more}.")
    if body.seats is not None:
        lines.append(f"Решено избрать {body.seats}, свободных мест: {body.vacancies}.")
    if body.term_until is not None:
        lines.append(f"Полномочия – по {format_date(body.term_until)}.")
    return tuple(lines)
