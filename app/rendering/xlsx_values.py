"""The results of a spreadsheet's formulas, stored beside them: a reader that does not count sees the numbers too.

openpyxl writes formulas without results; they are put into the sheet it has made.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from decimal import Decimal
from xml.sax.saxutils import escape

from app.domain.enums import CellKind
from app.forms.expressions import Environment
from app.forms.view import ReportView

_SHEET = "xl/worksheets/sheet1.xml"
_CELL = re.compile(r'<c r="([A-Z]+[0-9]+)"([^>]*)><f>(.*?)</f><v ?/?>(?:</v>)?', re.DOTALL)


def environment_of(view: ReportView, year: int | None, org_kind: str) -> Environment:
    """What the sheet's conditions know: its own cells and fields, nothing from elsewhere."""
    values = {place: shown.value for place, shown in (*view.cells.items(), *view.fields.items())}
    blocked = frozenset(place for place, cell in view.cells.items() if cell.kind is CellKind.BLOCKED)
    return Environment(values, year, blocked, org_kind or None)


def with_results(workbook: bytes, results: Mapping[str, Decimal | str]) -> bytes:
    """The same workbook; the formulas of its one sheet hold these results, by cell (``D12``), a text for the others.

    A number stays a number; a formula that nobody told the result of shows nothing, which is what ours show while
    they know nothing.
    """
    data = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook)) as source, zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as target:
        for entry in source.infolist():
            content = source.read(entry)
            if entry.filename == _SHEET:
                content = _CELL.sub(lambda found: _with_result(found, results), content.decode("utf-8")).encode()
            target.writestr(entry, content)
    return data.getvalue()


def _with_result(found: re.Match[str], results: Mapping[str, Decimal | str]) -> str:
    place, attributes, formula = found.groups()
    value = results.get(place, "")
    if isinstance(value, Decimal):
        return f'<c r="{place}"{attributes}><f>{formula}</f><v>{format(value, "f")}</v>'
    return f'<c r="{place}"{attributes} t="str"><f>{formula}</f><v>{escape(value)}</v>'
