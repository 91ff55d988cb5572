"""The list against the register: who is new, who is known, what changes, and what cannot be decided here."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from app.domain.cards import CardMedium
from app.domain.enums import EventKind, Sex
from app.domain.names import normalise
from app.domain.vocabulary.words import Wording, word_for, word_of
from app.services.importing.comparing import ListComparison
from app.services.importing.fields import ListField
from app.services.importing.history import NewEvent, Reference, compare_history, death_of
from app.services.importing.matching import Match, Matcher, ask_about_likeness, knows_surname
from app.services.importing.merging import join_twins
from app.services.importing.planned import KnownConsent, KnownRegister, Planned, PlannedChange, RowStatus
from app.services.importing.records import ListPerson, RowPlace, RowRemark, row_fingerprint
from app.services.importing.values import digits_of
from app.services.members.doubles.likeness import words_alike
from app.storage.members.register_person import RegisterPerson


@dataclass(frozen=True)
class Decisions:
    """What a person decided in the preview. Rows are named (sheet, row).

    ``entry_on``: the day on the register for people whom the list gives no date; ``link``: who a held row is,
    a person's id or None for a new person; ``skip``: rows not to import.
    """

    entry_on: date | None = None
    link: Mapping[tuple[str, int], int | None] = field(default_factory=dict)
    skip: frozenset[tuple[str, int]] = frozenset()
    join: frozenset[tuple[str, int]] = frozenset()
    """Rows that are about the same person as the earlier row they are like."""
    people: frozenset[tuple[str, int]] = frozenset()
    """Rows taken for a total, a signature or a heading that are people's after all."""
    take: frozenset[tuple[str, int]] = frozenset()
    """Rows once left out that are to be looked at again."""
    compare: ListComparison | None = None
    """The list is compared with the whole register: who is not in it is gone."""


@dataclass(frozen=True)
class Remembered:
    """What was decided about a row before: who it is, or (None) that it is left out."""

    person_id: int | None


def make_plan(
    people: Sequence[ListPerson],
    register: KnownRegister,
    reference: Reference,
    decisions: Decisions,
    remembered: Mapping[str, Remembered] | None = None,
) -> list[Planned]:
    """One entry for every person of the list, in its order.

    ``remembered``: what was decided before about a row of these very words, by :func:`row_fingerprint`.
    """
    links, left_out = dict(decisions.link), set(decisions.skip)
    for person in people if remembered else ():
        told = (remembered or {}).get(row_fingerprint(person))
        key = (person.place.sheet, person.place.row)
        if told is not None and key not in links and key not in left_out and key not in decisions.take:
            if told.person_id is None:
                left_out.add(key)
            elif told.person_id in register.ids:
                links[key] = told.person_id
    joined = [key for key in decisions.join if key not in left_out]
    people = join_twins(people, frozenset(joined))
    claimed = {person_id for person_id in links.values() if person_id is not None}
    matcher = Matcher(people, register.people, lambda known, person: not changed_values(known, person), claimed)
    planned: list[Planned] = []
    at_place: dict[RowPlace, Planned] = {}
    for person in people:
        for item in planned[-1:]:
            for place in (item.person.place, *item.person.merged):
                at_place.setdefault(place, item)
        key = (person.place.sheet, person.place.row)
        if key in left_out or person.left_out:
            known = matcher.match(person).known  # left out of the import, yet named by the list: nobody to take off
            reasons = person.doubts if key in decisions.skip else (RowRemark("", "решено не брать"), *person.doubts)
            planned.append(Planned(person, RowStatus.SKIPPED, known.id if known else None, remarks=reasons))
            continue
        if key in links and key not in joined:
            match = Match(matcher.by_id.get(links[key] or 0))
        elif person.twin is not None and matcher.exact(person) is None:
            twin = at_place.get(person.twin)
            candidates = () if twin is None or twin.known_id is None else (twin.known_id,)
            planned.append(Planned(person, RowStatus.HELD, remarks=person.doubts, candidates=candidates))
            continue
        else:
            match = matcher.match(person)
        if match.known is not None and key not in links and (death := _died_before(person, match.known, register)):
            match = Match(None, (*match.remarks, death), (match.known.id,))
        if match.candidates:
            planned.append(
                Planned(person, RowStatus.HELD, remarks=(*person.doubts, *match.remarks), candidates=match.candidates)
            )
        else:
            planned.append(_plan(person, match, register, reference))
    return ask_about_likeness(planned, register.people, links, whole=decisions.compare is not None)


def _died_before(person: ListPerson, known: RegisterPerson, register: KnownRegister) -> RowRemark | None:
    """Somebody who died in the register and joined later in the list: one of the two is somebody else."""
    died = death_of(register.events.get(known.id, ()))
    if died is None:
        return None
    later = [e.entry_on for e in person.episodes if e.entry_on is not None and not e.assumed and e.entry_on > died]
    if not later:
        return None
    shown = f"в реестре записана смерть {died:%d.%m.%Y}, в списке вступление {min(later):%d.%m.%Y}: решите, кто это"
    return RowRemark("", shown)


def _plan(person: ListPerson, match: Match, register: KnownRegister, reference: Reference) -> Planned:
    known = match.known
    existing = register.events.get(known.id, ()) if known is not None else ()
    outcome = compare_history(person, existing, reference)
    remarks = (*person.doubts, *match.remarks, *outcome.remarks)
    if known is not None and known.blocked_on is not None:
        remarks = (RowRemark("", f"данные заблокированы с {known.blocked_on:%d.%m.%Y}: не изменены"),)
        return Planned(person, RowStatus.KNOWN, known.id, remarks=remarks)
    if (known is None and outcome.undated) or (known is not None and outcome.undated and not existing):
        gone = person.episodes[-1].exit is not None
        reason = (
            "нет даты вступления или постановки на учёт, а человек уже выбыл"
            if gone
            else "нет даты вступления или постановки на учёт"
        )
        return Planned(person, RowStatus.REJECTED, known.id if known else None, remarks=(RowRemark("", reason),))
    assumed = person.episodes[-1].assumed and any(event.kind in _ENTRIES for event in outcome.events)
    if assumed:
        on = next(event.on for event in outcome.events if event.kind in _ENTRIES)
        remarks = (*remarks, RowRemark("", f"даты вступления нет: поставлен на учёт {on:%d.%m.%Y}"))
    consent = _consent_wanted(person, register.consents.get(known.id) if known is not None else None)
    if known is None:
        return Planned(
            person=person,
            status=RowStatus.NEW,
            known_id=None,
            values=_all_values(person),
            changes=(),
            events=outcome.events,
            consent=consent,
            remarks=remarks,
        )
    values = changed_values(known, person)
    if known.sex is not None and person.sex is not None and known.sex is not person.sex:
        remarks = (*remarks, RowRemark("", "пол в списке другой: оставлен пол из реестра"))
    changes = [
        PlannedChange(name, _title(name), _shown(getattr(known, name)), _shown(new)) for name, new in values.items()
    ]
    changes += [_event_change(event, person.sex or known.sex) for event in outcome.events]
    if consent and person.consent_on is not None:
        changes.append(PlannedChange("consent", "согласие", "", f"{person.consent_on:%d.%m.%Y}"))
    if person.details.get("card_kind") and known.id not in register.carded:
        changes.append(
            PlannedChange(
                "card_kind", word_for(ListField.CARD_KIND), "", word_for(CardMedium(person.details["card_kind"]))
            )
        )
    changes += [
        PlannedChange("former_names", "прежняя фамилия", "", former)
        for former in person.former
        if not knows_surname(known, former) and "surname" not in values
    ]
    status = RowStatus.CHANGED if changes else RowStatus.KNOWN
    return Planned(
        person=person,
        status=status,
        known_id=known.id,
        values=values,
        changes=tuple(changes),
        events=outcome.events,
        consent=consent,
        remarks=remarks,
    )


_ENTRIES = {EventKind.ADMITTED, EventKind.REGISTERED, EventKind.RESTORED}


def _event_change(event: NewEvent, sex: Sex | None) -> PlannedChange:
    what = word_of(event.kind, sex)
    if event.kind is EventKind.CATEGORY_CHANGED and event.category is not None:
        what = f"категория «{word_for(event.category, Wording.NOUN)}»"
    return PlannedChange("event", "членство", "", f"{what} с {event.on:%d.%m.%Y}")


def _consent_wanted(person: ListPerson, state: KnownConsent | None) -> bool:
    if person.consent_on is None:
        return False
    if state is None:
        return True
    if state.in_force:
        return False
    # A consent that was withdrawn comes back only with a later day written in the list.
    return person.consent_dated and state.ended_on is not None and person.consent_on > state.ended_on


_TEXTS = ("position", "department", "study_group", "personnel_number", "phone", "email", "address", "card_number")


def _all_values(person: ListPerson) -> dict[str, object]:
    values: dict[str, object] = {
        "surname": person.surname,
        "name": person.name,
        "patronymic": person.patronymic,
        "search_name": person.search_name,
        "sex": person.sex,
        "birth_date": person.birth_date,
        "birth_exact": person.birth_exact,
        "union_since": person.union_since,
        "note": person.details.get("note", ""),
    }
    values.update({name: person.details.get(name, "") for name in _TEXTS})
    return values


def changed_values(known: RegisterPerson, person: ListPerson) -> dict[str, object]:
    """Columns the list fills or replaces; a blank never does, nor does a date the register knows exactly."""
    values: dict[str, object] = {}
    for name in _TEXTS:
        new, old = person.details.get(name, ""), getattr(known, name)
        if new and not _equal_texts(name, old, new):
            values[name] = new
    note = person.details.get("note", "")
    if note and normalise(note) not in normalise(known.note):
        values["note"] = f"{known.note}; {note}" if known.note else note
    if person.birth_date and (known.birth_date is None or (not known.birth_exact and person.birth_exact)):
        values["birth_date"], values["birth_exact"] = person.birth_date, person.birth_exact
    if known.sex is None and person.sex is not None:
        values["sex"] = Sex(person.sex)
    if known.union_since is None and person.union_since is not None:
        values["union_since"] = person.union_since
    values.update(_changed_name(known, person))
    return values


def _changed_name(known: RegisterPerson, person: ListPerson) -> dict[str, object]:
    """Another name than the register's: a surname that changed, a patronymic that was wanting. A misprint in a row,
    an absent part and a surname borne before change nothing."""
    if known.search_name == person.search_name or not person.complete or person.keeps_name:
        return {}
    parts = ("surname", "name", "patronymic")
    told = {part: getattr(person, part) for part in parts if getattr(person, part)}
    wanting = {part: text for part, text in told.items() if not getattr(known, part)}
    if knows_surname(known, person.surname) or all(
        words_alike(getattr(known, part), getattr(person, part)) for part in parts
    ):
        told = wanting
    if not told:
        return {}
    now = {part: told.get(part, getattr(known, part)) for part in parts}
    return {**told, "search_name": normalise(" ".join(text for text in now.values() if text))}


def _equal_texts(name: str, old: str, new: str) -> bool:
    if name == "phone":
        return _phones(new) <= _phones(old)
    return normalise(old) == normalise(new)


def _phones(text: str) -> set[str]:
    return {digits_of(part) or normalise(part) for part in re.split(r"[,;]", text) if part.strip()}


def _title(name: str) -> str:
    extra = {
        "union_since": word_for(ListField.JOINED_ON),
        "birth_exact": "дата рождения точная",
        "search_name": "имя для поиска",
    }
    return extra.get(name) or word_for(ListField(name))


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "да" if value else "нет"
    if isinstance(value, Sex):
        return "женский" if value is Sex.FEMALE else "мужской"
    if isinstance(value, date):
        return f"{value:%d.%m.%Y}"
    return "" if value is None else str(value)
