"""Sending: what leaves, sealing it, taking it away, the outbox, and the receipts that come back."""

from app.services.exchange.exporting import export
from app.services.exchange.handover import hand_over_to_folder, outbox, sealed_bytes, write_sealed
from app.services.exchange.leaving import what_leaves
from app.services.exchange.mailing import (
    email_drafts,
    has_mail_server,
    mail_server,
    send_mail,
    set_mail_server,
    write_parts,
)
from app.services.exchange.member_remarks import MemberRemarkView, close_member_remark, member_remarks
from app.services.exchange.reading import inspect, unpack_bundle, verify_bundle
from app.services.exchange.receipts import read_receipt
from app.services.exchange.uploading import (
    due_uploads,
    is_automatic,
    queue_upload,
    routes,
    set_automatic,
    set_route,
    stop_upload,
    upload,
)
from app.services.exchange.views import (
    Excluded,
    ExportedBundle,
    HandoverView,
    LeavingFile,
    LeavingRegister,
    LeavingReport,
    OutboxRow,
    PartyView,
    ReceiptOutcome,
    ReceiptView,
    ReceivedRemark,
    RouteView,
    UploadView,
)

__all__ = [
    "Excluded",
    "ExportedBundle",
    "HandoverView",
    "LeavingFile",
    "LeavingRegister",
    "LeavingReport",
    "MemberRemarkView",
    "OutboxRow",
    "PartyView",
    "ReceiptOutcome",
    "ReceiptView",
    "ReceivedRemark",
    "RouteView",
    "UploadView",
    "close_member_remark",
    "due_uploads",
    "email_drafts",
    "export",
    "hand_over_to_folder",
    "has_mail_server",
    "inspect",
    "is_automatic",
    "mail_server",
    "member_remarks",
    "outbox",
    "queue_upload",
    "read_receipt",
    "routes",
    "sealed_bytes",
    "send_mail",
    "set_automatic",
    "set_mail_server",
    "set_route",
    "stop_upload",
    "unpack_bundle",
    "upload",
    "verify_bundle",
    "what_leaves",
    "write_parts",
    "write_sealed",
]  # fmt: skip
