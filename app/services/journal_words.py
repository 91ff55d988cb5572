"""The journal in plain words: what was touched, and what was done with it.

An act's code is ``thing.deed``. Things and deeds are named apart, so that a new act of a known kind reads well by
itself; a test asks for a word for each thing and deed that any service writes down.
"""

from __future__ import annotations

from collections.abc import Mapping

ERASED = "данные уничтожены"
"""Stands where a person's name was, once the person's data are destroyed."""

THINGS: Mapping[str, str] = {
    "processing": "Обработка данных",
    "list": "Список для других",
    "keys": "Ключи организации",
    "attachment": "Приложенный файл",
    "body": "Выборный орган",
    "bundle": "Запечатанный файл",
    "calendar": "Календарь сдачи",
    "card": "Профсоюзный билет",
    "category": "Вид данных",
    "consent": "Согласие",
    "decision": "Решение",
    "destruction": "Уничтожение данных",
    "double": "Двойная запись",
    "doubles": "Двойные записи",
    "election": "Выборы",
    "headcount": "Численность",
    "incident": "Происшествие с данными",
    "journal": "Журнал",
    "labels": "Наклейки",
    "ledger": "Финансы",
    "mail": "Почта",
    "meeting": "Собрание",
    "member": "Член профсоюза другой организации",
    "membership": "Членство",
    "news": "Новость",
    "operation": "Групповое действие",
    "organisation": "Паспорт организации",
    "package": "Пакет",
    "paper": "Документ",
    "party": "Другая организация",
    "person": "Карточка человека",
    "photo": "Фотография",
    "poll": "Опрос",
    "privacy": "Личные данные",
    "receipt": "Квитанция",
    "receipts": "Квитанции",
    "remark": "Замечание",
    "register": "Список членов",
    "report": "Отчёт",
    "request": "Обращение о личных данных",
    "reserve": "Кадровый резерв",
    "role": "Должность",
    "route": "Путь отправки",
    "selection": "Сохранённый отбор",
    "social": "Социальный паспорт",
    "subordinate": "Нижестоящая организация",
    "training": "Обучение",
    "transfer": "Перевод",
    "unit": "Подразделение",
    "upload": "Отправка через интернет",
    "user": "Пользователь",
    "vault": "База",
}

DEEDS: Mapping[str, str] = {
    "notice_sent": "уведомление Роскомнадзора",
    "recipient_set": "получатель",
    "extended": "продление срока",
    "received": "получение",
    "contacts_destroyed": "уничтожение контактов",
    "unblocked": "снятие блокирования",
    "absent": "отмечено отсутствие",
    "added": "добавление",
    "admitted": "приём по решению",
    "agenda": "повестка",
    "automatic": "отправка сама",
    "answered": "ответ",
    "applied": "применение",
    "asked": "ответ о сдаче",
    "assigned": "перевод в подразделение",
    "blocked": "закрытие доступа",
    "cancelled": "отмена",
    "changed": "изменение",
    "checked": "проверка",
    "closed": "закрытие",
    "copied": "запасная копия",
    "copies_removed": "удаление прежних копий",
    "counted": "подсчёт",
    "created": "создание",
    "delegate": "делегат",
    "delegate_removed": "делегат убран",
    "decided": "решение по принятому",
    "deleted": "удаление",
    "deregistered": "снятие с учёта",
    "destroyed": "уничтожение",
    "elected": "избрание",
    "election_undone": "отмена избрания",
    "ended": "окончание",
    "enrolled": "доверие ключу",
    "entered": "внесение",
    "event_added": "внесён день события",
    "event_removed": "убран день события",
    "explained": "пояснение предупреждения",
    "exported": "выгрузка",
    "folder_chosen": "выбор места для копий",
    "forgotten": "удаление связи с уничтоженными данными",
    "found": "нахождение",
    "gone": "больше не в реестре организации",
    "given": "вручение",
    "handed_over": "передача",
    "import_undone": "отмена приёма списка",
    "imported": "приём списка",
    "interrupted": "прервано",
    "invited_printed": "печать приглашённых",
    "issued": "выдача",
    "kept": "сохранение",
    "kept_apart": "отмечено: разные люди",
    "joined": "соединение с ключом",
    "last_year": "взято за прошлый год",
    "list_signed": "отметка о подписании ведомости",
    "list_taken": "печать ведомости",
    "listed": "просмотр списка",
    "loaded": "загрузка выгруженного",
    "made": "составление",
    "merge_undone": "отмена слияния",
    "merged": "слияние двойных записей",
    "merged_away": "слита с другой записью",
    "name_case": "склонение имени",
    "order_cancelled": "отмена заказа",
    "order_printed": "печать заказа",
    "ordered": "заказ",
    "own_figure": "прибавлено своё число",
    "password_changed": "смена своего пароля",
    "password_reset": "новый пароль от председателя",
    "prepared": "подготовка",
    "printed": "печать",
    "present": "отмечено присутствие",
    "queried": "отбор по условиям",
    "read": "чтение",
    "recorded": "запись",
    "recovered": "вход по листу восстановления",
    "recovery_renewed": "новый лист восстановления",
    "rekeyed": "смена ключа",
    "removed": "удаление",
    "renewed": "новый ключ",
    "queued": "поставлено в очередь",
    "reopened": "возврат в работу",
    "restored": "восстановление из копии",
    "revoked": "отзыв доверия",
    "right_changed": "изменение прав",
    "rollback_confirmed": "подтверждено: работаем со старой базой",
    "keys_confirmed": "подтверждён возвращённый файл ключей",
    "rolled_back": "замечено: база старше, чем была",
    "saved": "сохранение",
    "sealed": "ключи закрыты для тех, кому не выданы",
    "sent": "отправка сведений",
    "server_set": "адрес сервера",
    "set": "выбор",
    "settled": "решено, один это человек или двое",
    "sheet_read": "чтение заполненной таблицы",
    "signed": "подписание",
    "state": "смена состояния",
    "stopped": "остановка",
    "taken": "приём",
    "taken_in": "приём",
    "taken_over": "принятый реестр заменил прежний",
    "template_changed": "изменение образца",
    "template_restored": "возврат образца",
    "undertaking": "обязательство о неразглашении",
    "undone": "отмена",
    "unpacked": "распаковка",
    "updated": "изменение",
    "value_cleared": "возврат вычисленного числа",
    "value_set": "число вписано от руки",
    "viewed": "просмотр",
    "withdrawn": "отзыв",
}

_NAMES: Mapping[str, str] = {
    "address": "ячейка", "batch": "приём №", "bundle": "файл", "cells": "ячеек", "count": "сколько",
    "dropped": "недействительных паролей",
    "entries": "записи №", "fields": "поля", "form": "форма", "format": "вид файла", "has": "стало записей",
    "how": "что с ним",
    "kind": "вид", "known": "было записей", "mentions": "упоминания в записях №", "new": "новый", "old": "прежний",
    "on": "на дату", "operation": "действие №", "parts": "части", "period": "период", "revision": "редакция",
    "right": "права", "user": "пользователь №", "verdict": "решение", "way": "способ",
}  # fmt: skip


def action_words(action: str) -> str:
    """«Карточка человека: просмотр»; the code itself for an act of a later program."""
    thing, _, deed = action.partition(".")
    if thing not in THINGS and deed not in DEEDS:
        return action
    return f"{THINGS.get(thing, thing)}: {DEEDS.get(deed, deed)}"


def detail_words(details: Mapping[str, object]) -> str:
    """«форма: 2; период: 2025»: names in words, values as they were written down."""
    return "; ".join(f"{_NAMES.get(name, name)}: {_value(value)}" for name, value in sorted(details.items()))


def _value(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(_value(item) for item in value)
    if isinstance(value, bool) or value is None:
        return {True: "да", False: "нет", None: "—"}[value]
    return str(value)
