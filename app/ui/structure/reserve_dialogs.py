"""Who is put into the reserve of cadres, and until when."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from PySide6.QtWidgets import QWidget

from app.domain.vocabulary.numbers import people as people_words
from app.services.structure.reserve import (
    POST,
    CandidateDraft,
    CandidateView,
    add_candidates,
    end_candidate,
    update_candidate,
)
from app.ui.context import UiContext
from app.ui.kit.asking import Answers, AskDialog, ask, day, day_or_none, lines, people, person_line, text
from app.ui.structure.structure_dialogs import NOBODY_MARKED


def ask_candidate(
    owner: QWidget, context: UiContext, candidate: CandidateView | None = None, names: Mapping[int, str] | None = None
) -> AskDialog:
    """People put into the reserve, or ``candidate`` changed."""
    own = candidate.own if candidate else CandidateDraft(listed_on=date.today())
    who = people("who", "Кого включить", many=True, needed=NOBODY_MARKED)
    known = candidate.name if candidate else ", ".join(names.values()) if names else ""
    post = text("post", "На какую должность", own.post or POST, needed="Впишите должность.")
    listed = day("listed_on", "В резерве с", own.listed_on)
    hint = "Каждое – с новой строки"
    education = lines("education", "Образование: что и когда окончено", own.education, hint=hint, height=70)
    speciality = text("speciality", "Специальность", own.speciality, hint="Пусто – как в карточке")
    position = day_or_none(
        "position_since", "В нынешней должности с", own.position_since, hint="Пусто – как в карточке"
    )
    union_work = day_or_none(
        "union_work_since",
        "На профсоюзной работе с",
        own.union_work_since,
        hint="Пусто – с первой выборной должности",
    )
    basis = text("basis", "Чем утверждён резерв", own.basis, hint="Например: заседание профкома, протокол № 3")

    def record(answers: Answers) -> int:
        draft = CandidateDraft(
            post=answers[post],
            listed_on=answers[listed],
            education=answers[education],
            speciality=answers[speciality],
            position_since=answers[position],
            union_work_since=answers[union_work],
            basis=answers[basis],
        )
        if candidate is None:
            return len(add_candidates(context.session, list(names or answers[who]), draft))
        update_candidate(context.session, candidate.id, draft)
        return 1

    def told(_: Answers, number: int) -> None:
        context.toast(f"В резерве: {people_words(number)}" if candidate is None else "Записано")

    return ask(
        owner,
        context,
        "Резерв кадров",
        "Записать",
        (person_line(known) if known else who, post, listed, education, speciality, position, union_work, basis),
        lambda answers, _: record(answers),
        told,
        about=str(candidate.id) if candidate else ",".join(map(str, names or ())),
    )


def ask_end_of_candidate(owner: QWidget, context: UiContext, candidate: CandidateView) -> AskDialog:
    """The last day in the reserve."""
    last = day("last", "Последний день в резерве", date.today())
    return ask(
        owner,
        context,
        "Исключить из резерва",
        "Исключить",
        (person_line(f"{candidate.name}: {candidate.post}"), last),
        lambda answers, _: end_candidate(context.session, candidate.id, answers[last] + timedelta(days=1)),
        lambda *_: context.toast(f"Больше не в резерве: {candidate.name}"),
        about=str(candidate.id),
    )
