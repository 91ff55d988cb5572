"""Sentences about forms, values typed into them, and profiles of unions."""

from app.messages import Message

MESSAGES = {
    "forms.unknown": Message("Формы «{form}» в этом профиле нет.", "Известные формы: {known}."),
    "forms.not_yet": Message("{form} тогда ещё не действовала: её заполняют с {since}.", "Выберите период позже."),
    "profiles.unknown": Message("Профиля «{profile}» нет.", "Посмотрите названия профилей: ngsp, eseur, asm."),
    "forms.not_json": Message(
        "Файл с числами формы не читается: это не JSON.", "Проверьте файл: в нём должны быть values, fields, lists."
    ),
    "forms.not_a_document": Message(
        "Файл с числами формы устроен не так: values, fields и строки списков – это пары «имя: значение».",
        "Исправьте файл и повторите.",
    ),
    "forms.unknown_key": Message("В файле с числами формы лишняя часть «{key}».", "Оставьте values, fields и lists."),
    "forms.unknown_cell": Message("Ячейки {cell} в форме «{form}» нет.", "Проверьте номер таблицы, строки и графы."),
    "forms.unknown_with_value": Message(
        "{cell}: указаны и число, и «нет сведений».", "Оставьте что-то одно: число или «нет сведений» с пояснением."
    ),
    "forms.unknown_without_reason": Message(
        "{cell}: «нет сведений» сказано без пояснения.",
        "Напишите, почему этих сведений нет: пояснение уйдёт с отчётом.",
    ),
    "forms.unknown_field": Message("Поля {field} в форме «{form}» нет.", "Проверьте имя поля."),
    "forms.unknown_list": Message("Списка {list} в форме «{form}» нет.", "Проверьте имя списка."),
    "forms.not_a_list": Message(
        "{list}: здесь должен быть список не длиннее {limit} строк.", "Исправьте список и повторите."
    ),
    "forms.not_a_number": Message(
        "Ячейка {cell}: здесь должно быть число.", "Введите число цифрами или оставьте пусто."
    ),
    "forms.not_a_text": Message("Поле {cell}: здесь должен быть текст.", "Возьмите значение в кавычки."),
    "forms.bad_text": Message(
        "Поле {cell}: текст длиннее {limit} знаков или содержит непечатные знаки.", "Сократите текст."
    ),
    "forms.not_a_date": Message("Поле {cell}: здесь должна быть дата вида 2026-01-31.", "Исправьте дату."),
    "forms.not_consolidated": Message(
        "{form} не сводится из отчётов других организаций: её каждая заполняет сама.", "Выберите сводную форму."
    ),
    "forms.not_a_source": Message(
        "Отчёт по форме «{given}» не входит в сводный «{form}».", "Сводятся отчёты по формам: {known}."
    ),
    "forms.other_period": Message(
        "{file}: отчёт за {given}, а сводятся отчёты за {period}.", "Уберите лишний файл или укажите другой период."
    ),
    "forms.bad_organisation": Message(
        "{file}: сведения об организации записаны не так: {key}.",
        "В organisation бывают kind, category, created_on (вида 2026-01-31), short_name.",
    ),
    "forms.too_big": Message("Ячейка {cell}: число слишком большое.", "Проверьте, не слиплись ли два числа."),
}
