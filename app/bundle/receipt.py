"""The receipt inside a bundle of kind ``receipt``: which file, what verdict, which remarks."""

from __future__ import annotations

import re
import uuid
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from typing import Any

from app.bundle.canonical import MalformedJson, canonical, parse_canonical
from app.domain.enums import Verdict
from app.errors import TrustError

RECEIPT_PATH = "data/receipt.json"
RECEIPT_FORMAT = "pervichka-receipt/1"
AT_MEMBER = "register"
"""In the place of a form: the remark is at a member of the register, whose uid stands in the place of the cell."""
_MAX_REMARKS = 2000
_TEXT_LIMIT = 4000
_HEX64 = re.compile(r"[0-9a-f]{64}\Z")


@dataclass(frozen=True)
class ReceiptRemark:
    """A remark; ``cell`` empty: about the whole report, ``form`` empty too: about the whole file.

    ``form`` is :data:`AT_MEMBER` for a remark at a member, whose uid is then the ``cell``.
    """

    form: str
    period: str
    cell: str
    text: str


@dataclass(frozen=True)
class Receipt:
    """What the receiver says of one sealed file. ``next_revision``: the one it expects next, None when none."""

    receipt: str
    bundle: str
    sealed_sha256: str
    manifest_sha256: str
    issued: datetime
    verdict: Verdict
    remarks: tuple[ReceiptRemark, ...] = ()
    next_revision: int | None = None

    def to_bytes(self) -> bytes:
        """``data/receipt.json``."""
        document = asdict(self)
        document["format"] = RECEIPT_FORMAT
        document["issued"] = self.issued.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        document["verdict"] = self.verdict.value
        return canonical(document)


def read_receipt_data(data: bytes) -> Receipt:
    """Read a receipt of a verified bundle; TrustError ``bundle.newer_format`` or ``bundle.unsafe_contents``."""
    try:
        document = parse_canonical(data)
        if not isinstance(document, dict):
            raise TypeError("object")
        label = document.get("format")
        if isinstance(label, str) and label.startswith("pervichka-receipt/") and label != RECEIPT_FORMAT:
            raise TrustError("bundle.newer_format")
        receipt = _receipt(document)
        if receipt.to_bytes() != data:
            raise ValueError("spelling")
    except (MalformedJson, KeyError, TypeError, ValueError):
        raise TrustError("bundle.unsafe_contents", place=RECEIPT_PATH) from None
    return receipt


def _receipt(document: dict[str, Any]) -> Receipt:
    if set(document) != {f.name for f in fields(Receipt)} | {"format"} or document["format"] != RECEIPT_FORMAT:
        raise KeyError("keys")
    for name in ("receipt", "bundle"):
        if str(uuid.UUID(document[name])) != document[name]:
            raise ValueError(name)
    for name in ("sealed_sha256", "manifest_sha256"):
        if not _HEX64.match(document[name]):
            raise ValueError(name)
    remarks = document["remarks"]
    if not isinstance(remarks, list) or len(remarks) > _MAX_REMARKS:
        raise TypeError("remarks")
    following = document["next_revision"]
    if following is not None and (type(following) is not int or following < 1):
        raise TypeError("next_revision")
    return Receipt(
        receipt=document["receipt"],
        bundle=document["bundle"],
        sealed_sha256=document["sealed_sha256"],
        manifest_sha256=document["manifest_sha256"],
        issued=datetime.strptime(document["issued"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC),
        verdict=Verdict(document["verdict"]),
        remarks=tuple(_remark(item) for item in remarks),
        next_revision=following,
    )


def _remark(item: Any) -> ReceiptRemark:
    names = {f.name for f in fields(ReceiptRemark)}
    if not isinstance(item, dict) or set(item) != names:
        raise KeyError("remark")
    if any(not isinstance(text, str) or len(text) > _TEXT_LIMIT for text in item.values()):
        raise TypeError("remark")
    return ReceiptRemark(**item)
