"""``docs/bundle.md`` promises that stock tools verify a bundle; here its script is taken out and run."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from app.bundle.manifest import ManifestItem
from app.bundle.package import read_entries, write_package
from app.bundle.seal import seal

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "bundle.md"
FILES = {
    "data/fnpr-2_2025.json": '{"form":"fnpr-2","name":"Школа"}'.encode(),
    "print/fnpr-2_2025.pdf": b"%PDF-1.7\n" + bytes(range(256)) * 20,
}


def _script() -> str:
    found = re.search(r"<!-- check:.*?-->\n```sh\n(.*?)```", DOCUMENT.read_text(encoding="utf-8"), re.DOTALL)
    assert found is not None
    return found.group(1)


def _run(world, folder: Path, sealed: bytes, *, key: str | None = None, sender: bytes | None = None) -> tuple[int, str]:
    (folder / "check.sh").write_text(_script(), encoding="utf-8")
    (folder / "file.pervichka").write_bytes(sealed)
    (folder / "key.txt").write_text((key or world.union.identity.seal_identity) + "\n")
    (folder / "sender.pem").write_bytes(sender or world.school.identity.certificate_pem)
    done = subprocess.run(
        ["sh", "check.sh", "file.pervichka", "key.txt", "sender.pem", "opened"],
        cwd=folder, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    return done.returncode, done.stdout + done.stderr


def _repacked(package: bytes, **changes: bytes) -> bytes:
    entries = read_entries(package)
    manifest, signature, signer = (
        changes.get(part, entries.pop(name))
        for part, name in [("manifest", "manifest.json"), ("signature", "manifest.json.sig"), ("signer", "signer.pem")]
    )
    files = {path: changes.get(path, data) for path, data in entries.items() if path.count("/")}
    return write_package(manifest, signature, signer, files)


def test_the_script_is_short() -> None:
    assert len(_script().splitlines()) <= 20


def test_stock_tools_accept_a_good_bundle(world, tmp_path: Path) -> None:
    packed = world.bundle(FILES, items=(ManifestItem("fnpr-2", "2025", 1),))
    code, said = _run(world, tmp_path, packed.sealed)
    assert code == 0, said
    assert "data/fnpr-2_2025.json: OK" in said and "print/fnpr-2_2025.pdf: OK" in said
    assert (tmp_path / "opened" / "data" / "fnpr-2_2025.json").read_bytes() == FILES["data/fnpr-2_2025.json"]


def test_the_sender_can_read_its_own_file_with_stock_age(world, tmp_path: Path) -> None:
    code, said = _run(world, tmp_path, world.bundle(FILES).sealed, key=world.school.identity.seal_identity)
    assert code == 0, said


@pytest.mark.parametrize("what", ["byte", "cut", "manifest", "data", "signer", "foreign key", "foreign sender"])
def test_stock_tools_refuse_a_tampered_one(world, tmp_path: Path, what: str) -> None:
    packed = world.bundle(FILES)
    sealed, key, sender = packed.sealed, None, None
    to_union = [world.union.identity.seal_recipient]
    if what == "byte":
        sealed = sealed[:-20] + bytes([sealed[-20] ^ 1]) + sealed[-19:]
    elif what == "cut":
        sealed = sealed[:-100]
    elif what == "manifest":
        changed = packed.manifest_bytes.replace(b'"revision":1,', b'"revision":2,')
        sealed = seal(_repacked(packed.package, manifest=changed), to_union)
    elif what == "data":
        sealed = seal(_repacked(packed.package, **{"data/fnpr-2_2025.json": b"{}"}), to_union)
    elif what == "signer":
        sealed = seal(_repacked(packed.package, signer=world.stranger.identity.certificate_pem), to_union)
    elif what == "foreign key":
        key = world.stranger.identity.seal_identity
    else:
        sender = world.stranger.identity.certificate_pem
    code, said = _run(world, tmp_path, sealed, key=key, sender=sender)
    assert code != 0, said
