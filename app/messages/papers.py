"""Sentences about papers to be signed."""

from app.messages import Message

MESSAGES = {
    "papers.unknown": Message("Документа «{paper}» нет.", "Посмотрите список документов: pervichka paper list."),
    "papers.unknown_value": Message(
        "В документе «{paper}» нет поля «{name}».", "Уберите его или проверьте, как оно пишется."
    ),
    "papers.bad_value": Message(
        "Поле «{name}» заполнено не так.", "Дату пишите так: 31.01.2026, число – только цифрами."
    ),
    "papers.person_unusable": Message(
        "Данные этого человека (№ {id}) заблокированы или уничтожены: документ по ним сделать нельзя.",
        "Уберите его из списка. Почему данные заблокированы, сказано в его карточке.",
    ),
    "papers.broken_template": Message(
        "Текст документа не сохранён. Место: {place}. Ошибка: {reason}.",
        "Исправьте это место или нажмите «Вернуть исходный».",
    ),
}
