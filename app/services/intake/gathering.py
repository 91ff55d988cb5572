"""Making whole files of what came: parts of a file sent in several letters are put together before anything is read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.bundle.limits import MAX_SEALED_SIZE
from app.bundle.parts import PART_SUFFIX, LetterPart, is_part, join, read_part
from app.domain.files import read_limited
from app.errors import AppError, UserError
from app.services.one_by_one import only_this_file

_LARGEST = MAX_SEALED_SIZE + 4096
SEALED_SUFFIXES = (".pervichka", PART_SUFFIX)
_TAKEN = (*SEALED_SUFFIXES, ".eml", ".msg", ".zip", ".rar", ".7z")
"""In a folder: what was saved with the wrapping still on is told to be so, not passed over."""


@dataclass(frozen=True)
class GatheredFile:
    """One file to take in: its bytes, or what was wrong. ``paths``: what it was made of."""

    name: str
    data: bytes | None
    problem: AppError | None = None
    paths: tuple[Path, ...] = ()


def gather(paths: Sequence[Path], read: Callable[[Path, int], bytes] = read_limited) -> Iterator[GatheredFile]:
    """Whole files in the order given, those of parts last. A bad or missing part stops nobody else."""
    parts: list[LetterPart] = []
    made_of: dict[str, list[Path]] = {}
    for path in paths:
        try:
            with only_this_file(path.name):
                data = read(path, _LARGEST)
                part = read_part(data) if is_part(data) else None
            if part is not None:
                parts.append(part)
                made_of.setdefault(part.sealed_sha256, []).append(path)
                continue
        except AppError as error:
            yield GatheredFile(path.name, None, error, (path,))
            continue
        yield GatheredFile(path.name, data, None, (path,))
    joined = join(parts)
    by_name = {part.name: tuple(made_of[part.sealed_sha256]) for part in parts}
    for name, data in joined.whole:
        yield GatheredFile(name, data, None, by_name[name])
    for name, numbers in joined.wanting:
        told = ", ".join(str(number) for number in numbers) or "с верными данными"
        yield GatheredFile(name, None, UserError("bundle.parts_wanting", name=name, numbers=told), by_name[name])


def sealed_files_in(paths: Sequence[Path]) -> list[Path]:
    """The sealed files and parts among files and folders, each once, in the order given; a folder's by name."""
    found: dict[Path, None] = {}
    for path in paths:
        if path.is_dir():
            inside = [entry for entry in path.rglob("*") if entry.suffix.lower() in _TAKEN and entry.is_file()]
            found.update(dict.fromkeys(sorted(inside)))
        else:
            found[path] = None
    return list(found)
