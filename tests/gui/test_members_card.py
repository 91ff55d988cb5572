"""The card in full in the window: the past, changes, photo, social passport, papers, transfer; acts upon many."""

from __future__ import annotations

import io
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QLabel, QPushButton

from app.domain.enums import DuesWay, Education, EventKind, SocialKind
from app.services.members import EventDraft, MemberCard, member_card, operations, record_event, transfers
from app.services.members.decisions import decisions
from app.services.organisation.passport import draft_from_json
from app.services.privacy import consents
from app.services.session import VaultSession
from app.services.vault.creating import MINIMUM_KDF, create_vault
from app.ui.members.card import TABS
from app.ui.members.group_preview import PreviewModel
from tests.conftest import ORGANISATION, PASSWORD
from tests.gui.conftest import House


@pytest.fixture
def page(house: House) -> Any:
    """The register with the card of Щербакова open."""
    found = house.go("members")
    found.show_person_at(4)
    house.settle()
    return found


def words(widget: Any) -> str:
    """Everything that can be read on it."""
    return "\n".join(item.text() for item in widget.findChildren(QLabel))


def press(widget: Any, name: str) -> None:
    """The button of this name."""
    [found] = [b for b in widget.findChildren(QPushButton) if b.accessibleName() == name]
    found.click()


def now(session: VaultSession, page: Any) -> MemberCard:
    return member_card(session, page.card.card.id)


def test_a_change_with_its_day_and_the_card_before_it(house: House, session: VaultSession, page: Any) -> None:
    page.edit_person()
    dialog = house.dialog()
    dialog.lines["surname"].setText("Ёжикова")
    dialog.education.choose(Education.HIGHER)
    dialog.work_since.setText("01.09.1990")
    dialog.change.on.setText("завтра")
    dialog.save()
    assert "Напишите дату так" in dialog.change.problem.text()
    dialog.change.on.setText("15.07.2024")
    dialog.save()
    house.settle()
    assert page.card.title.text() == "Ёжикова Нина Ильинична"
    assert "Щербакова Нина Ильинична, до 15.07.2024" in words(page.card)
    page.card.past_requested.emit(page.card.card.id)
    dialog = house.dialog()
    dialog.save()
    assert dialog.form.problems() == ["Впишите хотя бы одну дату."]
    dialog.field("as_of").setText("14.07.2024")
    dialog.save()
    house.settle()
    assert page.card.title.text() == "Щербакова Нина Ильинична"
    assert "Как было 14.07.2024" in page.card.past.text()
    assert not [b for b in page.card.findChildren(QPushButton) if b.isVisible() and b.text() == "Изменить"]
    page.card.past.activated.emit()
    house.settle()
    assert page.card.title.text() == "Ёжикова Нина Ильинична" and not page.card.past.isVisible()
    assert now(session, page).person.education is Education.HIGHER


def test_a_mistake_is_mended_without_a_day(house: House, session: VaultSession, page: Any) -> None:
    page.edit_person()
    dialog = house.dialog()
    dialog.lines["position"].setText("завуч")
    dialog.change.mistake.setChecked(True)
    assert not dialog.change.on.isEnabled()
    dialog.save()
    house.settle()
    assert member_card(session, page.card.card.id, date(2001, 1, 1)).person.position == "завуч"
    page.card.show_tab(TABS.index("История"))
    assert "Исправлено: должность" in words(page.card) and "учитель → завуч" in words(page.card)


def test_what_was_known_on_a_day(house: House, session: VaultSession, page: Any) -> None:
    record_event(session, page.card.card.id, EventDraft(EventKind.LEFT, date(2026, 1, 10)))
    page.card.past_requested.emit(page.card.card.id)
    dialog = house.dialog()
    dialog.field("known").setText(f"{date.today() - timedelta(days=1):%d.%m.%Y}")
    dialog.save()
    house.settle()
    assert "ещё не был записан" in dialog.banner.text(), "the person was recorded only today"
    dialog.field("known").setText(f"{date.today():%d.%m.%Y}")
    dialog.save()
    house.settle()
    assert "Что было известно" in page.card.past.text() and page.card.card.category is None


def test_a_photo_by_the_dialog_by_dropping_and_away(
    house: House, session: VaultSession, page: Any, tmp_path: Path
) -> None:
    buffer = io.BytesIO()
    Image.new("RGB", (900, 1200), "teal").save(buffer, "PNG")
    house.files.path = tmp_path / "фото.png"
    house.files.path.write_bytes(buffer.getvalue())
    page.card.photo_requested.emit(page.card.card.id)
    house.settle()
    assert now(session, page).photo is not None
    press(page.card, "Удалить фотографию")
    house.settle()
    assert now(session, page).photo is None
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(house.files.path))])
    drop = QDropEvent(
        QPointF(5, 5), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    page.card.dropEvent(drop)
    house.settle()
    assert now(session, page).photo is not None
    house.files.path.write_bytes(b"GIF89a")
    page.card.photo_requested.emit(page.card.card.id)
    assert "Это не фотография" in words(house.dialog())


def test_the_social_passport_opens_with_its_consent_only(house: House, session: VaultSession, page: Any) -> None:
    assert "Ведётся только с отдельного согласия" in words(page.card)
    assert not [b for b in page.card.findChildren(QPushButton) if "социальный паспорт" in b.accessibleName()]
    consents.record_consent(session, [page.card.card.id], {"union": True, "social": True}, date.today())
    page.refresh()
    house.settle()
    press(page.card, "Добавить строку в социальный паспорт")
    dialog = house.dialog()
    dialog.field("kind").choose(SocialKind.CHILD)
    dialog.field("detail").setText("Мария")
    dialog.field("born").setText("01.06.2015")
    dialog.save()
    house.settle()
    assert "Ребёнок: Мария" in words(page.card)
    consents.withdraw_consent(session, page.card.card.id, ["social"], date.today())
    page.refresh()
    house.settle()
    assert "Мария" not in words(page.card)
    press(page.card, "Удалить строки социального паспорта навсегда")
    house.dialog().yes_button.click()
    house.settle()
    assert now(session, page).social.kept == 0


def test_dues_and_papers_of_a_person(house: House, session: VaultSession, page: Any, tmp_path: Path) -> None:
    page.card.show_tab(TABS.index("Взносы"))
    press(page.card, "Изменить, как платит взносы")
    dialog = house.dialog()
    dialog.field("dues_way").choose(DuesWay.EMPLOYER)
    dialog.save()
    house.settle()
    assert now(session, page).person.dues_way is DuesWay.EMPLOYER
    house.files.path = tmp_path / "заявление.pdf"
    Image.new("RGB", (300, 400), "white").save(house.files.path, "PDF")
    page.card.file_requested.emit(page.card.card.id)
    dialog = house.dialog()
    dialog.field("title").setText("Заявление Нины")
    dialog.save()
    house.settle()
    [kept] = now(session, page).attachments
    house.files.path = tmp_path / "копия.pdf"
    page.card.file_saved.emit(kept.id)
    house.settle()
    assert house.files.path.read_bytes().startswith(b"%PDF")
    page.card.file_deleted.emit(kept.id, kept.title)
    house.dialog().yes_button.click()
    house.settle()
    assert now(session, page).attachments == ()


def test_transfer_out_and_in(house: House, session: VaultSession, page: Any, tmp_path: Path) -> None:
    page.card.transfer_requested.emit(page.card.card.id)
    dialog = house.dialog()
    assert "нет согласия" in dialog.banner.text() and not dialog.save_button.isEnabled()
    dialog.reject()
    consents.record_consent(session, [page.card.card.id], {"union": True}, date.today())
    page.card.transfer_requested.emit(page.card.card.id)
    dialog = house.dialog()
    assert "фамилия" in dialog.will.text()
    dialog.save()
    assert dialog.form.problems() == ["Впишите, куда переходит человек."]
    dialog.organisation.setText("ППО «Школа № 15»")
    dialog.save()
    house.settle()
    done = house.dialog()
    assert len(done.code.text().replace("-", "")) == 20
    house.files.path = tmp_path / "Нина.perevod"
    done.save_file()
    house.settle()
    assert house.files.path.read_bytes() == done._file.content
    done.accept()
    assert now(session, page).events[-1].organisation == "ППО «Школа № 15»"


def test_somebody_comes_by_a_file(house: House, session: VaultSession, page: Any, tmp_path: Path) -> None:
    other = create_vault(
        tmp_path / "other", draft_from_json({**ORGANISATION, "short_name": "ППО 15"}), profile="ngsp",
        password=PASSWORD, kdf=MINIMUM_KDF,
    ).session  # fmt: skip
    from app.domain.enums import MemberCategory
    from app.services.members import EntryDraft, PersonDraft, add_member

    entry = EntryDraft(EventKind.ADMITTED, date(2015, 9, 1), MemberCategory.WORKING)
    person_id = add_member(other, PersonDraft("Жукова", "Анна", "Игоревна"), entry)
    consents.record_consent(other, [person_id], {"union": True}, date.today())
    sent = transfers.transfer_out(other, person_id, transfers.TransferDraft(date.today(), "ППО 14"))
    other.close()
    house.files.path = tmp_path / sent.name
    house.files.path.write_bytes(sent.content)
    page.list_acts.accept_by_file()
    dialog = house.dialog()
    dialog.save()
    house.settle()
    assert "Файл закрыт кодом" in dialog.banner.text()
    dialog.code.setText(sent.code)
    dialog.save()
    house.settle()
    assert "Жукова Анна Игоревна" in words(dialog)
    dialog.save()
    house.settle()
    assert page.card.title.text() == "Жукова Анна Игоревна"
    assert "другая организация" in words(page.card)


def test_fields_of_many_with_preview_report_and_undo(house: House, session: VaultSession, page: Any) -> None:
    ids = [row.id for row in page.model.rows()]
    page.presenter.mark(ids, True)
    page.list_acts.fields_for_marked()
    dialog = house.dialog()
    QAbstractItemModelTester(dialog.table.lines, QAbstractItemModelTester.FailureReportingMode.Fatal)
    dialog.field.choose("position")
    dialog.text.setText("учитель")
    house.bot.waitUntil(lambda: "Изменится: 3 человека" in dialog.will.text())
    assert "Останется как есть: 2 человека" in dialog.will.text()
    dialog.save()
    house.settle()
    assert {row.position for row in page.model.rows()} == {"учитель"}
    page.list_acts.show_operations()
    dialog = house.dialog()
    press(dialog, f"Отменить {operations(session)[0].title}")
    house.settle()
    assert len({row.position for row in page.model.rows()}) == 4


def test_skipped_people_are_told_and_reported(house: House, session: VaultSession, page: Any) -> None:
    record_event(session, page.model.rows()[0].id, EventDraft(EventKind.LEFT, date(2026, 1, 10)))
    page.presenter.mark([row.id for row in page.model.rows()], True)
    page.list_acts.event_for_marked(EventKind.LEFT)
    dialog = house.dialog()
    dialog.on.setText("01.02.2026")
    house.bot.waitUntil(lambda: dialog.table.lines.index(0, 2).data() == "Не на учёте в этот день.")
    dialog.save()
    house.settle()
    report = house.dialog()
    assert "Сделано: 4 человека. Пропущено: 1 человек." in words(report)
    report.print_report()
    house.settle()
    assert "Отчёт о действии" in house.dialog().windowTitle()


def test_a_decision_for_many_and_its_extract(house: House, session: VaultSession, page: Any) -> None:
    page.presenter.mark([row.id for row in page.model.rows()[:3]], True)
    page.list_acts.decision_for_marked()
    dialog = house.dialog()
    dialog.save()
    assert "Впишите номер протокола." in dialog.decision.form.problems()
    dialog.decision.number.setText("4")
    dialog.decision.on.setText("01.09.1988")
    house.bot.waitUntil(lambda: "указано: 3 человека" in dialog.will.text())
    dialog.save()
    house.settle()
    [summary] = decisions(session)
    assert summary.admitted == 3
    page.list_acts.show_decisions()
    dialog = house.dialog()
    press(dialog, f"Напечатать выписку {summary.decision.words.capitalize()}")
    house.settle()
    assert "Выписка" in house.dialog().windowTitle()


def test_the_preview_is_a_sound_model(qapp: object) -> None:
    model = PreviewModel()
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    assert (model.rowCount(), model.columnCount()) == (0, 3)
