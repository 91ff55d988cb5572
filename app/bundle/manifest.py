"""The manifest: what a bundle is, from whom, to whom, and the size and hash of every file in it."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, TypeVar

from app.bundle.canonical import MalformedJson, canonical, parse_canonical
from app.bundle.limits import MAX_FILES, MAX_MANIFEST_SIZE
from app.errors import TrustError

FORMAT = "pervichka-bundle/1"
_FORMAT_FAMILY = "pervichka-bundle/"
_HEX64 = re.compile(r"[0-9a-f]{64}\Z")
_TEXT_LIMIT = 4000
_T = TypeVar("_T")


class BundleKind(StrEnum):
    """A report goes up, a receipt or a package of documents goes down."""

    REPORT = "report"
    RECEIPT = "receipt"
    PACKAGE = "package"


@dataclass(frozen=True)
class Endpoint:
    """The sender or the recipient: its identifier, the fingerprint of its certificate, its name."""

    uid: str
    fingerprint: str
    name: str


@dataclass(frozen=True)
class ManifestItem:
    """A report in the bundle, and which signed revision of it."""

    form: str
    period: str
    revision: int


@dataclass(frozen=True)
class ManifestCheck:
    """A check that failed at the sender's (only warnings can leave)."""

    form: str
    period: str
    rule: str
    severity: str
    cells: tuple[str, ...]
    message: str


@dataclass(frozen=True)
class ManifestExplanation:
    """The sender's written explanation of a warning."""

    form: str
    period: str
    rule: str
    text: str


@dataclass(frozen=True)
class RegisterPart:
    """That a part of the register is inside: ``mode`` full or changes, as of which day, how many members."""

    mode: str
    as_of: str
    members: int


@dataclass(frozen=True)
class ProfileEdition:
    """The union's profile the reports were made by."""

    id: str
    edition: str


@dataclass(frozen=True)
class FileEntry:
    """A file of the bundle: path, size in bytes, SHA-256 in hexadecimal."""

    path: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """Everything above. ``created`` is UTC to the second. ``stream`` is what ``revision`` counts within a recipient."""

    uuid: str
    kind: BundleKind
    created: datetime
    sender: Endpoint
    recipient: Endpoint
    stream: str
    revision: int
    previous_manifest_sha256: str | None
    profile: ProfileEdition
    items: tuple[ManifestItem, ...] = ()
    checks: tuple[ManifestCheck, ...] = ()
    explanations: tuple[ManifestExplanation, ...] = ()
    register: RegisterPart | None = None
    files: tuple[FileEntry, ...] = ()

    @property
    def circular(self) -> bool:
        """A package for everybody below its sender, who names itself as recipient."""
        return self.kind is BundleKind.PACKAGE and self.recipient == self.sender

    def to_bytes(self) -> bytes:
        """The manifest's one spelling; this is what is signed and hashed."""
        document = asdict(self)
        document["format"] = FORMAT
        document["kind"] = self.kind.value
        document["created"] = self.created.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        return canonical(document)


def read_manifest(data: bytes) -> Manifest:
    """Read a manifest whose signature was verified already.

    TrustError ``bundle.newer_format``, or ``bundle.unsafe_contents`` for an unknown or missing key, a wrong type, a
    value out of bounds, or another spelling than the canonical one.
    """
    try:
        if len(data) > MAX_MANIFEST_SIZE:
            raise ValueError("size")
        document = parse_canonical(data)
        if not isinstance(document, dict):
            raise TypeError("object")
        label = document.get("format")
        if isinstance(label, str) and label.startswith(_FORMAT_FAMILY) and label != FORMAT:
            raise TrustError("bundle.newer_format")
        if label != FORMAT:
            raise ValueError("format")
        manifest = _manifest(document)
        if manifest.to_bytes() != data:
            raise ValueError("spelling")
    except (MalformedJson, KeyError, TypeError, ValueError):
        raise TrustError("bundle.unsafe_contents", place="manifest.json") from None
    return manifest


def _manifest(document: dict[str, Any]) -> Manifest:
    names = {f.name for f in fields(Manifest)} | {"format"}
    if set(document) != names:
        raise KeyError("keys")
    identifier = _text(document["uuid"])
    if str(uuid.UUID(identifier)) != identifier:
        raise ValueError("uuid")
    previous = document["previous_manifest_sha256"]
    register = document["register"]
    files = _many(document["files"], _file)
    if len(files) > MAX_FILES:
        raise ValueError("files")
    return Manifest(
        uuid=identifier,
        kind=BundleKind(document["kind"]),
        created=datetime.strptime(_text(document["created"]), "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC),
        sender=_endpoint(document["sender"]),
        recipient=_endpoint(document["recipient"]),
        stream=_filled(document["stream"]),
        revision=_number(document["revision"], 1),
        previous_manifest_sha256=None if previous is None else _digest(previous),
        profile=_strict(ProfileEdition, document["profile"], id=_text, edition=_text),
        items=_many(
            document["items"],
            lambda x: _strict(ManifestItem, x, form=_filled, period=_filled, revision=lambda n: _number(n, 1)),
        ),
        checks=_many(
            document["checks"],
            lambda x: _strict(
                ManifestCheck, x, form=_text, period=_text, rule=_text, severity=_text, cells=_texts, message=_text
            ),
        ),
        explanations=_many(
            document["explanations"],
            lambda x: _strict(ManifestExplanation, x, form=_text, period=_text, rule=_text, text=_text),
        ),
        register=None
        if register is None
        else _strict(RegisterPart, register, mode=_filled, as_of=_filled, members=lambda n: _number(n, 0)),
        files=files,
    )


def _strict(kind: type[_T], value: object, **readers: Callable[[object], object]) -> _T:
    if not isinstance(value, dict) or set(value) != set(readers):
        raise KeyError(kind.__name__)
    return kind(**{name: reader(value[name]) for name, reader in readers.items()})


def _many(value: object, reader: Callable[[object], _T]) -> tuple[_T, ...]:
    if not isinstance(value, list):
        raise TypeError("list")
    return tuple(reader(item) for item in value)


def _text(value: object) -> str:
    if not isinstance(value, str) or len(value) > _TEXT_LIMIT:
        raise TypeError("text")
    return value


def _filled(value: object) -> str:
    if not _text(value):
        raise ValueError("empty")
    return _text(value)


def _texts(value: object) -> tuple[str, ...]:
    return _many(value, _text)


def _number(value: object, least: int) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= 2**53:
        raise TypeError("number")
    return value


def _digest(value: object) -> str:
    if not _HEX64.match(_text(value)):
        raise ValueError("digest")
    return _text(value)


def _endpoint(value: object) -> Endpoint:
    return _strict(Endpoint, value, uid=_filled, fingerprint=_digest, name=_text)


def _file(value: object) -> FileEntry:
    return _strict(FileEntry, value, path=_filled, size=lambda n: _number(n, 0), sha256=_digest)
