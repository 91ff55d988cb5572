"""The window's own building blocks: what every page is made of."""

from app.ui.kit.buttons import button, icon_button, link_button, menu_button, primary_button
from app.ui.kit.chips import Chip, FilterChips, Tone
from app.ui.kit.choice import ChoiceBox
from app.ui.kit.fields import DateField, Form, PasswordField, SearchField
from app.ui.kit.foot import StatusFoot
from app.ui.kit.frames import Banner, EmptyState, PageHeader, SidePanel, card_frame, rule
from app.ui.kit.labels import facts_grid, label, set_label_role
from app.ui.kit.layouts import FlowLayout, clear_layout, column, flow, row
from app.ui.kit.scroll import VerticalScroll
from app.ui.kit.tables import ChipRole, DataTable, MutedRole
from app.ui.kit.toast import Toast

__all__ = [
    "Banner", "Chip", "ChipRole", "ChoiceBox", "DataTable", "DateField", "EmptyState", "FilterChips", "FlowLayout",
    "Form", "MutedRole", "PageHeader", "PasswordField", "SearchField", "SidePanel", "StatusFoot", "Toast", "Tone",
    "VerticalScroll", "button", "card_frame", "clear_layout", "column", "facts_grid", "flow", "icon_button", "label",
    "link_button", "menu_button", "primary_button", "row", "rule", "set_label_role",
]  # fmt: skip
