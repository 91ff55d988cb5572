"""Makes and signs update files (see ``make-update``). The private key never lies in the project."""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

PROJECT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(PROJECT))

from app.services.program.places import runtime  # noqa: E402
from app.services.program.update_file import PROGRAM, SUFFIX, project_keys, write_update  # noqa: E402

TREES = (PROJECT / "build/linux/pervichka", PROJECT / "build/windows/Pervichka")
PARTS = ("app", "migrations", "resources", "LICENSE", "CHANGELOG.md")


def main(arguments: Sequence[str] | None = None) -> int:
    """Make a key or an update; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--new-key", type=Path, help="make a private key in this new file and print its public half")
    parser.add_argument("--key", type=Path, help="the project's private key")
    parser.add_argument("--news", type=Path, help="what is new, a line each; else the top of CHANGELOG.md")
    parser.add_argument("--whole", action="store_true", help="also the whole programs with Python and libraries")
    parser.add_argument("--tree", type=Path, action="append", help="a built program; else those under build/")
    parser.add_argument("--out", type=Path, default=PROJECT / "build/packages")
    options = parser.parse_args(arguments)
    if options.new_key is not None:
        return new_key(options.new_key)
    if options.key is None:
        parser.error("--key FILE")
    key = serialization.load_pem_private_key(options.key.read_bytes(), None)
    if not isinstance(key, Ed25519PrivateKey):
        parser.error("the key is Ed25519")
    if public_half(key) not in project_keys():
        print(
            "Этому ключу программа не верит: его открытой половины нет в resources/updates/keys.txt.", file=sys.stderr
        )
    trees = [tree for tree in options.tree or TREES if runtime(tree)]
    if not trees:
        parser.error("nothing is built: run installer/package-linux first")
    made = make(key, trees, options.out, options.news, whole=options.whole)
    print(f"{made}\t{made.stat().st_size / 1e6:.1f} МБ")
    return 0


def new_key(path: Path) -> int:
    """A private key, readable by its owner only."""
    key = Ed25519PrivateKey.generate()
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as stream:
        stream.write(pem)
    print(public_half(key).hex())
    return 0


def public_half(key: Ed25519PrivateKey) -> bytes:
    """32 bytes."""
    return key.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)


def make(key: Ed25519PrivateKey, trees: Sequence[Path], out: Path, news: Path | None, *, whole: bool) -> Path:
    """The update file of the trees' version."""
    version = version_of(trees[0])
    out.mkdir(parents=True, exist_ok=True)
    program = packed(trees[0], out / f".{version}-program.tar.xz", PARTS)
    contents: list[tuple[str, Path, Sequence[str]]] = [(PROGRAM, program, [runtime(tree)["id"] for tree in trees])]
    if whole:
        for tree in trees:
            platform = runtime(tree)["platform"]
            contents.append((platform, packed(tree, out / f".{version}-{platform}.tar.xz", (".",)), ()))
    target = out / f"pervichka-{version}{SUFFIX}"
    lines = news.read_text("utf-8").splitlines() if news is not None else newest_changes(trees[0] / "CHANGELOG.md")
    moment = int(os.environ.get("SOURCE_DATE_EPOCH", time.time()))
    released = datetime.fromtimestamp(moment, UTC).date().isoformat()
    write_update(target, key, version, released, [line.strip() for line in lines if line.strip()], contents)
    for _, file, _ in contents:
        file.unlink()
    return target


def packed(tree: Path, target: Path, names: Sequence[str]) -> Path:
    """A tar.xz of the tree's parts: sorted, of nobody, the same bytes each time."""
    subprocess.run(
        ["tar", "--sort=name", "--owner=0", "--group=0", "--numeric-owner", "-C", str(tree), "-I",
         "xz -6 -T2 --block-size=32MiB", "-cf", str(target), *names],
        check=True,
    )  # fmt: skip
    return target


def version_of(tree: Path) -> str:
    """What the tree calls itself."""
    found = re.search(r'__version__ = "(.+)"', (tree / "app/__init__.py").read_text("utf-8"))
    if found is None:
        raise SystemExit(f"no version in {tree}")
    return found[1]


def newest_changes(changes: Path) -> list[str]:
    """The points of the newest section of CHANGELOG.md, each on one line."""
    section = re.split(r"^## .*$", changes.read_text("utf-8"), flags=re.MULTILINE)[1]
    return [" ".join(point.split()) for point in re.split(r"^- ", section, flags=re.MULTILINE) if point.strip()][:40]


if __name__ == "__main__":
    sys.exit(main())
