"""Messages that belong to no single room."""

from app.messages import Message

MESSAGES = {
    "operation.cancelled": Message("Работа остановлена.", "Ничего не изменилось."),
    "access.right_missing": Message(
        "У вас нет права на это действие.",
        "Попросите председателя организации. Что кому можно, видно в «Настройки → Пользователи».",
    ),
}
