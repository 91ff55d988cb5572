"""«Сегодня»: the most urgent first, no more than fits, one line from each room, links that lead there."""

from __future__ import annotations

import json
from contextlib import nullcontext
from datetime import date, timedelta

import pytest
from PySide6.QtWidgets import QAbstractButton, QPushButton

from app.cli.main import run
from app.domain.enums import ReportState, RequestKind, RoleKind
from app.services.privacy.requests import add_request
from app.services.session import VaultSession
from app.services.structure.roles import OfficeDetails, set_role
from app.services.today import Task, TaskKind, Urgency
from app.ui.kit import Tone
from app.ui.today.lines import TodayLine, line_of
from app.ui.today.presenter import ROOM, fold_lines
from tests.gui.conftest import House


def line(tone: Tone, title: str) -> TodayLine:
    return TodayLine(tone, "", title, "", "Открыть", "members")


def test_the_first_lines_have_room_and_one_congratulation_stays() -> None:
    lines = [*(line(Tone.ERROR, f"e{n}") for n in range(3)), line(Tone.WARNING, "w"), line(Tone.INFO, "i")]
    lines += [line(Tone.GOOD, "g"), line(Tone.NEUTRAL, "n")]
    shown, rest = fold_lines(lines, 5)
    assert [one.title for one in shown] == ["e0", "e1", "e2", "w", "g"]
    assert [one.title for one in rest] == ["i", "n"]
    assert fold_lines(lines[:2], 5) == (lines[:2], [])


def test_every_kind_of_task_leads_somewhere() -> None:
    about = {"form": "2", "period": "2025", "state": ReportState.DRAFT, "people": True, "meeting": 1, "uuid": "u"}
    about |= {"page": "finance"}
    for kind in TaskKind:
        shown = line_of(Task(kind, "", "", "", "Открыть", Urgency.OPEN, about=about))
        assert shown.page


def test_the_window_and_the_command_line_list_the_same(
    house: House, session: VaultSession, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    add_request(session, 3, RequestKind.ACCESS, date.today())
    set_role(session, 2, RoleKind.COMMITTEE_MEMBER, date(2024, 10, 1),
             details=OfficeDetails(term_until=date.today() - timedelta(days=3)))  # fmt: skip
    page = house.go("today")
    page.refresh()
    house.settle()
    window = [(one.chip, one.title, one.text) for one in page.today.lines]
    monkeypatch.setattr("app.cli.today.opened", lambda _: nullcontext(session))
    assert run(["today", "--vault", str(session.folder), "--json"]) == 0
    items = json.loads(capsys.readouterr().out)["items"]
    told = [(one["mark"], one["title"], one["text"]) for one in items]
    assert sorted(told) == sorted(window)
    assert [one for one in told if one in window[: page.today.shown - 1]] == window[: page.today.shown - 1]
    assert sum(title.startswith("Ответьте") for _, title, _ in told) == 1


def test_less_urgent_lines_wait_behind_a_button(house: House, session: VaultSession) -> None:
    late = OfficeDetails(term_until=date.today() - timedelta(days=3))
    set_role(session, 2, RoleKind.COMMITTEE_MEMBER, date(2024, 10, 1), details=late)
    add_request(session, 3, RequestKind.ACCESS, date.today())
    page = house.go("today")
    page.refresh()
    house.settle()
    lines = page.today.lines
    assert page.today.shown == ROOM < len(lines)
    assert sum(one.title.startswith("Ответьте") for one in lines) == 1
    weights = [one.tone for one in lines if one.tone in (Tone.ERROR, Tone.WARNING)]
    assert weights == sorted(weights, key=lambda tone: tone is Tone.WARNING)
    hidden = lines[-1]
    go = next(b for b in page.findChildren(QPushButton) if b.accessibleName() == f"{hidden.button}: {hidden.title}")
    assert not go.isVisible()
    page.unfold_button.click()
    assert go.isVisible()
    page.refresh()
    house.settle()
    again = next(b for b in page.findChildren(QPushButton) if b.accessibleName() == f"{hidden.button}: {hidden.title}")
    assert again.isVisible(), "what was opened stays open"


def test_the_numbers_lead_to_all_of_them(house: House) -> None:
    page = house.go("today")
    link = next(b for b in page.findChildren(QAbstractButton) if b.accessibleName() == "Все показатели организации")
    link.click()
    house.settle()
    assert house.window.workspace is not None
    assert house.window.workspace.current == "reports"
    assert house.window.workspace.pages["reports"].indicators.isVisible()  # type: ignore[attr-defined]
