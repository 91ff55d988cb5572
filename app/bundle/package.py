"""The inner package: a ZIP with exactly one spelling, written and read without trusting a byte of it.

Only ``data/*.json`` is deflated: it shrinks to a third, and a file has to pass over lines of 32 kbit/s. All else is
stored (PDFs are compressed inside anyway), and data may be. The reader takes the entries one after another, and then
demands that writing them again gives the very same bytes. Nothing extra can hide: no junk before, between or after, no
second directory, no comment, no extra field. Of a deflated entry the bytes as they came are written again, for another
zlib packs otherwise; it must end exactly where it says and unpack to exactly what it says.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Never

from app.bundle.limits import (
    MAX_FILE_SIZE,
    MAX_FILES,
    MAX_MANIFEST_SIZE,
    MAX_PATH_LENGTH,
    MAX_SIGNATURE_SIZE,
    MAX_TOTAL_SIZE,
)
from app.errors import TrustError

MANIFEST = "manifest.json"
SIGNATURE = "manifest.json.sig"
SIGNER = "signer.pem"
LEADING = (MANIFEST, SIGNATURE, SIGNER)
"""The first entries of every package, in this order; the rest follows sorted by path."""

_LOCAL = struct.Struct("<4s5H3I2H")
_CENTRAL = struct.Struct("<4s6H3I5H2I")
_END = struct.Struct("<4s4H2IH")
_VERSION = 20
_STORED, _DEFLATED = 0, 8
_DATE = 0x0021
"""1 January 1980, the earliest a ZIP can say."""

_PATH = re.compile(r"(?:data|print|attachments)/[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?\Z")
_DEVICES = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])\Z")


def path_is_safe(path: str) -> bool:
    """One folder of ours and a plain Latin name: no ``..``, no root, no backslash, no device name of Windows."""
    if len(path) > MAX_PATH_LENGTH or not _PATH.match(path) or ".." in path:
        return False
    return not _DEVICES.match(path.partition("/")[2].partition(".")[0].lower())


def write_package(manifest: bytes, signature: bytes, signer: bytes, files: Mapping[str, bytes]) -> bytes:
    """The package's bytes; the same input always gives the same output. ValueError for an unsafe path."""
    for path in files:
        if not path_is_safe(path):
            raise ValueError(path)
    ordered = [(MANIFEST, manifest), (SIGNATURE, signature), (SIGNER, signer)]
    ordered.extend((path, files[path]) for path in sorted(files))
    return _write(_entry(path, data) for path, data in ordered)


@dataclass(frozen=True)
class _Entry:
    path: str
    data: bytes
    packed: bytes | None = None
    """As it stands in the package when it is deflated."""


def _entry(path: str, data: bytes) -> _Entry:
    if not _may_be_deflated(path):
        return _Entry(path, data)
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS, 9)
    return _Entry(path, data, packer.compress(data) + packer.flush())


def _may_be_deflated(path: str) -> bool:
    return path.startswith("data/") and path.endswith(".json")


def _write(entries: Iterable[_Entry]) -> bytes:
    body = bytearray()
    directory = bytearray()
    count = 0
    for entry in entries:
        name = entry.path.encode("ascii")
        method, content = (_STORED, entry.data) if entry.packed is None else (_DEFLATED, entry.packed)
        common = (
            _VERSION,
            0,
            method,
            0,
            _DATE,
            zlib.crc32(entry.data),
            len(content),
            len(entry.data),
            len(name),
            0,
        )
        directory += _CENTRAL.pack(b"PK\x01\x02", _VERSION, *common, 0, 0, 0, 0, len(body)) + name
        body += _LOCAL.pack(b"PK\x03\x04", *common) + name + content
        count += 1
    end = _END.pack(b"PK\x05\x06", 0, 0, count, count, len(directory), len(body), 0)
    return bytes(body + directory + end)


def _reject(place: str) -> Never:
    raise TrustError("bundle.unsafe_contents", place=place)


def read_entries(data: bytes) -> dict[str, bytes]:
    """The entries by path, in order. TrustError ``bundle.unsafe_contents`` for what :func:`write_package` cannot write.

    Refused so: an encrypted entry, a compressed one other than data, a link or folder (they cannot be spelt here), an
    absolute path, ``..``, a backslash, a duplicate name (also one that differs in case only), too many or too large
    files, a wrong checksum, an entry whose sizes disagree, bytes before, between or after.
    """
    entries: list[_Entry] = []
    seen: set[str] = set()
    total = 0
    position = 0
    while data[position : position + 4] == b"PK\x03\x04":
        if len(entries) >= MAX_FILES + len(LEADING):
            _reject("zip: too many files")
        if position + _LOCAL.size > len(data):
            _reject("zip: header")
        _, version, flags, method, time, day, checksum, packed, size, name_length, extra = _LOCAL.unpack_from(
            data, position
        )
        if (version, flags, time, day, extra) != (_VERSION, 0, 0, _DATE, 0) or method not in (_STORED, _DEFLATED):
            _reject("zip: encrypted or linked entry")
        start = position + _LOCAL.size
        name = data[start : start + name_length]
        path = _path(name, len(entries))
        if (packed != size) if method == _STORED else not _may_be_deflated(path):
            _reject("zip: packed entry")
        if path.lower() in seen:
            _reject("zip: duplicate name")
        seen.add(path.lower())
        if size > _size_limit(path):
            raise TrustError("bundle.too_large")
        total += size
        if total > MAX_TOTAL_SIZE:
            raise TrustError("bundle.too_large")
        content = data[start + name_length : start + name_length + packed]
        if len(content) != packed:
            _reject(path)
        entry = _Entry(path, content) if method == _STORED else _Entry(path, _inflated(path, content, size), content)
        if zlib.crc32(entry.data) != checksum:
            _reject(path)
        entries.append(entry)
        position = start + name_length + packed
    paths = [entry.path for entry in entries]
    if tuple(paths[: len(LEADING)]) != LEADING or paths[len(LEADING) :] != sorted(paths[len(LEADING) :]):
        _reject("zip: order")
    if _write(entries) != data:
        _reject("zip: directory")
    return {entry.path: entry.data for entry in entries}


def _inflated(path: str, packed: bytes, size: int) -> bytes:
    """Exactly ``size`` bytes, which the limits allow, out of exactly these."""
    unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        data = unpacker.decompress(packed, size + 1)
    except zlib.error:
        _reject(path)
    if len(data) != size or not unpacker.eof or unpacker.unused_data:
        _reject(path)
    return data


def _path(name: bytes, index: int) -> str:
    try:
        path = name.decode("ascii")
    except UnicodeDecodeError:
        _reject("zip: name")
    if index < len(LEADING):
        if path != LEADING[index]:
            _reject("zip: order")
    elif not path_is_safe(path):
        _reject("zip: name")
    return path


def _size_limit(path: str) -> int:
    if path == MANIFEST:
        return MAX_MANIFEST_SIZE
    return MAX_SIGNATURE_SIZE if path in LEADING else MAX_FILE_SIZE
