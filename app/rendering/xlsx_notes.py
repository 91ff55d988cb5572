"""The column right of a form's spreadsheet: what is missing and what is wrong, live beside each row, and the banner.

Every note is a formula, and beside it the text that the formula gives for what stands in the sheet now.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from openpyxl.cell.cell import Cell as SheetCell
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from app.domain.enums import Severity
from app.forms.definition import Check, ValueType
from app.rendering import xlsx_look as look
from app.rendering.xlsx_formulas import SheetPlace, Translator, quoted

NOTE_WIDTH = 80.0
_LONGEST_FORMULA = 7500
_COLUMNS = 3
"""A spreadsheet's formula has at most 8192 characters; more notes go on in the next columns."""
_MISSING = "Не заполнено. "
_ERROR = "Ошибка: "
_WARNING = "Нужно пояснение: "


class Notes:
    """Collects formulas by row, then writes them into the columns from ``column`` on."""

    def __init__(self, sheet: Worksheet, column: int) -> None:
        self.sheet, self.column = sheet, column
        self._by_row: dict[int, list[tuple[str, str]]] = {}
        self.results: dict[str, str] = {}
        """What the formulas give now, by cell."""

    def missing(self, row: int, cells: Sequence[SheetCell], unless: str = "FALSE", *, not_now: bool = False) -> None:
        """«Не заполнено» while one of the cells is empty, ``unless`` a condition holds (``not_now``: it does)."""
        addresses = ",".join(absolute(cell) for cell in cells)
        empty = f"COUNTA({addresses})<{len(cells)}"
        if unless != "FALSE":
            empty = f"AND({empty},NOT({unless}))"
        shown = _MISSING if not not_now and any(cell.value is None for cell in cells) else ""
        self._add(row, f'IF({empty},{quoted(_MISSING)},"")', shown)

    def bad_values(self, row: int, cells: Iterable[tuple[SheetCell, ValueType]]) -> None:
        """What was pasted past the typing rules: words, fractions and numbers out of bounds."""
        wrong: dict[str, list[str]] = {}
        now: set[str] = set()
        for cell, kind in cells:
            conditions = _bad(absolute(cell), kind)
            sentence = look.TYPING_RULES[kind].sentence
            wrong.setdefault(sentence, []).extend(conditions)
            if conditions and _is_bad(cell.value, kind):
                now.add(sentence)
        for sentence, found in wrong.items():
            if found:
                words = f"{_ERROR}{sentence} "
                shown = words if sentence in now else ""
                self._add(row, f'IF(OR({",".join(found)}),{quoted(words)},"")', shown)

    def check(
        self,
        check: Check,
        translator: Translator,
        places: Mapping[str, SheetPlace],
        row: int | None = None,
        *,
        violated_now: str = "",
    ) -> None:
        """A rule of the form: its sentence in ``row`` or in the row of its first cell, its cells coloured.

        ``violated_now``: the sentence it gives for what stands in the sheet now.
        """
        violated = translator.violated(check)
        marked = [places[name].address for name in check.cells if name in places and places[name].address]
        if violated == "FALSE" or not (row or marked):
            return
        word, fill = (_ERROR, look.RED_FILL) if check.severity is Severity.ERROR else (_WARNING, look.YELLOW_FILL)
        at = row or int(marked[0].rpartition("$")[2])
        shown = f"{word}{violated_now}. " if violated_now else ""
        self._add(at, f'IF({violated},{quoted(word)}&{translator.message(check)}&". ","")', shown)
        for address in marked:
            self._colour(address.replace("$", ""), violated, fill)

    def write(self, last_row: int, form_columns: int, banner: tuple[str, str] = ("", "")) -> None:
        """Put the formulas down, and the banner over the form that counts them.

        ``banner``: the form's own words while something is missing and when nothing is; told below the form, too.
        """
        for row, formulas in self._by_row.items():
            column, joined, said = self.column, "", ""
            for formula, shown in formulas:
                if joined and len(joined) + len(formula) > _LONGEST_FORMULA:
                    self._put(row, column, joined, said)
                    column, joined, said = min(column + 1, self.column + _COLUMNS - 1), "", ""
                joined = f"{joined}&{formula}" if joined else formula
                said += shown
            self._put(row, column, joined, said)
        self._banner(last_row, form_columns, banner)

    def _banner(self, last_row: int, form_columns: int, own: tuple[str, str]) -> None:
        first, last = get_column_letter(self.column), get_column_letter(self.column + _COLUMNS - 1)
        area = f"${first}$3:${last}${last_row}"
        errors, missing = (f'COUNTIF({area},"*{word.strip()}*")' for word in (_ERROR, _MISSING))
        cell = self.sheet.cell(row=1, column=1)
        assert isinstance(cell, SheetCell)
        said_errors = f'"Есть ошибки, строк: "&{errors}&". Они названы справа от строк."'
        said_missing = f'"Заполнено не всё, строк: "&{missing}&". Они отмечены справа."'
        if any(own):
            wrong = f"IF({errors}>0,{said_errors},{quoted(own[1])})"
            cell.value = f"=IF({missing}>0,{quoted(own[0])},{wrong})"
        else:
            wrong = f'IF({missing}>0,{said_missing},"Заполнено всё, ошибок нет.")'
            cell.value = f"=IF({errors}>0,{said_errors},{wrong})"
        told = self._banner_now(own)
        for row in (1, last_row + 2) if any(own) else (1,):
            here = self.sheet.cell(row=row, column=1)
            assert isinstance(here, SheetCell)
            here.value = cell.value
            self.results[here.coordinate] = told
            look.dress(here, bold=True, align="center", frame=False)
            self.sheet.row_dimensions[row].height = 36 if any(own) else None
            self.sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=form_columns)
            self._colour(f"A{row}", f"AND({errors}=0,{missing}=0)", look.GREEN_FILL)
            self._colour(f"A{row}", f"{errors}+{missing}>0", look.RED_FILL)

    def _banner_now(self, own: tuple[str, str]) -> str:
        errors, missing = (sum(word.strip() in text for text in self.results.values()) for word in (_ERROR, _MISSING))
        said_errors = f"Есть ошибки, строк: {errors}. Они названы справа от строк."
        if any(own):
            return own[0] if missing else said_errors if errors else own[1]
        if errors:
            return said_errors
        return f"Заполнено не всё, строк: {missing}. Они отмечены справа." if missing else "Заполнено всё, ошибок нет."

    def _add(self, row: int, formula: str, shown: str) -> None:
        self._by_row.setdefault(row, []).append((formula, shown))

    def _put(self, row: int, column: int, formula: str, shown: str) -> None:
        cell = self.sheet.cell(row=row, column=column)
        assert isinstance(cell, SheetCell)
        cell.value = f"=TRIM({formula})"
        self.results[cell.coordinate] = " ".join(shown.split())
        cell.font = look.NOTE_FONT

    def _colour(self, area: str, condition: str, fill: PatternFill) -> None:
        rule = FormulaRule(formula=[condition], fill=fill)  # type: ignore[no-untyped-call]
        self.sheet.conditional_formatting.add(area, rule)


def absolute(cell: SheetCell) -> str:
    """``$D$12``."""
    return f"${cell.column_letter}${cell.row}"


def _is_bad(value: object, kind: ValueType) -> bool:
    """What :func:`_bad` says of a value that stands in a cell."""
    if isinstance(value, str):
        return True
    if not isinstance(value, int | float):
        return False
    bounds = {
        ValueType.COUNT: value >= 0 and value == int(value),
        ValueType.MARK: value in (0, 1),
        ValueType.YEAR: value == 0 or (1900 <= value <= 2100 and value == int(value)),
        ValueType.PERCENT: 0 <= value <= 100,
    }
    return not bounds.get(kind, True)


def _bad(at: str, kind: ValueType) -> list[str]:
    if kind in (ValueType.TEXT, ValueType.DATE):
        return []
    bounds = {
        ValueType.COUNT: f"N({at})<0,N({at})<>INT(N({at}))",
        ValueType.MARK: f"AND(N({at})<>0,N({at})<>1)",
        ValueType.YEAR: f"AND(ISNUMBER({at}),N({at})<>0,OR(N({at})<1900,N({at})>2100,N({at})<>INT(N({at}))))",
        ValueType.PERCENT: f"N({at})<0,N({at})>100",
    }
    return [f"ISTEXT({at})", *([bounds[kind]] if kind in bounds else [])]
