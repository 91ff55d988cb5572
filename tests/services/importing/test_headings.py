"""What headings mean: a corpus of real ones, and any of them under any title, in any layout and order."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.services.importing.fields import Field
from app.services.importing.headings import find_tables
from app.services.importing.mapping import map_columns
from app.services.importing.sheets import Sheet
from app.services.importing.vocabulary import understand

TODAY = date(2026, 11, 20)


def corpus() -> list[tuple[Field, tuple[str, ...]]]:
    """The kept headings: what each means, its lines from the top down."""
    found: list[tuple[Field, tuple[str, ...]]] = []
    field = Field.IGNORE
    text = (Path(__file__).parents[2] / "data" / "import" / "headings.txt").read_text(encoding="utf-8")
    for line in (line.strip() for line in text.splitlines()):
        if line.startswith("["):
            field = Field(line[1:-1])
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
ALONE = [(field, parts[0]) for field, parts in CORPUS if len(parts) == 1 and field is not Field.ROW_NUMBER]
OPEN = {"Основание", "ОПД"}


@pytest.mark.parametrize(("field", "parts"), CORPUS, ids=[" | ".join(parts) for _, parts in CORPUS])
def test_a_heading_of_real_lists_means_what_people_mean(field, parts):
    found = understand(parts)
    assert (found[0][0] if found else Field.IGNORE) is field


def test_the_corpus_is_large():
    assert len(CORPUS) > 600
    assert {field for field, _ in CORPUS} >= {Field.LEFT_ON, Field.JOINED_ON, Field.REGISTERED_ON, Field.CONSENT}


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
    assert (found[0][0] if found else Field.IGNORE) is field, found


@pytest.mark.parametrize(
    ("title", "open_word", "field"),
    [
        ("Снятие с учёта", "дата", Field.LEFT_ON),
        ("Выбытие", "когда", Field.LEFT_ON),
        ("Постановка на учёт", "дата", Field.REGISTERED_ON),
        ("Вступление в профсоюз", "дата", Field.JOINED_ON),
        ("Рождение", "дата", Field.BIRTH_DATE),
        ("Согласие на обработку ПДн", "дата", Field.CONSENT_ON),
        ("Профбилет", "номер", Field.CARD_NUMBER),
        ("Профбилет", "дата", Field.IGNORE),
        ("Паспорт", "номер", Field.IGNORE),
        ("Приказ", "дата", Field.IGNORE),
        ("Работа", "принят", Field.IGNORE),
        ("Обучение", "поступил", Field.IGNORE),
        ("Дети", "ФИО", Field.IGNORE),
        ("Супруг", "дата рождения", Field.IGNORE),
        ("Снятие с учёта", "основание", Field.LEFT_REASON),
        ("Постановка на учёт", "основание", Field.ENTRY_BASIS),
        ("Вступление", "основание", Field.ENTRY_BASIS),
        ("Членство", "по", Field.LEFT_ON),
        ("Членство", "с", Field.JOINED_ON),
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
VALUES: dict[Field, list[object]] = {
    Field.FULL_NAME: NAMES,
    Field.BIRTH_DATE: ["01.05.1978", "02.05.1979", date(1980, 5, 3), "04.05.1981", "05.05.1982"],
    Field.SEX: ["ж", "м", "ж", "м", "ж"],
    Field.POSITION: ["учитель", "сторож", "повар", "завхоз", "методист"],
    Field.DEPARTMENT: ["Корпус 1", "Корпус 2", "Корпус 1", "Корпус 2", "Корпус 1"],
    Field.PHONE: ["89001112231", "89001112232", "89001112233", "89001112234", "89001112235"],
    Field.EMAIL: [f"m{n}@example.org" for n in range(5)],
    Field.ADDRESS: [f"ул. Мира, {n}" for n in range(5)],
    Field.CARD_NUMBER: ["0012341", "0012342", "0012343", "0012344", "0012345"],
    Field.JOINED_ON: ["01.09.2010", "01.09.2011", "03.09.2012", date(2013, 9, 2), "01.09.2014"],
    Field.REGISTERED_ON: ["11.09.2015", "12.09.2016", "13.09.2016", "14.09.2017", "15.09.2018"],
    Field.LEFT_ON: ["15.06.2024", "", "01.02.2025", "", ""],
    Field.LEFT_REASON: ["уволена", "", "по собственному желанию", "", ""],
    Field.CONSENT: ["да", "нет", "да", "да", "нет"],
    Field.CONSENT_ON: ["05.09.2025", "", "06.09.2025", "", "07.09.2025"],
    Field.NOTE: ["", "сменил фамилию", "", "", "ветеран труда"],
    Field.IGNORE: ["100", "200", "150", "120", "90"],
}  # fmt: skip
HEADS = {
    field: [heading for known, heading in ALONE if known is field and heading not in {"Вид билета", "Почта"}]
    for field in VALUES
}
HEADS[Field.IGNORE] = ["Взносы", "Сумма взноса", "Оклад", "СНИЛС", "Ставка"]


@st.composite
def tables(draw: st.DrawFn) -> tuple[Sheet, list[Field]]:
    """A sheet of people under known headings, and the meanings of its columns."""
    fields = draw(
        st.permutations(sorted(VALUES, key=lambda field: field.value)).map(
            lambda found: found[: draw(st.integers(4, 12))]
        )
    )
    fields = [field for field in fields if field not in {Field.FULL_NAME, Field.BIRTH_DATE}]
    if Field.LEFT_REASON in fields and Field.LEFT_ON not in fields:
        fields.append(Field.LEFT_ON)
    fields = draw(st.permutations([Field.FULL_NAME, Field.BIRTH_DATE, *fields]))
    heads = [draw(st.sampled_from(HEADS[field])) for field in fields]
    layout = draw(st.sampled_from(["one line", "titled cells", "blank", "merged", "repeated", "names above"]))
    rows: list[list[object]] = []
    merged: list[tuple[int, int, int, int]] = []
    if layout == "one line":
        rows.append([*heads])
    elif layout == "titled cells":
        rows.append(
            [
                head if field is Field.FULL_NAME else f"{draw(st.sampled_from(TITLES[:9]))}: {head}"
                for field, head in zip(fields, heads, strict=True)
            ]
        )
    else:
        above, below = list(draw(_titles(len(fields)))), list(heads)
        place = fields.index(Field.FULL_NAME)
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
    return Sheet("Лист1", even, len(fields), merged=tuple(merged)), list(fields)  # type: ignore[arg-type]


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
    assert sheet.rows[found[0].first_data][fields.index(Field.FULL_NAME)] == NAMES[0]
    assert [column.field for column in columns] == fields
    assert not any(column.doubt for column in columns)
