"""«Аппарат без учёта»: our staff whom no primary's register names."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.domain.vocabulary.numbers import plural
from app.services import intake
from app.services.intake import StaffCheck, StaffMember
from app.ui.context import UiContext
from app.ui.kit import button, clear_layout, column, label, primary_button, rule
from app.ui.kit.dialogs import CalmDialog
from app.ui.kit.theme import px
from app.ui.printing.sheets import TableSheet, preview_sheet, save_xlsx

_NAMED = 8


def staff_words(found: StaffCheck) -> str:
    """«В аппарате 5 человек, на учёте в первичках 3.»"""
    if not found.staff:
        return (
            "В вашем аппарате никто не записан. Впишите освобождённых и штатных работников в «Актив и обучение»: "
            "программа найдёт, кто из них не состоит на учёте ни в одной первичке."
        )
    words = f"В аппарате {plural(found.staff, 'человек', 'человека', 'человек')}, в принятых реестрах: {found.found}."
    if found.outside:
        words += " Не нашлись те, кто ниже: либо они не на учёте, либо их согласие не позволяет передавать имя."
    if found.silent:
        names = ", ".join(found.silent[:_NAMED])
        more = f" и ещё {len(found.silent) - _NAMED}" if len(found.silent) > _NAMED else ""
        words += f" Реестра не присылали, искать в них негде: {names}{more}."
    return words


def detail(one: StaffMember) -> str:
    """Post, birth date, where one stands after all."""
    told = [one.post + (" (освобождённая должность)" if one.full_time else "")]
    told += [f"дата рождения {one.birth}"] if one.birth else []
    told += ["стоит только в вашем списке"] if one.own else []
    told += [f"похожий есть в реестре: {', '.join(one.alike)}"] if one.alike else []
    return "; ".join(told)


def staff_sheet(found: StaffCheck) -> TableSheet:
    """The same for paper and Excel."""
    heads = ("Фамилия, имя, отчество", "Родился", "Должность", "В вашем списке", "Похожий есть в реестре")
    rows = tuple(
        (one.full_name, one.birth, one.post, "да" if one.own else "нет", ", ".join(one.alike)) for one in found.outside
    )
    return TableSheet("Аппарат без учёта в первичках", f"На {found.on:%d.%m.%Y}. {staff_words(found)}", heads, rows)


class StaffDialog(CalmDialog):
    """Who, by name, and the way to paper."""

    def __init__(self, context: UiContext, owner: QWidget) -> None:
        super().__init__(owner, "Аппарат без учёта в первичках", width=680)
        self._context = context
        self.found: StaffCheck | None = None
        self.told = label("Ищу в реестрах…", "muted", wrap=True)
        self.box = column(spacing=8)
        self.content.addWidget(self.told)
        self.content.addLayout(self.box)
        self.content.addStretch(1)
        self.area.setMinimumHeight(px(260))
        self.print_button = button("Напечатать…", lambda: preview_sheet(self, context, self.sheet()))
        self.excel_button = button("Сохранить в Excel…", lambda: save_xlsx(self, context, self.sheet()))
        self.set_buttons(self.print_button, self.excel_button, primary_button("Закрыть", self.accept))
        for one in (self.print_button, self.excel_button):
            one.setEnabled(False)
        context.run(self, lambda _: intake.staff_check(context.session), self._show, key="staff")

    def sheet(self) -> TableSheet:
        """What is shown, for paper."""
        assert self.found is not None
        return staff_sheet(self.found)

    def _show(self, found: StaffCheck) -> None:
        self.found = found
        self.told.setText(staff_words(found))
        clear_layout(self.box)
        for one in found.outside:
            words = label(one.full_name, "strong", wrap=True, selectable=True)
            self.box.addLayout(column(words, label(detail(one), wrap=True), rule(), spacing=3))
        for one_button in (self.print_button, self.excel_button):
            one_button.setEnabled(bool(found.outside))
        self.fit()
