"""Making papers: for one, for many, for the organisation; one PDF of all, written in the journal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.domain.declension import Case
from app.errors import UserError
from app.progress import Progress, silent
from app.rendering.paper_blocks import PaperSheet
from app.services.organisation.profiles import Profile
from app.services.papers.catalogue import template_in
from app.services.papers.filling import Correction, Filler, WordForm, coerced
from app.services.papers.loading import scope_of
from app.services.papers.samples import sample_values
from app.services.papers.subjects import Values, organisation_values_in, people_values_in
from app.services.papers.template import PaperSubject, Template
from app.services.privacy.disclosure import DISCLOSED_COLUMNS, disclose
from app.services.session import Act, VaultSession, service
from app.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class ComposedPaper:
    """One paper ready to be printed."""

    template_id: str
    title: str
    sheet: PaperSheet
    people: tuple[str, ...]
    """Lasting identifiers of the people it is about, for the journal."""
    forms: tuple[WordForm, ...]
    """Names and phrases in the cases that it uses."""
    blanks: tuple[str, ...]
    """Names of values that are left to the hand."""


@service(Act.LOOK)
def compose(session: VaultSession, template_id: str, values: Mapping[str, Any]) -> ComposedPaper:
    """One paper from given values; those of the organisation are added when they are not given.

    ``values`` go by the names of :mod:`app.services.papers.values` and of the template's own fields and lists; what is
    not given is left to the hand. UserError ``papers.unknown``, ``papers.unknown_value``, ``papers.bad_value``.
    """
    with session.unit_of_work() as uow:
        template = template_in(uow, session.profile.id, template_id)
        return _composed(uow, session.profile, template, values)


@service(Act.LOOK)
def compose_for(
    session: VaultSession,
    template_id: str,
    people: Sequence[int] = (),
    values: Mapping[str, Any] | None = None,
    progress: Progress | None = None,
) -> tuple[ComposedPaper, ...]:
    """Papers for people of the register: one for each, one for all of them, or one for the organisation.

    Whose data are blocked or destroyed is refused: UserError ``papers.person_unusable``; so is, in a paper that leaves,
    whom the consent does not allow: ``papers.person_withheld``. Nobody at
    all gives one blank paper. Errors besides as :func:`compose`; OperationCancelled.
    """
    with session.unit_of_work() as uow:
        template = template_in(uow, session.profile.id, template_id)
        return _composed_for(uow, session.profile, template, people, values or {}, progress)


@service(Act.TAKE_NAMES)
def draft_pdf(session: VaultSession, template: Template, *, blank: bool = False) -> bytes:
    """What a wording looks like, before it is kept: with a made-up person, or empty. Nobody's data are in it."""
    from app.rendering.paper_sheets import sheets_pdf

    values: Values = {} if blank else sample_values(template)
    with session.unit_of_work() as uow:
        paper = _composed(uow, session.profile, template, values)
    return sheets_pdf([paper.sheet], title=template.title)


@service(Act.TAKE_NAMES)
def print_papers(session: VaultSession, papers: Sequence[ComposedPaper], progress: Progress | None = None) -> bytes:
    """All papers as one PDF, each from a new page; the journal tells for whom they were made.

    Raises OperationCancelled when the person at the progress asks to stop: then nothing is recorded.
    """
    from app.rendering.paper_sheets import sheets_pdf  # reportlab is loaded only by who prints

    title = papers[0].title if len({paper.title for paper in papers}) == 1 else "Документы"
    pdf = sheets_pdf([paper.sheet for paper in papers], title=title, progress=progress)
    with session.unit_of_work() as uow:
        for template_id in dict.fromkeys(paper.template_id for paper in papers):
            same = [paper for paper in papers if paper.template_id == template_id]
            uids = list(dict.fromkeys(uid for paper in same for uid in paper.people))
            if uids:
                uow.journal.record_for_many("paper.made", uids, paper=template_id)
            else:
                uow.journal.record("paper.made", paper=template_id)
        uow.commit()
    return pdf


@service(Act.RECORD)
def correct(session: VaultSession, corrections: Mapping[Correction, str]) -> None:
    """Remember how names and phrases are written in a case; an empty text takes the correction back."""
    with session.unit_of_work() as uow:
        uids = uow.people.uids([person_id for person_id, _, _ in corrections if person_id is not None])
        for (person_id, original, case), text in corrections.items():
            clean = " ".join(text.split())
            if person_id is None:
                uow.papers.keep_phrase_case(original, case, clean)
            else:
                uow.papers.keep_name_case(person_id, case, original, clean)
                uow.journal.record("person.name_case", person_uid=uids.get(person_id), case=case.value)
        uow.commit()


def _composed_for(
    uow: UnitOfWork,
    profile: Profile,
    template: Template,
    people: Sequence[int],
    values: Mapping[str, Any],
    progress: Progress | None,
) -> tuple[ComposedPaper, ...]:
    heard = progress or silent()
    on = _day(template, values)
    common = {**organisation_values_in(uow, profile, on), **values}
    if template.subject is PaperSubject.ORGANISATION or not people:
        return (_composed(uow, profile, template, common),)
    heard.step("Читаю данные", 0, len(people))
    found = people_values_in(uow, profile, people, on, whole=template.subject is PaperSubject.PERSON)
    if template.leaves:
        rule = disclose(uow, profile, template.leaves, date.today(), people)
        if rule.withheld:
            raise UserError("papers.person_withheld", id=rule.withheld[0].person_id, reason=rule.withheld[0].sentence)
        found = [{name: v for name, v in person.items() if _may_leave(name, rule.fields)} for person in found]
    corrections = _corrections(uow, [*people, *_ids(common)])
    if template.subject is PaperSubject.PEOPLE:
        return (_composed(uow, profile, template, {**common, "people": found}, corrections),)
    papers = []
    for number, person in enumerate(found, start=1):
        heard.step("Заполняю документы", number, len(found))
        papers.append(_composed(uow, profile, template, {**common, **person, **values}, corrections))
    return tuple(papers)


def _may_leave(name: str, fields: Sequence[str]) -> bool:
    """Whether a value may stand in a paper that leaves: what the channel and the consent's part both name."""
    field = name.removeprefix("person.")
    if field in DISCLOSED_COLUMNS:
        return field in fields
    needed = {"work": "position", "personnel_number": "position", "history": "membership", "roles": "roles"}
    needed |= {"trainings": "trainings", "category": "category"}
    return needed.get(field, "surname") in fields


def _day(template: Template, values: Mapping[str, Any]) -> date:
    given = coerced(scope_of(template.subject, template.fields, template.lists).names["date"], values.get("date"))
    return given if isinstance(given, date) else date.today()


def _composed(
    uow: UnitOfWork,
    profile: Profile,
    template: Template,
    values: Mapping[str, Any],
    corrections: Mapping[Correction, str] | None = None,
) -> ComposedPaper:
    scope = scope_of(template.subject, template.fields, template.lists)
    known = {*scope.names, *scope.lists}
    strange = [name for name in values if name not in known and not name.endswith((".id", ".uid"))]
    if strange:
        raise UserError("papers.unknown_value", paper=template.title, name=strange[0])
    complete: Values = {**_defaults(template), **values}
    if "organisation" not in values:
        complete = {**organisation_values_in(uow, profile, _day(template, values)), **complete}
    for name, known_field in scope.names.items():
        if name in complete:
            complete[name] = coerced(known_field, complete[name])
    for field in template.fields:
        if field.default.startswith("=") and complete.get(field.name) is None:
            complete[field.name] = complete.get(field.default[1:])
    if complete.get("date") is None:
        complete["date"] = date.today()
    if corrections is None:
        corrections = _corrections(uow, _ids(complete))
    filled = Filler(template, complete, corrections).fill()
    return ComposedPaper(template.id, template.title, filled.sheet, _uids(complete), filled.forms, filled.blanks)


def _defaults(template: Template) -> Values:
    today = date.today()
    plain = [f for f in template.fields if f.default and not f.default.startswith("=")]
    return {f.name: today if f.default == "today" else f.default for f in plain}


def _ids(values: Mapping[str, Any]) -> list[int]:
    found = [value for name, value in values.items() if name.endswith(".id") and isinstance(value, int)]
    for rows in values.values():
        if isinstance(rows, list | tuple):
            found += [i for row in rows if isinstance(row, Mapping) for i in _ids(row)]
    return found


def _uids(values: Mapping[str, Any]) -> tuple[str, ...]:
    found = [str(values["person.uid"])] if values.get("person.uid") else []
    for rows in values.values():
        if isinstance(rows, list | tuple):
            found += [str(r["person.uid"]) for r in rows if isinstance(r, Mapping) and r.get("person.uid")]
    return tuple(dict.fromkeys(found))


def _corrections(uow: UnitOfWork, ids: Sequence[int]) -> dict[Correction, str]:
    found: dict[Correction, str] = {
        (None, original, case): text for (original, case), text in uow.papers.phrase_cases().items()
    }
    for (person_id, case), (original, text) in uow.papers.name_cases(list(dict.fromkeys(ids))).items():
        found[person_id, original, Case(case)] = text
    return found
