"""Crafted sealed files: by the enrolled key itself, by another one, spelt by hand, sealed anew. None is believed."""

from __future__ import annotations

import hashlib
import io
import json
import struct
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from uuid import uuid4

from app.bundle import signature as cms
from app.bundle.canonical import canonical
from app.bundle.manifest import BundleKind, Endpoint, FileEntry, Manifest, ManifestItem, ProfileEdition
from app.bundle.package import MANIFEST, SIGNATURE, SIGNER, write_package
from app.bundle.seal import seal
from app.services.exchange.keyring import own_endpoint
from app.services.intake import accept, enrol, received
from app.services.organisation.passport import draft_from_json, own_identity
from app.services.session import VaultSession
from app.services.vault.creating import create_vault
from tests.attack import bombs
from tests.attack.rows import Attempt, Ground, row, tried
from tests.cheap_vault import QUICK
from tests.primaries import Primary, form_2

_DATA = "data/fnpr-2_2025.json"
_CRAFTED = 80
"""About so many are crafted; where fewer are asked for, some of them are made."""
_DISTRICT = {"kind": "tpo", "full_name": "Районная организация профсоюза", "short_name": "Районная"}


@dataclass
class World:
    """The organisation above, one it trusts and one it does not know."""

    higher: VaultSession
    known: Primary
    stranger: Primary

    def content(self) -> dict[str, object]:
        """An honest report."""
        form = self.higher.profile.form("fnpr-2")
        return {
            "form": form.id, "edition": form.edition, "period": "2025", "values": form_2(20, 10), "fields": {},
            "lists": {}, "violations": [], "explanations": [], "revision": 1,
            "organisation": {
                "uid": self.known.uid, "kind": "ppo", "category": "enterprise", "short_name": self.known.name,
                "full_name": self.known.name, "created_on": None,
            },
        }  # fmt: skip

    def manifest(self, **changes: object) -> Manifest:
        """An honest manifest, its files still to be named."""
        made = Manifest(
            uuid=str(uuid4()), kind=BundleKind.REPORT, created=datetime.now(UTC).replace(microsecond=0),
            sender=Endpoint(self.known.uid, self.known.identity.fingerprint, self.known.name),
            recipient=own_endpoint(own_identity(self.higher)), stream="fnpr-2:2025", revision=1,
            previous_manifest_sha256=None, profile=ProfileEdition("ngsp", ""),
            items=(ManifestItem("fnpr-2", "2025", 1),),
        )  # fmt: skip
        return replace(made, **changes)  # type: ignore[arg-type]

    def sealed(self, package: bytes) -> bytes:
        """For the organisation above."""
        return seal(package, [own_identity(self.higher).identity.seal_recipient])

    def parts(self, files: dict[str, bytes], **changes: object) -> list[tuple[str, bytes]]:
        """The entries of an honest package."""
        listed = tuple(FileEntry(p, len(d), hashlib.sha256(d).hexdigest()) for p, d in sorted(files.items()))
        content = self.manifest(files=listed, **changes).to_bytes()
        signer = self.known.identity
        return [
            (MANIFEST, content), (SIGNATURE, cms.sign_detached(content, signer)), (SIGNER, signer.certificate_pem),
            *sorted(files.items()),
        ]  # fmt: skip


def _packed(parts: list[tuple[str, bytes]]) -> bytes:
    known = dict(parts)
    files = {path: data for path, data in parts if path not in (MANIFEST, SIGNATURE, SIGNER)}
    return write_package(known[MANIFEST], known[SIGNATURE], known[SIGNER], files)


def _zipped(parts: list[tuple[str, bytes]], *, deflate: bool = False, comment: bytes = b"") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED if deflate else zipfile.ZIP_STORED) as archive:
        for path, data in parts:
            archive.writestr(zipfile.ZipInfo(path, (1980, 1, 1, 0, 0, 0)), data)
        archive.comment = comment
    return out.getvalue()


def _contents(world: World) -> Iterator[tuple[str, bytes]]:
    """What an enrolled organisation may sign and must not get believed."""
    honest = canonical(world.content())
    start = b'"values":{'
    for name, number in (("exponent", b"1e999999999"), ("digits", b"9" * 5000), ("minus", b"-1E+99999999")):
        yield f"giant {name}", honest.replace(start, start + b'"II.10.3":' + number + b",", 1)
    for name, bomb in bombs.JSON_BOMBS.items():
        yield f"bomb {name}", bomb()
    yield "repeated key", honest[:-1] + b',"form":"fnpr-2"}'
    yield "not a number", honest.replace(start, start + b'"II.10.3":NaN,', 1)
    yield "other period", honest.replace(b'"period":"2025"', b'"period":"2024"')
    yield "other revision", honest.replace(b'"revision":1', b'"revision":2')
    yield "a list", b"[]"
    yield "nothing", b""
    yield "not UTF-8", b"\xff\xfe" + honest


def crafted(world: World) -> Iterator[tuple[str, bytes]]:
    """Label and sealed file; not one of them may be taken."""
    for label, content in _contents(world):
        yield f"signed, {label}", world.sealed(_packed(world.parts({_DATA: content})))
    honest = {_DATA: canonical(world.content())}
    parts = world.parts(honest)
    package = _packed(parts)
    own = own_identity(world.higher).identity

    # The signature and whose it is.
    content = parts[0][1]
    foreign = world.stranger.identity
    by_name = dict(parts)
    for label, changes in {
        "stranger's key": {SIGNATURE: cms.sign_detached(content, foreign), SIGNER: foreign.certificate_pem},
        "stranger's signature, our certificate": {SIGNATURE: cms.sign_detached(content, foreign)},
        "our signature, stranger's certificate": {SIGNER: foreign.certificate_pem},
        "signature of something else": {SIGNATURE: cms.sign_detached(content + b" ", world.known.identity)},
        "no signature": {SIGNATURE: b""},
        "signature of zeros": {SIGNATURE: bytes(300)},
        "certificate of nothing": {SIGNER: b"-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n"},
        "certificate twice": {SIGNER: world.known.identity.certificate_pem * 2},
        "altered manifest": {MANIFEST: content.replace(b'"revision":1', b'"revision":7')},
        "manifest with spaces": {MANIFEST: json.dumps(json.loads(content)).encode()},
        "altered numbers": {_DATA: honest[_DATA].replace(b":1", b":2", 1)},
        "other file of the same length": {_DATA: b" " * len(honest[_DATA])},
    }.items():
        yield label, world.sealed(_packed(list({**by_name, **changes}.items())))
    for label, named in {
        "in another's name": {"sender": Endpoint(world.stranger.uid, foreign.fingerprint, "x")},
        "to another": {"recipient": Endpoint(world.stranger.uid, foreign.fingerprint, "x")},
        "revision 0": {"revision": 0},
        "revision of a bank": {"revision": 10**30},
        "unknown report": {"items": (ManifestItem("../../etc", "2025", 1),)},
        "uuid of nothing": {"uuid": "x"},
    }.items():
        try:
            yield label, world.sealed(_packed(world.parts(honest, **named)))
        except (ValueError, TypeError):
            continue

    # The package spelt by hand.
    names = (
        "../../etc/cron.d/x",
        "/etc/x",
        "data\\x.json",
        "data/CON.json",
        "data/",
        "data/x.json",
        _DATA.upper(),
        _DATA,
    )
    for path in names:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about a name twice
            made = _zipped([*parts, (path, b"{}")])
        yield f"entry {path}", world.sealed(made)
    yield "everything deflated", world.sealed(_zipped(parts, deflate=True))
    yield "a comment", world.sealed(_zipped(parts, comment=b"x"))
    yield "another order", world.sealed(_zipped(parts[::-1]))
    yield "no data", world.sealed(_zipped(parts[:3]))
    yield "bytes before", world.sealed(b"MZ" + package)
    yield "bytes after", world.sealed(package + b"\0")
    yield "two packages", world.sealed(package + package)
    yield "no end", world.sealed(package[:-22])
    yield "half", world.sealed(package[: len(package) // 2])
    size, lie = struct.pack("<I", len(honest[_DATA])), struct.pack("<I", 2**31)
    yield "sizes that lie", world.sealed(package.replace(size, lie))
    bomb = zlib.compressobj(9, zlib.DEFLATED, -15)
    squeezed = bomb.compress(bytes(200 * 2**20)) + bomb.flush()
    head = struct.pack("<4s5H3I2H", b"PK\x03\x04", 20, 0, 8, 0, 0x21, 0, len(squeezed), 200 * 2**20, len(_DATA), 0)
    yield "a bomb", world.sealed(package + head + _DATA.encode() + squeezed)
    yield "many entries", world.sealed(_zipped([*parts, *((f"data/{n}.json", b"{}") for n in range(2000))]))
    yield "no package", world.sealed(b"")

    # The seal.
    good = world.sealed(package)
    yield "sealed to another", seal(package, [foreign.seal_recipient])
    yield "cut", good[:-1]
    yield "one bit", good[:-9] + bytes([good[-9] ^ 4]) + good[-8:]
    yield "more behind", good + b"x"
    yield "only a header", good[: good.index(b"\n---") + 50]
    yield "many recipients", seal(package, [own.seal_recipient])[:22] + b"-> X25519 x\n" * 100_000
    yield "a large nothing", b"age-encryption.org/v1\n" + bytes(41 * 2**20)
    yield "nothing", b""
    yield "open", package


@row("bundles", "crafted sealed files", full=400, sample=30)
def bundles(ground: Ground, attempts: int) -> Iterator[Attempt]:
    """All of them, then spoiled ones; at the end an honest file is taken as if nothing had been."""
    created = create_vault(
        ground.folder / "higher", draft_from_json(_DISTRICT), profile="ngsp", password="2026-2026", kdf=QUICK
    )
    world = World(created.session, Primary("ППО Школы № 14"), Primary("ППО Чужая"))
    try:
        enrol(world.higher, world.known.card, world.known.identity.fingerprint)
        honest = world.sealed(_packed(world.parts({_DATA: canonical(world.content())})))
        done = 0
        for label, data in crafted(world):  # one after another: together they would be the memory that is measured
            if attempts < _CRAFTED and ground.chance.random() > attempts / _CRAFTED:
                continue
            yield tried(lambda data=data: accept(world.higher, data), label, allowed=False)  # type: ignore[misc]
            done += 1
        for _ in range(attempts - done):
            place = ground.chance.randrange(len(honest))
            data = honest[:place] + bytes([honest[place] ^ 1]) + honest[place + 1 :]
            yield tried(lambda data=data: accept(world.higher, data), f"byte {place}", allowed=False)  # type: ignore[misc]
        forged = [row.uuid for row in received(world.higher)]
        yield Attempt("nothing kept", 0.0, f"kept: {forged}" if forged else "")
        outcome = accept(world.higher, honest).outcome
        yield Attempt(outcome, 0.0, "" if outcome == "taken" else f"the honest file after them: {outcome}")
    finally:
        world.higher.close()
