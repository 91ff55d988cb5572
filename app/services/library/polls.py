"""Answering polls, what of it goes up, and what those below answered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal

from app.bundle.circular import ANSWERS_PATH, NOTE_PATH, GivenAnswers, is_plain, read_answers, read_note
from app.domain.enums import PartyRelation
from app.domain.polls import Poll, PollAnswers, QuestionKind, cleaned, result_of
from app.errors import TrustError, UserError
from app.models import IntakeAnswers, IntakeNote, LibraryPoll
from app.services.library.keeping import answers_json, read_answers_json, read_poll
from app.services.library.views import AnsweredBy, PollResults, PollView
from app.services.session import Act, VaultSession, service
from app.storage.unit_of_work import UnitOfWork


@service(Act.LOOK)
def list_polls(session: VaultSession, on: date | None = None) -> tuple[PollView, ...]:
    """Polls of others and of our own, the last to arrive first."""
    today = on or date.today()
    with session.unit_of_work() as uow:
        own = uow.organisation.get().uid
        return tuple(_view(row, own, today) for row in uow.library.polls())


@service(Act.RECORD)
def answer_poll(session: VaultSession, uid: str, given: PollAnswers, on: date | None = None) -> PollView:
    """Keep our answers, in the place of earlier ones; they leave with the next file to the one who asks.

    UserError ``polls.unknown``, ``polls.own``, ``polls.closed``, ``polls.unknown_question``, ``polls.bad_answer``,
    ``polls.nothing``.
    """
    today = on or date.today()
    with session.unit_of_work() as uow:
        own = uow.organisation.get().uid
        row = _found(uow, uid)
        before = _view(row, own, today)
        if before.own:
            raise UserError("polls.own")
        if before.closed:
            raise UserError("polls.closed", title=before.poll.title)
        kept = cleaned(before.poll, given)
        for texts in kept.values():
            if not all(map(is_plain, texts)):
                raise UserError("polls.bad_answer", question=before.poll.title)
        row.answers, row.answered_at = answers_json(kept), datetime.now(UTC).replace(microsecond=0)
        uow.journal.record("poll.answered", poll=uid, count=len(kept))
        view = _view(row, own, today)
        uow.commit()
    return view


def answers_for(uow: UnitOfWork, sender_uid: str) -> tuple[tuple[Poll, GivenAnswers], ...]:
    """Our answers to the polls of one organisation that are still asked: what goes up to it."""
    return tuple(
        (read_poll(row), GivenAnswers(row.uid, row.answered_at, read_answers_json(row.answers)))
        for row in uow.library.polls_of(sender_uid)
        if row.answered_at is not None and not row.withdrawn
    )


def carried_answers(files: Mapping[str, bytes]) -> tuple[tuple[GivenAnswers, ...], str]:
    """The answers and the note of a verified file; empty without. TrustError ``bundle.unsafe_contents``."""
    given = read_answers(files[ANSWERS_PATH]) if ANSWERS_PATH in files else ()
    return given, read_note(files[NOTE_PATH]) if NOTE_PATH in files else ""


def take_answers(uow: UnitOfWork, bundle_id: int, given: tuple[GivenAnswers, ...], note: str) -> None:
    """Keep what came with a bundle; TrustError ``bundle.unsafe_contents`` for answers that their poll cannot have."""
    own = {row.uid: row for row in uow.library.polls_of(uow.organisation.get().uid)}
    for one in given:
        row = own.get(one.poll)
        if row is not None and not _fits(read_poll(row), one.values):
            raise TrustError("bundle.unsafe_contents", place=ANSWERS_PATH)
        uow.library.add(
            IntakeAnswers(
                bundle_id=bundle_id, poll_uid=one.poll, answered_at=one.answered, answers=answers_json(one.values)
            )
        )
    if note:
        uow.library.add(IntakeNote(bundle_id=bundle_id, text=note))


def _fits(poll: Poll, values: PollAnswers) -> bool:
    try:
        return cleaned(poll, values) == dict(values)
    except UserError:
        return False


@service(Act.LOOK)
def poll_results(session: VaultSession, uid: str) -> PollResults:
    """Everything answered to our own poll; of each organisation its last answers. UserError ``polls.unknown``."""
    with session.unit_of_work() as uow:
        poll = read_poll(_found(uow, uid))
        # Rows come in the order of answering, so a later answer takes the place of an earlier one.
        last = {
            party.uid: (row.answered_at, read_answers_json(row.answers))
            for row, bundle, party in uow.library.answers_to(uid)
            if bundle.outcome == "taken"
        }
        below = {
            p.uid: p.short_name
            for p in uow.exchange.parties()
            if p.relation is PartyRelation.SUBORDINATE and (p.revoked_at is None or p.uid in last)
        }
    rows = tuple(
        AnsweredBy(name, party, *last[party], result_of(poll, last[party][1]))
        if party in last else AnsweredBy(name, party, None, {}, None)
        for party, name in sorted(below.items(), key=lambda item: (item[1].casefold(), item[0]))
    )  # fmt: skip
    counts = {q.id: Counter(dict.fromkeys(q.options, 0)) for q in poll.questions}
    for row in rows:
        for question, texts in row.answers.items():
            counts[question].update(texts)
    sums = {
        q.id: format(sum((Decimal(t) for row in rows for t in row.answers.get(q.id, ())), Decimal(0)), "f")
        for q in poll.questions
        if q.kind is QuestionKind.NUMBER
    }
    missing = tuple(row.organisation for row in rows if row.answered_at is None)
    return PollResults(poll, rows, missing, {key: dict(found) for key, found in counts.items()}, sums)


def results_table(found: PollResults) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """Headings and rows of the table: an organisation in a row, a question in a column, then the totals."""
    poll = found.poll
    tested = poll.test
    heads = ("Организация", "Когда ответила", *(["Верно"] if tested else []), *(q.text for q in poll.questions))
    rows = []
    for row in found.rows:
        when = "нет ответа" if row.answered_at is None else f"{row.answered_at.astimezone():%d.%m.%Y}"
        score = "" if row.score is None else f"{row.score.right} из {row.score.total}"
        answers = ("; ".join(row.answers.get(q.id, ())) for q in poll.questions)
        rows.append((row.organisation, when, *([score] if tested else []), *answers))
    answered = len(found.rows) - len(found.missing)
    totals = []
    for q in poll.questions:
        if q.kind is QuestionKind.NUMBER:
            totals.append(f"сумма {found.sums[q.id]}")
        elif q.options:
            totals.append("; ".join(f"{option} – {count}" for option, count in found.counts[q.id].items()))
        else:
            totals.append(f"ответов {sum(found.counts[q.id].values())}")
    rows.append(("Всего", f"ответили {answered} из {len(found.rows)}", *([""] if tested else []), *totals))
    return heads, tuple(rows)


@service(Act.TAKE_NUMBERS)
def results_file(session: VaultSession, uid: str, kind: str) -> bytes:
    """The table of answers as ``xlsx`` or ``pdf``. UserError ``polls.unknown``."""
    found = poll_results(session, uid)
    heads, rows = results_table(found)
    if kind == "xlsx":
        from app.rendering.table_xlsx import table_xlsx

        answered = f"Ответили {len(found.rows) - len(found.missing)} из {len(found.rows)}."
        return table_xlsx(found.poll.title, [answered], heads, rows, [220, 110, *[160] * (len(heads) - 2)])
    from app.rendering.lists import member_list_pdf

    return member_list_pdf(found.poll.title, heads, rows, landscape=len(heads) > 4, numbered=False)


def _found(uow: UnitOfWork, uid: str) -> LibraryPoll:
    row = next((r for r in uow.library.polls() if r.uid == uid), None)
    if row is None:
        raise UserError("polls.unknown", uid=uid)
    return row


def _view(row: LibraryPoll, own: str, today: date) -> PollView:
    poll, answers = read_poll(row), read_answers_json(row.answers)
    closed = row.withdrawn or (poll.until is not None and poll.until < today)
    score = result_of(poll, answers) if row.answered_at is not None else None
    return PollView(
        poll=poll,
        sender=row.sender_name,
        own=row.sender_uid == own,
        closed=closed,
        answered_at=row.answered_at,
        answers=answers,
        score=score,
    )
