"""Checking a vault: pages, structure, references, spans against events, the journal's chain, signed reports."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from app.domain.enums import UserRight
from app.errors import EnvironmentFault
from app.progress import Progress, silent
from app.services.exchange.evidence import evidence_problem
from app.services.organisation.overlay import unusable_packages
from app.services.privacy.traces import owed_places
from app.services.session import Act, VaultSession, service
from app.storage.unit_of_work import UnitOfWork
from app.storage.vault.files import VaultFiles
from app.storage.vault.head import ROLLED_BACK
from app.storage.vault.header_record import is_known
from app.storage.vault.integrity import damaged_pages, dangling_references, structure_problems
from app.storage.vault.keyslots import PASSWORD
from app.storage.vault.leftovers import strangers


@dataclass(frozen=True)
class VaultProblem:
    """One thing that is wrong: a code that :mod:`app.messages.vault` knows, and where (numbers and ids, no names)."""

    code: str
    where: str = ""


@dataclass(frozen=True)
class VaultCheck:
    """The outcome of a check. ``remarks`` are no damage: things to know or to see to."""

    problems: tuple[VaultProblem, ...]
    remarks: tuple[VaultProblem, ...] = ()

    @property
    def ok(self) -> bool:
        """Nothing is wrong."""
        return not self.problems


@service(Act.LOOK)
def check_vault(session: VaultSession, progress: Progress | None = None) -> VaultCheck:
    """Check everything that can be checked; nothing is changed."""
    steps = progress or silent()
    engine = session.database.engine
    steps.step("Проверяем файл", 0, 4)
    problems = [VaultProblem("vault.page_damaged", f"страница {page}") for page in damaged_pages(engine)]
    if not problems:
        problems += [VaultProblem("vault.structure_damaged", text) for text in structure_problems(engine)]
    if problems:
        return VaultCheck(tuple(problems))
    remarks = [VaultProblem("vault.stranger", name) for name in strangers(session.folder)]
    problems += [VaultProblem("vault.reference_lost", table) for table in dangling_references(engine)]
    try:
        with session.unit_of_work() as uow:
            steps.step("Проверяем учёт", 1, 4)
            unknown = [VaultProblem("vault.unknown_value", where) for where in uow.checks.unknown_values()]
            if unknown:  # rows that cannot be read stop what follows
                return VaultCheck((*problems, *unknown), tuple(remarks))
            problems += [
                VaultProblem("vault.spans_differ", str(person)) for person in uow.checks.people_with_wrong_spans()
            ]
            steps.step("Проверяем журнал", 2, 4)
            problems += _journal(uow)
            steps.step("Проверяем подписанные отчёты", 3, 4)
            redactions = uow.checks.redactions()
            for number, content, digest in uow.checks.signed_contents():
                if not _as_signed(content, digest, redactions.get(number, [])):
                    problems.append(VaultProblem("vault.signed_changed", str(number)))
            for where, sealed, digest in uow.checks.sealed_files():
                if hashlib.sha256(sealed).hexdigest() != digest:
                    problems.append(VaultProblem("vault.sealed_changed", where))
            problems += [
                VaultProblem("vault.evidence_changed", bundle.uuid)
                for bundle in uow.checks.stripped_bundles()
                if evidence_problem(bundle) is not None
            ]
            unusable = unusable_packages(uow, uow.organisation.get().profile)
            problems += [VaultProblem("vault.package_unusable", number) for number in unusable]
            problems += _users(uow, VaultFiles(session.folder))
            problems += _unfinished(uow)
            remarks += [VaultProblem("vault.copies_owed", place) for place in owed_places(uow)[1]]
    except EnvironmentFault as error:
        problems.append(VaultProblem(error.code))
    return VaultCheck(tuple(problems), tuple(remarks))


def _as_signed(content: str, digest: str, redactions: list[tuple[str, str]]) -> bool:
    """The signed words, or what is left of them after acts of destruction, each following from the one before."""
    for before, after in redactions:
        if before != digest:
            return False
        digest = after
    return hashlib.sha256(content.encode()).hexdigest() == digest


def _journal(uow: UnitOfWork) -> list[VaultProblem]:
    broken = uow.journal.verify_chain()
    if broken is not None:
        return [VaultProblem("vault.journal_broken", str(broken))]
    last = uow.settings.get("last_backup")
    # The chain cannot miss its own end; the last copy remembers how far it went.
    if isinstance(last, dict) and last["journal"] and uow.journal.digest_of(last["journal"]) != last["digest"]:
        return [VaultProblem("vault.journal_broken", str(last["journal"]))]
    noticed = uow.settings.get(ROLLED_BACK)
    if isinstance(noticed, dict):
        numbers = f"было записей {noticed['known']}, стало {noticed['has']}" if "known" in noticed else ""
        return [VaultProblem(rollback_code(noticed), numbers)]
    return []


def _unfinished(uow: UnitOfWork) -> list[VaultProblem]:
    """The file could not be written anew after an act of destruction: freed pages still hold the person."""
    return [VaultProblem("vault.rewrite_owed")] if owed_places(uow)[0] else []


def rollback_code(noticed: dict[str, object]) -> str:
    """Which message tells what was noticed at opening: see :data:`app.storage.vault.head.ROLLED_BACK`."""
    if "known" in noticed:
        return "vault.rolled_back"
    if "file" in noticed:
        return "vault.known_above"
    return "vault.head_missing" if noticed.get("how") == "missing" else "vault.head_unknown"


def _users(uow: UnitOfWork, files: VaultFiles) -> list[VaultProblem]:
    header = files.header()
    if not is_known(uow, header):
        return [VaultProblem("vault.keys_changed"), *_slots(uow, files)]
    return _slots(uow, files)


def _slots(uow: UnitOfWork, files: VaultFiles) -> list[VaultProblem]:
    slots = {slot.id for slot in files.header().of_kind(PASSWORD)}
    active = uow.users.active()
    problems = [VaultProblem("vault.slot_missing", str(user.id)) for user in active if user.slot not in slots]
    strangers = slots - {user.slot for user in active}
    problems += [VaultProblem("vault.slot_without_user", slot) for slot in sorted(strangers)]
    if not any(user.right is UserRight.CHAIR and user.slot in slots for user in active):
        problems.append(VaultProblem("vault.no_chair"))
    return problems
