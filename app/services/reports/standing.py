"""Where everybody's reports stand for a consolidated form, and whose numbers are wanting in it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from app.domain.dates import Period
from app.domain.enums import PartyRelation, Verdict
from app.forms.consolidation import sources_of
from app.forms.definition import FormDefinition
from app.forms.sources import belongs
from app.forms.view import ReportView
from app.services.reports.coverage import ReportCoverage
from app.services.reports.subordinates import GatheredForm
from app.storage.intake.desk import SentReport
from app.storage.unit_of_work import UnitOfWork

MISSING, FORKED = "missing", "conflict"


def report_coverage_in(
    uow: UnitOfWork, definition: FormDefinition, period: Period, below: GatheredForm | None, view: ReportView
) -> ReportCoverage | None:
    """Of the form as it stands; None when it is not made from others or nobody is to send anything."""
    return coverage_of(standings(uow, definition, period), below, view)


def coverage_of(
    standing: Mapping[str, tuple[str, str]], below: GatheredForm | None, view: ReportView
) -> ReportCoverage | None:
    """The same, of :func:`standings`."""
    if not standing:
        return None

    def named(*states: str) -> tuple[str, ...]:
        return tuple(name for name, state in standing.values() if state in states)

    sources = () if below is None else below.sources
    borrowed = {source.uid for source in sources if source.last_year}
    missing = (name for uid, (name, state) in standing.items() if state == MISSING and uid not in borrowed)
    return ReportCoverage(
        expected=len(standing),
        counted=len({source.uid for source in sources} - borrowed),
        missing=tuple(missing),
        returned=named(Verdict.RETURNED.value, Verdict.REFUSED.value),
        waiting=named(Verdict.RECEIVED.value),
        forked=named(FORKED),
        unreadable=_once(s.organisation for s in (() if below is None else below.unreadable)),
        last_year=_once(s.organisation for s in sources if s.last_year),
        partial=_once(_short(s.organisation, s.said) for s in sources if s.said is not None and not s.said.closed),
        unknown=_silent(view),
    )


def standings(uow: UnitOfWork, definition: FormDefinition, period: Period) -> dict[str, tuple[str, str]]:
    """(short name, where its newest report stands) of everybody who sends or is to send, by uid.

    Also of organisations that were entered by hand and have no key yet, or lost it: they have numbers too.
    """
    forms = [definition.siblings[form] for form in sources_of(definition) if form in definition.siblings]
    if not forms:
        return {}
    result: dict[str, tuple[str, str]] = {}
    sent = _sent(uow, forms, period)
    entered = {row.uid: row for row in uow.desk.subordinates() if row.uid}
    for party in uow.exchange.parties():
        if party.relation is not PartyRelation.SUBORDINATE:
            continue
        there = party.revoked_at is None or party.uid in entered
        if party.uid in sent or (there and any(party.kind in form.org_kinds for form in forms)):
            result[party.uid] = (party.short_name, sent.get(party.uid, MISSING))
    for row in uow.desk.subordinates():
        # What stands under another is in that one's sum.
        if row.uid is None and row.parent_id is None and any(row.kind in form.org_kinds for form in forms):
            result[f"entered:{row.id}"] = (row.short_name, MISSING)
    return result


def _sent(uow: UnitOfWork, forms: Sequence[FormDefinition], period: Period) -> dict[str, str]:
    """By uid of the sender, the state of its newest report that belongs here."""
    by_id = {form.id: form for form in forms}
    of: dict[str, list[tuple[Period, SentReport]]] = defaultdict(list)
    for report in uow.desk.sent(forms=list(by_id)):
        about = Period.parse(report.period)
        if belongs(by_id[report.form], period, about):
            of[report.uid].append((about, report))
    result: dict[str, str] = {}
    for uid, found in of.items():
        counted = [(about, report) for about, report in found if report.counts]
        if counted:
            newest = max(counted, key=lambda one: (one[0], one[1].revision, one[1].bundle_id))[1]
            result[uid] = newest.verdict.value
        if any(report.open_fork(other for when, other in found if when == about) for about, report in found):
            result[uid] = FORKED
    return result


def _silent(view: ReportView) -> dict[str, tuple[str, ...]]:
    """Whose numbers each place lacks; what we cannot know ourselves is said elsewhere."""
    named = {
        place: _once(one.organisation for one in found if one.organisation) for place, found in view.unknown.items()
    }
    return {place: names for place, names in named.items() if names}


def _short(name: str, said: ReportCoverage) -> str:
    return f"{name} ({said.counted} из {said.expected})"


def _once(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))
