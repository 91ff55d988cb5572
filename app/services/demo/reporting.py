"""A practice report signed, sent and accepted, as both sides would do it."""

from __future__ import annotations

from app.domain.dates import Period
from app.domain.enums import Verdict
from app.errors import DataError
from app.services import exchange, intake, reports
from app.services.organisation.passport import own_card
from app.services.session import VaultSession

FORM = "fnpr-2"
_EXPLANATION = "Проверено по списку: так и есть (учебные данные)."


def sign_form_2(session: VaultSession, period: Period) -> None:
    """Type what nobody but a person knows, explain every warning, sign."""
    for name, value in (("schools_count", 1), ("schools_trained", 2), ("training_share_percent", 4)):
        reports.set_value(session, FORM, name, value, period)
    view = reports.fill(session, FORM, period).view
    if view.errors:
        raise DataError("demo.errors", rules=", ".join(v.rule for v in view.errors))
    for warning in view.warnings:
        reports.explain(session, FORM, period, warning.rule, _EXPLANATION)
    reports.sign(session, FORM, period)


def have_accepted(below: VaultSession, above: VaultSession, period: Period) -> None:
    """Sign form 2, send it up, take it in there, and read both receipts: the year is settled."""
    sign_form_2(below, period)
    made = exchange.export(below, own_card(above), [(FORM, str(period))], "full")
    taken = intake.accept(above, made.sealed, made.name)
    exchange.read_receipt(below, taken.receipt)
    exchange.read_receipt(below, intake.decide(above, made.uuid, Verdict.ACCEPTED, ()))
