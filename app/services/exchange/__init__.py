"""Sending: what leaves, sealing it, taking it away, the outbox, and the receipts that come back."""

from app.services.exchange.exporting import export
from app.services.exchange.handover import email_draft, hand_over_to_folder, outbox, sealed_bytes, write_sealed
from app.services.exchange.leaving import what_leaves
from app.services.exchange.reading import inspect, open_bundle, verify_bundle
from app.services.exchange.receipts import read_receipt
from app.services.exchange.views import (
    Excluded,
    ExportedBundle,
    HandoverView,
    Leaving,
    LeavingRegister,
    LeavingReport,
    OutboxRow,
    PartyView,
    ReceiptOutcome,
    ReceiptView,
    RemarkView,
)

__all__ = [
    "Excluded", "ExportedBundle", "HandoverView", "Leaving", "LeavingRegister", "LeavingReport", "OutboxRow",
    "PartyView", "ReceiptOutcome", "ReceiptView", "RemarkView", "email_draft", "export", "hand_over_to_folder",
    "inspect", "open_bundle", "outbox", "read_receipt", "sealed_bytes", "verify_bundle", "what_leaves", "write_sealed",
]  # fmt: skip
