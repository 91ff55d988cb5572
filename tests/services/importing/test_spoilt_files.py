"""Files as they come out of filters, wrong saving, other programs: read, or named for what they are."""

# Tables of cells read better unwrapped.
# ruff: noqa: E501

from __future__ import annotations

import zipfile
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from openpyxl.styles import Font

from app.errors import UserError
from app.messages import sentence

HEAD = ["ФИО", "Дата рождения", "Дата вступления", "Дата выбытия", "Причина"]
PEOPLE = [
    ["Авдеева Анна Ильинична", "01.05.1978", "01.09.2010", "", ""],
    ["Бокова Вера Ильинична", "02.05.1979", "01.09.2011", "", ""],
    ["Вершина Яна Ильинична", "03.05.1980", "01.09.2012", "", ""],
    ["Гусева Инна Ильинична", "04.05.1981", "01.09.2013", "", ""],
]


def book(tmp_path: Path, change, rows=None) -> Path:
    """A workbook of the people after ``change(sheet)``."""
    made = openpyxl.Workbook()
    sheet = made.active
    for row in rows or [HEAD, *PEOPLE]:
        sheet.append([None if cell == "" else cell for cell in row])
    change(sheet)
    path = tmp_path / "список.xlsx"
    made.save(path)
    return path


def doubts(reading):
    return {person.place.row: [doubt.reason for doubt in person.doubts] for person in reading.people if person.doubts}


def shown(error: UserError) -> str:
    return sentence(error)


# --- hidden and struck out


def test_hidden_rows_are_read_and_told(tmp_path, read):
    def hide(sheet):
        sheet.row_dimensions[3].hidden = True
        sheet.row_dimensions[5].hidden = True

    found = read(book(tmp_path, hide))
    assert len(found.people) == 4
    assert doubts(found) == {3: ["строка скрыта в файле"], 5: ["строка скрыта в файле"]}
    assert any("скрыты строки 3, 5" in line for line in found.assumptions)


def test_rows_hidden_by_a_filter_are_told_as_such(tmp_path, read):
    def filtered(sheet):
        sheet.auto_filter.ref = "A1:E5"
        sheet.auto_filter.add_filter_column(0, ["Авдеева Анна Ильинична"])
        for row in (3, 4, 5):
            sheet.row_dimensions[row].hidden = True

    found = read(book(tmp_path, filtered))
    assert doubts(found) == {row: ["строка скрыта фильтром"] for row in (3, 4, 5)}
    assert any("скрыты фильтром строки 3, 4, 5" in line for line in found.assumptions)


def test_a_hidden_row_without_anybody_is_not_told(tmp_path, read):
    def hide(sheet):
        sheet.row_dimensions[9].hidden = True

    assert not any("скрыты" in line for line in read(book(tmp_path, hide)).assumptions)


def test_hidden_columns_are_told(tmp_path, read):
    def hide(sheet):
        sheet.column_dimensions["D"].hidden = True

    assert any("скрыты столбцы D" in line for line in read(book(tmp_path, hide)).assumptions)


def test_struck_out_people_are_asked_about(tmp_path, read):
    def strike(sheet):
        for cell in sheet[3]:
            cell.font = Font(strike=True)
        sheet["A4"].font = Font(strike=True)
        sheet["C5"].font = Font(strike=True)
        sheet["C2"].font = Font(bold=True)

    found = read(book(tmp_path, strike))
    gone = ["строка зачёркнута: проверьте, состоит ли человек на учёте"]
    assert doubts(found) == {3: gone, 4: gone, 5: ["значение зачёркнуто: проверьте его"]}
    assert any("зачёркнутое в строках 3, 4, 5" in line for line in found.assumptions)


def _ods(tmp_path: Path, rows: str, styles: str = "") -> Path:
    path = tmp_path / "список.ods"
    content = (
        '<?xml version="1.0" encoding="UTF-8"?><office:document-content '
        'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
        'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2">'
        f"<office:automatic-styles>{styles}</office:automatic-styles><office:body><office:spreadsheet>"
        f'<table:table table:name="Лист1">{rows}</table:table></office:spreadsheet></office:body></office:document-content>'
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        archive.writestr(
            "META-INF/manifest.xml",
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
        )
    return path


def _ods_row(cells, about="", style=""):
    made = "".join(
        f'<table:table-cell{style} office:value-type="string"><text:p>{cell}</text:p></table:table-cell>'
        if cell and not cell.startswith("<") else cell or "<table:table-cell/>"
        for cell in cells
    )  # fmt: skip
    return f"<table:table-row{about}>{made}</table:table-row>"


def test_hidden_struck_and_unworked_cells_of_an_open_document(tmp_path, read):
    struck = '<style:style style:name="ce1" style:family="table-cell"><style:text-properties style:text-line-through-style="solid"/></style:style>'
    formula = '<table:table-cell table:formula="of:=TODAY()"/>'
    rows = [
        _ods_row(HEAD),
        _ods_row(PEOPLE[0][:3]),
        _ods_row(PEOPLE[1][:3], ' table:visibility="filter"'),
        _ods_row(PEOPLE[2][:3], style=' table:style-name="ce1"'),
        _ods_row([*PEOPLE[3][:3], formula]),
    ]
    found = read(_ods(tmp_path, "".join(rows), struck))
    told = doubts(found)
    assert told[3] == ["строка скрыта фильтром"]
    assert told[4] == ["строка зачёркнута: проверьте, состоит ли человек на учёте"]
    assert "ячейка D5: формула без значения" in told[5][0]
    assert 2 not in told


def test_an_encrypted_open_document_is_named(tmp_path, read):
    path = tmp_path / "список.ods"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("encrypted-package", b"\x01\x02" * 200)
        archive.writestr("META-INF/manifest.xml", "<manifest:encryption-data/>")
    with pytest.raises(UserError) as caught:
        read(path)
    assert caught.value.code == "importing.encrypted"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("content.xml", b"\x01\x02" * 200)
        archive.writestr("META-INF/manifest.xml", "<manifest:encryption-data/>")
    with pytest.raises(UserError) as caught:
        read(path)
    assert caught.value.code == "importing.encrypted"


# --- formulas and errors


def test_a_leaving_that_is_a_formula_without_a_value_is_asked_about(tmp_path, read):
    def formula(sheet):
        sheet["D3"] = "=DATE(2024,6,15)"

    found = read(book(tmp_path, formula))
    assert len(found.people) == 4
    assert list(doubts(found)) == [3]
    assert doubts(found)[3][0].startswith("ячейка D3: формула без значения")


@pytest.mark.parametrize("error", ["#N/A", "#REF!", "#DIV/0!", "#VALUE!", "#NAME?"])
@pytest.mark.parametrize("cell", ["B3", "C3", "D3", "E3"])
def test_an_error_in_a_cell_is_a_doubt_that_names_the_cell(tmp_path, read, error, cell):
    def wrong(sheet):
        sheet[cell] = error
        sheet[cell].data_type = "e"

    found = read(book(tmp_path, wrong))
    assert len(found.people) == 4
    assert any(reason.startswith(f"ячейка {cell}: ошибка формулы") for reason in doubts(found)[3])


@pytest.mark.parametrize("text", ["#Н/Д", "#ССЫЛКА!", "########", "Err:502", "=ДАТА(2024;6;15)", "#ЗНАЧ!"])
def test_errors_kept_as_text_are_doubts(tmp_path, read, text):
    path = tmp_path / "список.csv"
    path.write_text(
        "\n".join(";".join(row) for row in [HEAD, PEOPLE[0], [*PEOPLE[1][:3], f'"{text}"', ""]]), encoding="utf-8"
    )
    found = read(path)
    assert len(found.people) == 2
    assert doubts(found)[3][0].startswith("ячейка D3: ")
    assert found.people[1].episodes[0].exit is None


def test_a_name_that_is_an_error_is_refused_by_its_row(tmp_path, read):
    def wrong(sheet):
        sheet["A3"] = "#REF!"
        sheet["A3"].data_type = "e"

    found = read(book(tmp_path, wrong))
    assert [row.place.row for row in found.rejected] == [3]


def test_a_number_written_as_a_text_formula_keeps_its_zeros(tmp_path, read):
    path = tmp_path / "список.csv"
    path.write_text(
        'ФИО;Дата рождения;Дата вступления;№ билета\nАвдеева Анна Ильинична;01.05.1978;01.09.2010;="0012345"\n',
        encoding="utf-8",
    )
    assert read(path).people[0].details["card_number"] == "0012345"


# --- separators


def rows_of(people, sign):
    return "\n".join(sign.join(row) for row in people)


def test_a_ragged_text_with_commas_inside(tmp_path, read):
    lines = ["ФИО;Дата рождения;Дата вступления;Адрес;Телефон;Примечание"]
    for number, name in enumerate(["Авдеева", "Бокова", "Вершина", "Гусева"]):
        tail = [";+79001112230;ветеран", "", ";+79001112231", ";;секретарь, с 2020"][number]
        lines.append(f"{name} Анна Ильинична;0{number + 1}.05.1978;01.09.2010;ул. Мира, д. {number}, кв. 5{tail}")
    path = tmp_path / "список.csv"
    path.write_bytes("\n".join(lines).encode("cp1251"))
    found = read(path)
    assert [person.surname for person in found.people] == ["Авдеева", "Бокова", "Вершина", "Гусева"]
    assert [person.details["address"] for person in found.people] == [f"ул. Мира, д. {n}, кв. 5" for n in range(4)]
    assert found.people[3].details["note"] == "секретарь, с 2020"


@pytest.mark.parametrize("sign", [";", ",", "\t", "|"])
def test_lines_that_stand_in_one_cell_each_are_taken_apart(make_xlsx, read, sign):
    lines = [[sign.join(row)] for row in [HEAD, *PEOPLE]]
    found = read(make_xlsx([["Список школы"], *lines]))
    assert [person.surname for person in found.people] == ["Авдеева", "Бокова", "Вершина", "Гусева"]
    assert any("каждая строка стояла в одной ячейке" in line for line in found.assumptions)


def test_lines_cut_at_commas_of_addresses_are_put_together(make_xlsx, read):
    rows = [
        ["ФИО;Дата рождения;Дата вступления;Адрес;Телефон"],
        ["Авдеева Анна Ильинична;01.05.1978;01.09.2010;ул. Мира", " 1;+79001112230"],
        ["Бокова Вера Ильинична;02.05.1979;01.09.2011;ул. Мира", " 2", " кв. 5;+79001112231"],
    ]
    found = read(make_xlsx(rows))
    assert [person.details["phone"] for person in found.people] == ["+7 900 111-22-30", "+7 900 111-22-31"]
    assert found.people[1].details["address"] == "ул. Мира, 2, кв. 5"


@pytest.mark.parametrize(
    "glued", ["01.09.2010Бокова Вера Ильинична", "01.09.2010;Бокова Вера Ильинична", "01.09.2010 Бокова Вера Ильинична"]
)
def test_two_records_in_one_line_are_named(tmp_path, read, glued):
    path = tmp_path / "список.csv"
    lines = [
        "ФИО;Дата рождения;Дата вступления",
        f"Авдеева Анна Ильинична;01.05.1978;{glued};02.05.1979;01.09.2011",
        "Вершина Яна Ильинична;03.05.1980;01.09.2012",
    ]
    path.write_text("\n".join(lines), encoding="utf-8")
    found = read(path)
    assert [person.surname for person in found.people] == ["Вершина"]
    (refused,) = found.rejected
    assert (refused.place.row, refused.name) == (2, "Авдеева")
    assert "две записи" in refused.remarks[0].reason


def test_more_values_than_columns_is_a_doubt(tmp_path, read):
    path = tmp_path / "список.csv"
    path.write_text(
        "ФИО,Дата рождения,Дата вступления,Адрес,Телефон\n"
        "Авдеева Анна Ильинична,01.05.1978,01.09.2010,ул. Мира, 1,+79001112230\n"
        "Бокова Вера Ильинична,02.05.1979,01.09.2011,ул. Мира 2,+79001112231\n",
        encoding="utf-8",
    )
    found = read(path)
    assert [person.surname for person in found.people] == ["Авдеева", "Бокова"]
    assert "больше значений, чем столбцов" in doubts(found)[2][0]
    assert 3 not in doubts(found)


@pytest.mark.parametrize("end", ["\r", "\r\n", "\n", "\x0b", "\x85", "\u2028"])
def test_any_ends_of_lines(tmp_path, read, end):
    path = tmp_path / "список.csv"
    path.write_bytes(end.join(";".join(row) for row in [HEAD, *PEOPLE]).encode("utf-8"))
    assert len(read(path).people) == 4


def test_a_quotation_mark_that_does_not_close_swallows_nobody(tmp_path, read):
    path = tmp_path / "список.csv"
    lines = [
        "ФИО;Дата рождения;Дата вступления;Место работы",
        'Авдеева Анна Ильинична;01.05.1978;01.09.2010;"Ромашка',
        "Бокова Вера Ильинична;02.05.1979;01.09.2011;Школа",
        'Вершина Яна Ильинична;03.05.1980;01.09.2012;"Василёк',
        'Гусева Инна Ильинична;04.05.1981;01.09.2013;ООО "Ромашка"',
    ]
    path.write_text("\n".join(lines), encoding="utf-8")
    found = read(path)
    assert [person.details["department"] for person in found.people] == [
        '"Ромашка',
        "Школа",
        '"Василёк',
        'ООО "Ромашка"',
    ]


def test_columns_kept_apart_by_spaces(tmp_path, read):
    path = tmp_path / "список.txt"
    lines = [
        "ФИО                          Дата рождения    Дата вступления",
        "Авдеева Анна Ильинична       01.05.1978       01.09.2010",
        "Бокова Вера Ильинична        02.05.1979       01.09.2011",
    ]
    path.write_text("\n".join(lines), encoding="utf-8")
    assert [(p.surname, p.birth_date) for p in read(path).people] == [
        ("Авдеева", date(1978, 5, 1)),
        ("Бокова", date(1979, 5, 2)),
    ]


# --- pages


def page(tmp_path, body, name="список.xls"):
    path = tmp_path / name
    path.write_text(f'<html><head><meta charset="utf-8"></head><body>{body}</body></html>', encoding="utf-8")
    return path


def test_cells_of_a_page_that_span_rows_and_columns(tmp_path, read):
    body = (
        "<table><tr><td rowspan=3>ФИО</td><td colspan=4>Даты</td><td rowspan='3'>Отдел</td></tr>"
        "<tr><td rowspan=2>рождения</td><td colspan=3>Членство</td></tr>"
        "<tr><td>принят</td><td>выбыл</td><td>почему</td></tr>"
        "<tr><td>Авдеева&nbsp;Анна Ильинична</td><td>01.05.1978</td><td>01.09.2010</td><td>15.06.2024</td><td>уволена</td>"
        "<td rowspan=2>Цех 1</td></tr>"
        "<tr><td>Бокова Вера Ильинична</td><td>02.05.1979</td><td>01.09.2011</td><td></td><td></td></tr>"
        "<tr style='display: none'><td>Вершина Яна Ильинична</td><td>03.05.1980</td><td>01.09.2012</td><td></td><td></td><td>Цех 2</td></tr>"
        "<tr><td><s>Гусева Инна Ильинична</s></td><td>04.05.1981</td><td>01.09.2013</td><td></td><td></td><td>Цех 2</td></tr></table>"
    )
    found = read(page(tmp_path, body))
    assert not found.rejected
    assert [person.surname for person in found.people] == ["Авдеева", "Бокова", "Вершина", "Гусева"]
    assert found.people[0].episodes[0].exit.on == date(2024, 6, 15)
    assert [person.episodes[0].entry_on.year for person in found.people] == [2010, 2011, 2012, 2013]
    assert [person.details["department"] for person in found.people] == ["Цех 1", "Цех 1", "Цех 2", "Цех 2"]
    told = doubts(found)
    assert "строка скрыта в файле" in told[6]
    assert told[7] == ["строка зачёркнута: проверьте, состоит ли человек на учёте"]


def test_an_xml_workbook_with_merged_and_hidden(tmp_path, read):
    rows = (
        '<Row><Cell ss:MergeDown="1"><Data>ФИО</Data></Cell><Cell ss:MergeAcross="1"><Data>Членство</Data></Cell><Cell><Data>Отдел</Data></Cell></Row>'
        '<Row><Cell ss:Index="2"><Data>принят</Data></Cell><Cell><Data>выбыл</Data></Cell></Row>'
        "<Row><Cell><Data>Авдеева Анна Ильинична</Data></Cell><Cell><Data>01.09.2010</Data></Cell><Cell ss:Index='4'><Data>Цех 1</Data></Cell></Row>"
        '<Row ss:Hidden="1"><Cell><Data>Бокова Вера Ильинична</Data></Cell><Cell><Data>01.09.2011</Data></Cell></Row>'
    )
    path = tmp_path / "список.xls"
    path.write_text(
        '<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
        'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="Лист1"><Table>'
        + rows
        + "</Table></Worksheet></Workbook>",
        encoding="utf-8",
    )
    found = read(path)
    assert [person.surname for person in found.people] == ["Авдеева", "Бокова"]
    assert [person.episodes[0].entry_on for person in found.people] == [date(2010, 9, 1), date(2011, 9, 1)]
    assert found.people[0].details["department"] == "Цех 1"
    assert "строка скрыта в файле" in doubts(found)[4]


# --- what is no table


@pytest.mark.parametrize(
    ("data", "code", "words"),
    [
        (b"MOXCEL\x00\x08\x00\x01\x00ru", "importing.from_1c", "файл 1С (MXL): сохраните список из 1С как лист Excel"),
        (b"\xef\xbb\xbfMOXCEL\x00\x08", "importing.from_1c", "MXL"),
        (b"1CDBMSV8\x00\x00", "importing.from_1c", "1С"),
        (b"%PDF-1.7\n", "importing.wrong_kind", "PDF"),
        (b"Rar!\x1a\x07\x00", "importing.archive", "архив RAR"),
        (b"7z\xbc\xaf\x27\x1c", "importing.archive", "архив 7z"),
        (b"SQLite format 3\x00", "importing.wrong_kind", "SQLite"),
        (b"From: a@example.org\r\nTo: b@example.org\r\nSubject: =?utf-8?B?0KE=?=\r\n\r\ntext", "importing.letter", "вложение"),
        (b"\x03\x7a\x05\x01" + b"\x02\x00\x00\x00" + b"\x61\x00\x20\x00" + b"\x00" * 20 + b"FIO".ljust(11, b"\0") + b"C" + b"\0" * 20
         + b"\r" + b" " * 40, "importing.dbf", "LibreOffice"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_table_is_named_for_what_it_is(tmp_path, read, data, code, words):
    path = tmp_path / "список.xls"
    path.write_bytes(data)
    with pytest.raises(UserError) as caught:
        read(path)
    assert caught.value.code == code
    assert words in shown(caught.value)


def test_a_text_that_begins_like_a_picture_is_a_text(tmp_path, read):
    path = tmp_path / "список.csv"
    path.write_text("BMW;\nФИО;Дата рождения;Дата вступления\n" + ";".join(PEOPLE[0][:3]), encoding="utf-8")
    assert len(read(path).people) == 1


def test_headings_and_the_first_person_in_one_line_are_named(tmp_path, read):
    path = tmp_path / "список.csv"
    path.write_text(
        "ФИО;Дата рождения;Дата вступления Авдеева Анна Ильинична;01.05.1978;01.09.2010\n"
        "Боков Олег Ильич;02.05.1979;01.09.2011\n",
        encoding="utf-8",
    )
    with pytest.raises(UserError) as caught:
        read(path)
    assert caught.value.code == "importing.glued_lines"
    assert "в строке 1" in shown(caught.value)
