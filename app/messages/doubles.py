"""Messages about people recorded twice."""

from app.messages import Message

MESSAGES = {
    "doubles.same_person": Message("Это одна и та же карточка.", "Выберите две разные."),
    "doubles.blocked": Message(
        "Данные одного из этих людей заблокированы с {date}.", "Сначала снимите блокировку, потом объединяйте."
    ),
    "doubles.no_merge": Message("Такого объединения нет.", "Обновите список (F5)."),
    "doubles.undone_already": Message("Это объединение уже отменено.", "Больше ничего делать не нужно."),
    "doubles.later_merge": Message(
        "С этой карточкой потом объединили ещё одну.", "Сначала отмените более позднее объединение."
    ),
    "doubles.later_events": Message(
        "Отменить объединение нельзя: после него записано движение этого человека.",
        "Отмените более поздние записи о членстве в его карточке и повторите.",
    ),
}
