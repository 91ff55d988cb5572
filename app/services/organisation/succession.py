"""What a package changes holds from its day on: past years keep the calendar and the forms they had."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from app.domain.dates import Period
from app.domain.enums import OrganisationKind
from app.forms.definition import FormDefinition
from app.services.organisation.profiles import Deadline


def succeeded(known: Sequence[Deadline], given: Sequence[Deadline], since: date) -> tuple[Deadline, ...]:
    """The calendar after a package of the day ``since``: its lines replace all that is said of their forms.

    A report whose day by the new line comes before the package keeps its old day: nobody is late by a rule that was
    not there. What the package asks of somebody no longer stays for what was due before.
    """
    renewed = {line.form for line in given}
    result: list[Deadline] = []
    for line in known:
        if line.form not in renewed:
            result.append(line)
            continue
        result += _left(line, [new for new in given if _replaces(new, line)], since)
    for new in given:
        former = tuple(line for line in known if _replaces(new, line) and line.dropped_on is None)
        result.append(replace(new, ordered=True, told_on=since, former=former))
    return tuple(result)


def from_its_day(
    form: FormDefinition, known: Iterable[FormDefinition], deadlines: Iterable[Deadline], since: date
) -> FormDefinition:
    """An edition that does not say from when it applies begins with the first report that is due on the package's day
    or later, where the form was there before."""
    here = list(known)
    if form.applies_from is not None or not here:
        return form
    same = next((other for other in here if other.edition == form.edition), None)
    if same is not None:
        return replace(form, applies_from=same.applies_from)
    lines = [line for line in deadlines if line.form == form.id and not line.event]
    for year in range(since.year - 2, since.year + 1):
        for line in lines:
            period = Period(year)
            if line.covers(period) and line.due(period) >= since:
                return replace(form, applies_from=form.day_of(period))
    return replace(form, applies_from=since)


def _replaces(new: Deadline, old: Deadline) -> bool:
    """For some organisation, about the same reports."""
    direct = None in (new.directly_under_union, old.directly_under_union)
    same = (new.form, new.period, new.event) == (old.form, old.period, old.event)
    kinds = set(new.org_kinds) & set(old.org_kinds)
    return same and bool(kinds) and (direct or new.directly_under_union == old.directly_under_union)


def _left(line: Deadline, by: Sequence[Deadline], since: date) -> Iterator[Deadline]:
    """The line for organisations that no new one binds, up to the package."""
    if line.dropped_on is not None:
        yield line
        return
    for direct in (True, False):
        kinds = tuple(kind for kind in line.org_kinds if line.binds(kind, direct) and not _bound(by, kind, direct))
        if kinds:
            yield replace(line, org_kinds=kinds, directly_under_union=direct, dropped_on=since)


def _bound(lines: Iterable[Deadline], kind: OrganisationKind, direct: bool) -> bool:
    return any(line.binds(kind, direct) for line in lines)
