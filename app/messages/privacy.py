"""Messages about consents, what leaves, requests, destruction and incidents."""

from app.messages import Message

MESSAGES = {
    "disclosure.no_channel": Message(
        "В вашем профсоюзе такой передачи данных нет ({channel}).",
        "Список возможных передач — на странице «Согласия и личные данные».",
    ),
    "privacy.no_ground": Message(
        "Не указана причина уничтожения.", "Напишите её словами: например, «отозвал согласие, заявление от 01.11.2026»."
    ),
    "privacy.is_chair": Message(
        "{name} — председатель этой организации: данные председателя нужны для отчётов и писем.",
        "Сначала запишите, когда кончились его полномочия и кто избран.",
    ),
    "privacy.destroyed_already": Message(
        "Данные этого человека уже уничтожены {date}.", "Больше ничего делать не нужно: осталась отметка без имени."
    ),
}
