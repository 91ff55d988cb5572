"""An election told in a JSON file, for scripts: what the file may hold, and the draft it becomes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from app.domain.bounded_json import parse_by_hand
from app.domain.enums import ElectionKind, ElectionWay, Rating, RoleKind
from app.domain.files import read_limited
from app.errors import EnvironmentFault, UserError
from app.services.session import Act, VaultSession, service
from app.services.structure.elections import ElectedDraft, ElectionDraft
from app.services.structure.units import unit_called

_LARGEST_FILE = 1024 * 1024


@service(Act.LOOK)
def election_from_file(session: VaultSession, file: Path) -> ElectionDraft:
    """``on``, ``elected`` [{``member``, ``kind``, …}], the ``unit`` by name or number, and the meeting's numbers.

    UserError ``elections.bad_file``, ``structure.unknown``.
    """
    try:
        told: Mapping[str, Any] = parse_by_hand(read_limited(file, _LARGEST_FILE))
        unit, draft = told.get("unit"), _draft(told)
    except (EnvironmentFault, ArithmeticError, AttributeError, ValueError, KeyError, TypeError) as error:
        raise UserError("elections.bad_file", name=file.name) from error
    return draft if unit is None else replace(draft, unit_id=unit_called(session, str(unit), draft.on))


def _draft(told: Mapping[str, Any]) -> ElectionDraft:
    elected = tuple(
        ElectedDraft(
            int(one["member"]),
            RoleKind(one["kind"]),
            full_time=bool(one.get("full_time", False)),
            contested=bool(one.get("contested", False)),
            first_elected_on=_day(one.get("first_elected_on")),
            previous_post=str(one.get("previous_post", "")),
        )
        for one in told["elected"]
    )
    return ElectionDraft(
        on=date.fromisoformat(told["on"]),
        elected=elected,
        kind=ElectionKind(told.get("kind", "regular")),
        way=ElectionWay(told.get("way", "meeting")),
        period_from=_day(told.get("period_from")),
        term_until=_day(told.get("term_until")),
        eligible=told.get("eligible"),
        present=told.get("present"),
        rating=Rating(told["rating"]) if told.get("rating") else None,
        protocol=str(told.get("protocol", "")),
    )


def _day(value: str | None) -> date | None:
    return None if value is None else date.fromisoformat(value)
