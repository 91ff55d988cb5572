"""Acts upon many: tried, done, skipped with the reason, taken back as one; and an independent replay of everything."""

from __future__ import annotations

import contextlib
import shutil
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.enums import DeregistrationReason, Education, EventKind, MemberCategory
from app.errors import AccessError, UserError
from app.services.members import (
    DecisionDraft,
    EntryDraft,
    EventDraft,
    MemberQuery,
    PersonDraft,
    add_member,
    cancel_event,
    change_fields_for_many,
    count_members,
    list_members,
    member_card,
    operations,
    record_event,
    record_event_for_many,
    undo_operation,
    update_person,
)
from app.services.session import VaultSession
from app.services.vault.creating import open_vault
from tests.conftest import PASSWORD

D = date
STUDENT = EntryDraft(EventKind.ADMITTED, D(2022, 9, 1), MemberCategory.STUDENT)


@pytest.fixture
def students(session: VaultSession) -> list[int]:
    names = ("Абрамова", "Белов", "Власова", "Голубев")
    return [add_member(session, PersonDraft(n, "Саша", study_group="Т-11"), STUDENT) for n in names]


def test_a_trial_tells_each_line_and_writes_nothing(session: VaultSession, students: list[int]) -> None:
    record_event(session, students[1], EventDraft(EventKind.LEFT, D(2024, 1, 10)))
    draft = EventDraft(EventKind.DEREGISTERED, D(2026, 7, 1), reason=DeregistrationReason.GRADUATED)
    trial = record_event_for_many(session, [*students, 999], draft, dry_run=True)
    assert [(line.full_name, line.was, line.becomes, line.refusal) for line in trial.lines] == [
        ("Абрамова Саша", "на учёте: учится", "снятие с учёта (окончание обучения)", ""),
        ("Белов Саша", "не на учёте", "", "people.not_on_register"),
        ("Власова Саша", "на учёте: учится", "снятие с учёта (окончание обучения)", ""),
        ("Голубев Саша", "на учёте: учится", "снятие с учёта (окончание обучения)", ""),
        ("", "", "", "people.unknown"),
    ]
    assert trial.operation_id is None and operations(session) == ()
    assert count_members(session, D(2026, 7, 1)).total == 3


def test_one_act_one_way_back(session: VaultSession, students: list[int]) -> None:
    decision = DecisionDraft("5", D(2026, 6, 20), "профком")
    draft = EventDraft(EventKind.DEREGISTERED, D(2026, 7, 1), reason=DeregistrationReason.GRADUATED, decision=decision)
    done = record_event_for_many(session, students, draft)
    assert done.operation_id is not None and done.done == tuple(students)
    event = member_card(session, students[0]).events[-1]
    assert event.decision is not None and event.decision.words == "протокол № 5 от 20.06.2026, профком"
    assert event.operation == done.operation_id
    assert [o.title for o in operations(session)] == ["Снятие с учёта: 4"]
    assert undo_operation(session, done.operation_id).touched == 4
    assert count_members(session, D(2026, 7, 1)).total == 4
    assert [e.cancelled for e in member_card(session, students[0]).events] == [False, True, False]
    assert operations(session)[0].undone_at is not None
    with pytest.raises(UserError, match=r"people\.operation_undone"):
        undo_operation(session, done.operation_id)
    with pytest.raises(UserError, match=r"people\.no_such_operation"):
        undo_operation(session, 999)


def test_later_records_hold_an_act_until_told_to_leave_them(session: VaultSession, students: list[int]) -> None:
    done = record_event_for_many(session, students, EventDraft(EventKind.LEFT, D(2025, 7, 1)))
    assert done.operation_id is not None
    record_event(session, students[2], EventDraft(EventKind.RESTORED, D(2025, 10, 1)))
    assert [h.full_name for h in undo_operation(session, done.operation_id, dry_run=True).held] == ["Власова Саша"]
    with pytest.raises(UserError, match=r"people\.operation_held"):
        undo_operation(session, done.operation_id)
    assert count_members(session, D(2025, 8, 1)).total == 0, "nothing was half done"
    undoing = undo_operation(session, done.operation_id, leave_held=True)
    assert (undoing.touched, [h.refusal for h in undoing.held]) == (3, ["people.later_events"])
    assert count_members(session, D(2025, 8, 1)).total == 3
    assert count_members(session, D(2025, 10, 1)).total == 4


def test_fields_of_many_change_and_come_back(session: VaultSession, students: list[int]) -> None:
    values = {"study_group": " Т-21 ", "education": Education.GENERAL}
    done = change_fields_for_many(session, students, values, D(2023, 9, 1), title="Перевод на второй курс")
    assert done.operation_id is not None
    assert done.lines[0].becomes == "учебная группа: Т-21; образование: общее среднее"
    again = change_fields_for_many(session, students, values, D(2023, 9, 1))
    assert set(again.skipped.values()) == {"people.nothing_to_change"} and again.operation_id is None
    assert member_card(session, students[0], D(2023, 8, 31)).person.study_group == "Т-11"
    person = member_card(session, students[3]).person
    update_person(session, students[3], replace(person, study_group="Т-22"), changed_on=D(2024, 1, 1))
    with pytest.raises(UserError, match=r"people\.operation_held"):
        undo_operation(session, done.operation_id)
    undo_operation(session, done.operation_id, leave_held=True)
    groups = [member_card(session, s).person.study_group for s in students]
    assert groups == ["Т-11", "Т-11", "Т-11", "Т-22"]
    assert member_card(session, students[0]).person.education is None
    assert member_card(session, students[0], D(2023, 10, 1)).person.study_group == "Т-11", "it never was"


def test_only_writers_act(session: VaultSession, students: list[int]) -> None:
    from app.domain.enums import UserRight

    session.right = UserRight.VIEWER
    draft = EventDraft(EventKind.LEFT, D(2025, 7, 1))
    assert record_event_for_many(session, students, draft, dry_run=True).done
    for act in (
        lambda: record_event_for_many(session, students, draft),
        lambda: change_fields_for_many(session, students, {"position": "x"}, None),
        lambda: undo_operation(session, 1),
    ):
        with pytest.raises(AccessError):
            act()


def test_thousands_cost_a_handful_of_statements(session: VaultSession) -> None:
    from sqlalchemy import event

    with session.unit_of_work() as uow:
        now = datetime.now(UTC)
        ids = uow.people.add_people_bulk(
            [{"uid": f"u{n}", "surname": f"Ф{n}", "search_name": f"ф{n}", "created_at": now} for n in range(1200)]
        )
        uow.people.add_events_bulk(
            [
                {"person_id": i, "kind": EventKind.ADMITTED, "on_date": D(2022, 9, 1),
                 "category": MemberCategory.STUDENT, "recorded_at": now}
                for i in ids
            ]
        )  # fmt: skip
        uow.people.rebuild_spans(ids)
        uow.commit()
    statements: list[str] = []
    event.listen(session.database.engine, "before_cursor_execute", lambda *a: statements.append(a[2]))
    done = record_event_for_many(session, ids, EventDraft(EventKind.LEFT, D(2025, 7, 1)))
    changed = change_fields_for_many(session, ids, {"department": "цех 1"}, None)
    for operation in (done.operation_id, changed.operation_id):
        assert operation is not None
        assert undo_operation(session, operation).touched == 1200
    assert len(statements) < 150, "nothing is asked for each person"


# --- Everything at random against a replay of its own.

_KINDS = [k for k in EventKind if k is not EventKind.CANCELLED]
_DAYS = st.dates(D(2019, 1, 1), D(2024, 12, 31))
_CATEGORIES = st.sampled_from(list(MemberCategory))


@dataclass
class Told:
    """What was told to the program about one person, kept by the test alone."""

    events: dict[int, tuple[EventKind, date, MemberCategory | None]] = field(default_factory=dict)
    voided: set[int] = field(default_factory=set)

    def on_register(self, on: date) -> MemberCategory | None:
        """Walks the days from the first event: no spans, no code of the program."""
        now: MemberCategory | None = None
        last: MemberCategory | None = None
        alive = [(day, n, kind, c) for n, (kind, day, c) in self.events.items() if n not in self.voided]
        for day, _, kind, category in sorted(alive, key=lambda item: item[:2]):
            if day > on:
                break
            if kind in (EventKind.ADMITTED, EventKind.REGISTERED, EventKind.RESTORED):
                now = last = category or last
            elif kind is EventKind.CATEGORY_CHANGED:
                now = last = category
            else:
                now = None
        return now


_STEP = st.one_of(
    st.tuples(st.just("event"), st.integers(0, 3), st.sampled_from(_KINDS), _DAYS, _CATEGORIES),
    st.tuples(st.just("cancel"), st.integers(0, 30)),
    st.tuples(st.just("many"), st.sampled_from(_KINDS), _DAYS, _CATEGORIES),
    st.tuples(st.just("fields"), st.sampled_from(["А", "Б", "В"]), st.one_of(st.none(), _DAYS)),
    st.tuples(st.just("undo"), st.integers(0, 30), st.booleans()),
    st.tuples(
        st.just("rename"), st.integers(0, 3), st.sampled_from(["Иванова", "Петрова"]), st.one_of(st.none(), _DAYS)
    ),
)


@pytest.fixture(scope="module")
def random_session(template_vault: Path, tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder = tmp_path_factory.mktemp("random") / "vault"
    shutil.copytree(template_vault, folder)
    opened = open_vault(folder, PASSWORD)
    yield opened
    opened.close()


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(_STEP, min_size=1, max_size=14), asked=st.lists(_DAYS, min_size=2, max_size=4))
def test_random_lives_agree_with_a_replay_of_the_test(
    random_session: VaultSession, steps: list[Any], asked: list[date]
) -> None:
    session = random_session
    everybody = list_members(session, MemberQuery(as_of=D(2024, 12, 31), status="all")).items
    strangers = {row.id for row in everybody}
    people = [add_member(session, PersonDraft(f"Тестова{n}", "Анна", "Ивановна"), STUDENT) for n in range(4)]
    told = {p: Told() for p in people}
    acts: list[int] = []
    snapshots: list[tuple[datetime, dict[int, Any]]] = []

    def learn() -> None:
        """Take over what the program says it recorded; what it means is worked out by the test."""
        for p in people:
            for e in member_card(session, p).events:
                if e.kind is EventKind.CANCELLED:
                    assert e.cancels is not None
                    told[p].voided.add(e.cancels)
                else:
                    told[p].events[e.id] = (e.kind, e.on, e.category)

    learn()
    for step in steps:
        with contextlib.suppress(UserError):
            _take(session, people, acts, step)
        learn()
        cards = {p: member_card(session, p) for p in people}
        snapshots.append((datetime.now(UTC), cards))
    for on in [*asked, date.today()]:
        expected = {p: told[p].on_register(on) for p in people}
        rows = {r.id: r.category for r in list_members(session, MemberQuery(as_of=on)).items if r.id in told}
        assert rows == {p: c for p, c in expected.items() if c is not None}
        before = Counter(r.category for r in list_members(session, MemberQuery(as_of=on)).items if r.id in strangers)
        counted = {c: n.total for c, n in count_members(session, on).by_category.items() if n.total}
        assert counted == dict(Counter(c for c in expected.values() if c is not None) + before)
    for moment, cards in snapshots:
        for p, then in cards.items():
            known = member_card(session, p, known=moment)
            assert (known.person, known.category, known.since, known.events, known.former_names, known.history) == (
                then.person, then.category, then.since, then.events, then.former_names, then.history,
            )  # fmt: skip


def _take(session: VaultSession, people: list[int], acts: list[int], step: Any) -> None:
    if step[0] == "event":
        _, who, kind, on, category = step
        record_event(session, people[who], EventDraft(kind, on, category))
    elif step[0] == "cancel":
        events = [e for p in people for e in member_card(session, p).events]
        cancel_event(session, events[step[1] % len(events)].id)
    elif step[0] == "many":
        _, kind, on, category = step
        done = record_event_for_many(session, people, EventDraft(kind, on, category))
        acts.extend([] if done.operation_id is None else [done.operation_id])
    elif step[0] == "fields":
        done = change_fields_for_many(session, people, {"study_group": step[1]}, step[2])
        acts.extend([] if done.operation_id is None else [done.operation_id])
    elif step[0] == "rename":
        _, who, surname, on = step
        person = member_card(session, people[who]).person
        update_person(session, people[who], replace(person, surname=surname), changed_on=on)
    elif acts:
        undo_operation(session, acts[step[1] % len(acts)], leave_held=step[2])


def test_a_moment_is_what_is_compared(session: VaultSession, students: list[int]) -> None:
    """The card known a second ago is the card before what was recorded since."""
    moment = datetime.now(UTC)
    record_event(session, students[0], EventDraft(EventKind.LEFT, date.today() - timedelta(days=3)))
    assert member_card(session, students[0], known=moment).category is MemberCategory.STUDENT
    assert member_card(session, students[0]).category is None


def test_a_decision_for_many_and_its_extract(session: VaultSession, students: list[int]) -> None:
    from app.services.members.decisions import admission_extract, decide_for_many, decisions

    protocol = DecisionDraft(" 12 ", D(2022, 8, 30), "общее собрание")
    record_event(session, students[3], EventDraft(EventKind.LEFT, D(2023, 1, 1)))
    early = add_member(session, PersonDraft("Ершова"), replace(STUDENT, on=D(2022, 1, 1)))
    trial = decide_for_many(session, [*students, early], protocol, dry_run=True)
    assert trial.skipped == {early: "people.decided_later"} and decisions(session) == ()
    decide_for_many(session, [*students, early], protocol)
    [summary] = decisions(session)
    assert (summary.decision.words, summary.admitted) == ("протокол № 12 от 30.08.2022, общее собрание", 4)
    again = decide_for_many(session, students, DecisionDraft("13", D(2022, 8, 31)))
    assert set(again.skipped.values()) == {"people.decided_already"}
    pdf = admission_extract(session, summary.decision.id)
    assert pdf.startswith(b"%PDF")
    import pypdfium2

    text = "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf))
    assert all(name in text for name in ("Абрамова", "Голубев")) and "Ершова" not in text
    with pytest.raises(UserError, match=r"people\.no_such_decision"):
        admission_extract(session, 999)
