"""Signing: freezing a report as canonical JSON that never changes again. The seal and the key come with the bundle."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, date, datetime

from app.domain.dates import Period
from app.domain.enums import ReportState
from app.errors import DataError, UserError
from app.forms.definition import FormDefinition, ValueType
from app.forms.values import dump_values, json_value
from app.forms.view import Violation
from app.models import Organisation, SignedRevision
from app.services.reports.filling import OPEN_STATES, Draft, form_and_period, living, outside_document
from app.services.reports.finishing import lay_zeros
from app.services.reports.hindrances import ready_for, refusal
from app.services.session import Act, VaultSession, service
from app.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class SignedReport:
    """A signed revision. ``content`` is the canonical JSON, ``sha256`` of its UTF-8 bytes."""

    form: str
    period: str
    revision: int
    signed_at: datetime
    signed_by: str
    content: str
    sha256: str
    zeros: tuple[str, ...] = ()
    """Where zeros were put with the signature."""


@service(Act.SIGN)
def sign(
    session: VaultSession,
    form_id: str,
    period: Period | int | str,
    *,
    zeros: bool = False,
    on: date | None = None,
) -> SignedReport:
    """Freeze the report as its next revision. ``zeros``: first zeros in every empty number that the form lets be zero;
    ``on``: today, unless told.

    Raises DataError ``reports.not_over`` (the first day on which it can be signed), ``reports.nothing_typed``,
    ``reports.incomplete`` (the empty places), ``reports.has_errors`` (how many and the first),
    ``reports.unexplained`` (the first warning without an explanation); UserError ``reports.already_signed``,
    ``reports.not_ours`` (a form of other kinds of organisation). The zeros stay, and are told by the error
    (``reports.…_zeros``), when something else is still in the way.
    """
    definition, when = form_and_period(session, form_id, period)
    with session.unit_of_work() as uow:
        if uow.organisation.get().kind not in definition.org_kinds:
            raise UserError("reports.not_ours", form=definition.number)
        given = lay_zeros(uow, definition, when) if zeros and _is_open(uow, definition, when) else ()
        draft = living(uow, definition, when)
        report = uow.reports.start(definition.id, definition.edition, str(when))
        last = uow.reports.last_revision(report.id)
        if report.state not in OPEN_STATES and last is not None:
            raise UserError("reports.already_signed", revision=last.revision)
        view = draft.view
        refused = refusal(definition, view, when, ready_for(view, definition.blank, draft.ready_on, on or date.today()))
        if refused is not None:
            if given and refused.code in _TOLD_WITH_ZEROS:
                # The zeros stay: they may be what is warned of, and what is left is found more easily.
                uow.journal.record("report.zeros_put", form=form_id, period=str(when), cells=len(given))
                uow.commit()
                raise DataError(f"{refused.code}_zeros", **refused.params, zeros=len(given))
            raise refused
        revision = 1 if last is None else last.revision + 1
        content = canonical_content(_content(draft, uow.organisation.get(), revision))
        digest = hashlib.sha256(content.encode()).hexdigest()
        now = datetime.now(UTC)
        signed = SignedRevision(
            report_id=report.id,
            revision=revision,
            signed_at=now,
            signed_by=session.user_name,
            content=content,
            content_sha256=digest,
            state=ReportState.SIGNED,
        )
        uow.reports.add_revision(signed)
        for remark in uow.reports.open_remarks(report.id):
            remark.closed_at = now
        report.state, report.edition, report.changed_at = ReportState.SIGNED, definition.edition, now
        if given:
            uow.journal.record("report.zeros_put", form=form_id, period=str(when), cells=len(given))
        uow.journal.record("report.signed", form=form_id, period=str(when), revision=revision, sha256=digest)
        uow.commit()
    return SignedReport(
        form=form_id,
        period=str(when),
        revision=revision,
        signed_at=now,
        signed_by=session.user_name,
        content=content,
        sha256=digest,
        zeros=given,
    )


_TOLD_WITH_ZEROS = frozenset({"reports.incomplete", "reports.has_errors", "reports.unexplained"})


def _is_open(uow: UnitOfWork, definition: FormDefinition, period: Period) -> bool:
    report = uow.reports.find(definition.id, str(period))
    return report is None or report.state in OPEN_STATES


def canonical_content(document: object) -> str:
    """JSON with sorted names, no spaces, UTF-8 as it is: the same content is the same bytes."""
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def violation_document(violation: Violation) -> dict[str, object]:
    """A failed check as the command line and a bundle carry it."""
    return {
        "rule": violation.rule,
        "severity": violation.severity.value,
        "cells": list(violation.cells),
        "message": violation.message,
        "source": violation.source,
        "left": json_value(violation.left, ValueType.COUNT),
        "operator": violation.operator,
        "right": json_value(violation.right, ValueType.COUNT),
        "explanation": violation.explanation,
    }


def _content(draft: Draft, organisation: Organisation, revision: int) -> dict[str, object]:
    return {
        "form": draft.definition.id,
        "edition": draft.definition.edition,
        "period": str(draft.period),
        "revision": revision,
        **dump_values(draft.definition, draft.view),
        **({"outside": outside_document(draft)} if draft.definition.outside else {}),
        **_consolidated(draft),
        "violations": [violation_document(v) for v in draft.view.violations],
        "explanations": [{"rule": v.rule, "text": v.explanation} for v in draft.view.warnings],
        "organisation": {
            "uid": organisation.uid,
            "kind": organisation.kind.value,
            "category": organisation.category.value if organisation.category else None,
            "full_name": organisation.full_name,
            "short_name": organisation.short_name,
            "union": organisation.union,
            "inn": organisation.inn,
            "ogrn": organisation.ogrn,
            "created_on": organisation.created_on.isoformat() if organisation.created_on else None,
        },
    }


def _consolidated(draft: Draft) -> dict[str, object]:
    """Whose reports a consolidated one is made from, whose are wanting, and what was added of our own."""
    said: dict[str, object] = {} if draft.coverage is None else {"coverage": draft.coverage.document()}
    if draft.gathered is None:
        return said
    own = [{"address": place, "value": str(value)} for place, value in sorted(draft.gathered.own.items())]
    return {"consolidated": draft.gathered.document(), **said, **({"own_figures": own} if own else {})}
