"""The form as a table: what it shows, how a person types into it, what a screen reader hears."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from app.domain.enums import CellKind, CellSource, Severity
from app.forms.definition import Column, FormDefinition, ListTable, ValueType
from app.forms.evaluation import evaluate
from app.forms.values import TypedValues
from app.forms.view import Automatic, ReportView
from app.services.organisation.profiles import load_profile
from app.ui.forms.form_model import FormRole, FormTableModel
from app.ui.forms.form_table import FormTableView
from app.ui.forms.form_view import FormView
from app.ui.forms.list_table import ListTableModel

DISPLAY = Qt.ItemDataRole.DisplayRole


@pytest.fixture(scope="module")
def definition() -> FormDefinition:
    return load_profile("ngsp").form("fnpr-2")


@pytest.fixture
def view(definition: FormDefinition) -> ReportView:
    """76 employees, 57 members of whom 19 are young while only 18 employees are: an error; II.13.3 typed over."""
    numbers = {"II.1.3": 76, "II.1.4": 61, "II.1.5": 18, "II.2.3": 57, "II.2.4": 48, "II.2.5": 19, "II.13.3": 2}
    automatic = {a: Automatic(Decimal(n), CellSource.REGISTER) for a, n in numbers.items()}
    return evaluate(definition, TypedValues({"II.13.3": Decimal(1)}), automatic, reasons={"II.13.3": "один передумал"})


@pytest.fixture
def model(definition: FormDefinition, view: ReportView, qapp: QApplication) -> FormTableModel:
    made = FormTableModel(definition, definition.tables["II"])
    made.show(
        view, previous={"II.1.3": Decimal(78), "II.1.4": Decimal(63)}, previous_label="за 2025",
        remarks=[("II.3.3", "Проверьте даты")],
    )  # fmt: skip
    return made


def at(model: FormTableModel, address: str, role: int = DISPLAY) -> Any:
    return model.index_of(address).data(role)


def test_qt_finds_no_fault_with_the_model(model: FormTableModel, view: ReportView) -> None:
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.show(view)  # last year's column goes
    model.show(view, previous_label="за 2025")
    assert tester.model() is model


def test_addresses_and_places_are_each_others_reverse(model: FormTableModel) -> None:
    for address in model.table.cells:
        assert model.address_of(model.index_of(address)) == address
    assert model.address_of(model.index(0, 0)) is None
    assert model.address_of(QModelIndex()) is None


def test_cells_say_what_kind_they_are(model: FormTableModel) -> None:
    assert at(model, "II.7.3", FormRole.KIND) == CellKind.COMPUTED
    assert at(model, "II.10.5", FormRole.KIND) == CellKind.BLOCKED
    assert at(model, "II.8.3") == "57"
    assert at(model, "II.9.3") == "75,0"
    assert not model.is_input(model.index_of("II.7.3"))
    assert not model.is_input(model.index_of("II.10.5"))
    assert model.is_input(model.index_of("II.1.3"))


def test_a_violation_stands_at_its_cell_in_words_too(model: FormTableModel) -> None:
    assert at(model, "II.2.5", FormRole.SEVERITY) == Severity.ERROR
    assert "Ошибка" in at(model, "II.2.5", Qt.ItemDataRole.ToolTipRole)
    spoken = at(model, "II.2.5", Qt.ItemDataRole.AccessibleTextRole)
    assert spoken.startswith("19. Строка 2, графа 5. ошибка:")
    assert at(model, "II.1.3", FormRole.SEVERITY) is None


def test_a_number_typed_over_shows_both_and_why(model: FormTableModel) -> None:
    assert at(model, "II.13.3") == "1"
    assert at(model, "II.13.3", FormRole.REPLACED) == "2"
    assert "один передумал" in at(model, "II.13.3", Qt.ItemDataRole.ToolTipRole)


def test_a_remark_stands_at_its_cell(model: FormTableModel) -> None:
    assert at(model, "II.3.3", FormRole.REMARK) == "Проверьте даты"
    assert "замечание: Проверьте даты" in at(model, "II.3.3", Qt.ItemDataRole.AccessibleTextRole)


def test_last_years_numbers_follow_the_column(model: FormTableModel) -> None:
    last = model.columnCount() - 1
    assert model.headerData(last, Qt.Orientation.Horizontal) == "за 2025"
    assert model.index(0, last).data() == "78"
    model.show_previous_of(3)
    assert model.index(0, last).data() == "63"
    assert model.headerData(last, Qt.Orientation.Horizontal) == "за 2025, графа 4"


def test_clearing_gives_the_automatic_number_back(model: FormTableModel, qtbot: QtBot) -> None:
    with qtbot.waitSignal(model.cleared) as signal:
        model.clear(model.index_of("II.13.3"))
    assert signal.args == ["II.13.3"]
    assert at(model, "II.13.3") == "2"
    with qtbot.assertNotEmitted(model.cleared):
        model.clear(model.index_of("II.1.3"))  # was not typed: nothing to take away


@pytest.fixture
def table(model: FormTableModel, qtbot: QtBot, looks: QApplication) -> FormTableView:
    made = FormTableView(model)
    qtbot.addWidget(made)
    made.resize(740, 600)
    made.show()
    qtbot.waitExposed(made)
    return made


def editor_of(table: FormTableView) -> QLineEdit:
    found = table.viewport().findChild(QLineEdit)
    assert isinstance(found, QLineEdit)
    return found


def type_number(table: FormTableView, hands: Any, text: str) -> QLineEdit:
    """The first letter opens the editor, the others go into it."""
    hands.type(table, text[0])
    editor = editor_of(table)
    hands.type(editor, text[1:])
    return editor


def test_typing_and_enter_goes_down_over_closed_cells(table: FormTableView, hands: Any, qtbot: QtBot) -> None:
    model = table.form_model
    table.go_to("II.6.3")
    with qtbot.waitSignal(model.typed) as signal:
        hands.press(type_number(table, hands, "12"), Qt.Key.Key_Return)
    assert signal.args == ["II.6.3", Decimal(12)]
    assert at(model, "II.6.3") == "12"
    assert model.address_of(table.currentIndex()) == "II.10.3"  # 7, 8 and 9 are computed


def test_tab_goes_right_over_inputs_only(table: FormTableView, hands: Any) -> None:
    table.go_to("II.6.5")
    hands.press(table, Qt.Key.Key_Tab)
    assert table.form_model.address_of(table.currentIndex()) == "II.10.3"
    hands.press(table, Qt.Key.Key_Tab)
    hands.press(table, Qt.Key.Key_Tab)
    assert table.form_model.address_of(table.currentIndex()) == "II.11.3"  # 10.5 is blocked
    hands.press(table, Qt.Key.Key_Backtab)
    assert table.form_model.address_of(table.currentIndex()) == "II.10.4"


def test_a_word_is_refused_gently_and_stays_to_be_mended(table: FormTableView, hands: Any, qtbot: QtBot) -> None:
    table.go_to("II.1.3")
    with qtbot.assertNotEmitted(table.form_model.typed), qtbot.waitSignal(table.refused) as signal:
        editor = type_number(table, hands, "пять")
        hands.press(editor, Qt.Key.Key_Return)
    assert "нужно число" in signal.args[0]
    assert editor_of(table).isVisible()
    hands.press(editor, Qt.Key.Key_Escape)
    assert at(table.form_model, "II.1.3") == "76"


def test_f2_opens_the_number_itself(table: FormTableView, hands: Any) -> None:
    table.go_to("II.1.3")
    hands.press(table, Qt.Key.Key_F2)
    assert editor_of(table).text() == "76"


def test_a_closed_cell_takes_no_typing(table: FormTableView, hands: Any) -> None:
    table.go_to("II.7.3")
    hands.type(table, "5")
    assert table.viewport().findChild(QLineEdit) is None
    assert at(table.form_model, "II.7.3") == "76"


@pytest.mark.parametrize("width", [420, 740, 1100])
def test_every_heading_and_title_has_room(table: FormTableView, width: int) -> None:
    table.resize(width, 600)
    delegate = table.itemDelegate()
    for row in range(table.form_model.rowCount()):
        needed = delegate.title_height(table.form_model.index(row, 1), table.columnWidth(1))  # type: ignore[attr-defined]
        assert table.rowHeight(row) >= max(31, needed)
    for column in range(table.form_model.columnCount() - 1):
        assert table.columnWidth(column) >= 36
    assert table.horizontalScrollBar().maximum() == 0
    assert table.isColumnHidden(table.form_model.columnCount() - 1) == (width == 420)


def test_the_whole_form_jumps_to_any_cell_or_field(definition: FormDefinition, view: ReportView, qtbot: QtBot) -> None:
    form = FormView(definition)
    qtbot.addWidget(form)
    form.show_report(view)
    form.resize(800, 600)
    form.show()
    for address in ("IV.1.1.4", "schools_count", "III.6.1.5", "phone", "II.2.5"):
        with qtbot.waitSignal(form.cell_entered, check_params_cb=lambda entered, wanted=address: entered == wanted):
            assert form.go_to(address)
    assert not form.go_to("II.99.3")
    marked = [n for n in range(form.tabs.count()) if not form.tabs.tabIcon(n).isNull()]
    assert [form.tabs.tabToolTip(n) for n in marked] == [
        "II. Профсоюзное членство: есть что исправить",
        "III. Профсоюзные кадры и актив: есть что исправить",
        "IV. Сведения об организации подготовки, повышения квалификации и переподготовки профсоюзных кадров и актива: "
        "есть что исправить",
    ], "an error, and places left empty"


def test_a_list_grows_from_its_empty_row(qapp: QApplication, qtbot: QtBot) -> None:
    columns = (Column("1", "Мероприятие"), Column("2", "Сумма", type=ValueType.MONEY))
    model = ListTableModel(ListTable("1", "Мероприятия", columns))
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.show_rows(({"1": "Слёт", "2": Decimal("1.5")},))
    assert model.rowCount() == 2
    with qtbot.waitSignal(model.changed) as signal:
        assert model.setData(model.index(1, 0), "Турнир")
    assert signal.args[0][1] == {"1": "Турнир"}
    assert model.rowCount() == 3
    with qtbot.waitSignal(model.rejected):
        assert not model.setData(model.index(1, 1), "много")
    model.remove(0)
    assert [model.index(0, 0).data(), model.rowCount()] == ["Турнир", 2]
