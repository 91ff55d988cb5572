"""Looking through every text of the vault for one person: blacked out where it surely is the person, told where not."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from app.bundle.canonical import MalformedJson, canonical, parse_canonical
from app.domain.mentions import PersonMarks, redact
from app.domain.names import normalise
from app.models import Destruction, Person, SignedRedaction
from app.services.exchange.evidence import strip_people
from app.services.papers.words import long_date
from app.services.privacy.places import table_words
from app.storage.privacy.erasure import FoundText
from app.storage.unit_of_work import UnitOfWork

_NAME_FIELDS = ("surname", "name", "patronymic")
_EXACT_FIELDS = ("phone", "email", "card_number", "address")
_SHORTEST = 5
"""A shorter text is not a person's alone: a card number «12», a telephone «2-14»."""
_NOT_SWEPT = frozenset({"outbox_item", "destruction", "received_member"})
"""Looked through in their own ways, or holding nothing that names people."""
_ASKED = frozenset({"organisation", "party", "library_file"})
"""Passports of organisations and documents from above: never changed unless the chair says so."""
_DROPPED = frozenset({"intake_register", "intake_card_order", "import_batch"})
"""Kept beside the register, not evidence: a line about the person goes whole."""


@dataclass(frozen=True)
class Mention:
    """A place that may be about the person and may be about somebody else: the chair decides.

    ``place`` is its address («meeting.title.7»), ``where`` the same in words, ``text`` the words around.
    """

    place: str
    where: str
    text: str


def marks_of(uow: UnitOfWork, person: Person) -> PersonMarks:
    """By what the person is recognised, former names and telephones too."""
    before: dict[str, set[str]] = {name: set() for name in (*_NAME_FIELDS, *_EXACT_FIELDS)}
    for field, values in uow.erasure.changed_values(person.id):
        if field in before:
            before[field].update(str(value) for value in values if value)
    surnames = {person.surname, *before["surname"]} - {""}
    firsts = {person.name, *before["name"]}
    patronymics = {person.patronymic, *before["patronymic"]}
    names = tuple((s, n, p) for s in sorted(surnames) for n in sorted(firsts) for p in sorted(patronymics))
    kept = {name: {t for t in (getattr(person, name), *before[name]) if len(t) >= _SHORTEST} for name in _EXACT_FIELDS}
    exact = {person.uid, *kept["card_number"], *kept["address"]}
    mails = {mail.strip() for text in kept["email"] for mail in re.split(r"[,;\s]+", text) if "@" in mail}
    phones = {phone.strip() for text in kept["phone"] for phone in re.split(r"[,;]|\s(?=\+)", text)}
    births: tuple[str, ...] = ()
    if person.birth_date is not None and person.birth_exact:
        births = (
            person.birth_date.isoformat(),
            f"{person.birth_date:%d.%m.%Y}",
            f"{person.birth_date:%d.%m.%y}",
            f"{person.birth_date:%d/%m/%Y}",
            long_date(person.birth_date).removesuffix(" г."),
        )
    return PersonMarks(
        names,
        tuple(sorted(exact, key=len, reverse=True)),
        births,
        namesakes=uow.erasure.namesakes(person.id, [normalise(" ".join(filter(None, name))) for name in names]),
        sex=person.sex,
        telephones=tuple(sorted(phones)),
        emails=tuple(sorted(mails)),
        shared_initials=uow.erasure.shares_initials(
            person.id, sorted({(normalise(s), normalise(n)[:1]) for s, n, _ in names if s and n})
        ),
    )


def sweep(uow: UnitOfWork, who: PersonMarks, record: Destruction, also: frozenset[str]) -> tuple[str, ...]:
    """Black the person out of texts elsewhere; the signed reports that were touched. ``also``: places in which the
    chair takes what only looks like the person for the person."""
    redacted: list[str] = []
    loose = replace(who, loose=True)
    for found in list(uow.erasure.texts(who.may_name)):
        chosen = found.place in also
        if found.table in _NOT_SWEPT or (found.table in _ASKED and not chosen):
            continue
        text = _cleaned(found, loose if chosen else who)
        if text is None:
            continue
        if found.table == "library_file":
            uow.erasure.drop_row(found)  # the file itself names the person, and is somebody's to read no more
            continue
        uow.erasure.put_text(found, text)
        if found.table == "signed_revision":
            redacted.append(_note_redaction(uow, found, text, record))
        if found.table in ("intake_register", "intake_card_order"):
            # The reports in the same file stay provable without the lists of people.
            row_id = int(found.row_id)
            bundle = uow.received.bundle_of_list(found.table, row_id)
            if bundle is not None:
                strip_people(uow, bundle)
            if found.table == "intake_register":
                uow.received.note_scrubbed(row_id, record.destroyed_on)
        elif found.table in ("intake_report", "received_receipt"):
            uow.erasure.drop_sealed(found.table, int(found.row_id))
    return tuple(redacted)


def undecided_in(uow: UnitOfWork, who: PersonMarks) -> tuple[Mention, ...]:
    """What still looks like the person after the sweep, place by place."""
    found: list[Mention] = []
    for one in uow.erasure.texts(who.may_name):
        if one.table in _NOT_SWEPT:
            continue
        try:
            document: object = parse_canonical(one.text.encode())
        except MalformedJson:
            document = one.text
        texts = strings(document) if isinstance(document, dict | list) else (one.text,)
        asked = one.table in _ASKED
        around = next((a for t in texts if (a := who.doubtful(t) or (who.shown(t) if asked else ""))), "")
        if around:
            found.append(Mention(one.place, table_words(one.table), around))
    return tuple(found)


def _cleaned(found: FoundText, who: PersonMarks) -> str | None:
    """The text without the person, JSON as JSON; None when it is about somebody else."""
    try:
        document = parse_canonical(found.text.encode())
    except MalformedJson:
        document = None
    if isinstance(document, dict | list):
        clean, changed = redact(document, who, drop=found.table in _DROPPED)
        return canonical(clean).decode() if changed else None
    text = who.without(found.text)
    return None if text == found.text else text


def _note_redaction(uow: UnitOfWork, found: FoundText, text: str, record: Destruction) -> str:
    uow.privacy.add(
        SignedRedaction(
            revision_id=int(found.row_id),
            destruction_id=record.id,
            at=datetime.now(UTC),
            before_sha256=hashlib.sha256(found.text.encode()).hexdigest(),
            after_sha256=hashlib.sha256(text.encode()).hexdigest(),
        )
    )
    document = json.loads(text)
    return f"{document.get('form', '')} {document.get('period', '')}".strip()


def strings(node: object) -> Iterable[str]:
    """Every text of a JSON document, names of fields too."""
    if isinstance(node, str):
        yield node
    elif isinstance(node, dict):
        for key, value in node.items():
            yield key
            yield from strings(value)
    elif isinstance(node, list):
        for value in node:
            yield from strings(value)
