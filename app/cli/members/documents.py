"""People of the register as ``--json`` shows them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.services.members import MemberRow


def member_document(row: MemberRow) -> Mapping[str, object]:
    """One person of ``register list --json``."""
    return {
        "id": row.id,
        "surname": row.surname,
        "name": row.name,
        "patronymic": row.patronymic,
        "sex": row.sex,
        "birth_date": row.birth_date,
        "birth_exact": row.birth_exact,
        "category": row.category,
        "since": row.since,
        "position": row.position,
        "department": row.department,
        "study_group": row.study_group,
        "card_number": row.card_number,
        "phone": row.phone,
        "email": row.email,
        "consent": row.consent,
        "ended_on": row.ended_on,
        "ended_kind": row.ended_kind,
    }
