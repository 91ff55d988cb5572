"""Bring what the package is made of: wheels for Windows by pip, the standard library by apt. No address stands here:
where they come from is the machine's own business."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

WINDOWS = {
    "sys_platform": "win32",
    "platform_system": "Windows",
    "os_name": "nt",
    "platform_machine": "AMD64",
    "python_version": "3.11",
    "python_full_version": "3.11.9",
    "implementation_name": "cpython",
    "platform_python_implementation": "CPython",
    "extra": "",
}
STDLIB_PACKAGES = ("libpython3.11-minimal", "libpython3.11-stdlib", "python3.11-minimal")
_DEBIAN = "bookworm"


class CannotBuild(Exception):
    """Something that a person has to do first; the text says what."""


def run(*command: str | Path, cwd: Path | None = None, env: dict[str, str] | None = None) -> str:
    """Run a tool and give what it says; when it fails its words are in the error."""
    done = subprocess.run(
        [str(part) for part in command], cwd=cwd, env=env, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise CannotBuild(f"{command[0]}: код {done.returncode}\n{done.stdout[-3000:]}{done.stderr[-3000:]}")
    return done.stdout


def entries_for_windows(lock: str) -> str:
    """The lock's entries that Windows needs, markers taken off: pip would judge them by the machine it runs on."""
    from pip._vendor.packaging.markers import Marker  # an environment without developers' tools has it too

    kept = []
    for entry in re.split(r"\n(?=[A-Za-z0-9])", re.sub(r"(?m)^\s*#.*\n?", "", lock).strip()):
        first, _, rest = entry.partition("\n")
        requirement, _, marker = first.rstrip(" \\").partition(" ; ")
        if not requirement or (marker and not Marker(marker).evaluate(dict(WINDOWS))):
            continue
        kept.append(f"{requirement} \\\n{rest}")
    return "\n".join(kept) + "\n"


def wheels(requirements: Path, into: Path) -> list[Path]:
    """Download what ``requirements`` names, hashes checked, built for Windows and CPython 3.11 only."""
    stamp = into / ".asked"
    asked = requirements.read_text("utf-8")
    if not (stamp.is_file() and stamp.read_text("utf-8") == asked):
        into.mkdir(parents=True, exist_ok=True)
        for old in into.glob("*.whl"):
            old.unlink()
        run(
            sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps",
            "--require-hashes", "--only-binary=:all:", "--platform", "win_amd64", "--implementation", "cp",
            "--python-version", "3.11", "--dest", into, "-r", requirements,
        )  # fmt: skip
        stamp.write_text(asked, "utf-8")
    return sorted(into.glob("*.whl"))


def debian_python(into: Path) -> Path:
    """Debian 12's CPython 3.11 unpacked in ``into``: its standard library, and an interpreter that compiles for it.

    On another release of Debian a private list of packages is read, from the same mirror; nothing of the machine's own
    changes and no rights are needed. Returns the folder that holds ``usr``.
    """
    root = into / "root"
    if (root / "usr/bin/python3.11").is_file():
        return root
    into.mkdir(parents=True, exist_ok=True)
    options = _apt_options(into)
    run("apt-get", *options, "-qq", "update", cwd=into)
    run("apt-get", *options, "-qq", "download", *STDLIB_PACKAGES, cwd=into)
    for package in sorted(into.glob("*.deb")):
        run("dpkg-deb", "-x", package, root)
    return root


def _apt_options(into: Path) -> list[str]:
    source, key = mirror()
    signed = f" signed-by={key}" if key else ""
    (into / "sources.list").write_text(
        f"deb [arch=amd64{signed}] {source} {_DEBIAN} main\ndeb [arch=amd64{signed}] {source} {_DEBIAN}-updates main\n",
        "utf-8",
    )
    for folder in ("state/lists/partial", "cache/archives/partial"):
        (into / folder).mkdir(parents=True, exist_ok=True)
    return [
        "-o", f"Dir::Etc::SourceList={into / 'sources.list'}", "-o", "Dir::Etc::SourceParts=-",
        "-o", f"Dir::State={into / 'state'}", "-o", f"Dir::Cache={into / 'cache'}", "-o", "APT::Sandbox::User=root",
        "-o", "Dir::State::status=/var/lib/dpkg/status",
    ]  # fmt: skip


def mirror() -> tuple[str, str]:
    """The mirror of Debian that this machine uses and the keyring that signs it."""
    keyring = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
    key = str(keyring) if keyring.is_file() else ""
    for line in _source_lines():
        found = re.match(r"(?:URIs:|deb(?:\s+\[[^\]]*\])?)\s+(\S+/debian/?)(?:\s|$)", line)
        if found:
            return found[1], key
    raise CannotBuild("Не нашлось, откуда apt берёт пакеты Debian: соберите на Debian 12 или 13.")


def _source_lines() -> Sequence[str]:
    places = [Path("/etc/apt/sources.list"), *sorted(Path("/etc/apt/sources.list.d").glob("*"))]
    return [line.strip() for place in places if place.is_file() for line in place.read_text("utf-8").splitlines()]
