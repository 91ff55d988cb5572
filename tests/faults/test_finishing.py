"""Whatever ends an act in the middle: the next opening finishes or undoes it and leaves nothing behind."""

from __future__ import annotations

from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from app.errors import EnvironmentFault
from app.messages import sentence
from app.services.privacy.destroying import destroy, plan_destruction
from app.services.session import VaultSession
from app.services.vault.copies import back_up, backup_if_due, choose_backup_folder
from app.services.vault.creating import check_vault, open_vault
from app.storage.unit_of_work import Database
from app.storage.vault.leftovers import MEMBERS
from tests.faults import exchange_steps
from tests.faults.conftest import PASSWORD
from tests.faults.steps import ACTS, NEEDLES, WHO, Ground, Steps
from tests.plain_pages import decrypted_pages, found_in
from tests.services.privacy.test_destroying import add

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Ground:
    return Ground(tmp_path_factory.mktemp("steps"))


@pytest.mark.parametrize("act", sorted(ACTS))
def test_an_act_killed_at_a_step_is_finished_or_undone(ground: Ground, act: str) -> None:
    steps = Steps(ground, ACTS)
    steps.kill(act, 4)
    assert steps.outcome.losses == []
    assert steps.outcome.killed == 4


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> exchange_steps.Desk:
    return exchange_steps.Desk(tmp_path_factory.mktemp("exchange-steps"))


@pytest.mark.parametrize("act", sorted(exchange_steps.ACTS))
def test_an_exchange_killed_at_a_step_is_done_or_not_done_on_both_sides(desk: exchange_steps.Desk, act: str) -> None:
    steps = Steps(desk, exchange_steps.ACTS)
    steps.kill(act, 3)
    assert steps.outcome.losses == []
    assert steps.outcome.killed == 3


def test_a_destruction_without_room_is_ended_by_the_next_opening(
    session: VaultSession, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = add(session, WHO)
    plan = plan_destruction(session, person, "по требованию")

    def full(_: Database) -> None:
        raise EnvironmentFault("vault.no_space")

    with monkeypatch.context() as starved:
        starved.setattr(Database, "rewrite", full)
        assert destroy(session, plan).unfinished
        folder = session.folder
        session.close()
        with closing(open_vault(folder, PASSWORD)) as again:  # still no room: nobody is kept out, and it is told
            assert [problem.code for problem in check_vault(again).problems] == ["vault.rewrite_owed"]
    with closing(open_vault(folder, PASSWORD)) as again:
        assert check_vault(again).ok
        assert found_in(decrypted_pages(again, tmp_path / "plain.db"), NEEDLES) == []


def test_a_stick_that_was_away_is_asked_for_until_replaced(session: VaultSession, tmp_path: Path) -> None:
    stick, away = tmp_path / "стик", tmp_path / "в сейфе"
    stick.mkdir()
    choose_backup_folder(session, stick)
    person = add(session, WHO)
    old = backup_if_due(session, stick, date(2026, 11, 1))
    assert old is not None
    stick.rename(away)
    outcome = destroy(session, plan_destruction(session, person, "по требованию"))
    assert str(stick) in outcome.backups.left
    folder = session.folder
    session.close()
    with closing(open_vault(folder, PASSWORD)) as again:
        remarks = check_vault(again).remarks
        assert [(remark.code, remark.where) for remark in remarks] == [("vault.copies_owed", str(stick))]
        assert str(stick) in sentence(EnvironmentFault("vault.copies_owed", where=str(stick)))
    away.rename(stick)
    with closing(open_vault(folder, PASSWORD)) as again:
        assert check_vault(again).remarks == ()
    assert not old.path.exists()
    assert [path.name for path in stick.glob("*.pervichka-copy")], "a copy made after the act took its place"


def test_what_is_not_ours_in_the_folder_is_named_and_left_alone(session: VaultSession) -> None:
    (session.folder / "протокол.docx").write_bytes(b"mine")
    (session.folder / "backups" / "заметки.txt").write_bytes(b"mine")
    found = check_vault(session)
    assert found.ok
    assert [remark.where for remark in found.remarks] == ["backups/заметки.txt", "протокол.docx"]
    folder = session.folder
    session.close()
    open_vault(folder, PASSWORD).close()
    assert (folder / "протокол.docx").exists()


def test_a_folder_that_only_looks_like_a_leftover_is_left_alone(vault_folder: Path) -> None:
    mine = vault_folder.with_name(f".{vault_folder.name}.0123abcd.new")
    mine.mkdir()
    (mine / "фото.jpg").write_bytes(b"mine")
    open_vault(vault_folder, PASSWORD).close()
    assert (mine / "фото.jpg").exists()


def test_a_vault_being_made_beside_is_left_alone(vault_folder: Path) -> None:
    from app.storage.vault.files import temporary_folder

    with temporary_folder(vault_folder, "new") as (made, _):
        (made / "vault.db").write_bytes(b"half")
        open_vault(vault_folder, PASSWORD).close()
        assert (made / "vault.db").exists()
    assert not made.exists()


def test_a_copy_on_a_stick_that_was_pulled_is_cleared_when_the_stick_is_back(
    session: VaultSession, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stick, away = tmp_path / "стик", tmp_path / "в кармане"
    stick.mkdir()
    half = stick / ".Копия.pervichka-copy.0123abcd.db"

    def pulled(*_: object) -> None:
        half.write_bytes(b"half of the pages")
        stick.rename(away)
        raise EnvironmentFault("files.cannot_write", name="Копия")

    monkeypatch.setattr("app.services.vault.copies.write_copy", pulled)
    with pytest.raises(EnvironmentFault):
        back_up(session, stick / "Копия.pervichka-copy")
    folder = session.folder
    session.close()
    open_vault(folder, PASSWORD).close()
    away.rename(stick)
    assert half.exists()
    open_vault(folder, PASSWORD).close()
    assert not half.exists()


def test_the_document_lists_what_may_lie_in_the_folder() -> None:
    text = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
    for name, what in MEMBERS:
        assert any(line.split(None, 1) == [name, what] for line in text.splitlines() if line.strip()), name
