"""What a room of the window may ask of the other rooms. Rooms do not import each other; :mod:`app.ui.rooms` opens."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeVar

from PySide6.QtWidgets import QDialog, QWidget

from app.domain.enums import PartyRelation
from app.services.exchange.views import PartyView
from app.services.members import MemberCard

if TYPE_CHECKING:
    from app.ui.kit.pane import PaneBehind

T = TypeVar("T")
ContextT = TypeVar("ContextT", contravariant=True)
"""What a page is given, which itself has the doors (:class:`app.ui.context.UiContext`)."""
Names = Mapping[int, str]
"""People by id with their full names."""


class Doors(Protocol[ContextT]):
    """Each opens a dialog over ``owner`` and returns at once, unless told otherwise."""

    def record_role(self, context: ContextT, owner: QWidget, people: Names) -> None:
        """An office for these people."""

    def record_training(self, context: ContextT, owner: QWidget, people: Names) -> None:
        """A training for these people."""

    def assign_people(self, context: ContextT, owner: QWidget, people: Names) -> None:
        """To which unit these people belong."""

    def add_to_reserve(self, context: ContextT, owner: QWidget, people: Names) -> None:
        """The reserve of cadres."""

    def hand_out_cards(self, context: ContextT, owner: QWidget, people: Names) -> None:
        """Cards for these people."""

    def order_cards(self, context: ContextT, owner: QWidget, person_ids: Sequence[int]) -> None:
        """An order of cards at the higher organisation."""

    def print_cards(self, context: ContextT, owner: QWidget, person_ids: Sequence[int]) -> None:
        """Sheets with the valid cards of these people."""

    def cards_of(self, context: ContextT, owner: QWidget, person_id: int, name: str) -> None:
        """All cards of one person."""

    def import_list(self, context: ContextT, owner: QWidget, path: Path) -> QDialog:
        """Look into a list; the open dialog."""

    def decide_waiting(self, context: ContextT, owner: QWidget, *, may_write: bool) -> None:
        """Rows of lists that wait for a decision."""

    def withdraw_consent(self, context: ContextT, owner: QWidget, card: MemberCard) -> None:
        """What of the consent is withdrawn, from when."""

    def choose_people(self, context: ContextT, owner: QWidget, on_chosen: Callable[[dict[int, str]], object]) -> None:
        """People of the register for a paper; blocked ones are not there."""

    def hand_over(self, context: ContextT, owner: QWidget, bundle: str, title: str) -> None:
        """Take a sealed file away: onto a stick, into a folder, by letter, through the internet."""

    def ask_uncompared(
        self,
        context: ContextT,
        owner: QWidget,
        error: Exception,
        seal: Callable[[str], T],
        on_sealed: Callable[[T], object],
    ) -> bool:
        """Ask for the password when ``error`` is that the recipient's key was not compared; False for any other."""

    def enrol(
        self, context: ContextT, owner: QWidget, relation: PartyRelation, on_done: Callable[[PartyView], object]
    ) -> None:
        """Choose an organisation's card and trust its key."""

    def make_package(self, context: ContextT, owner: QWidget) -> None:
        """What goes to the organisations below."""

    def indicators(self, context: ContextT, *, higher: bool) -> PaneBehind:
        """The organisation in numbers, to be put behind the list of reports."""
