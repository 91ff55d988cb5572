"""«Члены профсоюза» of a higher organisation: found, read slice by slice; a file with a register only."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import pytest
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from app.domain.enums import Verdict
from app.services import exchange, intake
from app.services.exchange.views import PartyView
from app.services.intake import ReceivedMemberView, ReceivedPage
from app.services.members import MemberQuery, list_members
from app.services.privacy.consents import record_consent
from app.services.session import VaultSession
from app.ui.context import UiContext
from app.ui.intake.members_model import ReceivedMembersModel
from app.ui.intake.members_panel import MemberDialog
from app.ui.intake.page import IntakePage
from app.ui.intake.receipts import ReceiptsDialog
from app.ui.intake.register_dialog import RegisterDialog

Settle = Callable[[UiContext], None]
D = TypeVar("D", bound=QDialog)


def opened(kind: type[D]) -> D:
    return next(w for w in QApplication.topLevelWidgets() if isinstance(w, kind) and w.isVisible())


@pytest.fixture
def office(higher: VaultSession, make_context: Callable[[VaultSession], UiContext]) -> UiContext:
    return make_context(higher)


@pytest.fixture
def register(signed: VaultSession, acquainted: PartyView) -> exchange.ExportedBundle:
    """Everybody agreed, and the register is sealed."""
    people = [row.id for row in list_members(signed, MemberQuery(date.today())).items]
    record_consent(signed, people, {"union": True}, date.today())
    return exchange.export(signed, acquainted.id, [], "full")


@pytest.fixture
def page(office: UiContext, qtbot: QtBot, settle: Settle) -> IntakePage:
    made = IntakePage(office)
    office.notifier.changed.connect(lambda changed: made.refresh() if changed & made.reads else None)
    qtbot.addWidget(made)
    made.resize(1000, 700)
    made.show()
    made.refresh()
    settle(office)
    return made


def turn(page: IntakePage, office: UiContext, settle: Settle) -> None:
    titles = [page.tabs.tabText(n) for n in range(page.tabs.count())]
    page.tabs.setCurrentIndex(titles.index("Члены профсоюза"))
    settle(office)


def test_a_register_alone_is_decided_and_its_members_found(
    page: IntakePage, office: UiContext, settle: Settle, register: exchange.ExportedBundle, tmp_path: Path
) -> None:
    intake.accept(office.session, register.sealed, register.name)
    page.refresh()
    settle(office)
    turn(page, office, settle)
    assert page.members.model.rowCount() == 0
    page._open_received(page.received_model.index(0, 0))
    dialog = opened(RegisterDialog)
    dialog.decide(Verdict.RETURNED)
    assert dialog.isVisible(), "a return needs words"
    dialog.decide(Verdict.ACCEPTED)
    settle(office)
    opened(ReceiptsDialog).reject()
    panel = page.members
    assert panel.model.rowCount() == 4
    QAbstractItemModelTester(panel.model, QAbstractItemModelTester.FailureReportingMode.Fatal, panel)
    QAbstractItemModelTester(panel.registers_model, QAbstractItemModelTester.FailureReportingMode.Fatal, panel)
    panel.look_for("жук")
    settle(office)
    assert panel.model.rowCount() == 1
    assert panel.model.index(0, 0).data().startswith("Жукова Анна")
    panel._open(panel.model.index(0, 0))
    shown = opened(MemberDialog)
    shown.destroy_data()
    settle(office)
    assert intake.received_members(office.session).total == 3
    panel.look_for("")
    settle(office)
    office.files.answer = tmp_path / "члены.xlsx"  # type: ignore[attr-defined]
    panel._export()
    settle(office)
    assert (tmp_path / "члены.xlsx").read_bytes()[:2] == b"PK"


def test_slices_are_asked_for_once_and_put_where_they_belong(qtbot: QtBot) -> None:
    def one(number: int) -> ReceivedMemberView:
        values: dict[str, Any] = {"organisation": "", "organisation_uid": "", "name": "", "patronymic": "", "birth": ""}
        return ReceivedMemberView(id=number, uid=str(number), surname=f"Т{number}", card_number="", data={}, **values)

    def part(offset: int) -> ReceivedPage:
        return ReceivedPage(100_000, offset, tuple(one(n) for n in range(offset, offset + 200)))

    model = ReceivedMembersModel(200)
    asked: list[int] = []
    model.wanted.connect(asked.append)
    model.show_found(part(0))
    assert model.rowCount() == 100_000
    assert model.index(0, 0).data() == "Т0"
    assert model.index(99_999, 0).data() == "…"
    assert model.index(99_800, 0).data() == "…"
    assert asked == [99_800]
    model.put(part(99_800))
    assert model.index(99_999, 0).data() == "Т99999"
    model.put(ReceivedPage(5, 0, ()))  # of another search
    assert model.index(0, 0).data() == "Т0"
