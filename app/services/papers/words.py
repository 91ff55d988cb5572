"""Russian words of papers for the closed lists; those of the window stand in :mod:`app.ui.words`."""

from __future__ import annotations

from collections.abc import Mapping

from app.domain.enums import (
    DeregistrationReason,
    Education,
    EventKind,
    MemberCategory,
    OrganisationKind,
    Sex,
)

SEX: Mapping[Sex, str] = {Sex.FEMALE: "женский", Sex.MALE: "мужской"}
CATEGORY: Mapping[MemberCategory, str] = {
    MemberCategory.WORKING: "работающий",
    MemberCategory.STUDENT: "обучающийся",
    MemberCategory.PENSIONER: "неработающий пенсионер",
    MemberCategory.UNEMPLOYED: "временно не работающий",
}
EDUCATION: Mapping[Education, str] = {
    Education.GENERAL: "общее",
    Education.VOCATIONAL: "среднее профессиональное",
    Education.HIGHER: "высшее",
    Education.DEGREE: "учёная степень",
}
_EVENT: Mapping[EventKind, tuple[str, str]] = {
    EventKind.ADMITTED: ("Принят в профсоюз", "Принята в профсоюз"),
    EventKind.REGISTERED: ("Принят на профсоюзный учёт", "Принята на профсоюзный учёт"),
    EventKind.DEREGISTERED: ("Снят с профсоюзного учёта", "Снята с профсоюзного учёта"),
    EventKind.LEFT: ("Вышел из профсоюза по личному заявлению", "Вышла из профсоюза по личному заявлению"),
    EventKind.EXPELLED: ("Исключён из профсоюза", "Исключена из профсоюза"),
    EventKind.DIED: ("Умер", "Умерла"),
    EventKind.CATEGORY_CHANGED: ("Изменена категория", "Изменена категория"),
    EventKind.RESTORED: ("Восстановлен в профсоюзе", "Восстановлена в профсоюзе"),
}
REASON: Mapping[DeregistrationReason, str] = {
    DeregistrationReason.DISMISSED: "увольнение",
    DeregistrationReason.TRANSFERRED: "переход в другую организацию профсоюза",
    DeregistrationReason.GRADUATED: "окончание обучения",
    DeregistrationReason.OTHER: "другая причина",
}
ORGANISATION: Mapping[OrganisationKind, tuple[str, str, str]] = {
    OrganisationKind.PPO: (
        "первичная профсоюзная организация",
        "председатель первичной профсоюзной организации",
        "профсоюзный комитет",
    ),
    OrganisationKind.OPPO: (
        "объединённая первичная профсоюзная организация",
        "председатель объединённой первичной профсоюзной организации",
        "профсоюзный комитет",
    ),
    OrganisationKind.MPO: (
        "межрегиональная организация профсоюза",
        "председатель межрегиональной организации профсоюза",
        "комитет",
    ),
    OrganisationKind.TPO: (
        "территориальная организация профсоюза",
        "председатель территориальной организации профсоюза",
        "комитет",
    ),
}
"""What it is, who heads it, which body it elects."""


def event_on_paper(
    kind: EventKind, sex: Sex | None, reason: DeregistrationReason | None, category: MemberCategory | None
) -> str:
    """«Снята с профсоюзного учёта: увольнение»; both forms when the sex is unknown."""
    male, female = _EVENT.get(kind, ("", ""))
    text = male if sex is Sex.MALE else female if sex is Sex.FEMALE else _both(male, female)
    if reason is not None:
        text = f"{text}: {REASON[reason]}"
    if kind is EventKind.CATEGORY_CHANGED and category is not None:
        text = f"{text}: {CATEGORY[category]}"
    return text


def _both(male: str, female: str) -> str:
    if male == female:
        return male
    his, hers = male.split(" ", 1), female.split(" ", 1)
    return " ".join([f"{his[0]} ({hers[0].lower()})", *his[1:]])


def both(male: str, female: str) -> str:
    """«принят (принята)»"""
    return male if male == female else f"{male} ({female})"
