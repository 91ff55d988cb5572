"""«Документы» as a chair uses it: choose, for whom, check the names, print; change the wording and bring it back."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import pypdfium2
import pytest
from PySide6.QtCore import QAbstractItemModel, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QDialog

from app.domain.declension import Case
from app.domain.enums import UserRight
from app.services.papers import compose_for, template_text, templates
from app.services.session import VaultSession
from app.ui.papers.dialogs import CheckDialog, PeopleDialog
from app.ui.papers.documents import DocumentsPanel
from app.ui.papers.editor import TemplateEditor
from app.ui.papers.models import FormsModel, PapersModel, PeopleModel
from app.ui.printing.preview import PreviewDialog
from tests.gui.conftest import House
from tests.gui.test_places import nameless


def panel(house: House, paper: str = "application-admission") -> Any:
    house.go("papers", tab="documents", paper=paper)
    found = house.window.workspace.pages["papers"].panel("documents")  # type: ignore[union-attr,attr-defined]
    assert isinstance(found, DocumentsPanel)
    house.settle()
    return found


def dialog(house: House, kind: type[QDialog]) -> Any:
    house.settle()
    found = [d for d in house.window.findChildren(kind) if d.isVisible()]
    assert found, kind
    return found[-1]


def texts(pdf: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(io.BytesIO(pdf))
    try:
        return [page.get_textpage().get_text_range() for page in document]
    finally:
        document.close()


def ids(session: VaultSession) -> dict[int, str]:
    from app.services.papers import people_for

    return {c.id: c.name for c in people_for(session)}


def test_a_document_for_chosen_people_with_a_correction(house: House, session: VaultSession) -> None:
    page = panel(house)
    page.choose_people()
    people: PeopleDialog = dialog(house, PeopleDialog)
    assert people.model.rowCount() == 6  # the five and the chair
    assert not people.ok.isEnabled()
    people.search.setText("Ёлкина")
    people.search.returnPressed.emit()
    house.settle()
    people.model.toggle(0)
    people.search.setText("ахметов")
    people.search.returnPressed.emit()
    house.settle()
    people.model.toggle(0)
    assert people.words.text() == "Отмечено: 2 человека"
    people.ok.click()
    house.settle()
    assert page.who.text() == "Ёлкина Татьяна Викторовна, Ахметов Ильдар Магомедович"
    page.make.click()
    check: CheckDialog = dialog(house, CheckDialog)
    rows = {check.model.index(r, 0).data(): r for r in range(check.model.rowCount())}
    row = rows["Ахметов Ильдар Магомедович"]
    assert check.model.index(row, 2).data() == "Ахметова Ильдара Магомедовича"
    assert check.model.setData(check.model.index(row, 2), "Ахметова  Илдара Магомедовича")
    check.ok.click()
    preview: PreviewDialog = dialog(house, PreviewDialog)
    found = texts(preview._pdf)
    assert len(found) == 2
    assert "Ахметова Илдара Магомедовича" in found[1]
    preview.reject()
    person = next(i for i, name in ids(session).items() if name.startswith("Ахметов"))
    form = next(f for f in compose_for(session, "application-admission", [person])[0].forms if f.person_id == person)
    assert form.case is Case.GENITIVE
    assert form.text == "Ахметова Илдара Магомедовича"


def test_a_list_that_leaves_takes_only_those_who_agree(house: House, session: VaultSession) -> None:
    from app.services.papers import ForWhom
    from app.services.privacy.consents import record_consent
    from app.ui.papers.dialogs import CalmNote

    page = panel(house, "card-order")
    page.whom.choose(ForWhom.WITHOUT_CARD)
    page.make.click()
    note = dialog(house, CalmNote)
    assert "Дьячкова Ольга Сергеевна – нет согласия" in note.text.text()
    note.accept()
    everybody = {name: i for i, name in ids(session).items()}
    part = next(part.id for part in session.profile.consent_parts if part.required)
    record_consent(session, [everybody["Дьячкова Ольга Сергеевна"]], {part: True}, date(2026, 1, 10))
    page.whom.choose(ForWhom.REGISTER)
    page.make.click()
    check = dialog(house, CheckDialog)
    check.ok.click()
    preview = dialog(house, PreviewDialog)
    text = " ".join(texts(preview._pdf))
    assert "Дьячкова" in text
    assert "Ахметов" not in text
    assert "не зашифрован" in preview.notice.text()
    preview.reject()


def test_people_marked_in_the_register_come_along_without_those_who_are_blocked(
    house: House, session: VaultSession
) -> None:
    everybody = ids(session)
    blocked = next(iter(everybody))
    with session.unit_of_work() as uow:
        person = uow.people.find(blocked)
        assert person is not None
        person.blocked_on = date(2026, 1, 1)
        uow.commit()
    page = panel(house)
    house.go("papers", tab="documents", paper="membership-certificate", people=everybody)
    house.settle()
    assert set(page.chosen) == set(everybody) - {blocked}
    page.choose_people()
    people = dialog(house, PeopleDialog)
    assert people.model.rowCount() == len(everybody) - 1
    people.reject()


def test_a_document_of_the_organisation_asks_its_fields(house: House) -> None:
    page = panel(house, "meeting-protocol")
    assert not page.whom_box.isVisibleTo(page)
    page.form.fields["agenda"].setPlainText("О приёме в профсоюз\nРазное")
    page.form.fields["meeting_on"].setText("31.02.2026")
    page.make.click()
    house.settle()
    assert page.form.problems() == ["Напишите дату так: 12.09.2026."]
    page.form.fields["meeting_on"].setText("12.09.2026")
    page.form.fields["entitled"].setText("много")
    page.make.click()
    assert page.form.problems() == ["Здесь нужно число."]
    page.form.fields["entitled"].setText("36")
    page.make.click()
    dialog(house, CheckDialog).ok.click()
    preview = dialog(house, PreviewDialog)
    text = " ".join(texts(preview._pdf))
    assert "12 сентября 2026" in text
    assert "О приёме в профсоюз" in text
    assert "Всего членов профсоюза: 36" in text
    preview.reject()


def test_the_wording_is_changed_beside_its_look_and_brought_back(house: House, session: VaultSession) -> None:
    page = panel(house)
    page.edit_text()
    editor: TemplateEditor = dialog(house, TemplateEditor)
    house.settle()
    before = editor.text.toPlainText()
    assert before == template_text(session, "application-admission").text
    assert editor._pages is not None
    assert "Образцовой Анны Сергеевны" in editor._pages.text(0)
    editor.text.setPlainText(before.replace("{person:genitive 34}", "{person:genitive 34"))
    editor.keep.click()
    house.settle()
    assert "скобка не закрыта" in editor.banner.text()
    assert not template_text(session, "application-admission").changed
    editor.text.setPlainText(before.replace("ЗАЯВЛЕНИЕ", "ПРОШЕНИЕ"))
    editor.show_look()
    house.settle()
    assert "ПРОШЕНИЕ" in editor._pages.text(0)
    editor.keep.click()
    house.settle()
    assert page.model.data(page.model.index(page.table.current_row(), 0)).endswith("(изменён вами)")
    page.edit_text()
    editor = dialog(house, TemplateEditor)
    house.settle()
    editor.restore()
    house.dialog().yes_button.click()
    house.settle()
    assert template_text(session, "application-admission").text == before


def test_a_document_of_ones_own_is_made_from_another_and_deleted(house: House, session: VaultSession) -> None:
    page = panel(house)
    page.edit_text()
    editor = dialog(house, TemplateEditor)
    house.settle()
    text = editor.text.toPlainText().replace("Заявление о вступлении в профсоюз", "Заявление о материальной помощи", 2)
    editor.text.setPlainText(text)
    editor.copy.click()
    house.settle()
    found = {t.id: t.title for t in templates(session)}
    assert found["own-1"] == "Заявление о материальной помощи"
    assert found["application-admission"] == "Заявление о вступлении в профсоюз"
    house.go("papers", tab="documents", paper="own-1")
    house.settle()
    page.edit_text()
    editor = dialog(house, TemplateEditor)
    house.settle()
    assert editor.original.text() == "Удалить документ…"
    editor.restore()
    house.dialog().yes_button.click()
    house.settle()
    assert "own-1" not in {t.id for t in templates(session)}
    assert page.title.text() != "Заявление о материальной помощи"


def test_a_field_is_put_where_the_cursor_stands_in_the_chosen_case(house: House) -> None:
    page = panel(house)
    page.edit_text()
    editor = dialog(house, TemplateEditor)
    house.settle()
    names = [editor.fields._values[i].name for i in range(editor.fields.count())]
    editor.fields.setCurrentIndex(names.index("person"))
    editor.cases.choose(Case.DATIVE)
    editor.text.clear()
    editor.insert.click()
    assert editor.text.toPlainText() == "{person:dative}"
    editor.fields.setCurrentIndex(names.index("person.phone"))
    assert not editor.cases.isVisibleTo(editor)
    editor.reject()
    house.settle()


def test_a_viewer_prints_but_changes_nothing(house: House, session: VaultSession) -> None:
    session.right = UserRight.VIEWER
    page = panel(house)
    assert not page.edit.isVisibleTo(page)
    forms = compose_for(session, "application-admission", list(ids(session))[:1])[0].forms
    model = FormsModel(forms, editable=False)
    assert not model.flags(model.index(0, 2)) & Qt.ItemFlag.ItemIsEditable
    assert not model.setData(model.index(0, 2), "х")


def test_the_models_keep_qts_rules(house: House, session: VaultSession) -> None:
    from app.services.papers import people_for

    papers, people = PapersModel(), PeopleModel()
    forms = FormsModel(compose_for(session, "application-admission", list(ids(session)))[0].forms, editable=True)
    models: tuple[QAbstractItemModel, ...] = (papers, people, forms)
    testers = [QAbstractItemModelTester(m, QAbstractItemModelTester.FailureReportingMode.Fatal) for m in models]
    papers.show_templates(templates(session))
    people.show_rows(people_for(session))
    people.mark_all(True)
    assert len(people.marked) == 5
    people.mark_all(False)
    assert not people.marked
    assert len(testers) == 3


@pytest.mark.parametrize("paper", ["application-dues", "meeting-protocol", "registration-card"])
def test_everything_has_a_name_for_a_screen_reader(house: House, paper: str) -> None:
    assert nameless(panel(house, paper)) == []


def test_every_document_can_be_chosen_and_its_form_filled(house: House, session: VaultSession) -> None:
    page = panel(house)
    for template in templates(session):
        house.go("papers", tab="documents", paper=template.id)
        house.settle()
        assert page.title.text() == template.title
        assert set(page.form.values()) >= {field.name for field in template.fields}


def test_a_saved_selection_gives_the_people(house: House, session: VaultSession) -> None:
    from app.services.queries import read_group, save_selection
    from app.services.queries.fields import What, fields_of

    where = read_group(
        {"all": [{"field": "position", "op": "equals", "value": "учитель"}]}, fields_of(session.profile, What.MEMBERS)
    )
    save_selection(session, "Учителя", where)
    page = panel(house, "membership-certificate")
    page.refresh()
    house.settle()
    page.whom.choose("Учителя")
    page.make.click()
    dialog(house, CheckDialog).ok.click()
    preview = dialog(house, PreviewDialog)
    assert len(texts(preview._pdf)) == 2
    preview.reject()
