"""Everything that reads what strangers made, with examples to spoil. A target may refuse with an AppError, and only so.

    python -m tests.fuzz.targets --seconds 300             all targets, random spoiling, one after another
    python -m tests.fuzz.targets --atheris package         one target by coverage, where atheris is installed

Each call is watched: none may take more than ten seconds or a gigabyte beyond the start.
"""

from __future__ import annotations

import argparse
import io
import json
import random
import resource
import sys
import tempfile
import time
import traceback
import warnings
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

from app.bundle import canonical, card, identity, package, parts, receipt, seal, trusted, union_card
from app.bundle.identity import Identity, make_identity
from app.bundle.manifest import BundleKind, Endpoint, Manifest, ManifestItem, ProfileEdition, read_manifest
from app.bundle.reader import make_bundle, open_bundle, open_package
from app.errors import AppError
from app.forms.definition import FormDefinition
from app.rendering.form_xlsx import form_xlsx
from app.rendering.layout import FormHeading
from app.rendering.xlsx_reading import read_form_xlsx
from app.services.importing.sheets import read_content
from app.services.organisation.draft import draft_from_json
from app.services.organisation.profiles import load_profile
from app.storage.vault.attempts import Attempts
from app.storage.vault.backup import open_copy
from app.storage.vault.keyslots import PASSWORD, RECOVERY, Header, KdfParameters, header_bytes, make_slot, parse_header
from app.storage.vault.recovery_code import new_code, plain_code

UID = "5a6c0f7e-0000-4000-8000-000000000001"
LONGEST_SECONDS = 10.0
MOST_MEMORY = 1024**3
_DATA = Path(__file__).resolve().parents[1] / "data"
_PLACE = Path(tempfile.mkdtemp(prefix="fuzz-"))


@dataclass(frozen=True)
class Target:
    """What is called with bytes, and whole examples of what it expects."""

    read: Callable[[bytes], object]
    examples: Callable[[], tuple[bytes, ...]]
    zipped: bool = False


@cache
def _school() -> Identity:
    return make_identity("Школа", UID)


@cache
def _bundle() -> tuple[bytes, bytes, bytes]:
    """Sealed, package, manifest."""
    end = Endpoint(UID, _school().fingerprint, "Школа")
    manifest = Manifest(
        uuid="7b0f3ba0-6a0e-4a38-9c3e-5d2f9a4f1c11", kind=BundleKind.REPORT,
        created=datetime(2026, 1, 15, 9, 30, tzinfo=UTC), sender=end, recipient=end, stream="fnpr-2:2025", revision=1,
        previous_manifest_sha256=None, profile=ProfileEdition("ngsp", "2024"),
        items=(ManifestItem("fnpr-2", "2025", 1),),
    )  # fmt: skip
    files = {"data/report.json": b'{"values": {"1": 2}}', "print/report.pdf": b"%PDF-1.4"}
    made = make_bundle(manifest, files, _school(), [_school().seal_recipient])
    return made.sealed, made.package, made.manifest_bytes


def _enrolled(fingerprint: str) -> bytes | None:
    return _school().certificate_pem if fingerprint == _school().fingerprint else None


def _card() -> tuple[bytes, ...]:
    described = card.CardOrganisation(UID, "ppo", "", "Школа", "Школа", "", "", "")
    return (card.make_card(_school(), described),)


def _in_file(read: Callable[[Path], object], name: str) -> Callable[[bytes], object]:
    def run(data: bytes) -> object:
        path = _PLACE / name
        path.write_bytes(data)
        return read(path)

    return run


def _text(read: Callable[[str], object]) -> Callable[[bytes], object]:
    return lambda data: read(data.decode("utf-8", errors="surrogateescape"))


@cache
def _definition() -> FormDefinition:
    return load_profile("ngsp").form("obuchenie")


def _blank() -> tuple[bytes, ...]:
    return (form_xlsx(_definition(), None, heading=FormHeading(year=2025), blank=True),)


def _header() -> tuple[bytes, ...]:
    cheap = KdfParameters(8 * 1024, 1, 1)
    slots = tuple(make_slot(UID, bytes(32), "п", kind=kind, kdf=cheap) for kind in (PASSWORD, RECOVERY))
    return (header_bytes(Header(UID, slots)),)


def _copy(path: Path) -> None:
    with open_copy(path) as opened:
        opened.check()


def _attempts(path: Path) -> None:
    Attempts(path, time.time).require_patience()


def _canonical(data: bytes) -> object:
    try:
        return canonical.parse_canonical(data)
    except canonical.MalformedJson:  # its callers know it and say whose file it was
        return None


def _lists() -> tuple[bytes, ...]:
    found = [path for path in sorted(_DATA.rglob("*")) if path.suffix in (".xlsx", ".csv", ".ods", ".xls")]
    return tuple(path.read_bytes() for path in found if path.stat().st_size < 200_000)


TARGETS: dict[str, Target] = {
    "sealed": Target(
        lambda data: open_bundle(data, [_school().seal_identity], _enrolled, [_school().fingerprint]),
        lambda: (_bundle()[0],),
    ),
    "sealed-outside": Target(seal.inspect_sealed, lambda: (_bundle()[0],)),
    "package": Target(lambda data: open_package(data, _enrolled), lambda: (_bundle()[1],), zipped=True),
    "package-files": Target(package.read_entries, lambda: (_bundle()[1],), zipped=True),
    "manifest": Target(read_manifest, lambda: (_bundle()[2],)),
    "part": Target(
        parts.read_part, lambda: tuple(data for _, data in parts.split("б", _bundle()[0] * 90, 64 * 1024))[:2]
    ),
    "canonical": Target(_canonical, lambda: (_bundle()[2], b"[" * 5000, b'{"a":' * 5000)),
    "receipt": Target(receipt.read_receipt_data, lambda: (_bundle()[2],)),
    "card": Target(card.read_card, _card),
    "trusted": Target(trusted.read_trusted, lambda: (trusted.make_trusted(_school(), UID, "Школа", []),)),
    "union-card": Target(
        _text(union_card.read_code),
        lambda: (union_card.make_code(_school(), "Иванова А. А.", "17", date(2027, 1, 1)).encode(),),
    ),
    "fingerprint": Target(_text(identity.ungrouped), lambda: (_school().fingerprint.encode(),)),
    "header": Target(parse_header, _header),
    "copy": Target(
        _in_file(_copy, "copy.pervichka-copy"),
        lambda: ((_DATA / "released" / "0001.pervichka-copy").read_bytes(),),
        zipped=True,
    ),
    "attempts": Target(_in_file(_attempts, "attempts.json"), lambda: (b'{"failures": 3, "last": 17}',)),
    "recovery-code": Target(_text(plain_code), lambda: (new_code().encode(),)),
    "organisation": Target(
        lambda data: draft_from_json(json.loads(data)) if _is_json(data) else None,
        lambda: (b'{"kind": "ppo", "full_name": "x", "chair": {"surname": "y"}, "employer": {"headcount": []}}',),
    ),
    "list": Target(lambda data: read_content(data, "list"), _lists, zipped=True),
    "form": Target(_in_file(lambda path: read_form_xlsx(_definition(), path), "form.xlsx"), _blank, zipped=True),
}


def _is_json(data: bytes) -> bool:
    try:
        json.loads(data)
    except (ValueError, RecursionError):
        return False
    return True


def spoiled(data: bytes, chance: random.Random, *, zipped: bool = False) -> bytes:
    """The example with a few mistakes; of a ZIP sometimes one member's contents, packed again so that its sum fits."""
    if zipped and data.startswith(b"PK") and chance.random() < 0.7:
        return _spoiled_member(data, chance)
    out = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 4, 16))):
        _spoil(out, chance)
    return bytes(out)


def _spoil(out: bytearray, chance: random.Random) -> None:
    at = chance.randrange(len(out) + 1)
    match chance.randrange(6):
        case 0 if at < len(out):
            out[at] ^= 1 << chance.randrange(8)
        case 1:
            del out[at:]
        case 2:
            del out[at : at + chance.randrange(1, 40)]
        case 3:
            out[at:at] = chance.randbytes(chance.randrange(1, 20))
        case 4:
            out[at:at] = chance.choice(_NASTY)
        case _:
            start = chance.randrange(len(out) + 1)
            out[at:at] = out[start : start + chance.randrange(1, 200)]


_NASTY = (b"\x00", b"\xff\xff\xff\xff", b"-1", b"1e999", b"NaN", b"99999999999999999999", b"[" * 2000, b'{"":' * 500,
          b"null", b'"', b"\xed\xa0\x80", b"../", b"<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]>&b;",
          b"=HYPERLINK()", "٣".encode(), "\u202e".encode(), b"\\u0000", b"\r\n" * 50)  # fmt: skip


def _spoiled_member(data: bytes, chance: random.Random) -> bytes:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = {info.filename: (info.compress_type, archive.read(info)) for info in archive.infolist()}
    except (zipfile.BadZipFile, OSError, ValueError, EOFError, NotImplementedError):
        return data
    if not members:
        return data
    chosen = chance.choice(sorted(members))
    out = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(out, "w") as archive:
        warnings.simplefilter("ignore")  # about a name twice, which is one of the mistakes
        for name, (kind, content) in members.items():
            body = bytearray(content)
            if name == chosen:
                for _ in range(chance.choice((1, 2, 8))):
                    _spoil(body, chance)
            archive.writestr(zipfile.ZipInfo(name), bytes(body), compress_type=kind)
        if chance.random() < 0.1:
            archive.writestr(chance.choice((chosen, "../../x", "/etc/x", "a" * 300)), b"x")
    return out.getvalue()


def attempt(target: Target, data: bytes) -> str | None:
    """Call a target; a sentence of what went wrong, or None."""
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = time.monotonic()
    try:
        target.read(data)
    except AppError:
        pass
    except Exception as error:  # this is what is looked for
        where = traceback.extract_tb(error.__traceback__)[-1]
        return f"{type(error).__name__} at {Path(where.filename).name}:{where.lineno}"
    if time.monotonic() - began > LONGEST_SECONDS:
        return f"took more than {LONGEST_SECONDS:.0f} s"
    if (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - memory) * 1024 > MOST_MEMORY:
        return "took more than a gigabyte"
    return None


def _run(name: str, seconds: float, seed: int) -> tuple[int, dict[str, bytes]]:
    target, chance, found, calls = TARGETS[name], random.Random(seed), {}, 0
    examples = target.examples()
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        data = spoiled(chance.choice(examples), chance, zipped=target.zipped)
        wrong = attempt(target, data)
        calls += 1
        if wrong is not None:
            found.setdefault(wrong, data)
    return calls, found


def main() -> int:
    """Fuzz by hand."""
    parser = argparse.ArgumentParser(description="spoil what strangers send and see that it is refused")
    parser.add_argument("--seconds", type=float, default=120, help="the budget of all targets together")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--only", choices=sorted(TARGETS), action="append")
    parser.add_argument(
        "--atheris", choices=sorted(TARGETS), help="one target by coverage; further words go to atheris"
    )
    options, rest = parser.parse_known_args()
    if options.atheris:
        import atheris  # not in the lock: installed by hand by who wants it

        target = TARGETS[options.atheris]
        for number, example in enumerate(target.examples()):
            (_PLACE / f"{options.atheris}-{number}").write_bytes(example)

        def once(data: bytes) -> None:
            wrong = attempt(target, data)
            if wrong is not None:
                raise AssertionError(wrong)

        atheris.instrument_all()
        atheris.Setup([sys.argv[0], *rest, str(_PLACE)], once)
        atheris.Fuzz()
    names = options.only or sorted(TARGETS)
    failures = 0
    for name in names:
        calls, found = _run(name, options.seconds / len(names), options.seed)
        failures += len(found)
        sys.stdout.write(f"{name:16} {calls:7} calls, failures {len(found)}\n")
        for wrong, data in found.items():
            path = Path(tempfile.gettempdir()) / f"fuzz-{name}-{abs(hash(wrong)):x}"
            path.write_bytes(data)
            sys.stdout.write(f"  {wrong}: {path}\n")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
