"""What the program is made of and under which licences, for «О программе»: as the packer wrote it down."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from app.services.program.places import NAME, places


@dataclass(frozen=True)
class Inside:
    """A library, a font or Python itself; ``licence`` in the words of its makers."""

    name: str
    version: str
    licence: str


def what_is_inside(root: Path | None = None) -> tuple[Inside, ...]:
    """Everything in this package by name; in a checkout the libraries that are installed beside it."""
    folder = root or places().root
    try:
        rows = json.loads((folder / "licences.json").read_text("utf-8"))
        return tuple(Inside(row["name"], row["version"], row["licence"]) for row in rows)
    except (OSError, ValueError, KeyError, TypeError):
        return _of_the_environment()


def licence_text(name: str, root: Path | None = None) -> str:
    """The whole text of a licence; "" when it does not lie here."""
    file = re.sub(r"[^A-Za-z0-9._-]+", "-", name).lower() + ".txt"
    try:
        return ((root or places().root) / "licences" / file).read_text("utf-8")
    except OSError:
        return ""


def _of_the_environment() -> tuple[Inside, ...]:
    found = []
    for name in _required(NAME, set()):
        told = metadata.metadata(name)
        licence = told["License-Expression"] or told["License"] or ""
        found.append(Inside(told["Name"], told["Version"], licence.splitlines()[0][:80] if licence else "не указана"))
    return tuple(sorted(found, key=lambda item: item.name.casefold()))


def _required(name: str, seen: set[str]) -> set[str]:
    """The installed distributions that ``name`` asks for, without extras, however deep."""
    try:
        asked = metadata.requires(name) or []
    except metadata.PackageNotFoundError:
        return seen
    for line in asked:
        if "extra ==" in line:
            continue
        found = re.match(r"[A-Za-z0-9._-]+", line)
        key = re.sub(r"[-_.]+", "-", found[0]).lower() if found else ""
        if key and key not in seen:
            try:
                metadata.version(key)
            except metadata.PackageNotFoundError:
                continue
            seen.add(key)
            _required(key, seen)
    return seen
