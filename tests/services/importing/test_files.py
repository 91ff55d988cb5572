"""Kinds of files and encodings, and files that are no lists: always people or one clear sentence."""

from __future__ import annotations

import io
import zipfile
from datetime import date

import openpyxl
import pytest

from app.errors import AppError, UserError
from app.messages import sentence
from app.services.importing.caged import read_source

HEAD = ["Фамилия", "Имя", "Отчество", "Дата рождения", "Дата вступления", "Должность", "Примечание"]
ROWS = [
    [
        "Щербакова",
        "Ёлка",
        "Юрьевна",
        "05.11.1978",
        "01.09.2010",
        "учитель; классный руководитель",
        "строка 1\nстрока 2",
    ],
    ["Цой", "Эдуард", "Ильич", "12.03.1985", "15.02.2009", 'слесарь "6 разряда"', ""],
    ["Жуков", "Пётр", "Фёдорович", "31.12.1990", "20.06.2015", "водитель", ""],
]


def as_text(separator: str) -> str:
    def cell(value: str) -> str:
        special = set(value) & set(separator + '\n"')
        return '"' + value.replace('"', '""') + '"' if special else value

    return "\r\n".join(separator.join(cell(value) for value in row) for row in [HEAD, *ROWS]) + "\r\n"


def check(reading) -> None:
    assert [(p.surname, p.name, p.patronymic) for p in reading.people] == [tuple(row[:3]) for row in ROWS]
    assert [p.birth_date for p in reading.people] == [date(1978, 11, 5), date(1985, 3, 12), date(1990, 12, 31)]
    assert [p.details["position"] for p in reading.people] == [row[5] for row in ROWS]
    assert reading.people[0].details["note"] == "строка 1 строка 2"
    assert [p.place.row for p in reading.people] == [2, 3, 4]


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1251", "koi8-r", "cp866", "iso8859-5"]
)
def test_text_tables(tmp_path, read, encoding, separator):
    path = tmp_path / "список.csv"
    path.write_bytes(as_text(separator).encode(encoding))
    check(read(path))


def test_capitals_in_every_eight_bit_encoding(tmp_path, read):
    for encoding in ("cp1251", "koi8-r", "cp866"):
        path = tmp_path / f"{encoding}.csv"
        path.write_bytes(
            "ФИО;ДАТА РОЖДЕНИЯ;ДАТА ВСТУПЛЕНИЯ\nИВАНОВА АННА ПЕТРОВНА;05.11.1978;01.09.2010\n".encode(encoding)
        )
        assert read(path).people[0].shown_name == "Иванова Анна Петровна", encoding


@pytest.mark.parametrize("name", ["spisok.ods", "spisok.xls", "spisok_2003.xml.xls", "spisok_web.xls"])
def test_other_formats_give_the_same_people(data, read, name):
    people = read(data / name).people
    assert [p.shown_name for p in people] == ["Иванова Анна Петровна", "Цой Марина Львовна", "Кузнецов Олег Ильич"]
    assert [p.birth_date for p in people] == [date(1978, 11, 5), date(1990, 7, 30), date(1955, 3, 12)]
    assert people[1].episodes[0].exit.on == date(2024, 5, 17)
    assert people[0].details["card_number"] == "0012345"


def test_the_content_decides_not_the_extension(make_xlsx, tmp_path, read):
    path = make_xlsx([HEAD, *ROWS]).rename(tmp_path / "список.csv")
    check(read(path))
    text = tmp_path / "выгрузка.xlsx"
    text.write_bytes(as_text(";").encode("cp1251"))
    check(read(text))


def test_old_mac_line_ends_and_sep_line(tmp_path, read):
    path = tmp_path / "a.csv"
    path.write_bytes(b"sep=;\r" + as_text(";").replace("\r\n", "\r").encode("cp1251"))
    assert [p.surname for p in read(path).people] == ["Щербакова", "Цой", "Жуков"]


def _zip(members: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return stream.getvalue()


def _workbook() -> bytes:
    book = openpyxl.Workbook()
    for row in [HEAD, *ROWS]:
        book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _far_corner() -> bytes:
    source = zipfile.ZipFile(io.BytesIO(_workbook()))
    members = {name: source.read(name) for name in source.namelist()}
    sheet = members["xl/worksheets/sheet1.xml"].decode()
    members["xl/worksheets/sheet1.xml"] = sheet.replace(
        "</sheetData>", '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    ).encode()
    return _zip(members)


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

HOSTILE = {
    "empty": b"",
    "spaces": b"  \r\n \r\n",
    "zeros": b"\x00" * 5000,
    "random": bytes(range(256)) * 40,
    "pdf": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj",
    "png": b"\x89PNG\r\n\x1a\n" + b"\x00" * 100,
    "zip_of_text": _zip({"a.txt": b"hello"}),
    "word": _zip({"word/document.xml": b"<w/>", "[Content_Types].xml": b"<t/>"}),
    "torn_zip": _workbook()[:900],
    "broken_xml": _zip({"xl/workbook.xml": b"<workbook><sheets>", "xl/worksheets/sheet1.xml": b"<worksheet><c r="}),
    "far_corner": _far_corner(),
    "old_word": OLE + b"\x00" * 600 + "WordDocument".encode("utf-16-le") + b"\x00" * 600,
    "encrypted": OLE + b"\x00" * 600 + "EncryptedPackage".encode("utf-16-le") + b"\x00" * 600,
    "torn_xls": OLE + b"\x01" * 2000,
    "bomb": _zip({"xl/workbook.xml": b"<workbook/>", "xl/worksheets/sheet1.xml": b"0" * (520 * 1024 * 1024)}),
    "prose": "Уважаемые коллеги!\nПросим прислать списки, спасибо.\n".encode(),
    "numbers": b"1;2;3\n4;5;6\n7;8;9\n",
    "one_cell": "привет".encode(),
    "nul_inside": b"\x00\x00\xff\xfe\x00",
    "wide": b";".join([b"a"] * 2000),
    "html_without_table": b"<html><body>hello</body></html>",
    "deep_xml": b"<?xml version='1.0'?>" + b"<a>" * 3000,
    "only_bom": b"\xef\xbb\xbf",
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_what_is_no_list_is_refused_in_one_sentence(tmp_path, read, kind):
    path = tmp_path / "файл.xlsx"
    path.write_bytes(HOSTILE[kind])
    with pytest.raises(UserError) as caught:
        read(path)
    text = sentence(caught.value)
    assert "файл.xlsx" in text and "\n" not in text and "{" not in text


def test_a_missing_file_and_a_folder(tmp_path):
    for path in (tmp_path / "нет.xlsx", tmp_path):
        with pytest.raises(UserError) as caught:
            read_source(path)
        assert caught.value.code == "importing.no_file"


@pytest.mark.parametrize("cut", range(1, 12))
def test_a_workbook_cut_anywhere_never_breaks_the_program(tmp_path, read, cut):
    whole = _workbook()
    path = tmp_path / "обрыв.xlsx"
    path.write_bytes(whole[: len(whole) * cut // 12])
    with pytest.raises(AppError) as caught:
        read(path)
    assert sentence(caught.value)


def test_nul_and_control_signs_inside_cells_vanish(tmp_path, read):
    path = tmp_path / "a.csv"
    path.write_bytes(
        "ФИО;Дата рождения;Дата вступления\nИва\x00нова\u200b Анна\x07 Петровна;05.11.1978;01.09.2010\n".encode()
    )
    assert read(path).people[0].shown_name == "Иванова Анна Петровна"


def test_formula_errors_in_the_name_reject_the_row(make_xlsx, read):
    reading = read(make_xlsx([["ФИО", "Дата рождения", "Дата вступления"], ["'#REF!", "05.11.1978", "01.09.2010"],
                              ["Цой Марина Львовна", "30.07.1990", "20.06.2015"]]))  # fmt: skip
    assert len(reading.people) == 1 and len(reading.rejected) == 1


def test_a_single_person_and_a_single_column(make_xlsx, read):
    assert len(read(make_xlsx([["ФИО", "Дата рождения"], ["Иванова Анна Петровна", "05.11.1978"]])).people) == 1
    names = [["ФИО"], ["Иванова Анна Петровна"], ["Цой Марина Львовна"]]
    assert [p.surname for p in read(make_xlsx(names)).people] == ["Иванова", "Цой"]


def test_more_rows_than_anyone_has_are_refused(tmp_path):
    path = tmp_path / "много.csv"
    path.write_bytes(b"a;b\n" * 200_100)
    with pytest.raises(UserError) as caught:
        read_source(path)
    assert caught.value.code == "importing.too_many_rows"
