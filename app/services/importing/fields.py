"""What a column of a list can mean, and how each meaning is called in Russian."""

from __future__ import annotations

from enum import StrEnum

from app.domain.enums import MemberCategory, Sex


class Field(StrEnum):
    """A meaning of a column. The values are what ``--mapping`` takes."""

    ROW_NUMBER = "row_number"
    FULL_NAME = "full_name"
    SURNAME = "surname"
    NAME = "name"
    NAME_PATRONYMIC = "name_patronymic"
    PATRONYMIC = "patronymic"
    SEX = "sex"
    BIRTH_DATE = "birth_date"
    BIRTH_DAY = "birth_day"
    BIRTH_MONTH = "birth_month"
    BIRTH_YEAR = "birth_year"
    CATEGORY = "category"
    STATUS = "status"
    POSITION = "position"
    DEPARTMENT = "department"
    FACULTY = "faculty"
    STUDY_GROUP = "study_group"
    COURSE = "course"
    PERSONNEL_NUMBER = "personnel_number"
    PHONE = "phone"
    EMAIL = "email"
    ADDRESS = "address"
    CARD_NUMBER = "card_number"
    CARD_KIND = "card_kind"
    JOINED_ON = "joined_on"
    REGISTERED_ON = "registered_on"
    FIRST_TIME = "first_time"
    ARRIVED_FROM = "arrived_from"
    ENTRY_BASIS = "entry_basis"
    LEFT_ON = "left_on"
    LEFT_REASON = "left_reason"
    LEFT_TO = "left_to"
    LEFT_MARK = "left_mark"
    CONSENT = "consent"
    CONSENT_ON = "consent_on"
    CONSENT_UNTIL = "consent_until"
    CONSENT_WITHDRAWN = "consent_withdrawn"
    NOTE = "note"
    IS_WORKING = "is_working"
    IS_STUDENT = "is_student"
    IS_PENSIONER = "is_pensioner"
    IS_UNEMPLOYED = "is_unemployed"
    IS_FEMALE = "is_female"
    IS_MALE = "is_male"
    IGNORE = "ignore"


TITLES: dict[Field, str] = {
    Field.ROW_NUMBER: "номер по порядку",
    Field.FULL_NAME: "фамилия, имя, отчество",
    Field.SURNAME: "фамилия",
    Field.NAME: "имя",
    Field.NAME_PATRONYMIC: "имя и отчество",
    Field.PATRONYMIC: "отчество",
    Field.SEX: "пол",
    Field.BIRTH_DATE: "дата рождения",
    Field.BIRTH_DAY: "день рождения (число)",
    Field.BIRTH_MONTH: "месяц рождения",
    Field.BIRTH_YEAR: "год рождения",
    Field.CATEGORY: "категория",
    Field.STATUS: "состоит или выбыл",
    Field.POSITION: "должность",
    Field.DEPARTMENT: "подразделение",
    Field.FACULTY: "факультет",
    Field.STUDY_GROUP: "учебная группа",
    Field.COURSE: "курс",
    Field.PERSONNEL_NUMBER: "табельный номер",
    Field.PHONE: "телефон",
    Field.EMAIL: "электронная почта",
    Field.ADDRESS: "адрес",
    Field.CARD_NUMBER: "номер профсоюзного билета",
    Field.CARD_KIND: "вид билета",
    Field.JOINED_ON: "дата вступления в профсоюз",
    Field.REGISTERED_ON: "дата постановки на учёт",
    Field.FIRST_TIME: "принят впервые",
    Field.ARRIVED_FROM: "откуда прибыл",
    Field.ENTRY_BASIS: "основание приёма",
    Field.LEFT_ON: "дата снятия с учёта",
    Field.LEFT_REASON: "причина снятия с учёта",
    Field.LEFT_TO: "куда выбыл",
    Field.LEFT_MARK: "отметка о причине снятия",
    Field.CONSENT: "согласие на обработку данных",
    Field.CONSENT_ON: "дата согласия",
    Field.CONSENT_UNTIL: "срок согласия",
    Field.CONSENT_WITHDRAWN: "отзыв согласия",
    Field.NOTE: "примечание",
    Field.IS_WORKING: "отметка «работающий»",
    Field.IS_STUDENT: "отметка «студент»",
    Field.IS_PENSIONER: "отметка «пенсионер»",
    Field.IS_UNEMPLOYED: "отметка «временно не работает»",
    Field.IS_FEMALE: "отметка «женщина»",
    Field.IS_MALE: "отметка «мужчина»",
    Field.IGNORE: "не переносится",
}

NAME_FIELDS = frozenset({Field.FULL_NAME, Field.SURNAME})
"""Without one of these a table is not a list of people."""

CATEGORY_TICKS = {
    Field.IS_PENSIONER: MemberCategory.PENSIONER,
    Field.IS_STUDENT: MemberCategory.STUDENT,
    Field.IS_UNEMPLOYED: MemberCategory.UNEMPLOYED,
    Field.IS_WORKING: MemberCategory.WORKING,
}
"""Columns named after a category, with a mark in the rows it holds for."""

SEX_TICKS = {Field.IS_FEMALE: Sex.FEMALE, Field.IS_MALE: Sex.MALE}
"""The same for sex."""

DATE_FIELDS = frozenset({Field.BIRTH_DATE, Field.JOINED_ON, Field.REGISTERED_ON, Field.LEFT_ON, Field.CONSENT_ON,
                         Field.CONSENT, Field.CONSENT_UNTIL, Field.CONSENT_WITHDRAWN})  # fmt: skip

REPEATABLE = frozenset(
    {Field.IGNORE, Field.LEFT_MARK, Field.NOTE, Field.PHONE, Field.POSITION, Field.DEPARTMENT, Field.ADDRESS}
)
"""Meanings that several columns may share: their values are put together, others take the first filled one."""
