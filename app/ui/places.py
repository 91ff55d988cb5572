"""The places of the side bar. A place is here only when its page is built."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from app.ui.context import UiContext
from app.ui.overview import FrameOverview
from app.ui.pages import HIGHER, PageSpec


def _today(context: UiContext) -> QWidget:
    from app.ui.today.page import TodayPage

    return TodayPage(context)


def _members(context: UiContext) -> QWidget:
    from app.ui.members.page import MembersPage

    return MembersPage(context)


def _activists(context: UiContext) -> QWidget:
    from app.ui.structure.page import ActivistsPage

    return ActivistsPage(context)


def _finance(context: UiContext) -> QWidget:
    from app.ui.finance.page import FinancePage

    return FinancePage(context)


def _reports(context: UiContext) -> QWidget:
    from app.ui.reports.page import ReportsPage

    return ReportsPage(context)


def _papers(context: UiContext) -> QWidget:
    from app.ui.papers.page import PapersPage

    return PapersPage(context)


def _privacy(context: UiContext) -> QWidget:
    from app.ui.privacy.page import PrivacyPage

    return PrivacyPage(context)


def _exchange(context: UiContext) -> QWidget:
    from app.ui.exchange.page import ExchangePage

    return ExchangePage(context)


def _intake(context: UiContext) -> QWidget:
    from app.ui.intake.page import IntakePage

    return IntakePage(context)


def _help(context: UiContext) -> QWidget:
    from app.ui.help.page import HelpPage

    return HelpPage(context)


def _settings(context: UiContext) -> QWidget:
    from app.ui.settings.page import SettingsPage

    return SettingsPage(context)


PLACES = (
    PageSpec("today", "Сегодня", "today", _today),
    PageSpec("members", "Члены профсоюза", "members", _members),
    PageSpec("activists", "Актив и обучение", "activists", _activists),
    PageSpec("reports", "Отчёты", "reports", _reports),
    PageSpec("finance", "Финансы", "finance", _finance),
    PageSpec("papers", "Собрания и документы", "papers", _papers),
    PageSpec("privacy", "Согласия и данные", "shield", _privacy),
    PageSpec("exchange", "Обмен", "exchange", _exchange),
    PageSpec("intake", "Приём и свод", "intake", _intake, kinds=HIGHER),
    PageSpec("help", "Справка", "help", _help, below=True),
    PageSpec("settings", "Настройки", "settings", _settings, below=True),
)


def places_for(overview: FrameOverview) -> Sequence[PageSpec]:
    """The places of this kind of organisation."""
    return [place for place in PLACES if place.kinds is None or overview.kind in place.kinds]
