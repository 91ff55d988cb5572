"""Where in the vault a text stands, in words, for the chair who decides about it."""

from __future__ import annotations

from collections.abc import Mapping

TABLE_WORDS: Mapping[str, str] = {
    "agenda_item": "вопрос собрания: что слушали и решили",
    "attachment": "вложение другого человека",
    "borrowed_report": "отчёт, взятый у другой организации",
    "card_order": "заказ билетов",
    "consent": "согласие другого человека",
    "consent_part": "часть согласия",
    "decision": "решение о приёме",
    "destruction": "акт об уничтожении",
    "distinct_pair": "пара разных людей",
    "document_template": "свой текст документа",
    "draft": "набранное и ещё не записанное",
    "election": "выборы",
    "group_operation": "название действия со многими",
    "handover": "место передачи файла",
    "import_batch": "загруженный список",
    "incident": "запись о происшествии",
    "intake_answers": "ответы на опрос от организации",
    "intake_bundle": "принятый файл",
    "intake_card_order": "заказ билетов от организации",
    "intake_note": "записка от организации",
    "intake_register": "реестр от организации",
    "intake_remark": "замечание к отчёту организации",
    "intake_report": "отчёт от организации",
    "issued_receipt": "выданная квитанция",
    "ledger_entry": "запись в журнале учёта денег",
    "library_file": "документ библиотеки",
    "library_news": "новость",
    "library_poll": "опрос",
    "meeting": "собрание",
    "meeting_delegate": "делегат собрания",
    "member_remark": "замечание о другом человеке",
    "membership_event": "запись в истории другого человека",
    "name_case": "поправка к склонению имени",
    "organisation": "паспорт организации",
    "outbox_item": "подготовленный файл",
    "outside_event": "членство другого человека в другой организации",
    "own_figure": "своё число в своде",
    "party": "сведения о другой организации",
    "person": "карточка другого человека",
    "person_change": "изменение в карточке другого человека",
    "person_merge": "объединение записей",
    "phrase_case": "поправка к склонению",
    "processing_end": "решение о данных другого человека",
    "received_double": "двойной учёт",
    "received_member": "реестр от организации",
    "received_receipt": "полученная квитанция",
    "received_register": "реестр от организации",
    "regulator_notice": "уведомление Роскомнадзора",
    "remark": "замечание к отчёту",
    "report": "отчёт",
    "report_entry": "отчёт, который заполняется",
    "report_explanation": "пояснение в отчёте",
    "reserve_candidate": "кадровый резерв",
    "role": "должность другого человека",
    "route": "адрес для отправки",
    "saved_query": "сохранённый запрос",
    "setting": "настройки",
    "signed_redaction": "отметка в подписанном отчёте",
    "signed_revision": "подписанный отчёт",
    "social_fact": "социальный паспорт другого человека",
    "subject_request": "обращение другого человека",
    "subordinate": "нижестоящая организация",
    "training": "обучение другого человека",
    "transfer": "файл перевода",
    "trusted_list": "список организаций",
    "union_card": "билет другого человека",
    "waiting_row": "строка списка, которая ждёт решения",
    "unit": "название подразделения",
    "upload": "отправка файла",
    "waiting_remark": "замечание, которое ждёт",
}


_RECORDS: dict[str, str] = {
    "attachment": "приложенные файлы и копии листов",
    "attendance": "участие в собраниях",
    "consent": "согласия",
    "consent_part": "согласия",
    "decision": "решения о человеке",
    "membership_event": "история членства",
    "membership_span": "история членства",
    "outside_event": "членство в других организациях",
    "person_change": "прежние значения",
    "processing_end": "решения о хранении",
    "reserve_candidate": "кадровый резерв",
    "role": "выборные должности",
    "social_fact": "социальный паспорт",
    "subject_request": "обращения",
    "training": "обучение",
    "transfer": "переводы",
    "union_card": "билеты",
    "waiting_row": "строки списков, которые ждали решения",
}


def record_words(table: str) -> str:
    """What a table keeps of a person, for the act of destruction; empty when it is nobody's own record."""
    return _RECORDS.get(table, "")


def table_words(table: str) -> str:
    """«собрание»; the name of a table nobody described as it is."""
    return TABLE_WORDS.get(table, table)
