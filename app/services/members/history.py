"""A person's history as one line of dated events in plain Russian; corrections are events of it too."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from app.domain.changes import UNKNOWN_DAY, FieldChange
from app.domain.enums import ENTRY_EVENTS, EventKind, Sex
from app.domain.personal_fields import COLUMN_TITLES
from app.domain.vocabulary.words import capital, word_for, word_of
from app.models import OutsideEvent, PersonChange
from app.services.members.views import ConsentView, EventView, HistoryLine, RoleView, TrainingView
from app.services.members.wording import value_words
from app.storage.members.changes import decode_value

_UNIT = "unit_id"
_HIDDEN = frozenset({"birth_exact", "blocked_on", "erased_on"})


def field_change(row: PersonChange) -> FieldChange:
    """A line of the log with its values."""
    return FieldChange(
        row.id,
        row.field,
        decode_value(row.field, row.before),
        decode_value(row.field, row.after),
        row.changed_on,
        row.recorded_at,
    )


def history_lines(
    sex: Sex | None,
    events: Sequence[EventView],
    changes: Sequence[PersonChange],
    outside: Sequence[OutsideEvent],
    roles: Iterable[RoleView],
    trainings: Iterable[TrainingView],
    consents: Iterable[ConsentView],
    consent_parts: Mapping[str, str],
    units: Mapping[int, str] = MappingProxyType({}),
) -> tuple[HistoryLine, ...]:
    """Everything dated, the latest first; of one day, what was recorded later stands higher."""
    lines = [
        *_events(events, sex),
        *_outside(outside, sex),
        *_changes(changes, units),
        *_roles(roles),
        *_trainings(trainings),
        *_consents(consents, consent_parts),
    ]
    order = {id(line): number for number, line in enumerate(lines)}
    return tuple(sorted(lines, key=lambda line: (line.day, order[id(line)]), reverse=True))


def _events(events: Sequence[EventView], sex: Sex | None) -> Iterable[HistoryLine]:
    by_id = {event.id: event for event in events}
    for event in events:
        if event.kind is EventKind.CANCELLED:
            voided = by_id.get(event.cancels or 0)
            what = "" if voided is None else f"«{capital(word_of(voided.kind, sex))}» от {voided.on:%d.%m.%Y}"
            detail = "; ".join(part for part in (what, event.basis) if part)
            yield HistoryLine("correction", None, "Запись отменена: сделана по ошибке", detail, event.recorded_at)
            continue
        title = capital(word_of(event.kind, sex))
        if event.category is not None and (event.kind in ENTRY_EVENTS or event.kind is EventKind.CATEGORY_CHANGED):
            title += f": {word_for(event.category)}"
        parts = []
        if event.reason is not None:
            parts.append(word_for(event.reason))
        if event.organisation:
            parts.append(f"{'из' if event.kind in ENTRY_EVENTS else 'в'}: {event.organisation}")
        if event.decision is not None:
            parts.append(event.decision.words)
        if event.basis:
            parts.append(event.basis)
        yield HistoryLine(
            "event",
            event.on,
            title,
            "; ".join(parts),
            event.recorded_at,
            event_id=event.id,
            cancelled=event.cancelled,
        )


def _outside(rows: Sequence[OutsideEvent], sex: Sex | None) -> Iterable[HistoryLine]:
    for row in rows:
        title = capital(word_of(row.kind, sex)) + (f": {word_for(row.category)}" if row.category else "")
        yield HistoryLine("outside", row.on_date, title, f"в другой организации: {row.organisation}", row.recorded_at)


def _changes(rows: Sequence[PersonChange], units: Mapping[int, str]) -> Iterable[HistoryLine]:
    for row in rows:
        if row.field in _HIDDEN:
            continue
        change = field_change(row)
        name = COLUMN_TITLES.get(row.field, "Подразделение профсоюза" if row.field == _UNIT else row.field)
        became = " → ".join(_shown(row.field, value, units) for value in (change.before, change.after))
        if change.changed_on == UNKNOWN_DAY:
            yield HistoryLine("change", None, f"Раньше: {name.lower()}", became, row.recorded_at, row.user_name)
        elif change.changed_on is not None:
            yield HistoryLine("change", change.changed_on, name, became, row.recorded_at, row.user_name)
        else:
            yield HistoryLine("correction", None, f"Исправлено: {name.lower()}", became, row.recorded_at, row.user_name)


def _shown(field: str, value: object, units: Mapping[int, str]) -> str:
    """A unit by its name, everything else in the words of a card."""
    if field == _UNIT and isinstance(value, int):
        return units.get(value, "прежнее подразделение")
    return value_words(field, value)


def _roles(roles: Iterable[RoleView]) -> Iterable[HistoryLine]:
    for role in roles:
        office = word_for(role.kind) + (f", {role.unit}" if role.unit else "")
        full_time = "освобождённая работа" if role.full_time else ""
        yield HistoryLine("role", role.starts_on, f"Должность: {office}", full_time, None)
        if role.ends_on is not None:
            yield HistoryLine("role", role.ends_on, f"Больше не занимает должность: {office}", "", None)


def _trainings(trainings: Iterable[TrainingView]) -> Iterable[HistoryLine]:
    for training in trainings:
        words = word_for(training.kind) + (f", {training.hours} ч" if training.hours else "")
        yield HistoryLine("training", training.on, f"Обучение: {training.title or words}", words, None)


def _consents(consents: Iterable[ConsentView], titles: Mapping[str, str]) -> Iterable[HistoryLine]:
    for consent in consents:
        given = [titles.get(part, part) for part, yes in consent.parts.items() if yes]
        refused = [titles.get(part, part) for part, yes in consent.parts.items() if not yes]
        words = []
        if given:
            words.append("разрешено: " + ", ".join(given))
        if refused:
            words.append("отказ: " + ", ".join(refused))
        title = "Дано согласие на обработку данных" if given else "Отказ в согласии на обработку данных"
        yield HistoryLine("consent", consent.given_on, title, "; ".join(words), None)
        for part, on in sorted(consent.withdrawn.items(), key=lambda item: item[1]):
            yield HistoryLine("consent", on, f"Согласие отозвано: {titles.get(part, part)}", "", None)
