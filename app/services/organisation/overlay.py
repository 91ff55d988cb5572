"""Signed packages laid over the union's profile: new editions of forms, new forms, deadlines, the text of consent.

Pure data: the same strict loader that reads the delivered definitions. What is in a package and in the profile under
the same edition stays as the profile has it, so that a signed report never changes.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from app.bundle.circular import LIBRARY_PATH
from app.bundle.package import LEADING, read_entries
from app.errors import TrustError
from app.forms.definition import FormDefinition
from app.forms.editions import Editions
from app.forms.loader import form_of
from app.forms.reading import DefinitionError, Section, read_toml_bytes
from app.models import ProfilePackage
from app.services.organisation.profiles import (
    ConsentEdition,
    Deadline,
    Profile,
    deadlines_of,
    load_profile,
    packaged_edition,
)
from app.services.organisation.succession import from_its_day, succeeded
from app.services.privacy.consent_texts import TEXT_PLACES, texts_of
from app.storage.unit_of_work import UnitOfWork

PROFILE_FILE = "profile.toml"
FOLDER = "data/"
MAX_PACKAGE_FILES = 64
MAX_PACKAGE_FILE = 256 * 1024
MAX_PACKAGE_SIZE = 4 * 1024 * 1024
MAX_FORM_CELLS = 20_000
"""Of one form; the largest of ours has some 500."""
_MAX_ID = 32
_NAME = re.compile(r"[a-z0-9-]+(_[A-Za-z0-9][A-Za-z0-9.-]*)?\.toml")
_OVERLAY_KEYS = ("id", "deadlines", "consent")

log = logging.getLogger("pervichka")


@dataclass(frozen=True)
class PackageContents:
    """What the files of a package say; ``consent`` None: nothing of consents."""

    forms: tuple[FormDefinition, ...]
    deadlines: tuple[Deadline, ...]
    consent: ConsentEdition | None


def read_contents(profile: Profile, files: Mapping[str, bytes]) -> PackageContents:
    """Read files by name. :class:`DefinitionError` names the file and the place of the first mistake."""
    if len(files) > MAX_PACKAGE_FILES or sum(map(len, files.values())) > MAX_PACKAGE_SIZE:
        raise DefinitionError("package", "", f"more than {MAX_PACKAGE_FILES} files or {MAX_PACKAGE_SIZE // 1024} KB")
    forms = []
    for name in sorted(files):
        if not _NAME.fullmatch(name):
            raise DefinitionError(name, "", "is not a name of a definition")
        if len(files[name]) > MAX_PACKAGE_FILE:
            raise DefinitionError(name, "", f"is larger than {MAX_PACKAGE_FILE // 1024} KB")
        if name != PROFILE_FILE:
            forms.append(_form(name, files[name]))
    if PROFILE_FILE not in files:
        return PackageContents(tuple(forms), (), None)
    top = read_toml_bytes(PROFILE_FILE, files[PROFILE_FILE])
    if top.need("id", str) != profile.id:
        top.fail(f"is not {profile.id!r}", "id")
    known = {**profile.forms, **profile.documents, **{form.id: form for form in forms}}
    deadlines, consent = deadlines_of(top, known), packaged_edition(top, [part.id for part in profile.consent_parts])
    for place in re.findall(r"\{([^{}]*)\}", "" if consent is None else texts_of(consent)):
        if place not in TEXT_PLACES:
            top.fail(f"no place {place!r}", "consent.text")
    top.done(_OVERLAY_KEYS)
    return PackageContents(tuple(forms), deadlines, consent)


def _form(name: str, data: bytes) -> FormDefinition:
    top = read_toml_bytes(name, data)
    # What is large is refused by its sizes, before it is made.
    cells = 0
    for table in top.sections("tables"):
        cells += _length(table, "rows") * _length(table, "columns")
        if cells > MAX_FORM_CELLS:
            table.fail(f"more than {MAX_FORM_CELLS} cells")
    for check in top.sections("checks"):
        if cells * _length(check, "each") > MAX_FORM_CELLS:
            check.fail(f"stands for more than {MAX_FORM_CELLS} places", "each")
    form = form_of(Section(top.data, name, ""))
    if len(form.id) > _MAX_ID:
        top.fail(f"is longer than {_MAX_ID} signs", "id")
    return form


def _length(section: Section, key: str) -> int:
    found = section.data.get(key)
    return len(found) if isinstance(found, list) else 0


def overlaid(
    profile: Profile, contents: PackageContents, *, strict: bool, since: date, today: date | None = None
) -> Profile:
    """The profile with a package over it; :class:`DefinitionError` when its forms do not fit those that are there.

    ``strict``: an edition that is there already must say the same. Otherwise the one that is there stands: a program
    may have been corrected since. Deadlines of a form replace all that the profile says of that form, for reports that
    are due on the day of the package (``since``) or later: :mod:`app.services.organisation.succession`.
    """
    day = today or date.today()
    deadlines = succeeded(profile.deadlines, contents.deadlines, since)
    given = tuple(from_its_day(f, profile.editions_of(f.id), profile.deadlines, since) for f in contents.forms)
    if not strict:
        given = tuple(f for f in given if all(f.edition != d.edition for d in profile.editions_of(f.id)))
    documents = [form for form in given if form.id in profile.documents]
    forms = [_with_targets(profile, form) for form in given if form.id not in profile.documents]
    editions = Editions.of([*profile.editions.all(), *forms], profile.editions.borrowed)
    document_editions = Editions.of([*profile.document_editions.all(), *documents])
    consent = contents.consent
    return replace(
        profile,
        forms=editions.on(day),
        documents=document_editions.on(day),
        editions=editions,
        document_editions=document_editions,
        deadlines=deadlines,
        consent_editions=_with_edition(profile.consent_editions, consent),
    )


def _with_edition(known: tuple[ConsentEdition, ...], given: ConsentEdition | None) -> tuple[ConsentEdition, ...]:
    """The last to arrive is asked first; an edition that is there already stands as it is: people have signed it."""
    if given is None or any(edition.id == given.id for edition in known):
        return known
    return (*known, given)


def _with_targets(profile: Profile, form: FormDefinition) -> FormDefinition:
    """The union's targets for the form, as far as this edition has the places that they speak of."""
    here = profile.editions_of(form.id)
    places = {*form.fields, *(address for table in form.tables.values() for address in table.cells)}
    kept = tuple(t for t in (here[-1].targets if here else ()) if places.issuperset(t.value.references()))
    return replace(form, targets=kept)


def files_of(row: ProfilePackage) -> dict[str, bytes]:
    """The definitions of a stored package by their names."""
    entries = read_entries(row.package)
    return definitions_of({path: data for path, data in entries.items() if path not in LEADING})


def definitions_of(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Of the files of a package all in its ``data`` but the library, by their names."""
    names = [path for path in files if path.startswith(FOLDER) and path != LIBRARY_PATH]
    return {path.removeprefix(FOLDER): files[path] for path in names}


def profile_in(uow: UnitOfWork, profile_id: str) -> Profile:
    """The union's profile with everything stored laid over it, in the order of arrival; forms are called as our
    organisation calls them."""
    own = uow.organisation.get()
    return _laid_over(uow, load_profile(profile_id))[0].for_organisation(own.kind, own.directly_under_union)


def unusable_packages(uow: UnitOfWork, profile_id: str) -> tuple[str, ...]:
    """Numbers of stored packages that this program cannot use (an older program, or a delivery that contradicts)."""
    return _laid_over(uow, load_profile(profile_id))[1]


def _laid_over(uow: UnitOfWork, profile: Profile) -> tuple[Profile, tuple[str, ...]]:
    unusable = []
    for row in uow.packages.all(profile.id):
        # A vault must open whatever it was sent: one package that does not fit is left out, and `vault check` says so.
        try:
            contents = read_contents(profile, files_of(row))
            profile = overlaid(profile, contents, strict=False, since=row.created_at.date())
        except (DefinitionError, TrustError) as error:
            log.warning("package %s left out: %s", row.uuid, error)
            unusable.append(row.uuid)
    return profile, tuple(unusable)
