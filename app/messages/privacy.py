"""Messages about consents, what leaves, requests, destruction and incidents."""

from app.messages import Message

MESSAGES = {
    "disclosure.no_channel": Message(
        "В вашем профсоюзе такой передачи данных нет ({channel}).",
        "Список возможных передач — на странице «Согласия и личные данные».",
    ),
}
