"""What the data about a person are called in consents, lists of what leaves, and papers: one word for one thing."""

from __future__ import annotations

from collections.abc import Mapping

FIELD_WORDS: Mapping[str, str] = {
    "surname": "фамилия",
    "name": "имя",
    "patronymic": "отчество",
    "sex": "пол",
    "birth_date": "дата рождения",
    "photo": "фотография",
    "category": "категория (работает, учится, на пенсии)",
    "position": "должность",
    "department": "подразделение",
    "study_group": "учебная группа",
    "work_since": "дата приёма на работу или зачисления",
    "education": "образование",
    "speciality": "специальность",
    "phone": "телефон",
    "email": "электронная почта",
    "address": "адрес",
    "card_number": "номер профсоюзного билета",
    "union_since": "дата вступления в Профсоюз",
    "membership": "принятие и снятие с учёта",
    "roles": "выборные должности",
    "trainings": "профсоюзное обучение",
    "family": "семейное положение",
    "children": "дети: имя и год рождения",
    "health": "инвалидность и потребность в лечении",
    "benefits": "льготы и полученная помощь",
}
"""Names that a profile's consent parts and channels may use."""


def field_words(fields: tuple[str, ...]) -> str:
    """«фамилия, имя, телефон»"""
    return ", ".join(FIELD_WORDS[name] for name in fields)
