"""A pretended package: a folder with a runtime, beside which versions are installed; updates signed with a test key."""

from __future__ import annotations

import json
import tarfile
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.services.program.places import Places
from app.services.program.update_file import PROGRAM, write_update

TEST_KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
TEST_KEYS = (TEST_KEY.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw),)
RUNTIME = {"platform": "linux-x86_64", "id": "linux-x86_64-test"}
MakeUpdate = Callable[..., Path]


@pytest.fixture
def here(tmp_path: Path) -> Places:
    """A package installed off a stick."""
    root = tmp_path / "opt" / "pervichka"
    (root / "app").mkdir(parents=True)
    (root / "app" / "__main__.py").write_text("", "utf-8")
    (root / "runtime.json").write_text(json.dumps(RUNTIME), "utf-8")
    (root / "licences.json").write_text("[]", "utf-8")
    data = tmp_path / "данные"
    return Places(root, None, data, data, data, data / "Первичка", data / "program")


def pack(folder: Path, version: str, extra: Sequence[tuple[str, bytes]] = ()) -> Path:
    """A program part that calls itself ``version``."""
    source = folder / f"source-{version}"
    (source / "app").mkdir(parents=True, exist_ok=True)
    (source / "app" / "__init__.py").write_text(f'__version__ = "{version}"\n', "utf-8")
    (source / "app" / "__main__.py").write_text(
        f'def main(given=None):\n    print("pervichka {version}")\n    return 0\n', "utf-8"
    )
    for name, data in extra:
        (source / name).write_bytes(data)
    packed = folder / f"{version}.tar.xz"
    with tarfile.open(packed, "w:xz") as archive:
        archive.add(source, ".")
    return packed


@pytest.fixture
def make_update(tmp_path: Path) -> MakeUpdate:
    """Writes an update file: ``version``, and what is to be unusual about it."""

    def make(
        version: str = "9.0.0",
        *,
        says: str = "",
        kind: str = PROGRAM,
        runtimes: Sequence[str] = (RUNTIME["id"],),
        packed: Path | None = None,
        key: Ed25519PrivateKey = TEST_KEY,
    ) -> Path:
        target = tmp_path / f"{version}.pervichka-update"
        content = packed or pack(tmp_path, says or version)
        write_update(target, key, version, "2026-12-01", ["Форма № 2 печатается быстрее."], [(kind, content, runtimes)])
        return target

    return make
