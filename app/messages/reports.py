"""Sentences about filling in and signing reports."""

from app.messages import Message

MESSAGES = {
    "reports.bad_period": Message(
        "«{period}» – это не отчётный период.",
        "Укажите год (2025), первое полугодие (2025-1), квартал с начала года (2025-q1, 2025-q2, 2025-q3) "
        "или день выборов или мероприятия (2025-11-14).",
    ),
    "reports.wrong_period": Message(
        "{form} не составляется за такой период: {period}.", "Укажите период, за который её сдают, например год: 2025."
    ),
    "reports.unknown_event": Message("Событий вида «{kind}» нет.", "Бывают: {known}."),
    "reports.no_such_event": Message("События на {on} в календаре нет.", "Проверьте вид события и день."),
    "reports.title_too_long": Message("Название длиннее {limit} знаков.", "Сократите его."),
    "reports.closed_cell": Message(
        "В ячейку {cell} вписать число нельзя: она {why}.", "Исправьте те строки и графы, из которых она складывается."
    ),
    "reports.no_such_warning": Message(
        "Предупреждения «{rule}» в отчёте сейчас нет.", "Откройте отчёт заново: возможно, числа уже исправлены."
    ),
    "reports.no_such_rule": Message("Правила «{rule}» в этой форме нет.", "Проверьте имя правила."),
    "reports.reason_too_long": Message("Пояснение длиннее {limit} знаков.", "Сократите его."),
    "reports.already_signed": Message(
        "Отчёт уже подписан (редакция {revision}).", "Чтобы изменить его, сначала откройте новую редакцию."
    ),
    "reports.has_errors": Message(
        "Подписать нельзя: в отчёте ошибок – {count}. Первая: {first}.", "Исправьте ошибки и подпишите снова."
    ),
    "reports.unexplained": Message(
        "Подписать нельзя: предупреждений без пояснения – {count}. Первое: {first}.",
        "Напишите пояснение к каждому предупреждению или исправьте числа.",
    ),
}
