"""«Актив и обучение»: structure, bodies, elections, the reserve in the real window."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QLabel, QPushButton

from app.domain.enums import Rating, RoleKind, UnitKind
from app.services.session import VaultSession
from app.services.structure.elections import elections
from app.services.structure.reserve import reserve
from app.services.structure.roles import OfficeDetails, roles_on, set_role
from app.services.structure.units import UnitDraft, add_unit, structure
from app.ui.kit import ChipRole, Tone
from app.ui.kit.people_picker import PeoplePicker
from app.ui.printing.sheets import sheet_pdf
from app.ui.structure.dialogs import ask_training
from tests.gui.conftest import House


def row_of(model: object, text: str, column: int = 0) -> int:
    rows = range(model.rowCount())  # type: ignore[attr-defined]
    return next(i for i in rows if text in model.index(i, column).data())  # type: ignore[attr-defined]


def mark(dialog: Any, *names: str) -> None:
    """Mark people of the picker."""
    picker = dialog.findChild(PeoplePicker)
    for place in range(picker.list.count()):
        item = picker.list.item(place)
        if item.text().split(" ")[0] in names:
            item.setCheckState(Qt.CheckState.Checked)


def test_a_unit_from_its_name_to_its_end(house: House, session: VaultSession) -> None:
    panel = house.go("activists", tab="structure").structure
    QAbstractItemModelTester(panel.model)
    assert panel.model.rowCount() == 2
    panel.add_button.click()
    dialog = house.dialog()
    dialog.save()
    assert dialog.form.problems() == ["Впишите название."]
    dialog.field("name").setText("Смена А")
    dialog.field("kind").choose(UnitKind.GROUP)
    dialog.save()
    house.settle()
    assert panel.model.rowCount() == 3
    panel.table.selectRow(row_of(panel.model, "Смена А"))
    panel.assign_button.click()
    assigning = house.dialog()
    mark(assigning, "Ахметов", "Дьячкова")
    assigning.field("on").setText("01.09.2026")
    assigning.save()
    house.settle()
    place = row_of(panel.model, "Смена А")
    assert [panel.model.index(place, c).data() for c in (3, 4, 5)] == ["2", "1", "1"]
    assert "не прикреплены 3 человека" in panel.words.text()
    panel.table.selectRow(place)
    panel.close_button.click()
    closing = house.dialog()
    closing.field("on").setText("01.10.2026")
    closing.save()
    house.settle()
    assert [u.name for u in structure(session, date(2026, 9, 30)).units if u.is_part] == ["Смена А"]
    assert [u.name for u in structure(session, date(2026, 10, 1)).units if u.is_part] == []


def test_an_election_begins_the_offices_and_leads_to_its_report(house: House, session: VaultSession) -> None:
    panel = house.go("activists", tab="elections").elections
    panel.add_button.click()
    dialog = house.dialog()
    assert [row.name for row in dialog.rows] == ["Щербакова Елена Петровна"], "the chair of today is put in"
    assert dialog.fields.eligible.value() == 5
    dialog.on.setText("11.02.2026")
    dialog.on.editingFinished.emit()
    house.settle()
    dialog.fields.present.setText("9")
    mark(dialog, "Ахметов", "Воробьёва")
    dialog.add_kind.choose(RoleKind.COMMITTEE_MEMBER)
    dialog.add_button.click()
    assert dialog.count.text() == "Избрано: 3 человека."
    dialog.rows[0].contested.setChecked(True)
    dialog.rows[0].previous.setText("учитель физики")
    dialog.save()
    house.settle()
    assert "Участвовало 9" in dialog.banner.text()
    dialog.fields.present.setText("4")
    dialog.fields.rating.choose(Rating.UNSATISFACTORY)
    dialog.save()
    house.settle()
    (recorded,) = elections(session)
    assert (recorded.present, recorded.women, len(recorded.elected)) == (4, 2, 3)
    assert panel.model.index(0, 3).data() == "4 из 5"
    panel.table.selectRow(0)
    panel.report_button.click()
    house.settle()
    assert house.window.workspace is not None
    assert house.window.workspace.current == "reports"
    panel = house.go("activists", tab="elections").elections
    panel.table.selectRow(0)
    panel.undo_button.click()
    house.dialog().yes_button.click()
    house.settle()
    assert elections(session) == ()
    assert len(roles_on(session, date(2026, 3, 1))) == 1


def test_a_body_stands_beside_the_membership(house: House, session: VaultSession) -> None:
    committee = next(u for u in structure(session, date.today()).units if u.kind is UnitKind.COMMITTEE)
    late = OfficeDetails(term_until=date.today())
    set_role(session, 2, RoleKind.COMMITTEE_MEMBER, date(2024, 10, 1), details=late)
    panel = house.go("activists", tab="roles", unit=committee.id).bodies
    assert panel.body.currentText().startswith("Профсоюзный комитет")
    assert panel.words.text().startswith("Женщин 1 из 2 (50,0 %), среди членов профсоюза – 80,0 %.")
    assert panel.model.data(panel.model.index(1, 4), ChipRole) == Tone.WARNING.value
    panel.table.selectRow(1)
    panel.change_button.click()
    dialog = house.dialog()
    dialog.field("term_until").setText("31.12.2029")
    dialog.field("basis").setText("протокол № 4")
    dialog.save()
    house.settle()
    assert panel.model.index(1, 4).data() == "по 31.12.2029"
    pdf = sheet_pdf(session, panel.sheet())
    assert pdf.startswith(b"%PDF")


def test_a_composition_is_saved_as_a_spreadsheet(house: House, tmp_path: Path) -> None:
    from openpyxl import load_workbook

    panel = house.go("activists", tab="roles").bodies
    panel.body.setCurrentIndex(1)
    house.files.path = tmp_path / "состав.xlsx"
    action = next(a for a in panel.more.menu().actions() if "Excel" in a.text())
    action.trigger()
    house.settle()
    sheet = load_workbook(tmp_path / "состав.xlsx").worksheets[0]
    texts = [cell.value for row in sheet.iter_rows() for cell in row if cell.value]
    assert texts[0] == "Состав: Профсоюзный комитет"
    assert "Щербакова Елена Петровна" in texts


def test_a_commission_gets_its_members(house: House, session: VaultSession) -> None:
    unit = add_unit(session, UnitDraft(UnitKind.COMMISSION, "Жилищная"))
    panel = house.go("activists", tab="roles", unit=unit).bodies
    panel.add_button.click()
    dialog = house.dialog()
    house.settle()
    assert (dialog.field("kind").value(), dialog.field("unit_id").value()) == (RoleKind.COMMISSION_MEMBER, unit)
    dialog.field("who").search.setText("ёлкина")
    dialog.field("who").search.returnPressed.emit()
    house.settle()
    dialog.save()
    house.settle()
    (role,) = [r for r in roles_on(session, date.today()) if r.kind is RoleKind.COMMISSION_MEMBER]
    assert (role.unit, role.person_name) == ("Жилищная", "Ёлкина Татьяна Викторовна")


def test_the_reserve_is_kept(house: House, session: VaultSession) -> None:
    panel = house.go("activists", tab="reserve").reserve
    panel.add_button.click()
    dialog = house.dialog()
    mark(dialog, "Дьячкова", "Ахметов")
    dialog.field("education").setPlainText("КГУ, 2020")
    dialog.field("listed_on").setText("01.03.2026")
    dialog.save()
    house.settle()
    assert panel.model.rowCount() == 2
    panel.table.selectRow(0)
    panel.end_button.click()
    end = house.dialog()
    end.field("last").setText("31.05.2026")
    end.save()
    house.settle()
    assert [c.name for c in reserve(session, date(2026, 6, 1))] == ["Дьячкова Ольга Сергеевна"]


def test_a_training_says_as_whom_people_will_be_counted(house: House, session: VaultSession) -> None:
    set_role(session, 2, RoleKind.GROUP_ORGANISER, date(2025, 1, 10))
    page = house.go("activists", tab="training")
    names = {2: "Ахметов Ильдар Магомедович", 3: "Воробьёва Нина Ильинична"}
    dialog = ask_training(page, page.context, names)
    house.settle()
    told = "В тот день не в активе, в форму № 2 не войдут: Воробьёва Нина Ильинична."
    assert told in [words.text() for words in dialog.findChildren(QLabel)]
    dialog.reject()


def test_ending_powers_are_told_on_the_first_page(house: House, session: VaultSession) -> None:
    set_role(session, 2, RoleKind.COMMITTEE_MEMBER, date(2024, 10, 1), details=OfficeDetails(term_until=date.today()))
    page = house.go("today")
    page.refresh()
    house.settle()
    line = next(x for x in page.today.lines if x.page == "activists")
    assert line.title.startswith("Профсоюзный комитет: полномочия кончаются")
    assert (line.chip, line.tone) == ("сегодня", Tone.WARNING)
    go = next(b for b in page.findChildren(QPushButton) if b.accessibleName().startswith("Записать выборы"))
    go.click()
    house.settle()
    assert house.window.workspace is not None
    assert house.window.workspace.pages["activists"].tabs.currentIndex() == 2  # type: ignore[attr-defined]


@pytest.mark.parametrize("tab", ["structure", "roles", "elections", "training", "reserve"])
def test_the_tabs_fit_a_small_window(house: House, tab: str) -> None:
    house.window.resize(1024, 700)
    page = house.go("activists", tab=tab)
    house.settle()
    assert page.width() <= 1024
    assert page.minimumSizeHint().width() <= page.width()


def test_marked_members_are_assigned_from_the_list(house: House, session: VaultSession) -> None:
    from app.ui.members import actions

    unit = add_unit(session, UnitDraft(UnitKind.GROUP, "Смена А"))
    page = house.go("members")
    title = "Прикрепить к цеху, профгруппе…"
    action = next(a for a in actions.MORE_FOR_MARKED if a.title == title)
    page.list_acts.mark_only([2, 3])
    action.run(page.list_acts)
    dialog = house.dialog()
    assert dialog.field("unit").value() == unit
    dialog.save()
    house.settle()
    (found,) = [u for u in structure(session, date.today()).units if u.is_part]
    assert found.members.total == 2


def test_papers_of_bodies_are_filled(session: VaultSession) -> None:
    from pypdfium2 import PdfDocument

    from app.services.papers import print_papers
    from app.services.structure.body_papers import election_protocol, powers_notices, undertakings
    from app.services.structure.elections import ElectedDraft, ElectionDraft, record_election

    elected = (ElectedDraft(2, RoleKind.CHAIR), ElectedDraft(3, RoleKind.COMMITTEE_MEMBER))
    draft = ElectionDraft(date(2026, 2, 11), elected, present=4, eligible=5, rating=Rating.SATISFACTORY, protocol="4")
    record_election(session, draft)
    (election,) = elections(session)
    roles = roles_on(session, date(2026, 2, 11))
    papers = [
        election_protocol(session, election),
        *undertakings(session, roles[:1]),
        *powers_notices(session, roles),
    ]
    assert len(papers) == 4
    pages = PdfDocument(print_papers(session, papers))
    protocol = pages[0].get_textpage().get_text_range()
    assert "Всего членов профсоюза: 5. Присутствуют: 4." in protocol
    assert "РЕШИЛИ: Признать работу удовлетворительной." in protocol
    assert "Избрать: председатель – Ахметов Ильдар Магомедович." in " ".join(protocol.split())
