"""Rows of the table about sealed files: making one, how many bytes a month's changes are, taking one in."""

from __future__ import annotations

import csv
import math
import shutil
import subprocess
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from statistics import median
from uuid import uuid4

from openpyxl import Workbook

from app.bundle.card import CardOrganisation, make_card
from app.bundle.identity import Identity, make_identity
from app.bundle.manifest import BundleKind, Endpoint, Manifest, ManifestItem, ProfileEdition
from app.bundle.reader import make_bundle, open_bundle
from app.domain.enums import EventKind, OrganisationCategory, OrganisationKind, Verdict
from app.errors import AppError
from app.services import exchange, intake, reports
from app.services.demo import PRACTICE_PASSWORD
from app.services.exchange import ExportedBundle
from app.services.exchange.keyring import own_endpoint
from app.services.members import EventDraft, MemberQuery, list_members, record_event
from app.services.members.exporting import export_register
from app.services.organisation.passport import OrganisationDraft, own_card, own_identity
from app.services.session import VaultSession
from app.services.vault.creating import create_vault
from app.storage.engine import open_engine
from tests.benchmarks.crowd import add_crowd
from tests.benchmarks.rows_forms import statements
from tests.benchmarks.table import Outcome, pairs

YEAR = "2025"
MEMBERS, SENDERS = 5_000, 300
Key = tuple[str, str]


def _vault(folder: Path, kind: OrganisationKind, people: int = 0) -> VaultSession:
    draft = OrganisationDraft(kind=kind, full_name=folder.name, category=OrganisationCategory.HIGHER_EDUCATION)
    session = create_vault(folder, draft, profile="ngsp", password=PRACTICE_PASSWORD).session
    if people:
        add_crowd(session, people)
    return session


def _signed(session: VaultSession, wanted: int) -> list[Key]:
    """So many reports, filled with zeros where nothing is known, explained and signed."""
    done: list[Key] = []
    for form in session.profile.forms:
        try:
            reports.put_zeros(session, form, YEAR)
            view = reports.fill(session, form, YEAR).view
            for field in view.missing:
                reports.set_value(session, form, field, "1", YEAR)
            for warning in reports.fill(session, form, YEAR).view.warnings:
                reports.explain(session, form, YEAR, warning.rule, "Так и есть.")
            reports.sign(session, form, YEAR)
        except AppError:
            continue  # a form of other organisations, or one that asks for words
        done.append((form, YEAR))
        if len(done) == wanted:
            return done
    raise LookupError(f"{len(done)} of {wanted} reports could be signed")


def _sealing(folder: Path, school: VaultSession, card: bytes, signed: list[Key]) -> Iterator[Outcome]:
    make = partial(exchange.export, school, card, signed, "full", password=PRACTICE_PASSWORD)
    first = make()
    what, against = "запечатать 5 000 членов и 3 отчёта", "zip + openssl cms + age, команды"
    yield Outcome(what, "запросов", statements(school, make), 45, "запр.")
    if shutil.which("age") is None or shutil.which("openssl") is None or shutil.which("zip") is None:
        yield Outcome(what, f"{against}: их здесь нет", math.inf, 2)
        return
    own = own_identity(school).identity
    inside = folder / "inside"
    inside.mkdir()
    opened = open_bundle(first.sealed, [own.seal_identity], lambda _: own.certificate_pem, [own.fingerprint])
    for path, data in opened.files.items():
        (inside / path.replace("/", "-")).write_bytes(data)
    (inside / "manifest.json").write_bytes(opened.manifest_bytes)
    (folder / "key.pem").write_bytes(own.signing_key_pem)
    (folder / "certificate.pem").write_bytes(own.certificate_pem)

    def bare() -> None:
        for stale in ("package.zip", "sealed.age"):
            (folder / stale).unlink(missing_ok=True)
        run = partial(subprocess.run, check=True, capture_output=True, cwd=folder)
        run(["openssl", "cms", "-sign", "-binary", "-in", "inside/manifest.json", "-signer", "certificate.pem",
             "-inkey", "key.pem", "-outform", "DER", "-out", "inside/manifest.p7s"])  # fmt: skip
        run(["zip", "-q", "-9", "-r", "package.zip", "inside"])
        run(["age", "-r", own.seal_recipient, "-o", "sealed.age", "package.zip"])

    yield pairs(make, bare).outcome(what, against, 2)
    plain = partial(make, print_forms=False)
    yield pairs(plain, bare).outcome(f"{what}, без PDF", against, 2)


def _month_later(session: VaultSession, above: VaultSession, card: bytes) -> tuple[ExportedBundle, ExportedBundle]:
    """The whole register as it was accepted, and the changes of a month: one of a hundred left."""
    intake.enrol(above, own_card(session))
    full = exchange.export(session, card, [], "full", password=PRACTICE_PASSWORD)
    exchange.read_receipt(session, intake.accept(above, full.sealed).receipt)
    exchange.read_receipt(session, intake.decide(above, full.uuid, Verdict.ACCEPTED, ()))
    leaving = [row.id for row in list_members(session, MemberQuery(date.today())).items][::100]
    for person in leaving:
        record_event(session, person, EventDraft(EventKind.LEFT, date.today(), basis="заявление"))
    return full, exchange.export(session, card, [], "changes", password=PRACTICE_PASSWORD)


def _sizes(folder: Path, above: VaultSession, card: bytes) -> Iterator[Outcome]:
    for people, whole, listed in ((500, 1 / 6, 1 / 12), (5_000, 1 / 30, 1 / 100)):
        session = _vault(folder / f"month-{people}", OrganisationKind.PPO, people)
        try:
            full, changes = _month_later(session, above, card)
            sheet = _list_in_xlsx(session, folder / f"list-{people}")
        finally:
            session.close()
        what = f"изменения за месяц из {people}, байты"
        yield Outcome(what, "полный файл", changes.size / full.size, whole)
        yield Outcome(what, "список в XLSX", changes.size / sheet.stat().st_size, listed)


def _list_in_xlsx(session: VaultSession, path: Path) -> Path:
    """The list of members alone, as a chair would send it by mail."""
    export_register(session, path.with_suffix(".csv"))
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    with path.with_suffix(".csv").open(encoding="utf-8-sig", newline="") as lines:
        for line in csv.reader(lines, delimiter=";"):
            sheet.append(line)
    book.save(path.with_suffix(".xlsx"))
    return path.with_suffix(".xlsx")


def _file_of(sender: Identity, own: CardOrganisation, recipient: Endpoint, key: Key, content: bytes, to: str) -> bytes:
    form, period = key
    manifest = Manifest(
        uuid=str(uuid4()),
        kind=BundleKind.REPORT,
        created=datetime.now(UTC).replace(microsecond=0),
        sender=Endpoint(own.uid, sender.fingerprint, own.full_name),
        recipient=recipient,
        stream=f"{form}:{period}",
        revision=1,
        previous_manifest_sha256=None,
        profile=ProfileEdition("ngsp", form),
        items=(ManifestItem(form, period, 1),),
        checks=(),
        explanations=(),
        register=None,
    )
    return make_bundle(manifest, {f"data/{form}_{period}.json": content}, sender, [to]).sealed


def _taking(folder: Path, school: VaultSession, above: VaultSession, key: Key) -> Iterator[Outcome]:
    """A file of each of 300 organisations, taken in one after another."""
    with school.unit_of_work() as uow:
        row = uow.reports.signed_content(*key)
    assert row is not None
    district = own_identity(above)
    files: list[tuple[bytes, bytes]] = []
    for number in range(SENDERS):
        own = CardOrganisation(str(uuid4()), "ppo", "higher_education", f"ППО № {number}", f"ППО {number}")
        sender = make_identity(own.full_name, own.uid)
        intake.enrol(above, make_card(sender, own))
        content = row.replace(own_identity(school).organisation.uid, own.uid).encode()
        sealed = _file_of(sender, own, own_endpoint(district), key, content, district.identity.seal_recipient)
        files.append((sealed, sender.certificate_pem))
    engine = open_engine(folder / "bare.db", bytearray(b"k" * 32), create=True)
    connection = engine.raw_connection()
    cursor = connection.cursor()
    cursor.execute("CREATE TABLE taken (id INTEGER PRIMARY KEY, manifest TEXT, sealed BLOB)")
    ours: list[float] = []
    bare: list[float] = []
    for sealed, certificate in files:
        started = time.perf_counter()
        intake.accept(above, sealed)
        ours.append(time.perf_counter() - started)
        started = time.perf_counter()
        keys = [district.identity.seal_identity]
        opened = open_bundle(sealed, keys, lambda _, pem=certificate: pem, [district.fingerprint])  # type: ignore[misc]
        cursor.execute("BEGIN IMMEDIATE")
        cursor.execute("INSERT INTO taken (manifest, sealed) VALUES (?, ?)", (opened.manifest_bytes, sealed))
        connection.commit()
        bare.append(time.perf_counter() - started)
    connection.close()
    engine.dispose()
    against = "расшифровать + проверить + вставить"
    ends = ("первые 20", ours[:20], bare[:20]), ("последние 20 из 300", ours[-20:], bare[-20:])
    for which, mine, theirs in ends:
        taken, least = median(mine), median(theirs)
        yield Outcome(f"принять один файл: {which}", against, taken / least, 1.5, "×", taken, least)


def rows(folder: Path) -> Iterator[Outcome]:
    """Everything about sealed files."""
    above = _vault(folder / "Районная", OrganisationKind.TPO)
    school = _vault(folder / "ППО", OrganisationKind.PPO, MEMBERS)
    try:
        card = own_card(above)
        signed = _signed(school, 3)
        yield from _sealing(folder, school, card, signed)
        yield from _taking(folder, school, above, signed[0])
        yield from _sizes(folder, above, card)
    finally:
        school.close()
        above.close()
