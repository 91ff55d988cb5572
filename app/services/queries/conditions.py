"""Conditions as data: read strictly, told in Russian, turned into a test. Nothing a person writes is ever executed.

As JSON: ``{"field": "age", "op": "between", "value": [18, 35]}``, and groups of them ``{"all": [...]}`` (all hold)
and ``{"any": [...]}`` (at least one holds), which may stand in each other three deep.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.domain.names import normalise
from app.errors import UserError
from app.services.queries.fields import FieldType, QueryField, QueryLine, QueryMoment

Test = Callable[[QueryLine, QueryMoment], bool]
_DEEPEST = 3
_MOST = 50
_LONGEST = 200

_PRESENCE = {"filled": "указано", "empty": "не указано"}
OPERATORS: Mapping[FieldType, Mapping[str, str]] = {
    FieldType.TEXT: {
        "contains": "содержит", "not_contains": "не содержит", "equals": "равно", "begins": "начинается с",
        "among": "одно из", **_PRESENCE,
    },
    FieldType.CHOICE: {"among": "одно из", "not_among": "кроме", **_PRESENCE},
    FieldType.CHOICES: {"among": "одно из", "not_among": "кроме", **_PRESENCE},
    FieldType.NUMBER: {"equals": "равно", "from": "не меньше", "to": "не больше", "between": "от и до", **_PRESENCE},
    FieldType.DATE: {"equals": "в день", "from": "с", "to": "по", "between": "с и по", **_PRESENCE},
    FieldType.YES_NO: {"yes": "да", "no": "нет"},
}  # fmt: skip
"""Which conditions a type of field can have, in the words of the window."""
WITHOUT_VALUE = frozenset({"filled", "empty", "yes", "no"})


@dataclass(frozen=True)
class Condition:
    """``value``: a text, a number, a date, a pair of them for ``between``, a tuple of texts for ``among``."""

    field: str
    op: str
    value: Any = None


@dataclass(frozen=True)
class ConditionGroup:
    """``any_of`` False: every item holds; True: at least one. Without items it always holds."""

    items: tuple[Condition | ConditionGroup, ...] = ()
    any_of: bool = False


EVERYTHING = ConditionGroup()


def read_group(data: object, fields: Mapping[str, QueryField]) -> ConditionGroup:
    """Conditions from JSON. UserError ``selecting.condition`` (``what``) for anything that is not exactly as told."""
    group = _group(data, fields, 1)
    if sum(1 for _ in flat(group)) > _MOST:
        raise UserError("selecting.condition", what="условий больше пятидесяти")
    return group


def flat(group: ConditionGroup) -> list[Condition]:
    """All conditions, whatever group they stand in."""
    return [c for item in group.items for c in (flat(item) if isinstance(item, ConditionGroup) else [item])]


def _group(data: object, fields: Mapping[str, QueryField], depth: int) -> ConditionGroup:
    if data is None or data == {}:
        return EVERYTHING
    if not isinstance(data, dict) or len(data) != 1 or next(iter(data)) not in ("all", "any"):
        raise UserError("selecting.condition", what="группа условий пишется как all или any со списком")
    ((word, items),) = data.items()
    if not isinstance(items, list) or depth > _DEEPEST:
        raise UserError("selecting.condition", what=f"{word}: нужен список условий, не глубже трёх уровней")
    return ConditionGroup(
        tuple(
            _group(item, fields, depth + 1)
            if isinstance(item, dict) and "field" not in item
            else read_condition(item, fields)
            for item in items
        ),
        word == "any",
    )


def read_condition(data: object, fields: Mapping[str, QueryField]) -> Condition:
    """One condition from JSON."""
    if not isinstance(data, dict) or not {"field", "op"} <= set(data) <= {"field", "op", "value"}:
        raise UserError("selecting.condition", what="условие состоит из field, op и value")
    field = fields.get(data["field"]) if isinstance(data["field"], str) else None
    if field is None:
        raise UserError("selecting.condition", what=f"такого признака нет: {data['field']}")
    op = data["op"]
    if not isinstance(op, str) or op not in OPERATORS[field.type]:
        raise UserError("selecting.condition", what=f"«{field.title}» нельзя спросить так: {op}")
    value = data.get("value")
    if op in WITHOUT_VALUE:
        if value is not None:
            raise UserError("selecting.condition", what=f"«{field.title}», {op}: значение здесь не пишется")
        return Condition(field.id, op)
    if op == "between":
        if not isinstance(value, list) or len(value) != 2:
            raise UserError("selecting.condition", what=f"«{field.title}»: нужны два значения, от и до")
        low, high = (_single(field, one) for one in value)
        if low > high:
            raise UserError("selecting.condition", what=f"«{field.title}»: первое значение больше второго")
        return Condition(field.id, op, (low, high))
    if op in ("among", "not_among"):
        if not isinstance(value, list) or not 0 < len(value) <= 100:
            raise UserError("selecting.condition", what=f"«{field.title}»: нужно выбрать хотя бы одно значение")
        return Condition(field.id, op, tuple(_single(field, one) for one in value))
    return Condition(field.id, op, _single(field, value))


def _single(field: QueryField, value: object) -> Any:
    wrong = UserError("selecting.condition", what=f"«{field.title}»: не подходит значение {value!r:.60}")
    if field.choices is not None:
        if not isinstance(value, str) or value not in field.choices:
            raise wrong
        return str(value)
    if field.type is FieldType.NUMBER:
        if isinstance(value, bool) or not isinstance(value, int) or abs(value) > 100_000:
            raise wrong
        return value
    if field.type is FieldType.DATE:
        try:
            return date.fromisoformat(value) if isinstance(value, str) else _raise(wrong)
        except ValueError:
            raise wrong from None
    if not isinstance(value, str) or not value.strip() or len(value) > _LONGEST:
        raise wrong
    return value.strip()


def _raise(error: UserError) -> Any:
    raise error


def group_document(group: ConditionGroup) -> dict[str, Any]:
    """The JSON that :func:`read_group` reads."""
    items: list[Any] = [
        group_document(item) if isinstance(item, ConditionGroup) else condition_document(item) for item in group.items
    ]
    return {"any" if group.any_of else "all": items}


def condition_document(condition: Condition) -> dict[str, Any]:
    """One condition as JSON."""
    document: dict[str, Any] = {"field": condition.field, "op": condition.op}
    if condition.op not in WITHOUT_VALUE:
        value = condition.value
        document["value"] = [_plain(one) for one in value] if isinstance(value, tuple) else _plain(value)
    return document


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def in_words(condition: Condition, fields: Mapping[str, QueryField]) -> str:
    """«Возраст, полных лет: от 18 до 35»."""
    field = fields[condition.field]
    op, value = condition.op, condition.value
    if op in WITHOUT_VALUE:
        told = OPERATORS[field.type][op]
    elif op == "between":
        low, high = (field.text(one) for one in value)
        told = f"с {low} по {high}" if field.type is FieldType.DATE else f"от {low} до {high}"
    elif op == "among":
        told = " или ".join(field.text(one) for one in value)
    elif op == "not_among":
        told = "кроме: " + ", ".join(field.text(one) for one in value)
    elif op == "equals":
        told = field.text(value)
    else:
        told = f"{OPERATORS[field.type][op]} {field.text(value)}"
    return f"{field.title}: {told}"


def group_in_words(group: ConditionGroup, fields: Mapping[str, QueryField]) -> str:
    """All conditions in one sentence; empty when there are none."""
    told = [
        f"({group_in_words(item, fields)})" if isinstance(item, ConditionGroup) else in_words(item, fields)
        for item in group.items
    ]
    return (" или " if group.any_of else "; ").join(told)


def test_of(group: ConditionGroup, fields: Mapping[str, QueryField]) -> Test:
    """The test a line has to pass."""
    tests: Sequence[Test] = [
        test_of(item, fields) if isinstance(item, ConditionGroup) else _test(item, fields[item.field])
        for item in group.items
    ]
    if not tests:
        return lambda subject, moment: True  # noqa: ARG005
    if len(tests) == 1:
        return tests[0]
    if group.any_of:
        return lambda subject, moment: any(test(subject, moment) for test in tests)
    return lambda subject, moment: all(test(subject, moment) for test in tests)


def _test(condition: Condition, field: QueryField) -> Test:
    read, holds = field.read, _judge(condition, field)
    return lambda subject, moment: holds(read(subject, moment))


def _judge(condition: Condition, field: QueryField) -> Callable[[Any], bool]:
    op, wanted = condition.op, condition.value
    if op in ("filled", "empty"):
        return (
            (lambda value: value not in (None, "", ())) if op == "filled" else (lambda value: value in (None, "", ()))
        )
    if op in ("yes", "no"):
        return lambda value: bool(value) is (op == "yes")
    if field.type is FieldType.TEXT:
        return _judge_text(op, wanted)
    if op in ("among", "not_among"):
        chosen, inside = frozenset(wanted), op == "among"
        if field.type is FieldType.CHOICES:
            return lambda value: chosen.isdisjoint(value) is not inside
        return lambda value: (value in chosen) is inside
    if op == "between":
        low, high = wanted
        return lambda value: value is not None and low <= value <= high
    if op == "from":
        return lambda value: value is not None and value >= wanted
    if op == "to":
        return lambda value: value is not None and value <= wanted
    return lambda value: bool(value == wanted)


def _judge_text(op: str, wanted: Any) -> Callable[[Any], bool]:
    """ё is е and letters of any height are the same, as in the search."""
    known: dict[str, str] = {}

    def norm(text: str) -> str:
        found = known.get(text)
        if found is None:
            found = known[text] = normalise(text)
        return found

    if op == "among":
        chosen = frozenset(normalise(one) for one in wanted)
        return lambda value: norm(value) in chosen
    text = normalise(wanted)
    if op == "contains":
        return lambda value: text in norm(value)
    if op == "not_contains":
        return lambda value: text not in norm(value)
    if op == "begins":
        return lambda value: norm(value).startswith(text)
    return lambda value: norm(value) == text
