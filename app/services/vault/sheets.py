"""Whether the recovery sheet is in the person's hands, and how far the first run has come.

A new code makes the old sheet worthless the moment it is in the key file; whoever is interrupted before the new one is
printed has a vault that nobody can open without the password. So each new code leaves a mark in the database, which
goes when the person says that they have the sheet.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.services.session import Act, VaultSession, service
from app.storage.unit_of_work import UnitOfWork

_SHEET, _FIRST_RUN = "recovery_sheet_due", "first_run"


@dataclass(frozen=True)
class FirstRunPlace:
    """The step of the first run that comes next, and the list that was chosen on the way; empty: it is over."""

    step: str = ""
    list_file: str = ""


def sheet_becomes_due(uow: UnitOfWork) -> None:
    """A new code is being made in this unit; its sheet is in nobody's hands yet."""
    uow.settings.put(_SHEET, True)


@service(Act.LOOK)
def sheet_is_due(session: VaultSession) -> bool:
    """Nobody has said yet that they have the sheet of the code that is valid now."""
    with session.unit_of_work() as uow:
        return uow.settings.get(_SHEET) is True


@service(Act.KEYS)
def keep_sheet(session: VaultSession) -> None:
    """The person has the sheet, on paper or as a file elsewhere."""
    with session.unit_of_work() as uow:
        uow.settings.put(_SHEET, False)
        uow.journal.record("vault.sheet_kept")
        uow.commit()


def first_run_begins(uow: UnitOfWork) -> None:
    """The vault is made in the first run, which goes on with the recovery sheet."""
    uow.settings.put(_FIRST_RUN, {"step": "recovery", "list": ""})


@service(Act.LOOK)
def first_run_place(session: VaultSession) -> FirstRunPlace:
    """Where the first run goes on."""
    with session.unit_of_work() as uow:
        kept = uow.settings.get(_FIRST_RUN)
    if not isinstance(kept, dict):
        return FirstRunPlace()
    step, chosen = kept.get("step"), kept.get("list")
    return FirstRunPlace(step if isinstance(step, str) else "", chosen if isinstance(chosen, str) else "")


@service(Act.SETTINGS)
def note_first_run(session: VaultSession, place: FirstRunPlace) -> None:
    """The first run has come so far; the end is a place without a step."""
    with session.unit_of_work() as uow:
        uow.settings.put(_FIRST_RUN, {"step": place.step, "list": place.list_file})
        uow.commit()
