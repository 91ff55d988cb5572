"""The three files of a vault, damaged in every way: named, or harmless; never a wrong number, never an unnamed end."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from app.errors import AppError
from app.services.organisation.passport import draft_from_json, passport, update_passport
from app.services.vault.creating import check_vault, create_vault, open_vault
from tests.attack.rows import Attempt, Ground, row
from tests.cheap_vault import QUICK

FILES = ("vault.db", "keys.json", "head.json")
_PASSWORD = "2026-2026"
_DRAFT = {"kind": "tpo", "full_name": "Районная организация профсоюза", "short_name": "Районная"}
Spoil = Callable[[bytes, Ground, dict[str, bytes], dict[str, bytes], str], bytes | None]


def _flip(data: bytes, ground: Ground, *_: object) -> bytes:
    place = ground.chance.randrange(len(data))
    return data[:place] + bytes([data[place] ^ (1 << ground.chance.randrange(8))]) + data[place + 1 :]


def _hole(data: bytes, ground: Ground, *_: object) -> bytes:
    place = ground.chance.randrange(len(data))
    return data[:place] + bytes(min(512, len(data) - place)) + data[place + 512 :]


def _swap(data: bytes, ground: Ground, *_: object) -> bytes:
    size = 4096 if len(data) > 8192 else max(1, len(data) // 4)
    pages = [data[start : start + size] for start in range(0, len(data), size)]
    first, second = ground.chance.randrange(len(pages)), ground.chance.randrange(len(pages))
    pages[first], pages[second] = pages[second], pages[first]
    return b"".join(pages)


KINDS: dict[str, Spoil] = {
    "a bit": _flip,
    "a hole": _hole,
    "two pages changed over": _swap,
    "cut": lambda data, ground, *_: data[: ground.chance.randrange(len(data))],
    "empty": lambda *_: b"",
    "gone": lambda *_: None,
    "more behind": lambda data, ground, *_: data + ground.chance.randbytes(100),
    "another kind": lambda data, ground, *_: ground.chance.randbytes(len(data)),
    "as it was earlier": lambda _, __, older, ___, name: older.get(name),
    "of another vault": lambda _, __, ___, other, name: other.get(name),
}


@row("damage", "damage of vault.db, keys.json, head.json", full=300, sample=30)
def damage(ground: Ground, attempts: int) -> Iterator[Attempt]:
    """Each file in each way: opening says what is wrong, or everything in it is as it was."""
    vault = ground.folder / "vault"
    older = _made(vault, "111")
    _change(vault, "222")
    whole = _read(vault)
    other = _made(ground.folder / "other", "333")
    told = (("222", True),)
    pairs = [(file, kind) for kind in KINDS for file in FILES]
    for number in range(attempts):
        file, kind = pairs[number % len(pairs)]
        spoiled = KINDS[kind](whole[file], ground, older, other, file)
        place = ground.folder / f"{number}"
        place.mkdir()
        for name, data in {**whole, file: spoiled}.items():
            if data is not None:
                (place / name).write_bytes(data)
        yield _looked(place, f"{file}, {kind}", same=spoiled == whole[file], known=told)
        shutil.rmtree(place)


def _looked(place: Path, label: str, *, same: bool, known: tuple[tuple[str, bool], ...]) -> Attempt:
    try:
        session = open_vault(place, _PASSWORD)
        try:
            found = (passport(session).phone, check_vault(session).ok)
        finally:
            session.close()
    except AppError as error:
        return Attempt(error.code, 0.0, f"{label}: an undamaged vault is refused" if same else "")
    except Exception as error:
        return Attempt(type(error).__name__, 0.0, f"{label}: {type(error).__name__} {str(error)[:100]}")
    if found in known:
        return Attempt("as it was")
    return Attempt("named by the check", 0.0, "" if not found[1] else f"{label}: {found} passes for whole")


def _made(folder: Path, phone: str) -> dict[str, bytes]:
    create_vault(folder, draft_from_json(_DRAFT), profile="ngsp", password=_PASSWORD, kdf=QUICK).session.close()
    _change(folder, phone)
    return _read(folder)


def _change(folder: Path, phone: str) -> None:
    session = open_vault(folder, _PASSWORD)
    update_passport(session, replace(passport(session), phone=phone))
    session.close()


def _read(folder: Path) -> dict[str, bytes]:
    return {name: (folder / name).read_bytes() for name in FILES}
