"""Tables of ends of processing, requests, terms that ran out, incidents, and of what leaves."""

from __future__ import annotations

from datetime import date, datetime

from app.domain.vocabulary.words import title_for, word_for
from app.services.privacy.disclosure import Allowed, Disclosure, Withheld
from app.services.privacy.ends import EndView, RetentionOver
from app.services.privacy.incidents import IncidentView
from app.services.privacy.requests import RequestView
from app.services.privacy.signature_records import Found, RecordRow
from app.ui.kit.chips import Tone
from app.ui.kit.rows_model import RowsModel
from app.ui.privacy.presenter import end_state, incident_state, request_state


def ends_model(today: date) -> RowsModel[EndView]:
    """Who changed their mind and what was decided."""
    return RowsModel(
        (
            ("Кто", lambda e: e.name),
            ("Что случилось", lambda e: word_for(e.cause)),
            ("С какого дня", lambda e: f"{e.since:%d.%m.%Y}"),
            ("Решение", lambda e: end_state(e, today)[0]),
        ),
        lambda e, column: end_state(e, today)[1] if column == 3 else None,
    )


def requests_model(today: date) -> RowsModel[RequestView]:
    """Requests with their days."""
    return RowsModel(
        (
            ("Кто", lambda r: r.name),
            ("О чём просит", lambda r: title_for(r.kind)),
            ("Получено", lambda r: f"{r.received_on:%d.%m.%Y}"),
            ("Ответ", lambda r: request_state(r, today)[0]),
        ),
        lambda r, column: request_state(r, today)[1] if column == 3 else None,
    )


def retention_model() -> RowsModel[RetentionOver]:
    """Those whose term ran out."""
    return RowsModel(
        (
            ("Кто", lambda r: r.name),
            ("Снят с учёта", lambda r: f"{r.left_on:%d.%m.%Y}"),
            ("Что пора уничтожить", lambda r: "все данные" if r.all_over else ", ".join(r.categories)),
            ("Срок истёк", lambda r: f"{r.over_since:%d.%m.%Y}"),
        ),
        lambda _, column: Tone.WARNING if column == 3 else None,
    )


def incidents_model(now: datetime) -> RowsModel[IncidentView]:
    """Incidents with the clock that runs."""
    return RowsModel(
        (
            ("Что случилось", lambda i: i.draft.happened),
            ("Обнаружено", lambda i: f"{i.draft.discovered_at.astimezone():%d.%m.%Y %H:%M}"),
            ("Уведомление Роскомнадзора", lambda i: incident_state(i, now)[0]),
        ),
        lambda i, column: incident_state(i, now)[1] if column == 2 else None,
    )


def allowed_model(told: Disclosure) -> RowsModel[Allowed]:
    """Who leaves, field by field."""

    def cell(name: str) -> tuple[str, object]:
        return name, lambda one: one.values().get(name, "есть" if name not in one.data else "")

    columns = [("Фамилия, имя, отчество", lambda one: one.name)]
    names = {"surname", "name", "patronymic"}
    for field, title in zip(told.fields, told.field_titles, strict=True):
        if field not in names and field in _KEPT:
            columns.append((title[:1].upper() + title[1:], cell(field)[1]))  # type: ignore[arg-type]
    return RowsModel(columns)


_KEPT = frozenset(
    {
        "sex", "birth_date", "category", "position", "department", "study_group", "phone", "email", "address",
        "card_number", "union_since", "work_since", "education", "speciality",
    }
)  # fmt: skip


def withheld_model() -> RowsModel[Withheld]:
    """Who stays, and why."""
    return RowsModel(
        (("Фамилия, имя, отчество", lambda w: w.name), ("Почему не уйдёт", lambda w: w.sentence)),
        lambda _, column: Tone.NEUTRAL if column == 1 else None,
    )


_FOUND = {
    Found.NEW: Tone.GOOD,
    Found.KNOWN: Tone.NEUTRAL,
    Found.NOBODY: Tone.ERROR,
    Found.SEVERAL: Tone.WARNING,
    Found.WRONG: Tone.ERROR,
}


def records_model() -> RowsModel[RecordRow]:
    """Records of another system as they were understood."""
    return RowsModel(
        (
            ("Кто", lambda r: r.name),
            ("Запись", lambda r: r.draft.record if r.draft is not None else ""),
            ("Что это", lambda r: word_for(r.found)),
            ("Почему", lambda r: r.problem),
        ),
        lambda r, column: _FOUND[r.found] if column == 2 else None,
    )
