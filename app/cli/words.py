"""Russian words for the closed lists, as tables of the command line show them."""

from __future__ import annotations

from collections.abc import Mapping

WORDS: Mapping[str, str] = {
    # categories of members
    "working": "работающий",
    "student": "учащийся",
    "pensioner": "неработающий пенсионер",
    "unemployed": "временно не работающий",
    # organisations
    "ppo": "ППО",
    "oppo": "ОППО",
    "mpo": "МПО",
    "tpo": "ТПО",
    # sex
    "female": "жен.",
    "male": "муж.",
    # events
    "admitted": "принят впервые",
    "registered": "поставлен на учёт",
    "deregistered": "снят с учёта",
    "left": "вышел по собственному желанию",
    "expelled": "исключён",
    "died": "умер",
    "category_changed": "сменил категорию",
    "restored": "восстановлен",
    "cancelled": "отмена ошибочной записи",
    # consents
    "given": "дано",
    "missing": "нет",
    "withdrawn": "отозвано",
    "expired": "срок истёк",
    "outdated": "прежняя редакция",
    "blocked": "данные заблокированы",
    "handwritten": "на бумаге",
    "simple_signature": "простая электронная подпись",
    # offices
    "chair": "председатель",
    "deputy_chair": "заместитель председателя",
    "presidium_member": "член президиума",
    "committee_member": "член профкома",
    "commission_chair": "председатель комиссии",
    "commission_member": "член комиссии",
    "audit_chair": "председатель КРК",
    "audit_member": "член КРК",
    "shop_chair": "председатель цеховой организации",
    "shop_committee_member": "член цехового комитета",
    "group_organiser": "профгрупорг",
    "staff": "штатный работник",
    # units and elections
    "shop": "цеховая организация",
    "group": "профсоюзная группа",
    "committee": "комитет",
    "presidium": "президиум",
    "audit": "ревизионная комиссия",
    "commission": "комиссия",
    "regular": "отчётно-выборное",
    "early": "досрочные выборы",
    "by_election": "довыборы",
    # trainings
    "seminar": "семинар, до 16 часов",
    "qualification": "повышение квалификации, больше 16 часов",
    "retraining": "переподготовка, больше 250 часов",
    # the ledger
    "opening": "остаток на начало года",
    "income": "доход",
    "expense": "расход",
    # states of reports and files
    "draft": "черновик",
    "signed": "подписан",
    "prepared": "подготовлен",
    "handed_over": "передан",
    "received": "получено",
    "accepted": "принято",
    "returned": "возвращено на уточнение",
    "refused": "отказано",
    "replaced": "заменён",
    "not_due": "ещё рано",
    "due": "пора сдавать",
    "late": "просрочен",
    # events of the calendar
    "election": "выборы",
    "campaign": "отчётно-выборная кампания",
    "conference": "конференция (собрание)",
    "plan": "утверждён план работы",
    "activity": "мероприятие",
    # cards and meetings
    "plastic": "пластиковый",
    "virtual": "виртуальный",
    "paper": "бумажный",
    "ordered": "заказан",
    "issued": "выдан",
    "lost": "утерян",
    "spoiled": "испорчен",
    "planned": "назначено",
    "held": "проведено",
    # checks
    "error": "ошибка",
    "warning": "предупреждение",
    # rights
    "desk": "учёт и приём отчётов",
    "records": "ответственный за учёт",
    "viewer": "просмотр",
    # where a number came from
    "register": "список членов",
    "roles": "должности",
    "training": "обучение",
    "ledger": "финансы",
    "elections": "выборы",
    "employer": "сведения работодателя",
    "previous": "прошлый отчёт",
    "manual": "вписано вручную",
    "passport": "паспорт организации",
    "computed": "вычислено",
    "consolidated": "принятые отчёты организаций",
}


def word(value: object) -> str:
    """The Russian word of a value of a closed list; an unknown one as it is, nothing for None."""
    return "" if value is None else WORDS.get(str(value), str(value))
