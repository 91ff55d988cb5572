"""Whatever a service writes, every page that shows it shows it at once: each page is compared with one made anew."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLabel, QLineEdit, QTableView, QTabWidget, QWidget

from app.domain.cards import CardMedium
from app.domain.enums import (
    EventKind,
    LedgerKind,
    MemberCategory,
    RequestKind,
    RoleKind,
    UnitKind,
    UserRight,
)
from app.domain.finance import ARTICLES
from app.domain.meetings import MeetingKind
from app.services import cards, meetings
from app.services.finance.ledger import LedgerDraft, add_entry
from app.services.meetings import MeetingDraft
from app.services.members import EntryDraft, MemberQuery, PersonDraft, add_member, list_members
from app.services.organisation.passport import passport, update_passport
from app.services.privacy.consents import record_consent
from app.services.privacy.incidents import IncidentDraft, add_incident
from app.services.privacy.requests import add_request
from app.services.queries import Condition, ConditionGroup, save_selection
from app.services.reports import set_value
from app.services.session import VaultSession
from app.services.structure.roles import set_role
from app.services.structure.units import UnitDraft, add_unit
from app.services.vault.users import add_user
from app.ui.settings.page import SECTIONS
from tests.cheap_vault import QUICK
from tests.gui.conftest import House

YEAR = date.today().year


def somebody(session: VaultSession) -> int:
    return min(row.id for row in list_members(session, MemberQuery(as_of=date.today())).items)


def member(session: VaultSession) -> None:
    entry = EntryDraft(EventKind.ADMITTED, date(YEAR - 1, 9, 1), MemberCategory.WORKING)
    add_member(session, PersonDraft("Яблокова", "Зоя", "Петровна", birth_date=date(1990, 1, 2)), entry)


def order(session: VaultSession) -> None:
    record_consent(
        session,
        [somebody(session)],
        dict.fromkeys([part.id for part in session.profile.consent_parts], True),
        date(YEAR, 1, 9),
    )
    cards.place_order(session, [somebody(session)], CardMedium.PLASTIC)


WRITES: dict[str, Callable[[VaultSession], object]] = {
    "a member": member,
    "a consent": lambda s: record_consent(s, [somebody(s)], {"union": True}, date(YEAR, 1, 9)),
    "an office": lambda s: set_role(s, somebody(s), RoleKind.AUDIT_MEMBER, date(YEAR - 1, 2, 1)),
    "a shop": lambda s: add_unit(s, UnitDraft(UnitKind.SHOP, "Цех № 1", created_on=date(YEAR - 3, 1, 1))),
    "an entry of the ledger": lambda s: add_entry(
        s, LedgerDraft(date(YEAR, 1, 5), LedgerKind.INCOME, ARTICLES[LedgerKind.INCOME][0], Decimal(500))
    ),
    "a meeting": lambda s: meetings.save_meeting(s, MeetingDraft(MeetingKind.GENERAL, date.today(), "10:00", "зал")),
    "a request": lambda s: add_request(s, somebody(s), RequestKind.ACCESS, date.today()),
    "an incident": lambda s: add_incident(s, IncidentDraft(datetime(2026, 1, 2, 9, tzinfo=UTC), "потеряна тетрадь")),
    "a card order": order,
    "a selection": lambda s: save_selection(
        s, "Учителя", ConditionGroup((Condition("position", "contains", "учитель"),))
    ),
    "the passport": lambda s: update_passport(s, replace(passport(s), short_name="ППО Дальняя")),
    "a user": lambda s: add_user(s, "Орлова А. А.", UserRight.VIEWER, "пароль помощницы", undertaking=True, kdf=QUICK),
    "a cell": lambda s: set_value(s, "fnpr-2", "III.1.2.3", 1, str(YEAR - 1), "совмещает"),
}


SHOWN_IN = {"today", "finance", "settings: organisation", "settings: users", "papers: Билеты"}
"""Where something of it must be seen."""


def write(house: House, session: VaultSession, what: str) -> None:
    """As a page does it: a job of the window."""
    refused: list[Exception] = []
    house.window.jobs.run(lambda _: WRITES[what](session), owner=house.window, on_error=refused.append)
    house.settle()
    assert not refused, refused


def read(widget: QWidget) -> list[str]:
    """Everything that can be read on it, tables and lists to choose from too."""
    found = [
        one.text()
        for kind in (QLabel, QLineEdit, QAbstractButton)
        for one in widget.findChildren(kind)
        if not one.isHidden()
    ]
    found += [box.itemText(i) for box in widget.findChildren(QComboBox) for i in range(box.count())]
    for table in widget.findChildren(QTableView):
        model = table.model()
        if model is not None:
            found += [
                str(model.data(model.index(row, column), Qt.ItemDataRole.DisplayRole) or "")
                for row in range(model.rowCount())
                for column in range(model.columnCount())
            ]
    return sorted(text for text in found if text)


def walk(house: House) -> dict[str, list[str]]:
    """Every page and every tab, visited and read."""
    shown = {}
    workspace = house.window.workspace
    assert workspace is not None
    for place in workspace.specs:
        page: Any = house.go(place)
        for section, *_ in SECTIONS if place == "settings" else ():
            shown[f"{place}: {section}"] = read(house.go(place, section=section).sections[section])
        every = page.findChildren(QTabWidget)
        if not every and not hasattr(page, "sections"):
            shown[place] = read(page)
        for tabs in every:
            for number in range(tabs.count()):
                tabs.setCurrentIndex(number)
                house.settle()
                shown[f"{place}: {tabs.tabText(number)}"] = read(tabs.widget(number))
    return shown


def test_every_page_shows_what_was_written(house: House, session: VaultSession) -> None:
    """Every page was visited before; after all writes each is what a page made now is."""
    before = walk(house)
    for what in WRITES:
        write(house, session, what)
    after = walk(house)
    house.window.open_session(session)
    house.settle()
    fresh = walk(house)
    for place, words in fresh.items():
        assert after[place] == words, place
    silent = {place for place, words in fresh.items() if before[place] == words}
    assert silent & SHOWN_IN == set(), "nothing of all this is seen there"


def test_a_shop_reaches_the_open_form_4(house: House, session: VaultSession) -> None:
    page = house.go("reports", form="fnpr-4", period=str(YEAR - 1))
    house.settle()
    assert page.report.presenter.report.view.cells["II.4.3"].value != 1
    write(house, session, "a shop")
    assert page.report.presenter.report.view.cells["II.4.3"].value == 1
