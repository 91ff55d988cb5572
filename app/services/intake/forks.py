"""Two different files under one number: both halves side by side, and one of them chosen by a person.

Nothing accepts a half in passing: neither many decisions at once nor a decision on one file whose twin waits.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from app.bundle.canonical import parse_canonical
from app.bundle.manifest import Manifest
from app.bundle.receipt import ReceiptRemark
from app.domain.enums import PartyRelation, Verdict
from app.errors import UserError
from app.forms.definition import FormDefinition
from app.forms.values import format_value
from app.forms.view import ReportView
from app.models import IntakeBundle, IntakeReport, Party
from app.services.intake.contents import edition_of, evaluated
from app.services.intake.describing import CONFLICT, OLDER, TAKEN, manifest_of, report_title, title_of
from app.services.intake.recording import record_decision
from app.services.organisation.profiles import Profile
from app.services.session import Act, VaultSession, service
from app.storage.unit_of_work import UnitOfWork

FIRST, SECOND = 1, 2


@dataclass(frozen=True)
class ForkHalf:
    """One of the two. ``counts``: it is the one that stands in the sum (or would, once accepted)."""

    number: int
    bundle: str
    title: str
    revision: int
    created_at: datetime
    received_at: datetime
    verdict: Verdict
    manifest_sha256: str
    counts: bool
    members: int


@dataclass(frozen=True)
class ForkLine:
    """A place where the halves differ; an empty text for an empty cell."""

    report: str
    place: str
    title: str
    first: str
    second: str


@dataclass(frozen=True)
class Fork:
    """Two files of one organisation that contradict each other, the earlier received first."""

    organisation: str
    organisation_uid: str
    halves: tuple[ForkHalf, ForkHalf]
    lines: tuple[ForkLine, ...]


@service(Act.LOOK)
def forks(session: VaultSession) -> tuple[Fork, ...]:
    """All that wait for a choice, by organisation."""
    with session.unit_of_work() as uow:
        parties = {party.uid: party for party in uow.exchange.parties() if party.relation is PartyRelation.SUBORDINATE}
        return tuple(
            _fork(uow, session.profile, party, one, other)
            for party in parties.values()
            for one, other in open_forks(uow.exchange.intake_of(party.uid))
        )


@service(Act.LOOK)
def fork(session: VaultSession, uuid: str) -> Fork:
    """The one that a file is a half of. UserError ``intake.unknown_bundle``, ``intake.no_fork``."""
    with session.unit_of_work() as uow:
        one, other, party = _find(uow, uuid)
        return _fork(uow, session.profile, party, one, other)


@service(Act.RECEIVE)
def choose_half(session: VaultSession, uuid: str, number: int) -> tuple[str, ...]:
    """Accept one half and refuse the other, in one transaction; the numbers of the files that got a receipt.

    ``number``: 1 the one received earlier, 2 its twin. What had been decided of a half before stays as its sender was
    told; a half that was accepted and is not chosen counts no longer. UserError as :func:`fork`,
    ``intake.which_half``, ``intake.register_base``.
    """
    if number not in (FIRST, SECOND):
        raise UserError("intake.which_half")
    with session.unit_of_work() as uow:
        first, second, party = _find(uow, uuid)
        chosen, left = (first, second) if number == FIRST else (second, first)
        told: list[IntakeBundle] = []
        if number == SECOND:
            second.outcome = TAKEN
            for bundle in _other_branch(uow, party, first, second):
                bundle.outcome = OLDER
        at_all = ReceiptRemark("", "", "", _reason(chosen))
        if left.verdict is Verdict.RECEIVED:
            record_decision(uow, session.profile, left, party, Verdict.REFUSED, (at_all,))
            told.append(left)
        if chosen.verdict is Verdict.RECEIVED:
            record_decision(uow, session.profile, chosen, party, Verdict.ACCEPTED)
            told.append(chosen)
        uow.journal.record(
            "bundle.chosen", bundle=chosen.uuid, manifest_sha256=chosen.manifest_sha256, left=left.manifest_sha256
        )
        numbers = tuple(bundle.uuid for bundle in told)
        uow.commit()
    return numbers


def open_forks(
    bundles: Iterable[IntakeBundle], manifests: Mapping[int, Manifest] | None = None
) -> list[tuple[IntakeBundle, IntakeBundle]]:
    """(what was here, its undecided twin) among one sender's bundles. ``manifests`` by id, when they were read."""
    everything = list(bundles)
    waiting = [b for b in everything if b.outcome == CONFLICT and b.verdict is Verdict.RECEIVED]
    if not waiting:
        return []
    known = {b.id: (manifests or {}).get(b.id) or manifest_of(b) for b in everything}
    found = []
    for twin in waiting:
        if any(_mends(bundle, twin) for bundle in everything):
            continue
        others = [b for b in everything if b is not twin]
        counted = [b for b in others if b.outcome != CONFLICT] or others
        if counted:
            found.append((max(counted, key=partial(_kinship, twin=twin, known=known)), twin))
    return found


def _mends(bundle: IntakeBundle, twin: IntakeBundle) -> bool:
    """A later revision that the sender made knowing of the fork."""
    return (
        bundle.outcome == TAKEN
        and bundle.stream == twin.stream
        and bundle.revision > twin.revision
        and bundle.id > twin.id
    )


def is_half(pairs: Iterable[tuple[IntakeBundle, IntakeBundle]], bundle: IntakeBundle) -> bool:
    """Whether a bundle is in one of :func:`open_forks`."""
    return any(bundle.id in (one.id, other.id) for one, other in pairs)


def _kinship(bundle: IntakeBundle, twin: IntakeBundle, known: Mapping[int, Manifest]) -> tuple[bool, ...]:
    """What the twin most likely contradicts: the same number, the same place in the chain, the same report."""
    reports = {(i.form, i.period): i.revision for i in known[bundle.id].items}
    shared = [reports.get((i.form, i.period)) == i.revision for i in known[twin.id].items]
    same_stream = bundle.stream == twin.stream
    return (
        bundle.uuid == twin.uuid,
        same_stream and bundle.revision == twin.revision,
        any(shared),
        same_stream,
        bundle.outcome == TAKEN,
        bundle.verdict is Verdict.ACCEPTED,
    )


def _other_branch(uow: UnitOfWork, party: Party, first: IntakeBundle, second: IntakeBundle) -> Sequence[IntakeBundle]:
    """What counted so far and does not when the twin is chosen: its counterpart and what followed that one."""
    chain = uow.exchange.intake_stream(party.uid, second.stream)
    later = [b for b in chain if b.outcome == TAKEN and b.revision >= second.revision and b.id != second.id]
    return [first, *(b for b in later if b.id != first.id)]


def _find(uow: UnitOfWork, uuid: str) -> tuple[IntakeBundle, IntakeBundle, Party]:
    found = uow.exchange.intake_by_uuid(uuid)
    if not found:
        raise UserError("intake.unknown_bundle", uuid=uuid)
    for bundle in found:
        party = uow.exchange.party(bundle.party_id)
        if party is None:
            raise LookupError(bundle.party_id)
        for one, other in open_forks(uow.exchange.intake_of(party.uid)):
            if bundle.id in (one.id, other.id):
                return one, other, party
    raise UserError("intake.no_fork")


def _reason(chosen: IntakeBundle) -> str:
    return (
        f"Под этим же номером от вас пришёл другой файл (получен {chosen.received_at.astimezone():%d.%m.%Y}), "
        "принят он. Если верен этот, подпишите и пришлите новую редакцию."
    )


def _fork(uow: UnitOfWork, profile: Profile, party: Party, one: IntakeBundle, other: IntakeBundle) -> Fork:
    halves = tuple(_half(profile, number, bundle) for number, bundle in ((FIRST, one), (SECOND, other)))
    return Fork(party.short_name, party.uid, (halves[0], halves[1]), _lines(uow, profile, party, one, other))


def _half(profile: Profile, number: int, bundle: IntakeBundle) -> ForkHalf:
    manifest = manifest_of(bundle)
    return ForkHalf(
        number=number,
        bundle=bundle.uuid,
        title=title_of(profile, manifest),
        revision=bundle.revision,
        created_at=bundle.created_at,
        received_at=bundle.received_at,
        verdict=bundle.verdict,
        manifest_sha256=bundle.manifest_sha256,
        counts=bundle.outcome == TAKEN,
        members=0 if manifest.register is None else manifest.register.members,
    )


def _lines(
    uow: UnitOfWork, profile: Profile, party: Party, one: IntakeBundle, other: IntakeBundle
) -> tuple[ForkLine, ...]:
    sides = [
        {(r.form, r.period): r for r, _ in uow.exchange.intake_reports(bundle_id=bundle.id)} for bundle in (one, other)
    ]
    lines: list[ForkLine] = []
    for key in dict.fromkeys((*sides[0], *sides[1])):
        title = report_title(profile, *key)
        if key not in sides[0] or key not in sides[1]:
            words = ["есть" if key in side else "нет" for side in sides]
            lines.append(ForkLine(title, "", "Отчёт в файле", *words))
            continue
        lines += _differing(profile, party, title, sides[0][key], sides[1][key])
    counted = [0 if m.register is None else m.register.members for m in map(manifest_of, (one, other))]
    if counted[0] != counted[1]:
        lines.append(ForkLine("Реестр членов профсоюза", "", "Человек в реестре", str(counted[0]), str(counted[1])))
    return tuple(lines)


def _differing(
    profile: Profile, party: Party, title: str, first: IntakeReport, second: IntakeReport
) -> Iterable[ForkLine]:
    documents = [parse_canonical(report.content.encode()) for report in (first, second)]
    definitions = [edition_of(profile, document) for document in documents]
    if definitions[0] is None or definitions[1] is None:
        yield ForkLine(title, "", "Форма неизвестна: откройте файлы по отдельности", "", "")
        return
    try:
        views = [evaluated(d, x, party.kind)[0] for d, x in zip(definitions, documents, strict=True) if d is not None]
    except (UserError, ValueError):
        yield ForkLine(title, "", "Форма не прочитана: откройте файлы по отдельности", "", "")
        return
    definition = definitions[1]
    values = [_texts(definition, view) for view in views]
    for place in dict.fromkeys((*values[0], *values[1])):
        texts = [side.get(place, "") for side in values]
        if texts[0] != texts[1]:
            yield ForkLine(title, place, _title(definition, place), *texts)


def _texts(definition: FormDefinition, view: ReportView) -> dict[str, str]:
    result = {}
    for place, shown in (*view.fields.items(), *view.cells.items()):
        known = definition.cell(place) or definition.fields.get(place)
        if known is not None:
            result[place] = format_value(shown.value, known.type)
    for name, rows in view.lists.items():
        for number, row in enumerate(rows, 1):
            result[f"{name}.{number}"] = "; ".join(str(value) for value in row.values() if value not in (None, ""))
    return {place: text for place, text in result.items() if text}


def _title(definition: FormDefinition, place: str) -> str:
    cell, named = definition.cell(place), definition.fields.get(place)
    if cell is not None:
        rows = definition.tables[cell.table].rows
        return next((row.title for row in rows if row.code == cell.row), place)
    if named is not None:
        return named.title
    listed = definition.lists.get(place.rpartition(".")[0])
    return place if listed is None else f"{listed.title}, строка {place.rpartition('.')[2]}"
