"""Putting two records of one person together so that nothing is lost, and taking it back in one transaction."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from app.domain.enums import DuesWay, Education, Sex
from app.domain.names import normalise
from app.domain.personal_fields import COLUMN_TITLES
from app.domain.vocabulary.words import word_for
from app.errors import UserError
from app.services.members.doubles.finding import sides_of
from app.services.members.doubles.likeness import words_alike
from app.services.members.doubles.settling import settle
from app.services.members.doubles.views import FieldPair, MergeChoice, MergedView, MergeView, VoidedEvent
from app.services.session import Act, VaultSession, service
from app.storage.unit_of_work import UnitOfWork

_NOT_CHOSEN = frozenset(
    {"id", "uid", "search_name", "former_names", "import_batch_id", "created_at", "blocked_on", "erased_on"}
)
_KINDS = {
    "membership_event": "записи о членстве",
    "person_change": "изменения данных",
    "consent": "согласия",
    "role": "должности",
    "training": "обучение",
    "attachment": "файлы",
    "union_card": "профсоюзные билеты",
    "attendance": "участие в собраниях",
    "meeting_delegate": "избрание делегатом",
    "social_fact": "социальный паспорт",
    "transfer": "переводы",
    "outside_event": "членство в других организациях",
    "person_merge": "прежние объединения",
}


@service(Act.LOOK)
def look(session: VaultSession, kept_id: int, other_id: int) -> MergeView:
    """Two records side by side: what differs, what moves, which events contradict each other."""
    with session.unit_of_work() as uow:
        kept, other = _pair(uow, kept_id, other_id)
        fields, same = _compare(kept, other)
        voided = _contradictions(uow, kept_id, other_id)
        moves: dict[str, int] = {}
        for table, number in uow.doubles.counts(other_id).items():
            if table != "distinct_pair":
                kind = _KINDS.get(table, "прочие записи")
                moves[kind] = moves.get(kind, 0) + number
        sides = sides_of(uow, [kept_id, other_id])
        uow.journal.record_for_many("person.viewed", [kept["uid"], other["uid"]], why="doubles")
        uow.commit()
    return MergeView(
        kept=sides[kept_id],
        other=sides[other_id],
        fields=fields,
        same=same,
        moves=moves,
        voided=voided,
        warnings=_warnings(kept, other),
    )


@service(Act.RECORD)
def merge(session: VaultSession, kept_id: int, other_id: int, choices: Mapping[str, MergeChoice] | None = None) -> int:
    """Put ``other_id`` into ``kept_id``; the number of the merge, by which it is taken back.

    ``choices``: whose value stays, by field; what is not named follows :func:`look`'s proposal.
    """
    with session.unit_of_work() as uow:
        kept, other = _pair(uow, kept_id, other_id)
        chosen = dict(choices or {})
        proposals = {pair.name: pair.proposed for pair in _compare(kept, other)[0]}
        values = {name: _value(name, chosen.get(name, proposed), kept, other) for name, proposed in proposals.items()}
        if "birth_date" in values and "birth_date" in proposals:  # the exactness goes with its date
            of = chosen.get("birth_date", proposals["birth_date"])
            values["birth_exact"] = (other if of is MergeChoice.OTHER else kept)["birth_exact"]
        voided = _contradictions(uow, kept_id, other_id)
        record = uow.doubles.move_all(other_id, kept_id)
        changed = uow.people.set_fields({kept_id: values}, changed_on=None).get(kept_id, ())
        record["fields"] = {name: [_text(kept[name]), _text(values[name])] for name in changed}
        record["voiding"] = uow.doubles.void_events({event.event_id: event.why for event in voided})
        record["name_change"] = _remember_surname(uow, kept_id, kept, other, values)
        record["events"] = [event.id for event in uow.people.events_of(kept_id)]
        uow.people.rebuild_spans([kept_id])
        merge_id = uow.doubles.add_merge(kept_id, other["uid"], record)
        uow.journal.record("person.merged", person_uid=kept["uid"], merge=merge_id, merged=other["uid"])
        uow.journal.record("person.merged_away", person_uid=other["uid"], merge=merge_id, into=kept["uid"])
        uow.commit()
    return merge_id


@service(Act.LOOK)
def merges_made(session: VaultSession) -> tuple[MergedView, ...]:
    """Merges that were not taken back, the latest first."""
    with session.unit_of_work() as uow:
        result = []
        seen: set[int] = set()
        merges = uow.doubles.merges()
        names = {i: s.full_name for i, s in sides_of(uow, {m.person_id for m in merges}).items()}
        for one in merges:
            gone = json.loads(one.record)["person"]
            name = " ".join(part for part in (gone["surname"], gone["name"], gone["patronymic"]) if part)
            result.append(
                MergedView(
                    id=one.id,
                    at=one.at,
                    person_id=one.person_id,
                    full_name=names.get(one.person_id, ""),
                    other_name=name,
                    user_name=one.user_name,
                    last=one.person_id not in seen,
                )
            )
            seen.add(one.person_id)
    return tuple(result)


@service(Act.RECORD)
def undo_merge(session: VaultSession, merge_id: int) -> tuple[int, int]:
    """Take a merge back: both people are there again. Returns (who stayed, who is back).

    What was recorded since stays with the person who stayed; a field changed since keeps its later value. UserError
    ``doubles.later_merge`` when another record was put in since, ``doubles.later_events`` when membership was.
    """
    with session.unit_of_work() as uow:
        found = uow.doubles.merge(merge_id)
        if found is None:
            raise UserError("doubles.no_merge")
        if found.undone_at is not None:
            raise UserError("doubles.undone_already")
        kept_id = found.person_id
        if uow.doubles.merges(kept_id)[0].id != merge_id:
            raise UserError("doubles.later_merge")
        record: dict[str, Any] = json.loads(found.record)
        if uow.doubles.events_after([kept_id], record["events"]):
            raise UserError("doubles.later_events")
        now = uow.doubles.row(kept_id)
        if now is None or now["erased_on"] is not None:
            raise UserError("doubles.no_merge")
        uow.doubles.unvoid_events(record["voiding"])
        if record["name_change"] is not None:
            uow.doubles.forget_change(record["name_change"])
        back_id = uow.doubles.put_back(record, kept_id)
        returned = {
            name: _from_text(name, old) for name, (old, new) in record["fields"].items() if _text(now[name]) == new
        }
        uow.people.set_fields({kept_id: returned}, changed_on=None)
        uow.people.refresh_names([kept_id])
        uow.people.rebuild_spans([kept_id, back_id])
        found = uow.doubles.merge(merge_id)
        assert found is not None
        found.undone_at = datetime.now(UTC)
        found.record = "{}"
        for uid in (now["uid"], record["person"]["uid"]):
            uow.journal.record("person.merge_undone", person_uid=uid, merge=merge_id)
        uow.commit()
    return kept_id, back_id


def _pair(uow: UnitOfWork, kept_id: int, other_id: int) -> tuple[dict[str, Any], dict[str, Any]]:
    if kept_id == other_id:
        raise UserError("doubles.same_person")
    rows = []
    for person_id in (kept_id, other_id):
        row = uow.doubles.row(person_id)
        if row is None or row["erased_on"] is not None:
            raise UserError("people.unknown", id=person_id)
        if row["blocked_on"] is not None:
            raise UserError("doubles.blocked", date=f"{row['blocked_on']:%d.%m.%Y}")
        rows.append(row)
    return rows[0], rows[1]


def _compare(
    kept: Mapping[str, Any], other: Mapping[str, Any]
) -> tuple[tuple[FieldPair, ...], tuple[tuple[str, str], ...]]:
    differing, same = [], []
    for name, mine in kept.items():
        theirs = other[name]
        if name in _NOT_CHOSEN or name == "birth_exact":
            continue
        if mine == theirs and (name != "birth_date" or kept["birth_exact"] == other["birth_exact"]):
            if mine not in (None, ""):
                same.append((COLUMN_TITLES.get(name, name), _shown(name, mine, kept)))
            continue
        pair = FieldPair(
            name, COLUMN_TITLES.get(name, name), _shown(name, mine, kept), _shown(name, theirs, other),
            _proposed(name, mine, theirs, kept, other),
        )  # fmt: skip
        differing.append(pair)
    return tuple(differing), tuple(same)


def _proposed(name: str, mine: Any, theirs: Any, kept: Mapping[str, Any], other: Mapping[str, Any]) -> MergeChoice:
    if mine in (None, ""):
        return MergeChoice.OTHER
    if theirs in (None, ""):
        return MergeChoice.KEPT
    if name == "note":
        return MergeChoice.BOTH
    if name == "birth_date" and other["birth_exact"] and not kept["birth_exact"]:
        return MergeChoice.OTHER
    if name == "union_since":
        return MergeChoice.OTHER if theirs < mine else MergeChoice.KEPT
    if name in {"name", "patronymic"} and len(theirs) > 2 >= len(str(mine).rstrip(".")) + 1:
        return MergeChoice.OTHER
    return MergeChoice.KEPT


def _value(name: str, choice: MergeChoice, kept: Mapping[str, Any], other: Mapping[str, Any]) -> Any:
    if choice is MergeChoice.BOTH and isinstance(kept[name], str):
        parts = [text for text in (kept[name], other[name]) if text]
        return "; ".join(dict.fromkeys(parts))
    return other[name] if choice is MergeChoice.OTHER else kept[name]


def _shown(name: str, value: Any, row: Mapping[str, Any]) -> str:
    if value is None:
        return ""
    if name == "birth_date" and not row["birth_exact"]:
        return str(value.year)
    if isinstance(value, Sex | Education | DuesWay):
        return word_for(value)
    return f"{value:%d.%m.%Y}" if isinstance(value, date) else str(value)


def _warnings(kept: Mapping[str, Any], other: Mapping[str, Any]) -> tuple[str, ...]:
    found = []
    if kept["sex"] is not None and other["sex"] is not None and kept["sex"] is not other["sex"]:
        found.append("У них записан разный пол.")
    exact = kept["birth_exact"] and other["birth_exact"]
    if kept["birth_date"] and other["birth_date"] and exact and kept["birth_date"] != other["birth_date"]:
        found.append("У них разные даты рождения.")
    if not words_alike(kept["name"], other["name"]):
        found.append("У них разные имена.")
    return tuple(found)


def _contradictions(uow: UnitOfWork, kept_id: int, other_id: int) -> tuple[VoidedEvent, ...]:
    histories = uow.people.replay_input([kept_id, other_id])
    own, others = histories.get(kept_id, []), histories.get(other_id, [])
    mine = {event.sequence for event in own}
    events = {event.sequence: event for event in [*own, *others]}
    return tuple(
        VoidedEvent(number, events[number].kind, events[number].on, events[number].category, number in mine, why)
        for number, why in sorted(settle(own, others).items(), key=lambda item: (events[item[0]].on, item[0]))
    )


def _remember_surname(
    uow: UnitOfWork, kept_id: int, kept: Mapping[str, Any], other: Mapping[str, Any], values: Mapping[str, Any]
) -> int | None:
    """A surname that only one of the records had stays a former name, unless it is a misprint of the other."""
    now = values.get("surname", kept["surname"])
    old = next((row["surname"] for row in (other, kept) if normalise(row["surname"]) != normalise(now)), None)
    if old is None or words_alike(old, now):
        return None
    change = uow.doubles.remember_name(kept_id, old, now)
    uow.people.refresh_names([kept_id])
    return change


def _text(value: Any) -> str:
    from app.storage.members.changes import encode_value

    return encode_value(value)


def _from_text(name: str, text: str) -> Any:
    from app.storage.members.changes import decode_value

    return decode_value(name, text)
