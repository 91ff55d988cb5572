"""Messages about filled spreadsheets of forms."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from app.messages import Message

if TYPE_CHECKING:
    from app.rendering.xlsx_reading import Overtyped

_ASK = "Возьмите таблицу формы в программе кнопкой «Excel», заполните её и откройте снова."

MESSAGES = {
    "xlsx.not_a_table": Message(
        "«{name}» – не таблица Excel или повреждена.", "Сохраните файл в формате XLSX и откройте снова."
    ),
    "xlsx.not_our_form": Message("«{name}» – не таблица отчёта «{number}» из этой программы.", _ASK),
    "xlsx.other_form": Message("В файле «{name}» другой отчёт, не «{number}».", "Выберите файл нужного отчёта."),
    "xlsx.other_edition": Message(
        "В файле «{name}» другая редакция отчёта «{number}»: с тех пор форма менялась.", _ASK
    ),
    "xlsx.other_year": Message(
        "Файл «{name}» сделан для отчёта за {made} год, а открыт отчёт за {wanted} год.",
        "Откройте отчёт за {made} год или выберите другой файл.",
    ),
    "xlsx.other_period": Message(
        "Файл «{name}» сделан для другого периода отчёта «{number}»: за полугодие и за год в нём разные таблицы.",
        "Откройте отчёт за тот период, для которого сделан файл, или возьмите таблицу этого отчёта кнопкой «Excel».",
    ),
    "xlsx.overtyped": Message(
        "В файле «{name}» поверх посчитанного самой формой вписаны другие числа: {cells}. Остальное прочитано.",
        "Эти числа не взяты. Исправьте числа, из которых они считаются, если итог должен быть другим.",
    ),
    "xlsx.cell_gone": Message("В файле «{name}» не нашлось места «{cell}»: строки или лист удалены.", _ASK),
    "xlsx.not_a_number": Message(
        "В файле «{name}», в ячейке {cell} стоит не число.",
        "Исправьте эту ячейку: только цифры, дробь – через запятую. Затем откройте файл снова.",
    ),
    "xlsx.not_a_date": Message(
        "В файле «{name}», в ячейке {cell} стоит не дата.", "Напишите дату так: 20.01.2027. Затем откройте файл снова."
    ),
    "xlsx.no_value": Message(
        "В файле «{name}», в ячейке {cell} стоит формула, которая ещё не посчитана.",
        "Откройте файл в Excel или LibreOffice, сохраните его и повторите. Или впишите вместо формулы само число.",
    ),
}


def overtyped_words(over: Overtyped) -> str:
    """That a number typed into a cell of the form's own was not taken, and what stands there instead."""
    start = f"Ячейка {over.place} ({over.cell}): поверх формы вписано {_number(over.typed)}"
    if over.right is None:
        return f"{start}, а итог ещё не из чего считать. Это число не взято."
    return (
        f"{start}, а форма даёт {_number(over.right)}. Вписанное не взято: исправьте числа, из которых итог считается."
    )


def _number(value: object) -> str:
    return format(value, "f").replace(".", ",") if isinstance(value, Decimal) else str(value)
