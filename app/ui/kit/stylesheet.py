"""The style sheet, made from tokens. Widgets say what they are by dynamic properties (``role``, ``kind``, ``tone``)."""

# ruff: noqa: E501 - a rule of the sheet is read best in one line
from __future__ import annotations

from collections.abc import Callable

from app.domain.files import resource_path
from app.ui.kit.tokens import Tokens


def _mark(name: str, tone: str) -> str:
    return resource_path("icons", f"mark-{name}-{tone}.svg").as_posix()


def stylesheet(t: Tokens, px: Callable[[float], int], family: str) -> str:
    """The whole sheet for these colours and this type scale."""
    tones = "".join(
        f"""
        QLabel[tone="{tone}"] {{ background: {soft}; color: {ink}; border: {edge}; border-radius: {px(6)}px;
            padding: {px(2)}px {px(8)}px; font-size: {px(13)}px; font-weight: 600; }}
        QFrame[banner="{tone}"] {{ background: {soft}; border: {edge}; border-radius: {px(8)}px; }}
        QFrame[banner="{tone}"] QLabel {{ color: {ink}; }}
        """
        for tone, ink, soft in (
            ("good", t.good, t.good_soft),
            ("warning", t.warning, t.warning_soft),
            ("error", t.error, t.error_soft),
            ("info", t.accent, t.accent_soft),
            ("neutral", t.muted, t.neutral_soft),
        )
        for edge in (f"1px solid {ink}" if soft == t.card else "0px",)
    )
    return f"""
    * {{ font-family: "{family}"; font-size: {px(15)}px; color: {t.ink}; }}
    QMainWindow, QDialog, QWidget[role="paper"] {{ background: {t.paper}; }}
    QToolTip {{ background: {t.card}; color: {t.ink}; border: 1px solid {t.field_line}; padding: {px(6)}px; }}
    QLabel {{ background: transparent; }}
    QLabel[role="title"] {{ font-size: {px(26)}px; font-weight: 600; }}
    QLabel[role="section"] {{ font-size: {px(18)}px; font-weight: 600; }}
    QLabel[role="strong"] {{ font-weight: 600; }}
    QLabel[role="muted"] {{ color: {t.muted}; }}
    QLabel[role="small"] {{ color: {t.muted}; font-size: {px(13)}px; }}
    QLabel[role="problem"] {{ color: {t.error}; font-size: {px(13)}px; }}
    QLabel[role="code"] {{ font-size: {px(20)}px; font-weight: 600; letter-spacing: {px(1)}px; }}
    QLabel[role="badge"] {{ background: {t.accent}; color: {t.on_accent}; border-radius: {px(8)}px;
        padding: {px(1)}px {px(8)}px; font-size: {px(13)}px; font-weight: 600; }}
    {tones}
    QFrame[card="true"] {{ background: {t.card}; border: 1px solid {t.line}; border-radius: {px(10)}px; }}
    QFrame[line="true"] {{ background: {t.line}; border: 0; max-height: 1px; min-height: 1px; }}
    QFrame#side {{ background: {t.side}; border: 0; border-right: 1px solid {t.side if t.side != t.paper else t.line}; }}
    QFrame#foot {{ background: {t.card if t.card != t.paper else t.paper}; border: 0; border-top: 1px solid {t.line}; }}
    QFrame#foot QLabel, QFrame#foot QPushButton {{ font-size: {px(13)}px; }}
    QFrame#toast {{ background: {t.ink}; border-radius: {px(8)}px; }}
    QFrame#toast QLabel {{ color: {t.card}; }}
    QFrame#toast QPushButton {{ color: {t.card}; background: transparent; border: 1px solid {t.card}; }}
    QFrame#toast QPushButton:focus {{ border: 2px solid {t.card}; }}

    QPushButton {{ background: {t.card}; border: 1px solid {t.field_line}; border-radius: {px(8)}px; outline: 0;
        min-height: {px(38)}px; padding: 0 {px(15)}px; font-weight: 500; }}
    QPushButton:hover {{ background: {t.accent_soft}; }}
    QPushButton:pressed {{ background: {t.neutral_soft}; }}
    QPushButton:focus {{ border: 2px solid {t.accent}; padding: 0 {px(15) - 1}px; min-height: {px(38) - 2}px; }}
    QPushButton:disabled {{ color: {t.muted}; border-color: {t.line}; background: {t.paper}; }}
    QPushButton[kind="primary"] {{ background: {t.accent}; color: {t.on_accent}; border-color: {t.accent}; font-weight: 600; }}
    QPushButton[kind="primary"]:hover {{ background: {t.accent_hover}; }}
    QPushButton[kind="primary"]:focus {{ border: 2px solid {t.ink}; }}
    QPushButton[kind="primary"]:disabled {{ background: {t.neutral_soft}; color: {t.muted}; border-color: {t.line}; }}
    QPushButton[kind="danger"] {{ color: {t.error}; border-color: {t.error}; }}
    QPushButton[kind="danger"]:disabled {{ color: {t.muted}; border-color: {t.line}; }}
    QPushButton[kind="link"] {{ background: transparent; border: 1px solid transparent; color: {t.accent};
        text-decoration: underline; padding: 0 {px(4)}px; min-height: {px(30)}px; }}
    QPushButton[kind="link"]:hover {{ color: {t.accent_hover}; }}
    QPushButton[kind="link"]:focus {{ border: 2px solid {t.accent}; border-radius: {px(6)}px; padding: 0 {px(4) - 1}px;
        min-height: {px(30) - 2}px; }}
    QPushButton[kind="section"] {{ background: transparent; border: 2px solid transparent; color: {t.muted};
        font-size: {px(13)}px; font-weight: 400; padding: 0 {px(5)}px; min-height: {px(28)}px; border-radius: 0;
        border-bottom: 3px solid transparent; }}
    QPushButton[kind="section"]:hover {{ color: {t.accent_hover}; }}
    QPushButton[kind="section"]:checked {{ color: {t.accent}; font-weight: 600; border-bottom: 3px solid {t.accent}; }}
    QPushButton[kind="section"]:focus {{ border: 2px solid {t.accent}; border-radius: {px(4)}px;
        border-bottom: 3px solid {t.accent}; }}
    QPushButton[kind="icon"] {{ background: transparent; border: 1px solid transparent; padding: 0; min-width: {px(32)}px;
        max-width: {px(32)}px; min-height: {px(32)}px; max-height: {px(32)}px; }}
    QPushButton[kind="icon"]:hover {{ background: {t.neutral_soft}; }}
    QPushButton[kind="icon"]:focus {{ border: 2px solid {t.accent}; }}
    QPushButton[kind="chip"] {{ border-radius: {px(17) - 1}px; min-height: {px(32)}px; padding: 0 {px(14)}px; font-weight: 400; }}
    QPushButton[kind="chip"]:checked {{ background: {t.accent}; color: {t.on_accent}; border-color: {t.accent};
        font-weight: 600; }}
    QPushButton[kind="chip"]:focus {{ border: 2px solid {t.accent}; padding: 0 {px(14) - 1}px; min-height: {px(32) - 2}px; }}
    QPushButton[kind="chip"]:checked:focus {{ border-color: {t.ink}; }}
    QPushButton[kind="place"] {{ background: transparent; border: 1px solid transparent; border-radius: {px(8)}px;
        text-align: left; padding: 0 {px(10)}px; font-weight: 400; }}
    QPushButton[kind="place"]:hover {{ background: {t.paper if t.side != t.paper else t.accent_soft}; }}
    QPushButton[kind="place"]:checked {{ background: {t.card}; font-weight: 600; color: {t.accent};
        border-left: 3px solid {t.accent}; padding-left: {px(10) - 2}px; }}
    QPushButton[kind="place"]:focus {{ border: 2px solid {t.accent}; padding: 0 {px(10) - 1}px; }}
    QPushButton[kind="chip"]:focus, QPushButton[kind="chip"]:checked:focus {{ border-radius: {px(17) - 1}px; }}
    QPushButton::menu-indicator {{ image: url({_mark("down", t.mark)}); width: {px(14)}px; height: {px(14)}px;
        subcontrol-origin: padding; subcontrol-position: right center; right: {px(8)}px; }}
    QPushButton[menu="true"] {{ padding-right: {px(30)}px; }}
    QPushButton[menu="true"]:focus {{ padding-right: {px(30) - 1}px; }}

    QLineEdit, QComboBox, QDateEdit, QSpinBox, QPlainTextEdit, QTextEdit {{ background: {t.card};
        border: 1px solid {t.field_line}; border-radius: {px(8)}px; padding: 0 {px(10)}px; min-height: {px(38)}px;
        selection-background-color: {t.accent}; selection-color: {t.on_accent}; }}
    QPlainTextEdit, QTextEdit {{ padding: {px(6)}px {px(8)}px; }}
    QLineEdit:focus, QComboBox:focus, QDateEdit:focus, QSpinBox:focus, QPlainTextEdit:focus, QTextEdit:focus {{
        border: 2px solid {t.accent}; padding: 0 {px(10) - 1}px; min-height: {px(38) - 2}px; }}
    QPlainTextEdit:focus, QTextEdit:focus {{ padding: {px(6) - 1}px {px(8) - 1}px; }}
    QLineEdit[problem="true"], QComboBox[problem="true"] {{ border: 2px solid {t.error}; }}
    QLineEdit:disabled, QComboBox:disabled, QSpinBox:disabled {{ background: {t.paper}; color: {t.muted}; border-color: {t.line}; }}
    QLineEdit[role="search"] {{ min-height: {px(42)}px; }}
    QLineEdit[role="search"]:focus {{ min-height: {px(42) - 2}px; }}
    QComboBox::drop-down, QDateEdit::drop-down {{ border: 0; width: {px(30)}px; }}
    QComboBox::down-arrow, QDateEdit::down-arrow {{ image: url({_mark("down", t.mark)}); width: {px(14)}px; height: {px(14)}px; }}
    QComboBox QAbstractItemView {{ background: {t.card}; border: 1px solid {t.field_line}; padding: {px(4)}px;
        selection-background-color: {t.accent_soft}; selection-color: {t.ink}; outline: 0; }}
    QComboBox QAbstractItemView::item {{ min-height: {px(34)}px; }}
    QSpinBox::up-button, QSpinBox::down-button {{ width: 0; border: 0; }}
    QCheckBox, QRadioButton {{ spacing: {px(10)}px; min-height: {px(32)}px; border: 2px solid transparent; border-radius: {px(6)}px; }}
    QCheckBox:focus, QRadioButton:focus {{ border: 2px solid {t.accent}; }}
    QCheckBox:disabled, QRadioButton:disabled {{ color: {t.muted}; }}
    QCheckBox::indicator, QTableView::indicator, QListView::indicator {{ width: {px(18)}px; height: {px(18)}px; border: 1px solid {t.field_line};
        border-radius: {px(4)}px; background: {t.card}; }}
    QCheckBox::indicator:checked, QTableView::indicator:checked, QListView::indicator:checked {{ background: {t.accent}; border-color: {t.accent};
        image: url({_mark("check", t.mark_on_accent)}); }}
    QCheckBox::indicator:indeterminate {{ background: {t.accent}; image: url({_mark("dash", t.mark_on_accent)}); }}
    QCheckBox::indicator:disabled {{ background: {t.neutral_soft}; }}
    QRadioButton::indicator {{ width: {px(18)}px; height: {px(18)}px; border: 1px solid {t.field_line};
        border-radius: {px(9) + 1}px; background: {t.card}; }}
    QRadioButton::indicator:checked {{ border: {px(6)}px solid {t.accent}; width: {px(18) - 2 * px(6) + 2}px;
        height: {px(18) - 2 * px(6) + 2}px; border-radius: {px(9) + 1}px; background: {t.card}; }}

    QTableView, QTreeView, QListView {{ background: {t.card}; border: 1px solid {t.line}; border-radius: {px(10)}px;
        gridline-color: {t.line}; selection-background-color: {t.accent_soft}; selection-color: {t.ink}; outline: 0; }}
    QTableView:focus, QTreeView:focus, QListView:focus {{ border: 2px solid {t.accent}; }}
    QTableView[plain="true"] {{ border: 0; border-radius: 0; }}
    QTableView[plain="true"]:focus {{ border: 2px solid {t.accent}; }}
    QListView::item {{ min-height: {px(40)}px; padding-left: {px(10)}px; }}
    QListView::item:selected {{ background: {t.accent_soft}; color: {t.ink}; }}
    QHeaderView {{ background: transparent; border: 0; }}
    QHeaderView::section {{ background: {t.card}; color: {t.muted}; border: 0; border-bottom: 1px solid {t.line};
        padding: {px(8)}px {px(8)}px; font-size: {px(13)}px; font-weight: 500; }}
    QAbstractScrollArea::corner {{ background: transparent; border: 0; }}
    QTableCornerButton::section {{ background: {t.card}; border: 0; }}
    QTabWidget::pane {{ border: 0; border-top: 1px solid {t.line}; top: -1px; }}
    QTabBar {{ background: transparent; border: 0; }}
    QTabBar::tab {{ background: transparent; color: {t.muted}; border: 2px solid transparent; padding: {px(8)}px {px(8)}px;
        border-bottom: 3px solid transparent; margin-right: {px(2)}px; }}
    QTabBar::tab:selected {{ color: {t.accent}; font-weight: 600; border-bottom: 3px solid {t.accent}; }}
    QTabBar[small="true"]::tab {{ font-size: {px(13)}px; padding: {px(8)}px {px(2)}px; margin-right: {px(1)}px; }}
    QTabBar:focus {{ border: 0; }}
    QTabBar::tab:focus {{ border: 2px solid {t.accent}; border-radius: {px(4)}px; }}
    QScrollArea {{ background: transparent; border: 0; }}
    QScrollArea > QWidget > QWidget[role="clear"] {{ background: transparent; }}
    QWidget[role="clear"] {{ background: transparent; }}
    QTextBrowser {{ background: {t.card}; border: 1px solid {t.line}; border-radius: {px(10)}px; padding: {px(16)}px; }}
    QTextBrowser:focus {{ padding: {px(16) - 1}px; }}
    QScrollBar:vertical {{ background: transparent; width: {px(12)}px; margin: 0; border: 0; }}
    QScrollBar:horizontal {{ background: transparent; height: {px(12)}px; margin: 0; border: 0; }}
    QScrollBar::handle {{ background: {t.field_line}; border-radius: {px(4)}px; margin: {px(2)}px; }}
    QScrollBar::handle:vertical {{ min-height: {px(32)}px; }}
    QScrollBar::handle:horizontal {{ min-width: {px(32)}px; }}
    QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; border: 0; }}
    QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
    QMenu {{ background: {t.card}; border: 1px solid {t.field_line}; padding: {px(6)}px; }}
    QMenu::item {{ padding: {px(9)}px {px(22)}px; border-radius: {px(6)}px; }}
    QMenu::item:selected {{ background: {t.accent_soft}; }}
    QMenu::item:disabled {{ color: {t.muted}; }}
    QMenu::separator {{ height: 1px; background: {t.line}; margin: {px(4)}px {px(8)}px; }}
    QProgressBar {{ background: {t.neutral_soft}; border: 1px solid {t.line}; border-radius: {px(5)}px; height: {px(10)}px;
        text-align: center; }}
    QProgressBar::chunk {{ background: {t.accent}; border-radius: {px(4)}px; }}
    QSplitter::handle {{ background: transparent; }}
    QCalendarWidget QWidget {{ background: {t.card}; }}
    QCalendarWidget QToolButton {{ min-height: {px(32)}px; padding: 0 {px(8)}px; }}
    """
