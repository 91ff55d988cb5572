"""The folder between the network and the vault: what arrives, what waits to be taken in, what is to be fetched.

It lies beside the vault («<vault>.intake»), because the server works while the desk has the vault open: the server
only moves sealed bytes, and whoever has the vault open takes them in. Nothing in it is secret: the files are sealed to
the organisation, the answers to their senders, and the directory of senders is public.

    directory.json      who may send (fingerprint, certificate, name), and whom the sender proves itself to
    uploads/ID.json     an upload on its way, its bytes in ID.part; the size of ID.part is the offset that counts
    arrived/SHA.json    a whole file that waits to be taken in, its bytes in SHA.pervichka
    refused/            the same, set aside with the reason
    answers/FP/NAME     sealed receipts and packages for one sender; «.given» in place of one that was fetched

Every file appears under its name only when it is whole and on the disk; what a killed program left begins with a dot.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import secrets
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from app.domain.files import fault_from, safe_name, sync_folder, write_atomically
from app.errors import UserError

SUFFIX = ".pervichka"
LIFETIME = timedelta(days=7)
MOST_UPLOADS = 16
"""Unfinished uploads of one sender."""
_GIVEN = ".given"
_ID = re.compile(r"[0-9a-f]{32}")
_DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class SpoolSender:
    """An organisation that may send: its enrolled key, and its name for the log."""

    fingerprint: str
    certificate: str
    name: str


@dataclass(frozen=True)
class SpoolUpload:
    """An upload. ``sha256`` "" when the sender did not say; ``done``: every byte came, the file waits or was taken."""

    id: str
    sender: str
    name: str
    length: int
    sha256: str
    expires: datetime
    done: bool = False


@dataclass(frozen=True)
class ArrivedFile:
    """A whole file. ``sender``: who proved to be the sender of the bytes, not yet who signed what is in them."""

    digest: str
    sender: str
    name: str
    at: datetime
    reason: str = ""


def spool_folder(vault: Path) -> Path:
    """Where the spool of a vault lies."""
    return vault.absolute().with_name(f"{vault.absolute().name}.intake")


class Spool:
    """File operations of the spool. Any number of processes may use it at once; each step is one rename."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @property
    def exists(self) -> bool:
        """Whether a server was ever started here."""
        return (self.folder / "uploads").is_dir()

    def prepare(self) -> None:
        """Make the folders. EnvironmentFault ``files.…`` when it cannot be done."""
        try:
            for name in ("uploads", "arrived", "refused", "answers"):
                (self.folder / name).mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise fault_from(error, self.folder.name) from error

    # --- who may send

    def put_directory(self, server: str, name: str, senders: Iterable[SpoolSender]) -> None:
        """Tell the server whom to believe; written only when something changed."""
        told = {"server": server, "name": name, "senders": [asdict(sender) for sender in senders]}
        data = json.dumps(told, ensure_ascii=False, sort_keys=True).encode()
        path = self.folder / "directory.json"
        if _bytes(path) != data:
            write_atomically(path, data)

    def directory(self) -> tuple[str, str, dict[str, SpoolSender]]:
        """The server's own fingerprint and name, and the senders by fingerprint; empty before the vault told."""
        told = _json(self.folder / "directory.json")
        if told is None:
            return "", "", {}
        senders = (SpoolSender(**sender) for sender in told["senders"])
        return told["server"], told["name"], {sender.fingerprint: sender for sender in senders}

    def directory_stamp(self) -> int:
        """Changes when the directory does."""
        try:
            return (self.folder / "directory.json").stat().st_mtime_ns
        except OSError:
            return 0

    # --- uploads on their way

    def begin(self, sender: str, name: str, length: int, sha256: str, *, largest: int) -> SpoolUpload:
        """A new upload of ``largest`` bytes at most. UserError ``intake.too_many_uploads``, ``intake.too_large``."""
        if not 0 < length <= largest:
            raise UserError("intake.too_large")
        if sum(upload.sender == sender and not upload.done for upload in self.uploads()) >= MOST_UPLOADS:
            raise UserError("intake.too_many_uploads")
        digest = sha256 if _DIGEST.fullmatch(sha256) else ""
        clean = safe_name(name, instead="файл")[:120]
        made = SpoolUpload(secrets.token_hex(16), sender, clean, length, digest, datetime.now(UTC) + LIFETIME)
        write_atomically(self._part(made.id), b"")
        self._write(made)
        return made

    def uploads(self) -> list[SpoolUpload]:
        """All that are known."""
        found = (self.upload(path.stem) for path in (self.folder / "uploads").glob("[!.]*.json"))
        return [upload for upload in found if upload is not None]

    def upload(self, number: str) -> SpoolUpload | None:
        """One of them; None for a number that is none of ours."""
        told = _json(self.folder / "uploads" / f"{number}.json") if _ID.fullmatch(number) else None
        return None if told is None else SpoolUpload(**{**told, "expires": datetime.fromisoformat(told["expires"])})

    def offset(self, upload: SpoolUpload) -> int:
        """How many bytes are here."""
        if upload.done:
            return upload.length
        with suppress(OSError):
            return self._part(upload.id).stat().st_size
        return 0

    def append(self, upload: SpoolUpload, offset: int, data: bytes) -> int:
        """Write bytes at ``offset``, onto the disk; the new offset. UserError ``intake.other_offset``."""
        path = self._part(upload.id)
        try:
            handle = os.open(path, os.O_WRONLY | os.O_APPEND | getattr(os, "O_BINARY", 0))
            with os.fdopen(handle, "ab") as stream:
                if stream.tell() != offset:
                    raise UserError("intake.other_offset")
                try:
                    stream.write(data)
                    stream.flush()
                    os.fsync(stream.fileno())
                except OSError:
                    with suppress(OSError):
                        stream.truncate(offset)
                    raise
        except OSError as error:
            raise fault_from(error, upload.name) from error
        return offset + len(data)

    def finish(self, upload: SpoolUpload) -> bool:
        """Every byte is here: let it be taken in. False, and nothing of it stays, when it is not what was announced."""
        part = self._part(upload.id)
        digest = hashlib.sha256(part.read_bytes()).hexdigest()
        if upload.sha256 and digest != upload.sha256:
            self.drop(upload)
            return False
        arrived = ArrivedFile(digest, upload.sender, upload.name, datetime.now(UTC))
        write_atomically(self.folder / "arrived" / f"{digest}{SUFFIX}", part.read_bytes())
        self._tell("arrived", arrived)  # last: a file without its word is not taken in, and sent again by its sender
        self._write(replace(upload, done=True))
        with suppress(OSError):
            part.unlink()
        return True

    def drop(self, upload: SpoolUpload) -> None:
        """Forget an upload."""
        for path in (self._part(upload.id), self.folder / "uploads" / f"{upload.id}.json"):
            with suppress(OSError):
                path.unlink()

    def expire(self, now: datetime) -> int:
        """Forget uploads whose time is over; how many."""
        over = [upload for upload in self.uploads() if upload.expires <= now]
        for upload in over:
            self.drop(upload)
        return len(over)

    # --- whole files

    def arrived(self) -> list[ArrivedFile]:
        """Files that wait to be taken in, the oldest first."""
        return self._listed("arrived")

    def refused(self) -> list[ArrivedFile]:
        """Files that were set aside, with the reason."""
        return self._listed("refused")

    def data(self, file: ArrivedFile) -> bytes:
        """Its bytes."""
        return (self.folder / "arrived" / f"{file.digest}{SUFFIX}").read_bytes()

    def taken(self, file: ArrivedFile) -> None:
        """It is in the vault; forget it here."""
        self._remove("arrived", file)

    def set_aside(self, file: ArrivedFile, reason: str) -> None:
        """It cannot be taken in: keep it where nobody waits for it."""
        write_atomically(self.folder / "refused" / f"{file.digest}{SUFFIX}", self.data(file))
        self._tell("refused", replace(file, reason=reason))
        self._remove("arrived", file)

    # --- answers

    def put_answer(self, fingerprint: str, name: str, data: bytes) -> None:
        """Lay something down to be fetched by one sender; nothing when it was fetched before."""
        folder = self.folder / "answers" / fingerprint
        if (folder / f"{name}{_GIVEN}").exists() or _bytes(folder / name) == data:
            return
        folder.mkdir(parents=True, exist_ok=True)
        write_atomically(folder / name, data)

    def answers(self, fingerprint: str) -> list[str]:
        """Names of what waits for a sender."""
        folder = self.folder / "answers" / fingerprint
        return sorted(path.name for path in folder.glob("[!.]*") if path.suffix != _GIVEN)

    def answer(self, fingerprint: str, name: str) -> bytes | None:
        """One of them."""
        return _bytes(self.folder / "answers" / fingerprint / name) if name in self.answers(fingerprint) else None

    def answer_fetched(self, fingerprint: str, name: str) -> None:
        """The sender has it and says so: only a mark stays."""
        if name in self.answers(fingerprint):
            path = self.folder / "answers" / fingerprint / name
            write_atomically(path.with_name(f"{name}{_GIVEN}"), b"")
            path.unlink(missing_ok=True)

    def fetched(self) -> list[str]:
        """Names of everything that senders have fetched."""
        return [path.name.removesuffix(_GIVEN) for path in (self.folder / "answers").glob(f"*/*{_GIVEN}")]

    def _part(self, number: str) -> Path:
        return self.folder / "uploads" / f"{number}.part"

    def _write(self, upload: SpoolUpload) -> None:
        told = {**asdict(upload), "expires": upload.expires.isoformat()}
        write_atomically(self.folder / "uploads" / f"{upload.id}.json", json.dumps(told, ensure_ascii=False).encode())

    def _tell(self, room: str, file: ArrivedFile) -> None:
        told = {**asdict(file), "at": file.at.isoformat()}
        write_atomically(self.folder / room / f"{file.digest}.json", json.dumps(told, ensure_ascii=False).encode())

    def _listed(self, room: str) -> list[ArrivedFile]:
        told = (_json(path) for path in (self.folder / room).glob("[!.]*.json"))
        found = [ArrivedFile(**{**one, "at": datetime.fromisoformat(one["at"])}) for one in told if one is not None]
        return sorted(found, key=lambda file: (file.at, file.digest))

    def _remove(self, room: str, file: ArrivedFile) -> None:
        for ending in (".json", SUFFIX):
            with suppress(OSError):
                (self.folder / room / f"{file.digest}{ending}").unlink()
        sync_folder(self.folder / room)


def _bytes(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None


def _json(path: Path) -> dict[str, Any] | None:
    data = _bytes(path)
    if data is None:
        return None
    try:
        told = json.loads(data)
    except ValueError:
        return None
    return told if isinstance(told, dict) else None
