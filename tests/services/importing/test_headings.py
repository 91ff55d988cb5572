"""What headings mean: a corpus of real ones, and any of them under any title, in any layout and order."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.services.importing.fields import ListField
from app.services.importing.headings import find_tables
from app.services.importing.mapping import map_columns
from app.services.importing.sheets import SourceSheet
from app.services.importing.vocabulary import understand

TODAY = date(2026, 11, 20)


def corpus() -> list[tuple[ListField, tuple[str, ...]]]:
    """The kept headings: what each means, its lines from the top down."""
    found: list[tuple[ListField, tuple[str, ...]]] = []
    field = ListField.IGNORE
    text = (Path(__file__).parents[2] / "data" / "import" / "headings.txt").read_text(encoding="utf-8")
    for line in (line.strip() for line in text.splitlines()):
        if line.startswith("["):
            field = ListField(line[1:-1])
        elif line and not line.startswith("#"):
            found.append((field, tuple(part.strip() for part in line.split(" | "))))
    return found


CORPUS = corpus()
TITLES = (
    "Членство", "Членство в профсоюзе", "Профсоюзное членство", "Профсоюзный учёт", "Учёт", "Профучёт", "Профсоюз",
    "Сведения о членстве", "Сведения о члене профсоюза", "Личные данные", "Персональные данные", "Анкетные данные",
    "Общие сведения", "Данные", "Сведения", "Информация", "Движение", "Движение членов профсоюза", "Прибытие и выбытие",
    "Приём и снятие", "Постановка и снятие с учёта", "Снятие с учёта", "Выбытие", "Постановка на учёт", "Вступление",
    "Приём в профсоюз", "Контакты", "Контактные данные", "ППО", "В профсоюзе", "Учётные данные", "Взносы", "Рождение",
    "Согласие", "Паспортные данные", "Член профсоюза", "Документы",
)  # fmt: skip
ALONE = [(field, parts[0]) for field, parts in CORPUS if len(parts) == 1 and field is not ListField.ROW_NUMBER]
OPEN = {"Основание", "ОПД"}


@pytest.mark.parametrize(("field", "parts"), CORPUS, ids=[" | ".join(parts) for _, parts in CORPUS])
def test_a_heading_of_real_lists_means_what_people_mean(field, parts):
    found = understand(parts)
    assert (found[0][0] if found else ListField.IGNORE) is field


def test_the_corpus_is_large():
    assert len(CORPUS) > 600
    assert {field for field, _ in CORPUS} >= {
        ListField.LEFT_ON,
        ListField.JOINED_ON,
        ListField.REGISTERED_ON,
        ListField.CONSENT,
    }


@given(
    told=st.sampled_from(ALONE),
    title=st.sampled_from(TITLES),
    put=st.sampled_from(["two lines", "repeated", "colon", "line end", "capitals", "three lines"]),
)
@settings(max_examples=400)
def test_no_title_overrules_the_column_under_it(told, title, put):
    field, heading = told
    parts = {
        "two lines": (title, heading),
        "repeated": (title, title, heading),
        "colon": (f"{title}: {heading}",),
        "line end": (f"{title}\n{heading}",),
        "capitals": (title.upper(), heading.upper()),
        "three lines": ("Сведения", title, heading),
    }[put]
    found = understand(parts)
    assert (found[0][0] if found else ListField.IGNORE) is field, found


@pytest.mark.parametrize(
    ("title", "open_word", "field"),
    [
        ("Снятие с учёта", "дата", ListField.LEFT_ON),
        ("Выбытие", "когда", ListField.LEFT_ON),
        ("Постановка на учёт", "дата", ListField.REGISTERED_ON),
        ("Вступление в профсоюз", "дата", ListField.JOINED_ON),
        ("Рождение", "дата", ListField.BIRTH_DATE),
        ("Согласие на обработку ПДн", "дата", ListField.CONSENT_ON),
        ("Профбилет", "номер", ListField.CARD_NUMBER),
        ("Профбилет", "дата", ListField.IGNORE),
        ("Паспорт", "номер", ListField.IGNORE),
        ("Приказ", "дата", ListField.IGNORE),
        ("Работа", "принят", ListField.IGNORE),
        ("Обучение", "поступил", ListField.IGNORE),
        ("Дети", "ФИО", ListField.IGNORE),
        ("Супруг", "дата рождения", ListField.IGNORE),
        ("Снятие с учёта", "основание", ListField.LEFT_REASON),
        ("Постановка на учёт", "основание", ListField.ENTRY_BASIS),
        ("Вступление", "основание", ListField.ENTRY_BASIS),
        ("Членство", "по", ListField.LEFT_ON),
        ("Членство", "с", ListField.JOINED_ON),
    ],
)
def test_a_title_tells_what_an_open_word_is_of(title, open_word, field):
    assert understand((title, open_word))[0][0] is field
    assert understand((f"{title}: {open_word}",))[0][0] is field


# --- whole tables

NAMES = [
    "Авдеева Анна Ильинична",
    "Боков Олег Ильич",
    "Вершина Яна Ильинична",
    "Гусев Лев Ильич",
    "Дымова Инна Ильинична",
]
VALUES: dict[ListField, list[object]] = {
    ListField.FULL_NAME: NAMES,
    ListField.BIRTH_DATE: ["01.05.1978", "02.05.1979", date(1980, 5, 3), "04.05.1981", "05.05.1982"],
    ListField.SEX: ["ж", "м", "ж", "м", "ж"],
    ListField.POSITION: ["учитель", "сторож", "повар", "завхоз", "методист"],
    ListField.DEPARTMENT: ["Корпус 1", "Корпус 2", "Корпус 1", "Корпус 2", "Корпус 1"],
    ListField.PHONE: ["89001112231", "89001112232", "89001112233", "89001112234", "89001112235"],
    ListField.EMAIL: [f"m{n}@example.org" for n in range(5)],
    ListField.ADDRESS: [f"ул. Мира, {n}" for n in range(5)],
    ListField.CARD_NUMBER: ["0012341", "0012342", "0012343", "0012344", "0012345"],
    ListField.JOINED_ON: ["01.09.2010", "01.09.2011", "03.09.2012", date(2013, 9, 2), "01.09.2014"],
    ListField.REGISTERED_ON: ["11.09.2015", "12.09.2016", "13.09.2016", "14.09.2017", "15.09.2018"],
    ListField.LEFT_ON: ["15.06.2024", "", "01.02.2025", "", ""],
    ListField.LEFT_REASON: ["уволена", "", "по собственному желанию", "", ""],
    ListField.CONSENT: ["да", "нет", "да", "да", "нет"],
    ListField.CONSENT_ON: ["05.09.2025", "", "06.09.2025", "", "07.09.2025"],
    ListField.NOTE: ["", "сменил фамилию", "", "", "ветеран труда"],
    ListField.IGNORE: ["100", "200", "150", "120", "90"],
}  # fmt: skip
HEADS = {
    field: [heading for known, heading in ALONE if known is field and heading not in {"Вид билета", "Почта"}]
    for field in VALUES
}
HEADS[ListField.IGNORE] = ["Взносы", "Сумма взноса", "Оклад", "СНИЛС", "Ставка"]


@st.composite
def tables(draw: st.DrawFn) -> tuple[SourceSheet, list[ListField]]:
    """A sheet of people under known headings, and the meanings of its columns."""
    fields = draw(
        st.permutations(sorted(VALUES, key=lambda field: field.value)).map(
            lambda found: found[: draw(st.integers(4, 12))]
        )
    )
    fields = [field for field in fields if field not in {ListField.FULL_NAME, ListField.BIRTH_DATE}]
    if ListField.LEFT_REASON in fields and ListField.LEFT_ON not in fields:
        fields.append(ListField.LEFT_ON)
    fields = draw(st.permutations([ListField.FULL_NAME, ListField.BIRTH_DATE, *fields]))
    heads = [draw(st.sampled_from(HEADS[field])) for field in fields]
    layout = draw(st.sampled_from(["one line", "titled cells", "blank", "merged", "repeated", "names above"]))
    rows: list[list[object]] = []
    merged: list[tuple[int, int, int, int]] = []
    if layout == "one line":
        rows.append([*heads])
    elif layout == "titled cells":
        rows.append(
            [
                head if field is ListField.FULL_NAME else f"{draw(st.sampled_from(TITLES[:9]))}: {head}"
                for field, head in zip(fields, heads, strict=True)
            ]
        )
    else:
        above, below = list(draw(_titles(len(fields)))), list(heads)
        place = fields.index(ListField.FULL_NAME)
        if layout == "names above" or len({title for title in above if title}) < 2:
            above[place], below[place] = heads[place], ""
        starts = [n for n in range(len(above)) if n == 0 or above[n] != above[n - 1]]
        for first, after in zip(starts, [*starts[1:], len(above)], strict=True):
            if layout in {"merged", "names above"} and after - first > 1:
                merged.append((0, first, 0, after - 1))
            if layout != "repeated":
                above[first + 1 : after] = [""] * (after - first - 1)
        rows += [above, below]
    for number in range(len(NAMES)):
        rows.append([VALUES[field][number] for field in fields])
    even = tuple(tuple(row) for row in rows)
    return SourceSheet("Лист1", even, len(fields), merged=tuple(merged)), list(fields)  # type: ignore[arg-type]


@st.composite
def _titles(draw: st.DrawFn, width: int) -> list[str]:
    found: list[str] = []
    while len(found) < width:
        title = draw(st.sampled_from([title for title in TITLES if not found or title != found[-1]]))
        found += [title] * draw(st.integers(2, 4))
    return found[:width]


@given(made=tables())
@settings(max_examples=300, deadline=None)
def test_any_layout_of_known_headings_is_read_the_same(made):
    sheet, fields = made
    found = find_tables(sheet)
    assert len(found) == 1
    columns = map_columns(sheet, found[0], TODAY, {})
    assert sheet.rows[found[0].first_data][fields.index(ListField.FULL_NAME)] == NAMES[0]
    assert [column.field for column in columns] == fields
    assert not any(column.doubt for column in columns)
