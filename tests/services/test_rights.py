"""Rights live in the services: every function that writes refuses who has no right, before it looks at anything.

Walks all services by themselves, so that a new one is asked too.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from pathlib import Path
from types import FunctionType
from typing import Any

import pytest

import app.services
from app.domain.enums import UserRight
from app.errors import AccessError
from app.services.session import VaultSession

READERS_MAY = {
    "app.services.users.change_password": "one's own",
}
"""What a viewer may do although it writes more than the journal."""

CHAIR_ONLY = {
    "app.services.chair_change.change_key",
    "app.services.chair_change.hand_over",
    "app.services.chair_change.older_copies",
    "app.services.chair_change.remove_copies",
    "app.services.intake.enrolment.revoke",
    "app.services.journal.choices",
    "app.services.journal.export",
    "app.services.journal.find",
    "app.services.journal.for_person",
    "app.services.journal.recent",
    "app.services.organisation.recovery_sheet",
    "app.services.reports.signing.sign",
    "app.services.users.add_user",
    "app.services.users.block_user",
    "app.services.users.change_right",
    "app.services.users.list_users",
    "app.services.users.record_undertaking",
    "app.services.users.reset_password",
    "app.services.vault_copies.choose_backup_folder",
    "app.services.vaults.confirm_rollback",
    "app.services.vaults.new_recovery_code",
}
"""Keys, users, signatures and the journal: the responsible for records may not (exchange-and-privacy.md)."""


TOUCHES_NO_DATA = {"app.services.reports.filling.form_and_period"}
"""Takes the session for its profile only, on behalf of services that have asked."""


def _services() -> Iterator[tuple[str, FunctionType, ast.FunctionDef]]:
    for module in pkgutil.walk_packages(app.services.__path__, "app.services."):
        if module.name.startswith("app.services.demo"):
            continue
        loaded = importlib.import_module(module.name)
        for node in ast.parse(inspect.getsource(loaded)).body:
            if not isinstance(node, ast.FunctionDef) or node.name.startswith("_"):
                continue
            function = getattr(loaded, node.name)
            parameters = list(inspect.signature(function).parameters)
            # What takes somebody's unit of work goes on in a service that has asked.
            if parameters[:1] == ["session"] and "uow" not in parameters[1:2]:
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


class _Anything:
    """Stands for any argument; whoever looks at it has not asked for the right first."""

    def __getattr__(self, name: str) -> Any:
        raise AssertionError(f"looked at an argument ({name}) before asking for the right")


def _call(name: str, session: VaultSession) -> None:
    """Call a service with arguments that must not be looked at."""
    function = ALL[name][0]
    needed = [
        parameter.name
        for parameter in list(inspect.signature(function).parameters.values())[1:]
        if parameter.default is inspect.Parameter.empty and parameter.kind is not inspect.Parameter.VAR_POSITIONAL
    ]
    outcome = function(session, **{name: _Anything() for name in needed})
    if inspect.isgenerator(outcome):
        next(outcome)


def _refused(name: str, session: VaultSession) -> None:
    with pytest.raises(AccessError) as caught:
        _call(name, session)
    assert caught.value.code == "access.right_missing"


@pytest.fixture(scope="module")
def viewer(template_vault: Path, tmp_path_factory: pytest.TempPathFactory) -> VaultSession:
    """A session that has no database at all: the right is asked for before anything is read."""
    return VaultSession(tmp_path_factory.mktemp("none"), None, "Зритель", UserRight.VIEWER, None)  # type: ignore[arg-type]


def test_there_is_much_to_refuse() -> None:
    assert len(ALL) > 100 and len(WRITING) > 25


@pytest.mark.parametrize("name", WRITING)
def test_a_viewer_writes_nothing(viewer: VaultSession, name: str) -> None:
    _refused(name, viewer)


@pytest.mark.parametrize("name", sorted(CHAIR_ONLY))
def test_what_only_the_chair_may(viewer: VaultSession, name: str) -> None:
    for right in (UserRight.VIEWER, UserRight.RECORDS):
        _refused(name, VaultSession(viewer.folder, viewer.database, "Кто-то", right, viewer.profile))


@pytest.mark.parametrize("name", sorted(set(ALL) - TOUCHES_NO_DATA))
def test_every_service_asks_for_a_right(viewer: VaultSession, name: str) -> None:
    """A closed session reaches nothing, whatever is asked: each service asks before it does anything."""
    closed = VaultSession(viewer.folder, viewer.database, "Кто-то", UserRight.CHAIR, viewer.profile, closed=True)
    with pytest.raises(AccessError) as caught:
        _call(name, closed)
    assert caught.value.code == "vault.locked"
