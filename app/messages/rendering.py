"""Messages about filled spreadsheets of forms."""

from app.messages import Message

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
