"""What a bundle taken in is called, what it carries, and whether it still counts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from app.bundle.circular import EXTRA_TITLES
from app.bundle.manifest import Manifest, read_manifest
from app.domain.enums import TakenOutcome
from app.models import IntakeBundle
from app.services.cards.orders import ORDER_PATH
from app.services.intake.contents import load_violations
from app.services.intake.views import AcceptedReport
from app.services.organisation.profiles import Profile
from app.storage.unit_of_work import UnitOfWork

TAKEN, OLDER = TakenOutcome.TAKEN, TakenOutcome.OLDER
CONFLICT, REPEATED = TakenOutcome.CONFLICT, TakenOutcome.REPEATED


def manifest_of(bundle: IntakeBundle) -> Manifest:
    """The stored manifest."""
    return read_manifest(bundle.manifest.encode())


def report_title(profile: Profile, form: str, period: str) -> str:
    """«Форма № 2 за 2025 год»"""
    number = profile.form(form).number if profile.has_form(form) else form
    return f"{number} за {period} год"


def title_of(profile: Profile, manifest: Manifest) -> str:
    """Everything inside in one line."""
    titles = [report_title(profile, item.form, item.period) for item in manifest.items]
    if manifest.register is not None:
        titles.append("Реестр членов профсоюза" if manifest.register.mode == "full" else "Реестр: изменения")
    if any(entry.path == ORDER_PATH for entry in manifest.files):
        titles.append("Заказ профбилетов")
    inside = {entry.path for entry in manifest.files}
    titles += [title for path, title in EXTRA_TITLES.items() if path in inside]
    return "; ".join(titles)


def revision_in(bundle: IntakeBundle, form: str, period: str) -> int:
    """The signed revision of a report that a bundle carries."""
    return next(i.revision for i in manifest_of(bundle).items if (i.form, i.period) == (form, period))


def accepted_reports(uow: UnitOfWork, profile: Profile, bundle: IntakeBundle) -> tuple[AcceptedReport, ...]:
    """The reports of a bundle with the violations found when it was taken in."""
    return tuple(
        AcceptedReport(
            report.form,
            report.period,
            report_title(profile, report.form, report.period),
            revision_in(bundle, report.form, report.period),
            load_violations(report.violations),
        )
        for report, _ in uow.exchange.intake_reports(bundle_id=bundle.id)
    )


def current_ids(bundles: Iterable[IntakeBundle], manifests: Mapping[int, Manifest] | None = None) -> frozenset[int]:
    """Which of one sender's bundles count: taken, and nothing newer stands in their place.

    Newer is a higher revision of the same stream, or, for a bundle of reports only, later signed revisions of each.
    ``manifests`` by the bundle's id, when they were read already.
    """
    read = manifests or {}
    taken = [(b, read.get(b.id) or manifest_of(b)) for b in bundles if b.outcome == TAKEN]
    last: dict[str, int] = {}
    newest: dict[tuple[str, str], int] = {}
    for bundle, manifest in taken:
        last[bundle.stream] = max(last.get(bundle.stream, 0), bundle.revision)
        for item in manifest.items:
            key = (item.form, item.period)
            newest[key] = max(newest.get(key, 0), item.revision)
    return frozenset(
        bundle.id
        for bundle, manifest in taken
        if bundle.revision == last[bundle.stream]
        and (
            manifest.register is not None
            or not manifest.items
            or any(item.revision == newest[item.form, item.period] for item in manifest.items)
        )
    )


def is_current(uow: UnitOfWork, bundle: IntakeBundle) -> bool:
    """Whether this bundle counts among everything its sender sent."""
    party = uow.exchange.party(bundle.party_id)
    return party is not None and bundle.id in current_ids(uow.exchange.intake_of(party.uid))
