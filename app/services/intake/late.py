"""Who has to be called: organisations whose reports are overdue or came back, with the number and what is missing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.domain.enums import DeskState, KeyState
from app.services.intake.overview import owed_forms, status
from app.services.intake.tree import OrganisationNode, tree
from app.services.session import Act, VaultSession, service

_AGAIN = (DeskState.RETURNED, DeskState.REFUSED, DeskState.CONFLICT)


@dataclass(frozen=True)
class WantedReport:
    """A report to ask for. ``state``: missing | returned | refused | conflict; ``days`` 0 when its day is to come."""

    form: str
    number: str
    state: DeskState
    due: date | None
    days: int


@dataclass(frozen=True)
class LateOrganisation:
    """An organisation to call. ``days``: how long the longest awaited report is overdue."""

    uid: str
    organisation: str
    chair: str
    phone: str
    email: str
    has_key: bool
    reports: tuple[WantedReport, ...]
    days: int


@service(Act.LOOK)
def late(session: VaultSession, period: str, on: date | None = None) -> tuple[LateOrganisation, ...]:
    """Organisations with an overdue report, or one that was sent back, as of ``on`` (today); the longest wait first.

    Organisations without a key are asked for what their kind owes. UserError ``intake.bad_period``.
    """
    table = status(session, period, on)
    numbers = {form: definition.number for form, definition in session.profile.forms.items()}
    nodes = tree(session, table.on)
    by_uid = {node.uid: node for node in nodes if node.uid}
    found = []
    for row in table.rows:
        wanted = [
            WantedReport(
                cell.form, numbers.get(cell.form, cell.form), cell.state, cell.due,
                max((table.on - cell.due).days, 0) if cell.due else 0,
            )
            for cell in row.cells
            if (cell.state is DeskState.MISSING and cell.late) or cell.state in _AGAIN
        ]  # fmt: skip
        if wanted:
            found.append(_late(by_uid[row.organisation.uid], wanted))
    for node in nodes:
        if node.key in (KeyState.NONE, KeyState.REVOKED):
            overdue = [
                WantedReport(form, numbers.get(form, form), DeskState.MISSING, due, (table.on - due).days)
                for form, due in owed_forms(session.profile, node.kind, table.period).items()
                if table.on > due
            ]
            if overdue:
                found.append(_late(node, overdue))
    return tuple(sorted(found, key=lambda one: (-one.days, one.organisation.casefold())))


def _late(node: OrganisationNode, wanted: list[WantedReport]) -> LateOrganisation:
    return LateOrganisation(
        uid=node.uid,
        organisation=node.short_name,
        chair=node.chair,
        phone=node.phone,
        email=node.email,
        has_key=node.key in (KeyState.COMPARED, KeyState.UNCHECKED),
        reports=tuple(wanted),
        days=max(report.days for report in wanted),
    )
