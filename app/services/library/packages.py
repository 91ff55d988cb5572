"""Packages from above: forms and deadlines, documents, news and polls, signed by a higher organisation.

A package is data for the strict loader, never code. It is believed only from an organisation enrolled as higher, kept
inside the vault and laid over the union's profile (:mod:`app.services.organisation.overlay`). The numbers of one
sender only grow; each package holds all that the ones before it did, so one that was missed is not needed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import uuid4

from app.bundle.card import read_card
from app.bundle.circular import ATTACHED, LIBRARY_PATH, Library
from app.bundle.manifest import BundleKind, Manifest, ProfileEdition
from app.bundle.package import LEADING, write_package
from app.bundle.package import read_entries as read_entries
from app.bundle.reader import OpenedBundle, make_bundle
from app.domain.enums import PartyRelation
from app.domain.files import read_limited
from app.errors import TrustError, UserError
from app.forms.reading import DefinitionError
from app.models import Party, ProfilePackage
from app.services.exchange.keyring import find_party, open_sealed_file, own_endpoint
from app.services.library.composing import Additions, composed
from app.services.library.describing import package_lines
from app.services.library.keeping import ReadLibrary, keep_library, library_in, library_of
from app.services.organisation.overlay import (
    FOLDER,
    MAX_PACKAGE_FILE,
    PackageContents,
    definitions_of,
    files_of,
    overlaid,
    profile_in,
    read_contents,
)
from app.services.organisation.passport import identity_in
from app.services.organisation.profiles import Deadline, Profile
from app.services.organisation.succession import from_its_day
from app.services.session import Act, VaultSession, service
from app.storage.unit_of_work import UnitOfWork

NEW, REPEATED = "new", "repeated"


@dataclass(frozen=True)
class PackagedForm:
    """A form of a package. ``applies_from`` None: for every period. ``known``: this edition is here already;
    ``first``: no edition of the form is."""

    id: str
    number: str
    title: str
    edition: str
    applies_from: date | None
    known: bool
    first: bool


@dataclass(frozen=True)
class PackageSummary:
    """What a package is, before or after it is applied; ``lines`` say it in Russian.

    ``outcome``: new, or repeated (it is here already). ``deadlines`` are sentences, ``consent`` the edition or empty.
    ``documents``, ``news``, ``polls``: titles of everything in its library, also of what is here already.
    """

    outcome: str
    uuid: str
    number: int
    profile: str
    sender: str
    fingerprint: str
    created_at: datetime
    forms: tuple[PackagedForm, ...]
    deadlines: tuple[str, ...]
    consent: str
    documents: tuple[str, ...]
    news: tuple[str, ...]
    polls: tuple[str, ...]
    lines: tuple[str, ...]


@dataclass(frozen=True)
class MadePackage:
    """A package of ours. ``recipients`` are the names of those it is sealed to, ``name`` the file's name."""

    summary: PackageSummary
    recipients: tuple[str, ...]
    name: str
    sealed: bytes


@dataclass(frozen=True)
class _Read:
    opened: OpenedBundle
    contents: PackageContents
    library: ReadLibrary | None
    sender: Party
    repeated: bool


@service(Act.SIGN)
def make_package(
    session: VaultSession, paths: Sequence[Path], to: Sequence[int] | None = None, additions: Additions | None = None
) -> MadePackage:
    """Check, sign and seal definitions for subordinate organisations; they apply to our own vault too.

    ``paths``: files, or folders with ``*.toml`` in them and in their ``forms``. ``to``: ids of parties; None: all that
    are subordinate. ``additions``: what is new in the library of documents, news and polls, and what is taken out.
    What our earlier packages held is in it as well, unless a file of the same name replaces it.
    UserError ``packages.broken`` (file, place, what), ``packages.empty``, ``packages.no_recipients``,
    ``packages.same_name``, ``exchange.unknown_party``, ``library.*``; TrustError ``exchange.revoked``.
    """
    given = _gathered(paths)
    with session.unit_of_work() as uow:
        parties = _recipients(uow, to)
        own, profile = identity_in(uow), session.profile
        before = uow.packages.of_sender(profile.id, own.organisation.uid)
        last = before[-1] if before else None
        files = {**(files_of(last) if last is not None else {}), **given}
        here, kept = library_of(uow, own.organisation.uid)
        library, attached = composed(here, kept, additions or Additions())
        if not files and library == Library() and here == Library():
            raise UserError("packages.empty")
        now = datetime.now(UTC).replace(microsecond=0)
        contents, renewed = _checked(profile, files, now.date())
        manifest = Manifest(
            uuid=str(uuid4()),
            kind=BundleKind.PACKAGE,
            created=now,
            sender=own_endpoint(own),
            recipient=own_endpoint(own),
            stream=_stream(profile.id),
            revision=1 if last is None else last.number + 1,
            previous_manifest_sha256=None if last is None else last.manifest_sha256,
            profile=ProfileEdition(profile.id, _edition_words(contents)),
        )
        keys = [read_card(party.card).seal_recipient for party in parties]
        inside = {FOLDER + name: data for name, data in files.items()}
        inside |= {LIBRARY_PATH: library.to_bytes(), **attached}
        packed = make_bundle(manifest, inside, own.identity, keys)
        entries = read_entries(packed.package)
        uow.packages.add(_row(packed.manifest, packed.manifest_sha256, own.organisation.full_name, _proof(entries)))
        read = library_in(uow, own.organisation.uid, inside)
        told = package_lines(here, library)
        if read is not None:
            sender = (own.organisation.uid, own.organisation.full_name)
            keep_library(uow, sender, manifest.revision, manifest.created, read, own=True)
        uow.journal.record(
            "package.made", package=manifest.uuid, number=manifest.revision, sealed_sha256=packed.sealed_sha256,
            parties=[party.uid for party in parties],
        )  # fmt: skip
        summary = _summary(profile, packed.manifest, contents, own.organisation.full_name, NEW, library, told)
        uow.commit()
    session.profile = renewed
    name = f"paket_{profile.id}_{manifest.revision}_{manifest.uuid[:8]}.pervichka"
    return MadePackage(summary, tuple(party.short_name for party in parties), name, packed.sealed)


@service(Act.OPEN_SEALED)
def is_package(session: VaultSession, data: bytes) -> bool:
    """Whether a sealed file, which must hold, is a package and not a receipt. TrustError ``bundle.*``."""
    with session.unit_of_work() as uow:
        return open_sealed_file(uow, data)[0].manifest.kind is BundleKind.PACKAGE


@service(Act.OPEN_SEALED)
def read_package(session: VaultSession, data: bytes) -> PackageSummary:
    """What is in a package; nothing is changed.

    TrustError ``bundle.*``, ``exchange.revoked``, ``packages.not_higher``, ``packages.fork``; UserError
    ``packages.not_a_package``, ``packages.own``, ``packages.other_profile``, ``packages.older``, ``packages.broken``.
    """
    with session.unit_of_work() as uow:
        return _told(uow, session.profile, _read(uow, session.profile, data))


@service(Act.OPEN_SEALED)
def apply_package(session: VaultSession, data: bytes) -> PackageSummary:
    """Keep a package in the vault and lay it over the session's profile; the same one again changes nothing.

    Raises what :func:`read_package` raises.
    """
    with session.unit_of_work() as uow:
        found = _read(uow, session.profile, data)
        summary = _told(uow, session.profile, found)
        if not found.repeated:
            opened = found.opened
            leading = dict(zip(LEADING, (opened.manifest_bytes, opened.signature, opened.signer_pem), strict=True))
            inner = _proof({**leading, **opened.files})
            uow.packages.add(_row(opened.manifest, opened.manifest_sha256, found.sender.full_name, inner))
            if found.library is not None:
                sender = (found.sender.uid, found.sender.full_name)
                keep_library(uow, sender, opened.manifest.revision, opened.manifest.created, found.library)
            uow.journal.record(
                "package.applied", package=summary.uuid, number=summary.number, party=found.sender.uid,
                manifest_sha256=opened.manifest_sha256,
            )  # fmt: skip
            # As it will be when the vault is opened again.
            renewed = profile_in(uow, session.profile.id)
            uow.commit()
            session.profile = renewed
    return summary


def _gathered(paths: Iterable[Path]) -> dict[str, bytes]:
    result: dict[str, bytes] = {}
    for path in paths:
        found = [path]
        if path.is_dir():
            found = [p for folder in (path, path / "forms") for p in sorted(folder.glob("*.toml"))]
            found = [p for p in found if not p.name.endswith(".cases.toml")]
        for file in found:
            if file.name in result:
                raise UserError("packages.same_name", name=file.name)
            result[file.name] = read_limited(file, MAX_PACKAGE_FILE)
    return result


def _recipients(uow: UnitOfWork, to: Sequence[int] | None) -> list[Party]:
    if to is None:
        chosen = [p for p in uow.exchange.parties() if p.revoked_at is None]
    else:
        chosen = [find_party(uow, party_id) for party_id in dict.fromkeys(to)]
    parties = [party for party in chosen if party.relation is PartyRelation.SUBORDINATE]
    if not parties or (to is not None and len(parties) != len(chosen)):
        raise UserError("packages.no_recipients")
    return parties


def _checked(profile: Profile, files: Mapping[str, bytes], since: date) -> tuple[PackageContents, Profile]:
    try:
        contents = read_contents(profile, files)
        return contents, overlaid(profile, contents, strict=True, since=since)
    except DefinitionError as error:
        place = error.place or "весь файл"
        raise UserError("packages.broken", file=error.file, place=place, text=error.text) from error


def _read(uow: UnitOfWork, profile: Profile, data: bytes) -> _Read:
    opened, sender = open_sealed_file(uow, data)
    manifest = opened.manifest
    if manifest.kind is not BundleKind.PACKAGE:
        raise UserError("packages.not_a_package")
    if sender is None:
        raise UserError("packages.own")
    if sender.relation is not PartyRelation.HIGHER:
        raise TrustError("packages.not_higher", organisation=sender.short_name)
    if manifest.profile.id != profile.id:
        raise UserError("packages.other_profile", profile=manifest.profile.id, own=profile.title)
    if manifest.stream != _stream(profile.id) or manifest.items or manifest.register is not None:
        raise TrustError("bundle.unsafe_contents", place="manifest.json: stream")
    if (manifest.revision == 1) != (manifest.previous_manifest_sha256 is None):
        raise TrustError("bundle.unsafe_contents", place="manifest.json: revision")
    repeated = _follows(uow, profile, opened, sender)
    for path in opened.files:
        if not path.startswith((FOLDER, ATTACHED)):
            raise TrustError("bundle.unsafe_contents", place=path)
    files = definitions_of(opened.files)
    if not files and LIBRARY_PATH not in opened.files:
        raise TrustError("bundle.unsafe_contents", place="data")
    contents = read_contents(profile, files) if repeated else _checked(profile, files, manifest.created.date())[0]
    return _Read(opened, contents, library_in(uow, sender.uid, opened.files), sender, repeated)


def _follows(uow: UnitOfWork, profile: Profile, opened: OpenedBundle, sender: Party) -> bool:
    """Whether it is here already; refused when it is older than, or contradicts, what is here."""
    manifest = opened.manifest
    here = {row.number: row for row in uow.packages.of_sender(profile.id, sender.uid)}
    if any(row.manifest_sha256 == opened.manifest_sha256 for row in here.values()):
        return True
    same, before = here.get(manifest.revision), here.get(manifest.revision - 1)
    if same is not None or (before is not None and before.manifest_sha256 != manifest.previous_manifest_sha256):
        raise TrustError("packages.fork", organisation=sender.short_name, number=manifest.revision)
    if here and manifest.revision < max(here):
        raise UserError("packages.older", number=manifest.revision, newest=max(here))
    return False


def _proof(entries: Mapping[str, bytes]) -> bytes:
    """The package without its documents, which are kept in the library: the manifest has their hashes."""
    manifest, signature, signer = (entries[name] for name in LEADING)
    kept = {path: data for path, data in entries.items() if path.startswith(FOLDER)}
    return write_package(manifest, signature, signer, kept)


def _row(manifest: Manifest, manifest_sha256: str, sender_name: str, package: bytes) -> ProfilePackage:
    return ProfilePackage(
        uuid=manifest.uuid,
        profile=manifest.profile.id,
        sender_uid=manifest.sender.uid,
        sender_fingerprint=manifest.sender.fingerprint,
        sender_name=sender_name,
        number=manifest.revision,
        manifest_sha256=manifest_sha256,
        created_at=manifest.created,
        received_at=datetime.now(UTC),
        package=package,
    )


def _stream(profile_id: str) -> str:
    return f"profile:{profile_id}"


def _edition_words(contents: PackageContents) -> str:
    words = ", ".join(f"{form.id} {form.edition}" for form in contents.forms)
    return words if len(words) <= 1000 else f"{len(contents.forms)}"


def _told(uow: UnitOfWork, profile: Profile, found: _Read) -> PackageSummary:
    outcome = REPEATED if found.repeated else NEW
    library = Library() if found.library is None else found.library.library
    told = (
        () if found.library is None or found.repeated else package_lines(library_of(uow, found.sender.uid)[0], library)
    )
    sender = found.sender.full_name
    summary = _summary(profile, found.opened.manifest, found.contents, sender, outcome, library, told)
    if found.sender.compared:
        return summary
    warning = "Ключ этой организации ещё не сверен с её бумажным листом: сверьте его."
    return PackageSummary(**{**vars(summary), "lines": (*summary.lines, warning)})


def _summary(
    profile: Profile,
    manifest: Manifest,
    contents: PackageContents,
    sender: str,
    outcome: str,
    library: Library,
    told: Iterable[str],
) -> PackageSummary:
    forms = []
    for form in contents.forms:
        here = profile.editions_of(form.id)
        known = any(d.edition == form.edition for d in here)
        given = from_its_day(form, here, profile.deadlines, manifest.created.date())
        forms.append(
            PackagedForm(form.id, form.number, form.title, form.edition, given.applies_from, known, first=not here)
        )
    numbers = {form.id: form.number for form in (*profile.forms.values(), *profile.documents.values(), *contents.forms)}
    deadlines = tuple(_deadline_words(d, numbers, manifest.created.date()) for d in contents.deadlines)
    consent = "" if contents.consent is None else contents.consent.id
    lines = [*(_form_words(form) for form in forms), *deadlines]
    if contents.consent is not None:
        lines.append(f"Текст согласия: редакция «{consent}», с {contents.consent.applies_from:%d.%m.%Y}.")
    return PackageSummary(
        outcome=outcome,
        uuid=manifest.uuid,
        number=manifest.revision,
        profile=profile.id,
        sender=sender,
        fingerprint=manifest.sender.fingerprint,
        created_at=manifest.created,
        forms=tuple(forms),
        deadlines=deadlines,
        consent=consent,
        documents=tuple(document.title for document in library.documents),
        news=tuple(item.title for item in library.news),
        polls=tuple(poll.title for poll in library.polls),
        lines=(*lines, *told),
    )


def _form_words(form: PackagedForm) -> str:
    since = "для всех периодов" if form.applies_from is None else f"для отчётов на {form.applies_from:%d.%m.%Y} и позже"
    what = "новая форма" if form.first else "новая редакция"
    if form.known:
        return f"{form.number}: редакция «{form.edition}» у вас уже есть ({since})."
    return f"{form.number}: {what} «{form.edition}», {since}."


def _deadline_words(deadline: Deadline, numbers: Mapping[str, str], created: date) -> str:
    day = deadline.when
    if not day and deadline.month:
        day = f"до {deadline.day:02d}.{deadline.month:02d}"
    elif not day and deadline.next_month_day:
        day = f"до {deadline.next_month_day} числа следующего месяца"
    name = numbers.get(deadline.form, deadline.title)
    since = (
        f"для отчётов на {deadline.applies_from:%d.%m.%Y} и позже"
        if deadline.applies_from is not None
        else f"для отчётов, срок которых {created:%d.%m.%Y} или позже"
    )
    told = day[:1].lower() + day[1:] if day else "после события"
    return f"Срок: {name} – {told} ({deadline.recipient}), {since}. Прошлые сроки не меняются."
