"""Rights live in the session: every service is a declared act, and the one table says which rights may do it.

Walks all services by themselves, so that a new one without a row fails here.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from types import FunctionType

import pytest

import app.services
from app.domain.enums import UserRight
from app.errors import AccessError, AppError
from app.services.authority import MAY, TAKES_OUT, Act, takes_out
from app.services.session import ACTS, VaultSession
from app.services.vault.restoring import compare_copy
from tests.attack.authority import bare_session, call, rights_row

READERS_MAY = {
    "app.services.vault.users.change_password": "one's own",
}
"""What a viewer may do although it writes more than the journal."""

CHAIR_ONLY = {
    "app.services.cards.printing.print_cards",
    "app.services.cards.trust.export_trusted",
    "app.services.cards.trust.import_trusted",
    "app.services.vault.chair_change.change_key",
    "app.services.vault.chair_change.hand_over",
    "app.services.vault.chair_change.older_copies",
    "app.services.vault.chair_change.remove_copies",
    "app.services.privacy.dossier.dossier",
    "app.services.exchange.exporting.export",
    "app.services.exchange.mailing.mail_server",
    "app.services.exchange.mailing.set_mail_server",
    "app.services.members.exporting.files.export_register",
    "app.services.intake.enrolment.enrol",
    "app.services.intake.enrolment.revoke",
    "app.services.intake.many_cards.enrol_many",
    "app.services.intake.tree.join_with_key",
    "app.services.vault.journal.choices",
    "app.services.vault.journal.export",
    "app.services.vault.journal.find",
    "app.services.vault.journal.for_person",
    "app.services.vault.journal.recent",
    "app.services.vault.opening.confirm_rollback",
    "app.services.organisation.passport.key_sheet",
    "app.services.organisation.passport.own_identity",
    "app.services.organisation.passport.recovery_sheet",
    "app.services.library.packages.make_package",
    "app.services.privacy.destroying.destroy",
    "app.services.reports.signing.sign",
    "app.services.members.transfers.transfer_out",
    "app.services.vault.users.add_user",
    "app.services.vault.users.block_user",
    "app.services.vault.users.change_right",
    "app.services.vault.users.list_users",
    "app.services.vault.users.record_undertaking",
    "app.services.vault.users.reset_password",
    "app.services.vault.copies.choose_backup_folder",
    "app.services.vault.creating.new_recovery_code",
}
"""Keys, trust, users, signatures, new sealed files, the journal: nobody else may (exchange-and-privacy.md)."""


NOT_FOR_A_VIEWER = {
    "app.services.members.attachments.attachment",
    "app.services.structure.body_papers.powers_notices",
    "app.services.cards.orders.issue_order",
    "app.services.cards.printing.order_paper",
    "app.services.members.decisions.admission_extract",
    "app.services.exchange.handover.sealed_bytes",
    "app.services.members.exporting.paper.labels_pdf",
    "app.services.intake.members.received_xlsx",
    "app.services.papers.making.print_papers",
    "app.services.members.writing.find_doubles",
    "app.services.privacy.registers.privacy_paper",
    "app.services.queries.output.query_pdf",
    "app.services.queries.output.query_xlsx",
    "app.services.vault.copies.back_up",
}
"""What carries names out of the program, or is a step of writing: who only looks may not."""

DESK_NOT_RECORDS = {
    "app.services.exchange.reading.unpack_bundle",
    "app.services.exchange.receipts.read_receipt",
    "app.services.intake.accepting.accept",
    "app.services.intake.deciding.decide",
    "app.services.library.packages.apply_package",
}
"""What needs the organisation's keys: the chair gives them to the desk."""

ASKS_ITSELF = {
    "app.services.vault.restoring.compare_copy",
    "app.services.program.portable.make_portable",
    "app.services.program.updates.install_update",
}
"""They work without a session too; with one they call a service that asks."""


def _services() -> Iterator[tuple[str, FunctionType, ast.FunctionDef]]:
    for module in pkgutil.walk_packages(app.services.__path__, "app.services."):
        if module.name.startswith("app.services.demo"):
            continue
        loaded = importlib.import_module(module.name)
        for node in ast.parse(inspect.getsource(loaded)).body:
            if not isinstance(node, ast.FunctionDef) or node.name.startswith("_"):
                continue
            function = getattr(loaded, node.name)
            takes = inspect.signature(function).parameters
            # What takes somebody's unit of work first goes on in a service that has asked.
            if "uow" in list(takes)[:1]:
                continue
            if any("VaultSession" in str(parameter.annotation) for parameter in takes.values()):
                yield f"{module.name}.{node.name}", function, node


ALL = {name: (function, node) for name, function, node in _services()}


def _writes(node: ast.FunctionDef) -> bool:
    """Whether it commits anything but journal entries."""
    calls = [call.func for call in ast.walk(node) if isinstance(call, ast.Call)]
    if not any(isinstance(call, ast.Attribute) and call.attr == "commit" for call in calls):
        return False
    inside = ("add", "put", "delete", "merge", "remove", "set_fields", "forget")
    return any(isinstance(call, ast.Attribute) and call.attr.startswith(inside) for call in calls) or any(
        isinstance(target, ast.Attribute)
        for statement in ast.walk(node)
        if isinstance(statement, ast.Assign)
        for target in statement.targets
    )


WRITING = sorted(name for name, (_, node) in ALL.items() if _writes(node) and name not in READERS_MAY)


def _refused(name: str, session: VaultSession) -> None:
    with pytest.raises(AccessError) as caught:
        call(name, session)
    assert caught.value.code == "access.right_missing"


@pytest.fixture(scope="module")
def nowhere(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("none")


def test_every_service_has_a_row_and_every_row_a_service() -> None:
    assert set(ALL) - ASKS_ITSELF == set(ACTS), "declare it with @service(Act.…)"
    assert len(ALL) > 300 and len(WRITING) > 25
    assert set(MAY) == set(Act) and set(ACTS.values()) == set(Act)


def test_the_session_asks_the_table(nowhere: Path) -> None:
    """Services × rights: whoever has no right is refused before an argument is looked at, whatever the service."""
    row = rights_row(nowhere)
    assert row.tried > 300 and row.broken == ()


@pytest.mark.parametrize("name", sorted(set(ALL) - ASKS_ITSELF))
def test_who_has_the_right_gets_past_it(nowhere: Path, name: str) -> None:
    for right in MAY[ACTS[name]]:
        told = None
        more = {"dry_run": True} if "dry_run" in inspect.signature(ALL[name][0]).parameters else {}
        try:
            call(name, bare_session(nowhere, right), **more)
        except AccessError as error:
            told = error.code
        except (AssertionError, AttributeError, TypeError, AppError):
            pass  # past the question, and there is no database
        assert told != "access.right_missing", right


@pytest.mark.parametrize("name", WRITING)
def test_a_viewer_writes_nothing(nowhere: Path, name: str) -> None:
    _refused(name, bare_session(nowhere, UserRight.VIEWER))


@pytest.mark.parametrize("name", sorted(CHAIR_ONLY))
def test_what_only_the_chair_may(nowhere: Path, name: str) -> None:
    for right in set(UserRight) - {UserRight.CHAIR}:
        _refused(name, bare_session(nowhere, right))


@pytest.mark.parametrize("name", sorted(NOT_FOR_A_VIEWER))
def test_what_a_viewer_does_not_carry_out(nowhere: Path, name: str) -> None:
    _refused(name, bare_session(nowhere, UserRight.VIEWER))


@pytest.mark.parametrize("name", sorted(DESK_NOT_RECORDS))
def test_what_needs_the_keys(nowhere: Path, name: str) -> None:
    for right in (UserRight.RECORDS, UserRight.VIEWER):
        _refused(name, bare_session(nowhere, right))
    assert MAY[ACTS[name]] == {UserRight.CHAIR, UserRight.DESK}


@pytest.mark.parametrize("name", sorted(set(ALL) - ASKS_ITSELF))
def test_a_closed_session_reaches_nothing(nowhere: Path, name: str) -> None:
    with pytest.raises(AccessError) as caught:
        call(name, bare_session(nowhere, UserRight.CHAIR, closed=True))
    assert caught.value.code == "vault.locked"


@pytest.mark.parametrize("right", sorted(set(UserRight) - {UserRight.CHAIR}))
def test_what_declared_nothing_opens_nothing(nowhere: Path, right: UserRight) -> None:
    """A function without a row: the session refuses by itself, without the function asking."""
    session = bare_session(nowhere, right)
    with pytest.raises(AccessError) as caught, session.unit_of_work():
        pass
    assert caught.value.code == "access.right_missing"
    with session.doing(Act.LOOK):
        other = bare_session(nowhere, right)
        with pytest.raises(AccessError), other.unit_of_work():
            pass


@pytest.mark.parametrize("right", sorted(set(UserRight) - {UserRight.CHAIR}))
def test_comparing_a_copy_with_the_open_vault_is_the_chairs(nowhere: Path, right: UserRight) -> None:
    with pytest.raises(AccessError) as caught:
        compare_copy(nowhere / "нет", "пароль", session=bare_session(nowhere, right))
    assert caught.value.code == "access.right_missing"


def test_rights_grow_from_looking_to_everything() -> None:
    order = (UserRight.VIEWER, UserRight.RECORDS, UserRight.DESK, UserRight.CHAIR)
    for less, more in pairwise(order):
        assert {a for a in Act if less in MAY[a]} < {a for a in Act if more in MAY[a]}
        assert set(takes_out(less)) < set(takes_out(more))


def test_the_document_says_what_each_right_takes_out() -> None:
    """docs/security.md has one row for each act that carries something out, with the rights of the table."""
    text = (Path(__file__).resolve().parents[3] / "docs" / "security.md").read_text("utf-8")
    heads = (UserRight.CHAIR, UserRight.DESK, UserRight.RECORDS, UserRight.VIEWER)
    for act, words in TAKES_OUT.items():
        marks = " | ".join("да" if right in MAY[act] else "—" for right in heads)
        assert f"| {words} | {marks} |" in text
