"""What a column of a list can mean, and how each meaning is called in Russian."""

from __future__ import annotations

from enum import StrEnum

from app.domain.enums import MemberCategory, Sex


class ListField(StrEnum):
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


NAME_FIELDS = frozenset({ListField.FULL_NAME, ListField.SURNAME})
"""Without one of these a table is not a list of people."""

CATEGORY_TICKS = {
    ListField.IS_PENSIONER: MemberCategory.PENSIONER,
    ListField.IS_STUDENT: MemberCategory.STUDENT,
    ListField.IS_UNEMPLOYED: MemberCategory.UNEMPLOYED,
    ListField.IS_WORKING: MemberCategory.WORKING,
}
"""Columns named after a category, with a mark in the rows it holds for."""

SEX_TICKS = {ListField.IS_FEMALE: Sex.FEMALE, ListField.IS_MALE: Sex.MALE}
"""The same for sex."""

DATE_FIELDS = frozenset(
    {
        ListField.BIRTH_DATE,
        ListField.JOINED_ON,
        ListField.REGISTERED_ON,
        ListField.LEFT_ON,
        ListField.CONSENT_ON,
        ListField.CONSENT,
        ListField.CONSENT_UNTIL,
        ListField.CONSENT_WITHDRAWN,
    }
)

REPEATABLE = frozenset(
    {
        ListField.IGNORE,
        ListField.LEFT_MARK,
        ListField.NOTE,
        ListField.PHONE,
        ListField.POSITION,
        ListField.DEPARTMENT,
        ListField.ADDRESS,
    }
)
"""Meanings that several columns may share: their values are put together, others take the first filled one."""
