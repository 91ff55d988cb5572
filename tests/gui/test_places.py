"""Every place: today, activists, settings, help, the frame around them; and what a screen reader meets there."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractButton, QAbstractSlider, QApplication, QLabel, QTabBar, QWidget

from app.domain.enums import RoleKind, TrainingKind, UserRight
from app.services.organisation.passport import headcounts, passport
from app.services.session import VaultSession
from app.services.structure.roles import roles_on, trainings
from app.services.vault.users import list_users
from app.ui.kit.theme import ThemeName, apply_theme
from tests.gui.conftest import House


def test_today_tells_what_to_do_and_leads_there(house: House) -> None:
    page = house.go("today")
    titles = [line.title for line in page.today.lines]
    assert any(title.startswith("Форма № 2") for title in titles)
    assert "Нет согласия на обработку данных" in titles
    assert "Сделайте запасную копию" in titles
    assert page.header.title.text().endswith("Елена Петровна")
    assert page.count.text() == "В организации 5 человек"
    assert "2024: 4 человека" in page.years.accessibleDescription()
    assert "женщин" in page.ages.accessibleDescription()
    primary = [b for b in page.findChildren(QAbstractButton) if b.property("kind") == "primary"]
    assert len(primary) == 1
    consent = next(b for b in page.findChildren(QAbstractButton) if "Нет согласия" in b.accessibleName())
    consent.click()
    house.settle()
    assert house.window.workspace is not None
    assert house.window.workspace.current == "members"
    assert house.window.workspace.pages["members"].chips.current() == "no_consent"  # type: ignore[attr-defined]


def test_frame_says_whose_and_what_waits(house: House) -> None:
    workspace = house.window.workspace
    assert workspace is not None
    assert workspace.chair.text().startswith("председатель")
    assert workspace.foot.saved.text() == "Всё сохранено"
    assert workspace.foot.backup.text() == "Копий ещё нет"
    assert workspace.foot.waiting.text() == "Ничего не ждёт отправки"
    assert "intake" not in workspace.specs
    assert "ждут" in workspace.places["today"].accessibleName()


def test_a_copy_now(house: House, tmp_path: Path) -> None:
    page = house.go("settings", section="copies")
    section = page.sections["copies"]
    folder = tmp_path / "флешка"
    folder.mkdir()
    house.files.path = folder
    section.choose.click()
    house.settle()
    section.now.click()
    house.settle()
    assert section.banner.text().startswith("Копия сделана")
    assert len(list(folder.glob("*.pervichka-copy"))) == 1
    assert house.window.workspace is not None
    assert house.window.workspace.foot.backup.text().startswith("Последняя копия: сегодня")


def test_passport_and_headcount(house: House, session: VaultSession) -> None:
    page = house.go("settings")
    section = page.sections["organisation"]
    section.lines["phone"].setText("+7 843 111-22-33")
    section.lines["inn"].setText("12")
    section.save()
    house.settle()
    assert section.banner.isVisible()
    section.lines["inn"].setText("")
    section.save()
    house.settle()
    assert passport(session).phone == "+7 843 111-22-33"
    page.open(section="headcount")
    house.settle()
    page.sections["headcount"].add()
    dialog = house.dialog()
    dialog.on.setText("31.12.2024")
    dialog.numbers["employees"].setText("58")
    dialog.save()
    house.settle()
    assert (date(2024, 12, 31), 58) in [(h.on, h.employees) for h in headcounts(session)]
    assert page.sections["headcount"].model.rowCount() == 2


def test_users(house: House, session: VaultSession) -> None:
    page = house.go("settings", section="users")
    section = page.sections["users"]
    section.add_button.click()
    dialog = house.dialog()
    dialog.save()
    assert dialog.form.problems()[0] == "Напишите, кто это."
    dialog.name.setText("Лебедь А. С.")
    dialog.right.choose(UserRight.VIEWER)
    dialog.password.setText("облака над полем 7")
    dialog.again.setText("облака над полем 7")
    dialog.save()
    house.settle()
    assert [(u.name, u.right) for u in list_users(session)][-1] == ("Лебедь А. С.", UserRight.VIEWER)
    section.table.selectRow(1)
    assert section.model.index(1, 2).data() == "ждёт обязательства"
    section.signed.click()
    house.settle()
    assert section.model.index(1, 2).data() == "открыт"


def test_the_key_sheet(house: House) -> None:
    page = house.go("settings", section="key")
    section = page.sections["key"]
    assert len(section.fingerprint.text().split(" ")) == 16
    section.print_key()
    assert house.dialog().windowTitle() == "Лист ключа"


def test_office_from_typing_a_name_to_its_end(house: House, session: VaultSession) -> None:
    page = house.go("activists").bodies
    assert page.model.rowCount() == 1
    page.add_button.click()
    dialog = house.dialog()
    dialog.save()
    assert dialog.form.problems() == ["Выберите человека в списке."]
    dialog.field("who").search.setText("воробьева")
    dialog.field("who").search.returnPressed.emit()
    house.settle()
    assert dialog.field("who").summary.text() == "Выбрано: Воробьёва Нина Ильинична"
    dialog.field("kind").choose(RoleKind.GROUP_ORGANISER)
    dialog.field("on").setText("01.09.2025")
    dialog.save()
    house.settle()
    place = next(i for i in range(page.model.rowCount()) if "Воробьёва" in page.model.index(i, 0).data())
    page.table.selectRow(place)
    page.end_button.click()
    end = house.dialog()
    end.field("last").setText("31.08.2026")
    end.save()
    house.settle()
    assert RoleKind.GROUP_ORGANISER in {r.kind for r in roles_on(session, date(2026, 8, 31))}
    assert RoleKind.GROUP_ORGANISER not in {r.kind for r in roles_on(session, date(2026, 9, 1))}


def test_training_for_many(house: House, session: VaultSession) -> None:
    page = house.go("activists", tab="training").trainings
    page.add_button.click()
    dialog = house.dialog()
    for place in range(3):
        dialog.field("who").list.item(place).setCheckState(Qt.CheckState.Checked)
    assert dialog.field("who").summary.text() == "Отмечено: 3 человека"
    dialog.field("title").setText("Охрана труда")
    dialog.field("kind").choose(TrainingKind.QUALIFICATION)
    dialog.field("hours").setText("8")
    dialog.save()
    house.settle()
    assert dialog.banner.isVisible(), "8 hours are no qualification course"
    dialog.field("hours").setText("40")
    dialog.save()
    house.settle()
    assert [t.hours for t in trainings(session, date.today().year)] == [40, 40, 40]
    assert page.model.rowCount() == 3


def test_help_opens_at_the_page_shown(house: House) -> None:
    house.go("activists")
    assert house.window.workspace is not None
    house.window.workspace.show_help()
    page = house.window.workspace.pages["help"]
    assert "Должности" in page.text.toPlainText()  # type: ignore[attr-defined]


def test_another_look_keeps_the_place(house: House) -> None:
    page = house.go("settings", section="look")
    page.sections["look"]._choose("theme", ThemeName.DARK.value)
    house.settle()
    assert house.window.workspace is not None
    assert house.window.workspace.current == "settings"
    assert QApplication.instance().palette().window().color().lightness() < 60  # type: ignore[union-attr]
    page = house.window.workspace.pages["settings"]
    page.sections["organisation"]  # type: ignore[attr-defined]
    apply_theme(QApplication.instance())  # type: ignore[arg-type]


PLACES = ("today", "members", "activists", "reports", "finance", "papers", "exchange", "help", "settings")
QUIET = (QLabel, QAbstractSlider)


def nameless(root: QWidget) -> list[str]:
    """Widgets that take the focus but tell a screen reader nothing."""
    found = []
    for widget in root.findChildren(QWidget):
        if widget.focusPolicy() == Qt.FocusPolicy.NoFocus or isinstance(widget, QUIET) or not widget.isVisible():
            continue
        if widget.objectName().startswith("qt_") or isinstance(widget.parent(), QTabBar):
            continue
        interface = QAccessible.queryAccessibleInterface(widget)
        name = interface.text(QAccessible.Text.Name) if interface is not None else ""
        if not name.strip():
            found.append(f"{type(widget).__name__} in {type(widget.parent()).__name__}")
    return found


def test_everything_with_the_focus_has_a_name(house: House) -> None:
    assert house.window.workspace is not None
    assert {place: nameless(house.go(place)) for place in PLACES} == {place: [] for place in PLACES}
    assert nameless(house.window.workspace) == []


def test_dialogs_have_names_too(house: House) -> None:
    page = house.go("members", add=True)
    dialog = house.dialog()
    assert nameless(dialog) == []
    dialog.reject()
    page.show_person_at(0)
    house.settle()
    for tab in range(5):
        page.card.show_tab(tab)
        assert nameless(page.card) == []
    page.card.consent_requested.emit(page.card.card.id)
    assert nameless(house.dialog()) == []


def test_start_screens_have_names_too(empty_house: House, vault_folder: Path) -> None:
    window = empty_house.window
    window.show_start()
    assert nameless(window) == []
    window.show_login(vault_folder)
    assert nameless(window) == []
    wizard = window.show_first_run()
    for _, step in wizard.steps:
        for _, other in wizard.steps:
            other.setVisible(other is step)
        assert nameless(window) == []


def test_nothing_to_press_is_smaller_than_a_finger(house: House) -> None:
    small = [
        f"{place}: {button.accessibleName()}: {button.width()}×{button.height()}"
        for place in PLACES
        for button in house.go(place).findChildren(QAbstractButton)
        if button.isVisible() and (button.height() < 32 or button.width() < 32)
        and type(button).__name__ not in {"QToolButton", "QTableCornerButton", "QAbstractButton"}
    ]  # fmt: skip
    assert small == []


@pytest.mark.parametrize(("theme", "percent"), [(ThemeName.LIGHT, 100), (ThemeName.CONTRAST, 150)])
def test_no_button_is_cut_in_a_small_window(house: House, theme: ThemeName, percent: int) -> None:
    """At 1024×768 every word on a button is whole and inside the window."""
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    preferences = house.window.startup.preferences
    preferences.set("theme", theme.value)
    preferences.set("scale", percent)
    house.window.restyle()
    house.settle()
    house.window.resize(1024, 768)
    cut = []
    for place in ("today", "members", "activists", "finance", "settings", "help"):
        page = house.go(place)
        application.sendPostedEvents()
        for button in page.findChildren(QAbstractButton):
            if not button.isVisible() or not button.text():
                continue
            wide = button.fontMetrics().horizontalAdvance(button.text().replace("&", ""))
            edge = button.mapTo(page, button.rect().topRight()).x()
            if wide > button.width() or edge > page.width():
                cut.append(f"{place}: {button.text()}: {wide} in {button.width()}, edge {edge} of {page.width()}")
    apply_theme(application)
    assert cut == []
