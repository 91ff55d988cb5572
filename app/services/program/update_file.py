"""The update file: one header, signed with the project's key, and the contents it names.

``PERVICHKA-UPDATE-1\\n``, the header's length (4 bytes, big-endian), the header (JSON), 64 bytes of Ed25519 over
``PERVICHKA-UPDATE-1\\n`` and the header, then the contents one after another. Nothing is parsed before the signature
holds; the contents are believed by their length and SHA-256 in the header. ``docs/packaging.md`` describes it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from app.domain.files import move_into_place, resource_path
from app.errors import EnvironmentFault, TrustError
from app.services.program.places import ordered

MAGIC = b"PERVICHKA-UPDATE-1\n"
SUFFIX = ".pervichka-update"
MOST_HEADER = 256 * 1024
MOST_CONTENT = 400 * 1024 * 1024
_SIGNATURE = 64
PROGRAM = "program"
"""Contents without Python and libraries: for whoever has the runtimes that the header names."""


@dataclass(frozen=True)
class Content:
    """``kind``: :data:`PROGRAM` or a platform; ``offset`` in the file; ``runtimes``: what a program part runs on."""

    kind: str
    offset: int
    size: int
    sha256: str
    runtimes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Update:
    """A verified update file: what is new in words of people, and the contents."""

    path: Path
    version: str
    released: str
    news: tuple[str, ...]
    contents: tuple[Content, ...]


def project_keys() -> tuple[bytes, ...]:
    """The public keys this program believes: 32 bytes each."""
    lines = resource_path("updates", "keys.txt").read_text("ascii").split()
    return tuple(bytes.fromhex(line) for line in lines)


def read_update(path: Path, keys: Sequence[bytes] | None = None) -> Update:
    """Read and verify the head. Raises EnvironmentFault ``files.cannot_read``; TrustError ``update.not_one``,
    ``update.damaged``, ``update.forged``."""
    try:
        with path.open("rb") as stream:
            head, signature, begin = _head(stream)
            whole = path.stat().st_size
    except OSError as error:
        raise EnvironmentFault("files.cannot_read", name=path.name) from error
    if not any(_holds(key, signature, head) for key in (project_keys() if keys is None else keys)):
        raise TrustError("update.forged", name=path.name)
    return _understood(path, head, begin, whole)


def _head(stream: BinaryIO) -> tuple[bytes, bytes, int]:
    name = Path(getattr(stream, "name", "")).name
    if stream.read(len(MAGIC)) != MAGIC:
        raise TrustError("update.not_one", name=name)
    length = int.from_bytes(stream.read(4), "big")
    if not 0 < length <= MOST_HEADER:
        raise TrustError("update.damaged", name=name)
    head, signature = stream.read(length), stream.read(_SIGNATURE)
    if len(head) != length or len(signature) != _SIGNATURE:
        raise TrustError("update.damaged", name=name)
    return head, signature, len(MAGIC) + 4 + length + _SIGNATURE


def _holds(key: bytes, signature: bytes, head: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, MAGIC + head)
    except (InvalidSignature, ValueError):
        return False
    return True


def _understood(path: Path, head: bytes, begin: int, whole: int) -> Update:
    try:
        read = json.loads(head)
        contents, offset = [], begin
        for item in read["contents"]:
            size = int(item["size"])
            if not 0 < size <= MOST_CONTENT:
                raise ValueError(size)
            runtimes = tuple(str(value) for value in item.get("runtimes", []))
            contents.append(Content(str(item["kind"]), offset, size, str(item["sha256"]), runtimes))
            offset += size
        version = str(read["version"])
        ordered(version)
        update = Update(
            path, version, str(read["released"]), tuple(str(line) for line in read["news"]), tuple(contents)
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise TrustError("update.damaged", name=path.name) from error
    if offset != whole:
        raise TrustError("update.damaged", name=path.name)
    return update


def write_update(
    path: Path,
    key: Ed25519PrivateKey,
    version: str,
    released: str,
    news: Sequence[str],
    contents: Sequence[tuple[str, Path, Sequence[str]]],
) -> None:
    """Make an update file; ``contents``: kind, the packed file, runtimes. For the project, not for a chair."""
    listed = []
    for kind, file, runtimes in contents:
        data = file.read_bytes()
        item: dict[str, object] = {"kind": kind, "size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
        listed.append(item | ({"runtimes": list(runtimes)} if runtimes else {}))
    head = json.dumps(
        {"version": version, "released": released, "news": list(news), "contents": listed},
        ensure_ascii=False,
        sort_keys=True,
    ).encode()
    part = path.with_name(f".{path.name}.part")
    with part.open("wb") as stream:
        stream.write(MAGIC + len(head).to_bytes(4, "big") + head + key.sign(MAGIC + head))
        for _, file, _ in contents:
            stream.write(file.read_bytes())
    move_into_place(part, path)
