"""What the import of lists says when it cannot go on."""

from __future__ import annotations

from app.messages import Message

_SAVE = "Откройте список в Excel или LibreOffice, сохраните его как «Книга Excel (.xlsx)» и попробуйте ещё раз."

MESSAGES = {
    "importing.no_file": Message("Файла «{name}» нет.", "Проверьте имя и папку и выберите файл ещё раз."),
    "importing.empty": Message("В файле «{name}» ничего нет.", "Выберите файл, в котором есть список людей."),
    "importing.damaged": Message("Файл «{name}» повреждён, прочитать его не удалось.", _SAVE),
    "importing.encrypted": Message(
        "Файл «{name}» закрыт паролем.", "Снимите пароль в Excel или LibreOffice, сохраните и выберите файл ещё раз."
    ),
    "importing.wrong_kind": Message("Файл «{name}» — не таблица ({kind}).", _SAVE),
    "importing.from_1c": Message(
        "«{name}» — это {kind}: сохраните список из 1С как лист Excel.",
        "В 1С откройте список, выберите «Файл» → «Сохранить как», тип «Лист Excel», и загрузите сохранённый файл.",
    ),
    "importing.glued_lines": Message(
        "В файле «{name}» в строке {row} заголовки и первый человек стоят одной строкой.",
        "Откройте файл, начните первого человека с новой строки, сохраните и выберите файл ещё раз.",
    ),
    "importing.archive": Message(
        "«{name}» — это {kind}, а не сам список.", "Распакуйте архив и выберите файл со списком, который в нём лежит."
    ),
    "importing.letter": Message(
        "«{name}» — это {kind}, а не сам список.", "Откройте письмо, сохраните вложение со списком и выберите его."
    ),
    "importing.dbf": Message(
        "«{name}» — это {kind}.", "Откройте её в LibreOffice, сохраните как «Книга Excel (.xlsx)» и выберите этот файл."
    ),
    "importing.not_a_list": Message("Файл «{name}» не похож на таблицу.", _SAVE),
    "importing.too_large": Message(
        "Файл «{name}» после распаковки слишком велик.", "Оставьте в нём только список людей и сохраните заново."
    ),
    "importing.too_many_rows": Message(
        "В файле «{name}» больше {rows} строк или {columns} столбцов.",
        "Разделите список на несколько файлов или удалите лишние строки и столбцы.",
    ),
    "importing.no_people": Message(
        "В файле «{name}» не нашёлся список людей: {why}.",
        "Нужен столбец с фамилией или с фамилией, именем и отчеством. Добавьте над ним заголовок «ФИО» "
        "или укажите вручную, где он.",
    ),
    "importing.mapping_unknown_field": Message("Неизвестное значение столбца «{field}».", "Можно указать: {known}."),
    "importing.mapping_unknown_column": Message(
        "В файле «{name}» нет столбца «{column}».", "Укажите заголовок так, как он написан в файле, или букву столбца."
    ),
    "importing.mapping_shape": Message(
        "Соответствие столбцов записано не так.", 'Нужен вид: {{"заголовок или буква столбца": "значение"}}.'
    ),
    "importing.json": Message(
        "Файл «{name}» не читается как список людей: {where}.", "Как он устроен, написано в docs/register-json.md."
    ),
    "importing.no_batch": Message("Такой загрузки списка нет.", "Отменить можно только загрузку из этого хранилища."),
    "importing.already_undone": Message(
        "Эта загрузка списка уже отменена.", "Ничего делать не нужно: прежние данные возвращены."
    ),
    "importing.no_waiting_row": Message(
        "Строки № {row} среди ожидающих решения нет.", "Откройте список строк ещё раз: возможно, о ней уже решили."
    ),
    "importing.waiting_unreadable": Message(
        "В строке {row} не читается даже фамилия.", "Впишите человека сами, а эту строку не берите."
    ),
    "importing.waiting_no_date": Message(
        "В строке о человеке «{name}» нет даты постановки на учёт.", "Укажите, с какого дня он на учёте."
    ),
    "importing.later_work": Message(
        "Загрузку списка отменить нельзя: после неё {what}.",
        "Сначала отмените более позднюю работу с этими людьми или исправьте данные в их карточках.",
    ),
}
