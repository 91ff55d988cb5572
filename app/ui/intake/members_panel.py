"""«Члены профсоюза»: everybody in the accepted registers, found by name, birth date or card."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QSplitter, QWidget

from app.domain.files import write_atomically
from app.domain.personal_fields import FIELD_WORDS
from app.progress import Progress
from app.services import intake
from app.services.intake import ReceivedMemberView, ReceivedPage, RegisterRow
from app.services.intake.members import PAGE
from app.services.session import Act
from app.ui.context import UiContext
from app.ui.intake.members_model import ReceivedMembersModel, RegistersModel, people
from app.ui.intake.pairs_dialog import PairsDialog
from app.ui.intake.staff_dialog import StaffDialog
from app.ui.kit import DataTable, SearchField, button, column, facts_grid, label, primary_button, row
from app.ui.kit.dialogs import CalmDialog, confirm
from app.ui.kit.tips import set_tip
from app.ui.kit.two_lines import TwoLinesDelegate

_TABLES = "Таблица Excel (*.xlsx)"


class MembersPanel(QWidget):
    """Organisations at the left, members of the chosen one (or of all) at the right."""

    def __init__(self, context: UiContext) -> None:
        super().__init__()
        self.setProperty("role", "clear")
        self._context = context
        self._text = ""
        self.search = SearchField("Фамилия и имя, дата рождения или номер билета")
        self.search.searched.connect(self.look_for)
        self.pairs_button = button("Двойной учёт", self._show_pairs)
        set_tip(self.pairs_button, "Кто, возможно, состоит на учёте в нескольких организациях")
        self.staff_button = button("Аппарат", self._show_staff, name="Кто из аппарата не состоит на учёте")
        set_tip(self.staff_button, "Кто из вашего аппарата не состоит на учёте ни в одной первичке")
        self.export_button = button("Сохранить таблицей…", self._export)
        self.export_button.setEnabled(context.session.may(Act.TAKE_NAMES))
        self.registers_model = RegistersModel(self)
        self.registers = DataTable("Организации и их реестры", row_height=78)
        self.registers.setModel(self.registers_model)
        self.registers.setItemDelegate(TwoLinesDelegate(self.registers))
        self.registers.set_widths(240, stretch=0)
        self.registers.selectionModel().currentRowChanged.connect(self._choose)
        self.model = ReceivedMembersModel(PAGE, self)
        self.model.wanted.connect(self._read_slice)
        self.table = DataTable("Члены профсоюза", row_height=40)
        self.table.setModel(self.model)
        self.table.set_widths(230, 112, 132, 150, fill=0)
        self.table.activated.connect(self._open)
        self.table.doubleClicked.connect(self._open)
        self.told = label("", "muted", wrap=True)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.addWidget(self.registers)
        self.splitter.addWidget(self.table)
        self.splitter.setStretchFactor(0, 2)
        self.splitter.setStretchFactor(1, 5)
        self.splitter.setSizes([220, 680])
        bar = row(self.search, self.pairs_button, self.staff_button, self.export_button, spacing=10)
        bar.setStretch(0, 1)
        inside = column(bar, self.told, self.splitter, spacing=10)
        inside.setStretch(2, 1)
        self.setLayout(inside)

    @property
    def organisation(self) -> str:
        """The chosen organisation's uid; "" for all."""
        return self.registers_model.uid(self.registers.current_row())

    def refresh(self) -> None:
        """Read everything again."""
        session = self._context.session
        self._context.run(
            self, lambda _: intake.received_registers(session), self._show_registers, key="received-registers"
        )

    def look_for(self, text: str = "") -> None:
        """Find members."""
        self._text = text
        session, organisation = self._context.session, self.organisation
        self._context.run(
            self, lambda _: intake.received_members(session, text, organisation), self._show_found, key="received"
        )

    # Showing

    def _show_registers(self, rows: tuple[RegisterRow, ...]) -> None:
        kept = self.organisation
        self.registers_model.show_rows(rows)
        self.registers.setCurrentIndex(self.registers_model.index(self.registers_model.row_of(kept), 0))

    def _choose(self, current: QModelIndex, _before: QModelIndex) -> None:
        if current.isValid():
            self.look_for(self._text)

    def _show_found(self, page: ReceivedPage) -> None:
        self.model.show_found(page)
        self.search.show_found(f"найдено {page.total}" if self._text else "")
        if page.total:
            self.told.setText(f"{people(page.total)}: только те, чьё согласие это разрешает.")
        elif self._text:
            self.told.setText("Никого не нашлось. Ищется начало фамилии, дата рождения целиком, номер билета целиком.")
        else:
            self.told.setText("Здесь появятся члены профсоюза из принятых реестров.")
        self.export_button.setEnabled(page.total > 0 and self._context.session.may(Act.TAKE_NAMES))

    def _read_slice(self, offset: int) -> None:
        session, text, organisation = self._context.session, self._text, self.organisation
        self._context.run(
            self,
            lambda _: intake.received_members(session, text, organisation, offset),
            self.model.put,
            key=f"received-{offset}",
        )

    # What the person does

    def _open(self, index: QModelIndex) -> None:
        member = self.model.member(index.row())
        if member is not None:
            MemberDialog(self._context, self, member).open()

    def _show_pairs(self) -> None:
        PairsDialog(self._context, self).open()

    def _show_staff(self) -> None:
        StaffDialog(self._context, self).open()

    def _export(self) -> None:
        session, text, organisation = self._context.session, self._text, self.organisation

        def save(path: Path) -> None:
            def work(progress: Progress) -> str:
                write_atomically(path, intake.received_xlsx(session, text, organisation, progress))
                return path.name

            def done(name: str) -> None:
                self._context.toast(f"Сохранено: «{name}». В файле личные данные, он не зашифрован.")

            self._context.run(self, work, done, title="Пишу таблицу")

        self._context.files.save_file(self, "Сохранить членов профсоюза", "члены профсоюза.xlsx", _TABLES, save)


class MemberDialog(CalmDialog):
    """Everything that is held of one member of another organisation; the chair may destroy it."""

    def __init__(self, context: UiContext, owner: QWidget, member: ReceivedMemberView) -> None:
        super().__init__(owner, f"Член профсоюза: {member.full_name}", width=520)
        self._context, self._member = context, member
        facts = [("Организация", member.organisation)]
        facts += [
            (f"{FIELD_WORDS.get(name, name)[:1].upper()}{FIELD_WORDS.get(name, name)[1:]}", value or "не указано")
            for name, value in member.data.items()
        ]
        self.content.addWidget(facts_grid(facts))
        self.content.addWidget(
            label(
                "Это всё, что хранится здесь. Исправляет данные сама организация: пришлёт изменения реестра.",
                "muted",
                wrap=True,
            )
        )
        self.destroy_button = button("Уничтожить здесь…", self._ask, danger=True)
        self.destroy_button.setEnabled(context.session.may(Act.DESTROY))
        self.set_buttons(self.destroy_button, primary_button("Закрыть", self.accept))

    def _ask(self) -> None:
        confirm(
            self,
            "Уничтожить данные этого человека?",
            "Они исчезнут из принятого реестра, из прежних файлов и из журнала. Вернуть нельзя. Если согласие человека "
            "действует, следующий реестр его организации принесёт их снова.",
            "Уничтожить",
            self.destroy_data,
            danger=True,
        )

    def destroy_data(self) -> None:
        """Destroy them."""
        session, organisation, uid = self._context.session, self._member.organisation_uid, self._member.uid

        def done(_: None) -> None:
            self._context.toast("Данные уничтожены.")
            self.accept()

        self._context.run(self, lambda _: intake.forget_member(session, organisation, uid), done)
