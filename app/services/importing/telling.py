"""What is told of a whole sheet beside its rows: what was hidden, struck out, taken apart, understood by contents."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from app.services.importing.mapping import ColumnMapping, column_letter
from app.services.importing.sheets import SourceSheet

_SHOWN = 10


def notes_of(sheet: SourceSheet, columns: Sequence[ColumnMapping], rows: range) -> Iterator[str]:
    """Sentences on the rows of one table of the sheet."""
    where = f"Лист «{sheet.name}»: "
    filled = {row for row in rows if row < len(sheet.rows) and any(cell != "" for cell in sheet.rows[row])}
    if hidden := filled & sheet.hidden_rows:
        how = "скрыты фильтром" if sheet.filtered else "скрыты"
        yield f"{where}{how} строки {_listed(hidden)}; они прочитаны вместе с остальными, проверьте их."
    if struck := filled & sheet.struck.keys():
        yield f"{where}есть зачёркнутое в строках {_listed(struck)}; проверьте этих людей."
    known = {column.column for column in columns}
    if concealed := [column_letter(place) for place in sorted(sheet.hidden_columns & known)]:
        yield f"{where}скрыты столбцы {', '.join(concealed)}; они прочитаны вместе с остальными."
    if sheet.separated_by:
        sign = "табуляции" if sheet.separated_by == "\t" else f"знаку «{sheet.separated_by}»"
        yield f"{where}каждая строка стояла в одной ячейке; строки разделены по {sign}."
    for column in columns:
        if column.doubt:
            yield f"Столбец «{column.heading or column.letter}»: {column.doubt}."


def _listed(rows: Collection[int]) -> str:
    numbers = [str(row + 1) for row in sorted(rows)]
    more = f" и ещё {len(numbers) - _SHOWN}" if len(numbers) > _SHOWN else ""
    return ", ".join(numbers[:_SHOWN]) + more
