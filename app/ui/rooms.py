"""Opens what a room of the window wants of another (:class:`app.ui.doors.Doors`); a room is read when it is opened."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from PySide6.QtWidgets import QDialog, QWidget

from app.domain.enums import PartyRelation
from app.services.exchange.views import PartyView
from app.services.members import MemberCard
from app.ui.context import UiContext
from app.ui.doors import Names
from app.ui.kit.pane import PaneBehind

T = TypeVar("T")


class Rooms:
    """The one place that knows all rooms; the window gives it to the pages as their doors."""

    def record_role(self, context: UiContext, owner: QWidget, people: Names) -> None:
        """See :class:`app.ui.doors.Doors`, as all below."""
        from app.ui.structure.dialogs import ask_role

        ask_role(owner, context, people)

    def record_training(self, context: UiContext, owner: QWidget, people: Names) -> None:
        """A training for these people."""
        from app.ui.structure.dialogs import ask_training

        ask_training(owner, context, people)

    def assign_people(self, context: UiContext, owner: QWidget, people: Names) -> None:
        """To which unit these people belong."""
        from app.ui.structure.structure_dialogs import assign_people

        assign_people(owner, context, people)

    def add_to_reserve(self, context: UiContext, owner: QWidget, people: Names) -> None:
        """The reserve of cadres."""
        from app.ui.structure.reserve_dialogs import ask_candidate

        ask_candidate(owner, context, names=people)

    def hand_out_cards(self, context: UiContext, owner: QWidget, people: Names) -> None:
        """Cards for these people."""
        from app.ui.cards.issue_dialog import IssueDialog

        IssueDialog(owner, context, list(people.items())).open()

    def order_cards(self, context: UiContext, owner: QWidget, person_ids: Sequence[int]) -> None:
        """An order of cards at the higher organisation."""
        from app.ui.cards.order_dialog import OrderDialog

        OrderDialog(owner, context, person_ids).open()

    def print_cards(self, context: UiContext, owner: QWidget, person_ids: Sequence[int]) -> None:
        """Sheets with the valid cards of these people."""
        from app.ui.cards.panel import preview_cards

        preview_cards(context, owner, person_ids)

    def cards_of(self, context: UiContext, owner: QWidget, person_id: int, name: str) -> None:
        """All cards of one person."""
        from app.ui.cards.person_dialog import PersonCardsDialog

        PersonCardsDialog(owner, context, person_id, name).open()

    def import_list(self, context: UiContext, owner: QWidget, path: Path) -> QDialog:
        """Look into a list; the open dialog."""
        from app.ui.importing.import_dialog import ImportDialog

        dialog = ImportDialog(owner, context, path)
        dialog.open()
        return dialog

    def decide_waiting(self, context: UiContext, owner: QWidget, *, may_write: bool) -> None:
        """Rows of lists that wait for a decision."""
        from app.ui.importing.waiting_dialog import WaitingDialog

        WaitingDialog(owner, context, may_write=may_write).open()

    def withdraw_consent(self, context: UiContext, owner: QWidget, card: MemberCard) -> None:
        """What of the consent is withdrawn, from when."""
        from app.ui.members.consent_dialog import ask_withdrawal

        ask_withdrawal(owner, context, card)

    def choose_people(self, context: UiContext, owner: QWidget, on_chosen: Callable[[dict[int, str]], object]) -> None:
        """People of the register for a paper; blocked ones are not there."""
        from app.ui.papers.dialogs import PeopleDialog

        PeopleDialog(owner, context, "all", {}, on_chosen).open()

    def hand_over(self, context: UiContext, owner: QWidget, bundle: str, title: str) -> None:
        """Take a sealed file away."""
        from app.ui.exchange.handover_dialog import HandoverDialog

        HandoverDialog(context, owner, bundle, title).open()

    def ask_uncompared(
        self,
        context: UiContext,
        owner: QWidget,
        error: Exception,
        seal: Callable[[str], T],
        on_sealed: Callable[[T], object],
    ) -> bool:
        """Ask for the password when ``error`` is that the recipient's key was not compared; False for any other."""
        from app.ui.exchange.uncompared import UncomparedDialog, asks_password

        if not asks_password(error):
            return False
        UncomparedDialog(owner, context, error, seal, on_sealed).open()
        return True

    def enrol(
        self, context: UiContext, owner: QWidget, relation: PartyRelation, on_done: Callable[[PartyView], object]
    ) -> None:
        """Choose an organisation's card and trust its key."""
        from app.ui.exchange.enrol_dialog import enrol_from_file

        enrol_from_file(context, owner, relation, on_done)

    def make_package(self, context: UiContext, owner: QWidget) -> None:
        """What goes to the organisations below."""
        from app.ui.library.package_dialog import MakePackageDialog

        MakePackageDialog(owner, context).open()

    def indicators(self, context: UiContext, *, higher: bool) -> PaneBehind:
        """The organisation in numbers."""
        from app.ui.indicators.view import IndicatorsView

        return IndicatorsView(context, higher=higher)
