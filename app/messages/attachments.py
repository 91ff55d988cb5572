"""Messages about files kept beside people."""

from app.messages import Message

MESSAGES = {
    "attachments.too_large": Message(
        "Файл слишком велик: больше {limit} МБ.", "Уменьшите его или снимите копию ещё раз, не такую подробную."
    ),
    "attachments.not_a_picture": Message(
        "Это не фотография: файл не открывается как JPEG или PNG.",
        "Откройте снимок в программе просмотра, сохраните как JPEG и выберите его снова.",
    ),
    "attachments.not_a_scan": Message(
        "Этот файл нельзя приложить: он не PDF, не JPEG и не PNG, или повреждён.",
        "Отсканируйте бумагу в PDF или сфотографируйте и выберите файл снова.",
    ),
    "attachments.too_many_pages": Message(
        "В файле больше {limit} страниц.", "Приложите только нужные страницы: подписанный лист целиком."
    ),
    "attachments.unknown": Message("Такого файла в карточке нет.", "Обновите карточку (F5)."),
}
