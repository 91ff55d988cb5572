"""Sentences about filling in and signing reports."""

from app.messages import Message

MESSAGES = {
    "reports.bad_period": Message("«{period}» – это не отчётный год.", "Укажите год четырьмя цифрами, например 2025."),
    "reports.closed_cell": Message(
        "В ячейку {cell} вписать число нельзя: она {why}.", "Исправьте те строки и графы, из которых она складывается."
    ),
    "reports.no_such_warning": Message(
        "Предупреждения «{rule}» в отчёте сейчас нет.", "Откройте отчёт заново: возможно, числа уже исправлены."
    ),
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
