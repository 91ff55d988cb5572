"""Folders that a cloud program copies to the internet by itself: no place for a vault.

Such a program (OneDrive, Яндекс Диск, Облако Mail, Dropbox, Google Drive …) takes the database away in the middle of a
write, lays an older one over it when a second computer wakes up, and keeps it open while the program wants to replace
it. Recognised by what these programs tell of themselves (variables and notes of theirs), by marks they leave in their
folder, and by the names they give it. Nothing is written and nobody is asked.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePath

_ONEDRIVE_VARIABLES = ("OneDrive", "OneDriveConsumer", "OneDriveCommercial")
_NAMES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (service, re.compile(pattern, re.IGNORECASE))
    for service, pattern in (
        ("OneDrive", r"(onedrive|skydrive)( ?- ?.+)?"),
        ("Яндекс Диск", r"(yandex|яндекс)[ ._-]?(disk|диск)( ?[-(] ?.+)?"),
        ("Облако Mail", r"(облако|cloud)[ ._-]?mail([ ._-]?ru)?|mail[ ._-]?ru[ ._-]?(облако|cloud)|mailru[ ._-]?cloud"),
        ("Dropbox", r"dropbox( ?[-(] ?.+)?"),
        ("Google Диск", r"google ?(drive|диск)( ?[-(] ?.+)?|drivefs|googledrive-.+"),
        ("iCloud Drive", r"icloud ?drive|com~apple~clouddocs"),
        ("СберДиск", r"(сбер|sber)[ ._-]?(диск|disk)"),
        ("Nextcloud", r"(nextcloud|owncloud)[0-9]?"),
        ("MEGA", r"mega ?sync( downloads)?"),
        ("Syncthing", r"syncthing"),
    )
)
_AT_THE_ROOT = re.compile(r"мой диск|my drive|общие диски|shared drives", re.IGNORECASE)
"""What Google Drive shows as a drive of its own letter."""
_MARKS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Dropbox", (".dropbox.cache",)),
    ("Google Диск", (".tmp.driveupload", ".tmp.drivedownload")),
    ("Яндекс Диск", (".sync/core.log", ".sync/status", ".sync/cli.log")),
    ("Nextcloud", (".nextcloudsync.log", ".owncloudsync.log")),
    ("Syncthing", (".stfolder",)),
)
_CLOUD_TAG, _CLOUD_TAG_MASK = 0x9000001A, 0xFFFF0FFF
"""IO_REPARSE_TAG_CLOUD and its sixteen kinds (ntifs.h): folders that Windows fills from the internet."""


def synchroniser_of(folder: Path, environment: Mapping[str, str] | None = None) -> str:
    """The cloud program whose folder ``folder`` is or lies in, as people call it; "" when none is known of."""
    told = os.environ if environment is None else environment
    place = Path(os.path.abspath(folder))  # noqa: PTH100 - links are followed below, and only where they exist
    places = [place]
    with contextlib.suppress(OSError):
        places.append(place.resolve())
    roots = tuple(_told_roots(told))
    for found in places:
        for service, root in roots:
            if _is_within(found, root):
                return service
        for step in (found, *found.parents):
            service = _by_name(step) or _by_marks(step)
            if service:
                return service
    return ""


def place_for_data(documents: Path, home: Path, environment: Mapping[str, str] | None = None) -> Path:
    """Where new organisations are proposed to lie: in the documents, unless a cloud program has them."""
    told = os.environ if environment is None else environment
    local = told.get("LOCALAPPDATA", "")
    candidates = [documents, home, *([Path(local)] if local else [])]
    free = next((place for place in candidates if not synchroniser_of(place, told)), documents)
    return free / "Первичка"


def _told_roots(environment: Mapping[str, str]) -> Iterator[tuple[str, Path]]:
    """Folders that the programs name themselves."""
    for name in _ONEDRIVE_VARIABLES:
        if environment.get(name):
            yield "OneDrive", Path(environment[name])
    homes = [Path(environment[name]) for name in ("HOME", "USERPROFILE") if environment.get(name)]
    notes = [home / ".dropbox/info.json" for home in homes]
    settings_of = [Path(environment[name]) for name in ("APPDATA", "LOCALAPPDATA") if environment.get(name)]
    notes += [place / "Dropbox/info.json" for place in settings_of]
    for note in notes:
        with contextlib.suppress(OSError, ValueError):
            accounts = json.loads(note.read_text("utf-8"))
            if isinstance(accounts, dict):
                for account in accounts.values():
                    if isinstance(account, dict) and isinstance(account.get("path"), str) and account["path"]:
                        yield "Dropbox", Path(account["path"])
    for home in homes:
        with contextlib.suppress(OSError, ValueError):
            settings = (home / ".config/yandex-disk/config.cfg").read_text("utf-8")
            chosen = re.search(r'^dir="?([^"\n]+)"?\s*$', settings, re.MULTILINE)
            if chosen:
                yield "Яндекс Диск", Path(chosen[1])


def _is_within(place: PurePath, root: PurePath) -> bool:
    """Whether ``place`` is ``root`` or below it; letters of either case are the same, as Windows has it."""
    ours, theirs = ([part.casefold() for part in path.parts] for path in (place, root))
    return bool(theirs) and ours[: len(theirs)] == theirs


def _by_name(step: PurePath) -> str:
    for service, pattern in _NAMES:
        if pattern.fullmatch(step.name):
            return service
    if len(step.parts) == 2 and _AT_THE_ROOT.fullmatch(step.name):
        return "Google Диск"
    return ""


def _by_marks(step: Path) -> str:
    with contextlib.suppress(OSError):
        if getattr(step.lstat(), "st_reparse_tag", 0) & _CLOUD_TAG_MASK == _CLOUD_TAG:
            return "облачное хранилище"
        if (step / ".dropbox").is_file():  # as a folder it is Dropbox's own settings, in the person's home
            return "Dropbox"
        for service, marks in _MARKS:
            if any((step / mark).exists() for mark in marks):
                return service
    return ""
