"""Messages about members' cards and the square code on them."""

from app.messages import Message

MESSAGES = {
    "cards.code_damaged": Message(
        "Это не код профсоюзного билета, или он прочитан не полностью.",
        "Поднесите билет к сканеру ещё раз, ровно и без бликов.",
    ),
    "cards.code_newer": Message(
        "Билет напечатан более новой программой, эта его не понимает.", "Обновите программу и проверьте билет ещё раз."
    ),
}
