"""Messages about selections and reports by parameters."""

from app.messages import Message

MESSAGES = {
    "selecting.condition": Message("Условие отбора непонятно: {what}.", "Поправьте условие или уберите его."),
    "selecting.query": Message(
        "Запрос непонятен: {what}.", "Составьте его заново в окне («Члены профсоюза» → «Ещё» → «Отчёт по параметрам…»)."
    ),
    "selecting.period": Message("Первый день периода позже последнего.", "Поправьте даты."),
    "selecting.name": Message("Название пустое или слишком длинное.", "Назовите отбор коротко, до 80 букв."),
    "selecting.no_such_name": Message(
        "Под названием «{name}» ничего не сохранено.", "Посмотрите список сохранённых: у каждого пользователя он свой."
    ),
    "selecting.file": Message(
        "Файл с запросом не читается: {name}.", "Нужен файл JSON, например сохранённый командой register query --show."
    ),
    "selecting.format": Message(
        "Файл {name} нельзя сделать.", "Укажите имя, которое кончается на .xlsx, .pdf или .json."
    ),
    "selecting.nothing_to_save": Message(
        "По этому запросу некого печатать.", "Измените условия. Люди с заблокированными данными не печатаются."
    ),
}
