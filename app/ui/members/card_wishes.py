"""What the tabs of a card know of the card around them: what it shows, and the wishes it passes on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from PySide6.QtCore import Signal

from app.services.members import MemberCard
from app.services.organisation.profiles import ConsentPartText
from app.ui.kit import SidePanel


class CardWishes(SidePanel):
    """A panel about one person; each signal is a wish, first the person's id or that of the thing meant."""

    edit_requested = Signal(int)
    event_requested = Signal(int, str)
    cancel_requested = Signal(int, str)
    consent_requested = Signal(int)
    withdraw_requested = Signal(int)
    role_requested = Signal(int)
    training_requested = Signal(int)
    print_consent_requested = Signal(int)
    privacy_requested = Signal(int, str, str)
    """The person, the name, and what: answer, request, block, destroy."""
    past_requested = Signal(int)
    now_requested = Signal(int)
    transfer_requested = Signal(int)
    photo_requested = Signal(int)
    photo_dropped = Signal(int, Path)
    photo_removed = Signal(int)
    social_requested = Signal(int)
    social_ended = Signal(int, str)
    social_deleted = Signal(int)
    dues_requested = Signal(int)
    cards_requested = Signal(int)
    paper_requested = Signal(int, str)
    file_requested = Signal(int)
    file_opened = Signal(int)
    file_saved = Signal(int)
    file_deleted = Signal(int, str)

    def __init__(self, parts: Sequence[ConsentPartText], today: date, *, may_write: bool) -> None:
        super().__init__(closable=True, width=390)
        self.parts = {part.id: part.title for part in parts}
        self.today, self._may_write = today, may_write
        self.card: MemberCard | None = None

    @property
    def may_write(self) -> bool:
        """The past is only looked at, and only by the right changed."""
        return self._may_write and not self.shows_past

    @property
    def shows_past(self) -> bool:
        """The card is shown as it was or as it was known."""
        return self.card is not None and (self.card.as_of is not None or self.card.known_at is not None)
