"""Messages about the passport of the organisation and its indicators."""

from app.messages import Message

MESSAGES = {
    "indicators.unknown_line": Message(
        "Строки «{line}» в показателях нет.", "Посмотрите названия строк в выводе с --json."
    ),
    "indicators.nobody_behind": Message(
        "Это число не про людей из списка: его сообщил работодатель или оно вычислено.",
        "Выберите другую строку, например «Членов профсоюза».",
    ),
    "indicators.stretches": Message("Нужно от одного до {most} столбцов.", "Уберите лишние даты."),
    "indicators.format": Message("Файл «{name}» сделать нельзя.", "Дайте имя с окончанием .pdf, .xlsx или .json."),
}
