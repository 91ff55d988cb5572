"""tus 1.0.0 (https://tus.io/protocols/resumable-upload): core, creation, creation-with-upload, expiration, checksum,
termination. The offset a client is told is what lies safely on the disk."""

from __future__ import annotations

import asyncio
import base64
import binascii
import hashlib
from collections import defaultdict
from collections.abc import Mapping
from datetime import UTC
from email.utils import format_datetime

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from app.bundle.limits import MAX_SEALED_SIZE
from app.errors import AppError, UserError
from app.intake.senders import Senders
from app.storage.intake.spool import Spool, SpoolSender, SpoolUpload

VERSION = "1.0.0"
EXTENSIONS = "creation,creation-with-upload,expiration,checksum,termination"
CHECKSUMS = {"sha256": hashlib.sha256, "sha1": hashlib.sha1}
_BODY = "application/offset+octet-stream"
_PIECE = 256 * 1024
"""Bytes that go onto the disk at a time when the client sends no checksum."""
_LARGEST_CHECKED = 8 * 1024 * 1024
"""Bytes of a request with a checksum: they wait in memory until they are known to be right."""
_SILENCE = 60.0
"""Seconds a client may send nothing."""


class Uploads:
    """The resources ``/files`` and ``/files/ID``."""

    def __init__(self, spool: Spool, senders: Senders) -> None:
        self._spool, self._senders = spool, senders
        self._busy: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def collection(self, request: Request) -> Response:
        """``OPTIONS`` and ``POST`` of ``/files``."""
        if request.method == "OPTIONS":
            return _answer(
                204,
                {
                    "Tus-Version": VERSION,
                    "Tus-Extension": EXTENSIONS,
                    "Tus-Max-Size": str(MAX_SEALED_SIZE),
                    "Tus-Checksum-Algorithm": ",".join(CHECKSUMS),
                    "Pervichka-Answers": "/answers",
                },
            )
        sender = self._senders.believed(request.headers.get("authorization", ""))
        if (wrong := _wrong_version(request)) is not None:
            return wrong
        length = _number(request.headers.get("upload-length", ""))
        if length is None:
            return _answer(400)
        described = _metadata(request.headers.get("upload-metadata", ""))
        try:
            upload = await run_in_threadpool(
                self._spool.begin,
                sender.fingerprint,
                described.get("filename", ""),
                length,
                described.get("sha256", ""),
                largest=MAX_SEALED_SIZE,
            )
        except UserError as error:
            return _answer(413 if error.code == "intake.too_large" else 429)
        headers = {"Location": f"{str(request.url.path).rstrip('/')}/{upload.id}", "Upload-Expires": _date(upload)}
        if request.headers.get("content-type") != _BODY:
            return _answer(201, headers)
        async with self._busy[upload.id]:
            answer = await self._append(request, upload, 0)
        return _answer(201 if answer.status_code == 204 else answer.status_code, {**headers, **_offset_of(answer)})

    async def one(self, request: Request) -> Response:
        """``HEAD``, ``PATCH`` and ``DELETE`` of one upload; of another sender it does not exist."""
        method = request.headers.get("x-http-method-override", request.method)
        sender = self._senders.believed(request.headers.get("authorization", ""))
        if (wrong := _wrong_version(request)) is not None:
            return wrong
        upload = await self._found(request.path_params["id"], sender)
        if upload is None:
            return _answer(404)
        if method == "HEAD":
            offset = await run_in_threadpool(self._spool.offset, upload)
            told = {"Upload-Offset": str(offset), "Upload-Length": str(upload.length), "Upload-Expires": _date(upload)}
            return _answer(200, {**told, "Cache-Control": "no-store"})
        lock = self._busy[upload.id]
        if lock.locked():
            return _answer(423)
        async with lock:
            upload = await self._found(upload.id, sender)
            if upload is None:
                return _answer(404)
            if method == "DELETE":
                await run_in_threadpool(self._spool.drop, upload)
                self._busy.pop(upload.id, None)
                return _answer(204)
            if request.headers.get("content-type") != _BODY:
                return _answer(415)
            claimed = _number(request.headers.get("upload-offset", ""))
            if claimed is None:
                return _answer(400)
            if claimed != await run_in_threadpool(self._spool.offset, upload) or upload.done:
                return _answer(409)
            return await self._append(request, upload, claimed)

    async def _found(self, number: str, sender: SpoolSender) -> SpoolUpload | None:
        upload = await run_in_threadpool(self._spool.upload, number)
        return upload if upload is not None and upload.sender == sender.fingerprint else None

    async def _append(self, request: Request, upload: SpoolUpload, offset: int) -> Response:
        announced = _number(request.headers.get("content-length", "0")) or 0
        if offset + announced > upload.length:
            return _answer(413)
        body = _Body(request, upload.length - offset)
        checksum = request.headers.get("upload-checksum", "")
        try:
            if checksum:
                data = await body.read(_LARGEST_CHECKED)
                if (wrong := _checked(data, checksum)) is not None:
                    return wrong
                offset = await self._write(upload, offset, data)
            else:
                while piece := await body.read(_PIECE):
                    offset = await self._write(upload, offset, piece)
        except (ClientDisconnect, TimeoutError):
            # What came before the line broke is good as it is; with a checksum that cannot be told, it is not kept.
            await self._write(upload, offset, b"" if checksum else body.rest())
            return _answer(408)
        if body.too_much:
            return _answer(413)
        if offset == upload.length and not await run_in_threadpool(self._spool.finish, upload):
            return _answer(460)
        return _answer(204, {"Upload-Offset": str(offset), "Upload-Expires": _date(upload)})

    async def _write(self, upload: SpoolUpload, offset: int, data: bytes) -> int:
        return await run_in_threadpool(self._spool.append, upload, offset, data) if data else offset


class _Body:
    """The body of a request in pieces of a wanted size, never more of it than ``most`` bytes."""

    def __init__(self, request: Request, most: int) -> None:
        self._stream = request.stream().__aiter__()
        self._kept = bytearray()
        self._left = most
        self.too_much = False

    async def read(self, size: int) -> bytes:
        """So many bytes, fewer at the end."""
        while len(self._kept) < size:
            try:
                piece = await asyncio.wait_for(anext(self._stream), _SILENCE)
            except StopAsyncIteration:
                break
            if len(piece) > self._left:
                self.too_much = True
                piece = piece[: self._left]
            self._left -= len(piece)
            self._kept += piece
            if self.too_much:
                break
        found = bytes(self._kept[:size])
        del self._kept[:size]
        return found

    def rest(self) -> bytes:
        """What came and was not read."""
        return bytes(self._kept)


def _checked(data: bytes, checksum: str) -> Response | None:
    """None when the bytes are what the client says."""
    algorithm, _, given = checksum.partition(" ")
    try:
        wanted = base64.b64decode(given, validate=True)
    except (binascii.Error, ValueError):
        return _answer(400)
    if algorithm not in CHECKSUMS:
        return _answer(400)
    return None if wanted == CHECKSUMS[algorithm](data).digest() else _answer(460)


def _answer(code: int, headers: Mapping[str, str] | None = None) -> Response:
    return Response(status_code=code, headers={"Tus-Resumable": VERSION, **(headers or {})})


def answer_to(error: AppError, challenge: str) -> Response:
    """What a refusal is in HTTP."""
    if error.code == "intake.prove":
        return _answer(401, {"WWW-Authenticate": challenge})
    if error.code == "intake.stranger":
        return _answer(403)
    if error.code == "intake.other_offset":
        return _answer(409)
    return _answer(507 if error.code == "files.no_space" else 503, {"Retry-After": "60"})


def _wrong_version(request: Request) -> Response | None:
    if request.headers.get("tus-resumable") != VERSION:
        return _answer(412, {"Tus-Version": VERSION})
    return None


def _offset_of(answer: Response) -> dict[str, str]:
    return {"Upload-Offset": answer.headers["upload-offset"]} if "upload-offset" in answer.headers else {}


def _date(upload: SpoolUpload) -> str:
    return format_datetime(upload.expires.astimezone(UTC), usegmt=True)


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 16 else None


def _metadata(text: str) -> dict[str, str]:
    found = {}
    for pair in text.split(",")[:16]:
        key, _, value = pair.strip().partition(" ")
        try:
            found[key] = base64.b64decode(value, validate=True).decode()
        except (binascii.Error, ValueError):
            continue
    return found
