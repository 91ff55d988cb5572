"""Who is asking: challenges that this server made, and proofs signed with enrolled keys."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable

from app.bundle.proof import SCHEME, check_proof, read_proof
from app.errors import AccessError, TrustError
from app.storage.intake.spool import Spool, SpoolSender

LIFETIME = 12 * 3600
"""Seconds a challenge is good for; a sender proves itself once for all requests of that time."""
_MOST_REMEMBERED = 4096


class Senders:
    """Believes a sender by its proof. The directory is read again whenever the desk changed it.

    A challenge carries its own end and this run's mark, so nothing is kept for those who only ask; a proof is checked
    before anything else is read of a request, the cheap marks first.
    """

    def __init__(self, spool: Spool, *, clock: Callable[[], float] = time.time) -> None:
        self._spool, self._clock = spool, clock
        self._secret = secrets.token_bytes(32)
        self._believed: OrderedDict[str, tuple[str, float]] = OrderedDict()
        self._lock = threading.Lock()
        self._stamp = -1
        self._server, self._senders = "", dict[str, SpoolSender]()

    def challenge(self) -> str:
        """The value of ``WWW-Authenticate``."""
        end = str(int(self._clock()) + LIFETIME)
        nonce = secrets.token_hex(8)
        self._read()
        return f'{SCHEME} challenge="{end}.{nonce}.{self._mark(end, nonce)}", server="{self._server}"'

    def believed(self, header: str) -> SpoolSender:
        """The sender of a request. AccessError ``intake.prove`` (a new challenge is due), ``intake.stranger``."""
        self._read()
        key = hashlib.sha256(header.encode("utf-8", "surrogateescape")).hexdigest()
        with self._lock:
            fingerprint, end = self._believed.get(key, ("", 0.0))
        if end <= self._clock():
            fingerprint, end = self._checked(header)
            with self._lock:
                self._believed[key] = (fingerprint, end)
                while len(self._believed) > _MOST_REMEMBERED:
                    self._believed.popitem(last=False)
        sender = self._senders.get(fingerprint)
        if sender is None:
            raise AccessError("intake.stranger")
        return sender

    def _checked(self, header: str) -> tuple[str, float]:
        try:
            fingerprint, challenge, proof = read_proof(header)
        except TrustError:
            raise AccessError("intake.prove") from None
        end, _, rest = challenge.partition(".")
        nonce, _, mark = rest.partition(".")
        ours = hmac.compare_digest(mark.encode(), self._mark(end, nonce).encode())
        if not ours or not end.isdecimal() or int(end) <= self._clock():
            raise AccessError("intake.prove")
        sender = self._senders.get(fingerprint)
        if sender is None:
            raise AccessError("intake.stranger")
        try:
            check_proof(challenge, self._server, proof, sender.certificate.encode())
        except TrustError:
            raise AccessError("intake.stranger") from None
        return fingerprint, float(end)

    def _mark(self, end: str, nonce: str) -> str:
        return hmac.new(self._secret, f"{end}.{nonce}".encode(), hashlib.sha256).hexdigest()[:32]

    def _read(self) -> None:
        stamp = self._spool.directory_stamp()
        if stamp != self._stamp:
            with self._lock:
                self._server, _, self._senders = self._spool.directory()
                self._stamp = stamp
                self._believed.clear()
