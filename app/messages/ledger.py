"""Messages about the ledger of dues and expenses."""

from app.messages import Message

MESSAGES = {
    "ledger.unknown_article": Message(
        "Статьи с кодом «{article}» нет среди тех, куда пишут {kind}.", "Выберите статью из списка формы № 10-ПБ."
    ),
    "ledger.amount": Message(
        "Сумма {amount} не подходит.", "Впишите рубли и копейки больше нуля, например 12 500,50. Ошибочную запись отмените."
    ),
    "ledger.date": Message("Дата {date} не подходит.", "Впишите день, когда деньги поступили или потрачены: не раньше "
                           "1990 года и не позже сегодняшнего дня."),
    "ledger.no_line_name": Message(
        "Строку {article} формы № 10-ПБ организация называет сама, а название не указано.", "Впишите, что это за расход."
    ),
    "ledger.other_line_name": Message(
        "В {year} году строка {article} уже названа «{name}»: в форме такая строка одна.",
        "Впишите то же название или выберите другую статью.",
    ),
    "ledger.opening_taken": Message(
        "Остаток на начало {year} года уже записан.", "Отмените прежнюю запись и впишите верную сумму."
    ),
    "ledger.unknown_entry": Message("Записи № {id} в книге доходов и расходов нет.", "Обновите список (F5)."),
    "ledger.already_cancelled": Message("Эта запись уже отменена.", "Больше ничего делать не нужно."),
}  # fmt: skip
