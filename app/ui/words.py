"""Russian words for the closed lists, plural forms and dates: what people read instead of codes."""

from __future__ import annotations

from datetime import datetime

from app.domain.enums import (
    ConsentWay,
    DeregistrationReason,
    EventKind,
    MemberCategory,
    OrganisationCategory,
    OrganisationKind,
    RoleKind,
    Sex,
    TrainingKind,
    UserRight,
)
from app.domain.vocabulary.calendar import day_month, long_date
from app.domain.vocabulary.numbers import plural
from app.services.members.views import ConsentState

CATEGORY = {
    MemberCategory.WORKING: "Работает",
    MemberCategory.STUDENT: "Учится",
    MemberCategory.PENSIONER: "Неработающий пенсионер",
    MemberCategory.UNEMPLOYED: "Временно не работает",
}
CATEGORY_MANY = {
    MemberCategory.WORKING: "Работающие",
    MemberCategory.STUDENT: "Студенты",
    MemberCategory.PENSIONER: "Пенсионеры",
    MemberCategory.UNEMPLOYED: "Не работают",
}
EVENT = {
    EventKind.ADMITTED: "Впервые принят(а) в профсоюз",
    EventKind.REGISTERED: "Принят(а) на учёт из другой организации",
    EventKind.DEREGISTERED: "Снят(а) с учёта",
    EventKind.LEFT: "Вышел (вышла) по собственному желанию",
    EventKind.EXPELLED: "Исключён(а)",
    EventKind.DIED: "Умер(ла)",
    EventKind.CATEGORY_CHANGED: "Смена категории",
    EventKind.RESTORED: "Восстановлен(а) в профсоюзе",
    EventKind.CANCELLED: "Запись отменена",
}
EVENT_DO = {
    EventKind.DEREGISTERED: "Снять с учёта",
    EventKind.LEFT: "Вышел из профсоюза по желанию",
    EventKind.EXPELLED: "Исключён из профсоюза",
    EventKind.DIED: "Умер",
    EventKind.ADMITTED: "Принять в профсоюз впервые",
    EventKind.RESTORED: "Восстановлен в профсоюзе",
    EventKind.REGISTERED: "Принят на учёт снова",
    EventKind.CATEGORY_CHANGED: "Сменилась категория",
}
REASON = {
    DeregistrationReason.DISMISSED: "уволился",
    DeregistrationReason.TRANSFERRED: "перешёл в другую организацию профсоюза",
    DeregistrationReason.GRADUATED: "окончил обучение",
    DeregistrationReason.OTHER: "другая причина",
}
ROLE = {
    RoleKind.CHAIR: "Председатель",
    RoleKind.DEPUTY_CHAIR: "Заместитель председателя",
    RoleKind.PRESIDIUM_MEMBER: "Член президиума",
    RoleKind.COMMITTEE_MEMBER: "Член профкома",
    RoleKind.COMMISSION_CHAIR: "Председатель комиссии",
    RoleKind.COMMISSION_MEMBER: "Член комиссии",
    RoleKind.AUDIT_CHAIR: "Председатель контрольно-ревизионной комиссии",
    RoleKind.AUDIT_MEMBER: "Член контрольно-ревизионной комиссии",
    RoleKind.SHOP_CHAIR: "Председатель цеховой организации",
    RoleKind.SHOP_COMMITTEE_MEMBER: "Член цехового комитета",
    RoleKind.GROUP_ORGANISER: "Профгруппорг",
    RoleKind.STAFF: "Работник аппарата",
}
TRAINING = {
    TrainingKind.SEMINAR: "Семинар, до 16 часов",
    TrainingKind.QUALIFICATION: "Повышение квалификации, больше 16 часов",
    TrainingKind.RETRAINING: "Переподготовка, больше 250 часов",
}
SEX = {Sex.FEMALE: "Женский", Sex.MALE: "Мужской"}
KIND = {
    OrganisationKind.PPO: "Первичная профсоюзная организация (ППО)",
    OrganisationKind.OPPO: "Объединённая первичная организация (ОППО)",
    OrganisationKind.MPO: "Межрегиональная организация (МПО)",
    OrganisationKind.TPO: "Территориальная организация (ТПО)",
}
ORGANISATION_CATEGORY = {
    OrganisationCategory.ENTERPRISE: "Предприятие, школа, учреждение",
    OrganisationCategory.HIGHER_EDUCATION: "Высшее учебное заведение",
    OrganisationCategory.VOCATIONAL: "Колледж, техникум",
}
RIGHT = {
    UserRight.CHAIR: "Председатель: всё",
    UserRight.DESK: "Учёт и приём отчётов",
    UserRight.RECORDS: "Учёт: список и отчёты",
    UserRight.VIEWER: "Только смотреть",
}
WAY = {
    ConsentWay.HANDWRITTEN: "на бумаге, своей рукой",
    ConsentWay.SIMPLE_SIGNATURE: "простой электронной подписью",
}
CONSENT = {
    ConsentState.GIVEN: "дано",
    ConsentState.MISSING: "нет",
    ConsentState.REFUSED: "отказ",
    ConsentState.WITHDRAWN: "отозвано",
    ConsentState.EXPIRED: "истекло",
    ConsentState.OUTDATED: "прежняя редакция",
}


def moment(at: datetime, now: datetime) -> str:
    """«сегодня в 14:05», «вчера в 9:10», «12 мая», «12 мая 2025»; ``at`` may be of any zone."""
    local, here = at.astimezone(), now.astimezone()
    days = (here.date() - local.date()).days
    if days == 0:
        return f"сегодня в {local:%H:%M}"
    if days == 1:
        return f"вчера в {local:%H:%M}"
    return day_month(local.date()) if local.year == here.year else long_date(local.date())


def greeting(hour: int) -> str:
    """«Доброе утро»"""
    if hour < 5 or hour >= 23:
        return "Доброй ночи"
    if hour < 12:
        return "Доброе утро"
    return "Добрый день" if hour < 18 else "Добрый вечер"


def found_words(count: int, *, exact: bool) -> str:
    """«найдено 2», «точно не нашлось; похожие: 498»."""
    return f"найдено {count}" if exact else f"точно не нашлось; похожие: {count}"


_BYTES = 1024


_GROUP = 4


def size_words(size: int) -> str:
    """``38 КБ``, ``3,2 ГБ``."""
    if size < _BYTES:
        return f"{size} Б"
    number = float(size)
    for unit in ("КБ", "МБ", "ГБ", "ТБ"):
        number /= _BYTES
        if number < _BYTES or unit == "ТБ":
            return f"{number:.0f}\u00a0{unit}" if number >= 10 else f"{number:.1f}\u00a0{unit}".replace(".", ",")
    raise AssertionError("the loop above always returns")


def fingerprint_lines(fingerprint: str, groups_in_line: int = 4) -> str:
    """The fingerprint as on the paper sheet: groups of four letters and figures, a few groups a line."""
    groups = [fingerprint[i : i + _GROUP].upper() for i in range(0, len(fingerprint), _GROUP)]
    lines = [" ".join(groups[i : i + groups_in_line]) for i in range(0, len(groups), groups_in_line)]
    return "\n".join(lines)


def breakable(file_name: str) -> str:
    """A long file name that may be broken over lines after its underscores."""
    return file_name.replace("_", "_\u200b")


def waiting_words(count: int) -> str:
    """«3 строки списков ждут вашего решения»"""
    return f"{plural(count, 'строка списка ждёт', 'строки списков ждут', 'строк списков ждут')} вашего решения"
