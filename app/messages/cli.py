"""Messages of the command line, the practice organisation and the check of the installation."""

from app.messages import Message

MESSAGES = {
    "cli.keys_unconfirmed": Message(
        "Файл ключей keys.json – не последний: возможно, вернули старый.",
        "Если это сделали вы, подтвердите: pervichka vault check DIR --accept-keys. Пароли, которые с тех пор сменили, "
        "действовать не будут.",
    ),
    "cli.unknown_field": Message("Поля «{name}» нет.", "Можно изменить: {known}."),
    "cli.field_value": Message(
        "«{text}» не подходит для поля «{name}».", "Даты пишите год-месяц-день, списки – словами из справки команды."
    ),
    "cli.listen": Message("Адрес «{value}» не понят.", "Напишите имя и порт: 127.0.0.1:8417 или 0.0.0.0:8417."),
    "cli.wrong_use": Message("Команда набрана с ошибкой: {message}.", "Справка: {command} --help"),
    "cli.no_password": Message(
        "Не указан пароль.",
        "Запишите его первой строкой в файл и добавьте --password-file ФАЙЛ или задайте переменную PERVICHKA_PASSWORD.",
    ),
    "cli.no_new_password": Message(
        "Не указан новый пароль.",
        "Запишите его первой строкой в файл и добавьте --new-password-file ФАЙЛ или задайте переменную "
        "PERVICHKA_NEW_PASSWORD.",
    ),
    "cli.password_file": Message(
        "Прочитать пароль из файла «{name}» не удалось.", "Нужен текстовый файл с паролем в первой строке."
    ),
    "cli.file_unreadable": Message("Прочитать «{name}» не удалось.", "Проверьте, что файл есть и открывается."),
    "cli.no_template_file": Message("Не указан файл с новым текстом документа.", "Добавьте --file ФАЙЛ."),
    "cli.not_json": Message(
        "Файл «{name}» — не документ JSON (строка {line}).", "Исправьте его или сохраните заново и повторите."
    ),
    "cli.not_an_object": Message("В файле «{name}» ожидались данные формы.", 'Пример: {{"values": {{"II.1.3": 120}}}}'),
    "cli.unknown_form": Message("Формы «{form}» нет.", "Какие есть: pervichka form list"),
    "cli.unknown_profile": Message("Профсоюза «{profile}» в программе нет.", "Какие есть: {known}"),
    "cli.unknown_format": Message("Не понятно, в каком виде сохранить «{name}».", "Дайте имя на {known}."),
    "cli.unknown_cell": Message("Ячейки «{cell}» в форме «{form}» нет.", "Адреса ячеек: pervichka form list --json"),
    "cli.file_exists": Message("«{name}» уже есть.", "Укажите другое имя: программа не перезаписывает такие файлы."),
    "cli.not_ours": Message("Файл «{name}» не из этой организации.", "Что отправлялось: pervichka bundle outbox"),
    "cli.one_fingerprint": Message(
        "Один отпечаток (--fingerprint) сверяют с одной карточкой, а указано их несколько или папка.",
        "Впишите отпечатки в файл, по одному в строке, и укажите его: --fingerprints FILE.",
    ),
    "cli.which_files": Message(
        "Не понятно, какие файлы решить.", "Укажите номер файла и решение или одно --all-clean, без замечаний."
    ),
    "cli.unknown_person": Message("Человека с номером {person} нет.", "Номера: pervichka register list"),
    "cli.compare_needed": Message(
        "{option} говорит, как сверить список с реестром.", "Добавьте --compare или уберите {option}."
    ),
    "cli.decide_needs_both": Message(
        "Не сказано, о какой строке и что решить.",
        "Укажите номер строки и одно из --new, --same ID, --leave-out; без всего этого — список ожидающих строк.",
    ),
    "cli.merge_whom": Message("Не сказано, какие карточки объединить.", "Укажите --keep ID и --other ID или --undo N."),
    "cli.merge_field": Message("Поля «{field}» среди различий нет.", "Различаются: {known}."),
    "cli.stdout": Message("Выдать ответ не удалось: места для него нет.", "Проверьте диск и повторите."),
    "cli.mapping": Message("Указание столбцов не понято: «{text}».", "Нужен файл JSON или пары вида «Заголовок=поле»."),
    "demo.folder_taken": Message(
        "Папка «{name}» занята чем-то другим.", "Укажите новую или пустую папку: чужое программа не перезаписывает."
    ),
    "demo.errors": Message("Учебный отчёт не сошёлся ({rules}).", "Это ошибка программы: сообщите о ней."),
    "demo.members": Message("Столько людей сделать нельзя: {members}.", "Укажите число от {least} до {most}."),
}
