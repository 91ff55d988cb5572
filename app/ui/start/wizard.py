"""The first run's frame: where we are, the screen, back and next; and the presenter that makes the vault."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPushButton

from app.domain.files import write_atomically
from app.errors import AppError
from app.progress import Progress
from app.services.organisation.passport import recovery_sheet
from app.services.organisation.profiles import ProfileSummary
from app.services.session import VaultSession
from app.services.vault.creating import CreatedVault, create_vault, new_recovery_code
from app.services.vault.sheets import FirstRunPlace, keep_sheet, note_first_run
from app.ui.jobs import Jobs
from app.ui.kit import Banner, Tone, button, label, primary_button, row
from app.ui.kit.dialogs import FileChooser
from app.ui.kit.screen import Screen
from app.ui.problems import one_line
from app.ui.start.answers import FirstRunAnswers
from app.ui.start.folders import free_folder
from app.ui.start.steps import ChairStep, CopiesStep, ListStep, OrganisationStep, RecoveryStep, Step, UnionStep

_PLACES = ("union", "organisation", "chair", "recovery", "list", "copies")
"""The steps by the names that the vault remembers, in their order."""
LISTS = "Таблицы (*.xlsx *.xls *.ods *.csv *.tsv *.txt)"


class FirstRun(Screen):
    """Five screens; the recovery sheet belongs to the third. ``finished`` carries the open vault."""

    finished = Signal(object, object, object)
    """session, path of a list to import or None, folder for copies or None"""
    cancelled = Signal()
    made = Signal(object)
    """The folder of the vault, as soon as it is there: it must be found again whatever comes next."""

    def __init__(
        self, profiles: Sequence[ProfileSummary], parent_folder: Path, jobs: Jobs, files: FileChooser,
        create: Callable[..., CreatedVault] = create_vault,
    ) -> None:  # fmt: skip
        super().__init__("Новая организация", width=760)
        self.answers = FirstRunAnswers()
        self.session: VaultSession | None = None
        self._parent_folder, self._jobs, self._files, self._create = parent_folder, jobs, files, create
        self._code = ""
        self.list_file: Path | None = None
        self.copies: Path | None = None
        self.union, self.organisation, self.chair = UnionStep(profiles), OrganisationStep(), ChairStep()
        self.recovery, self.list, self.copies_step = RecoveryStep(), ListStep(), CopiesStep()
        self.steps: list[tuple[int, Step]] = [
            (1, self.union),
            (2, self.organisation),
            (3, self.chair),
            (3, self.recovery),
            (4, self.list),
            (5, self.copies_step),
        ]
        self.banner = Banner()
        self.back, self.next = button("Назад", self.go_back), primary_button("Дальше", self.go_next)
        self.later = button("Позже", self.go_next, name="Загрузить список позже")
        self.step_words = label("", "muted")
        self.content.addWidget(self.banner)
        for _, step in self.steps:
            self.content.addWidget(step)
        self.content.addLayout(row(self.back, 1, self.later, self.next))
        self.chair.folder_requested.connect(self._choose_parent)
        self.recovery.print_requested.connect(self._print)
        self.recovery.save_requested.connect(self._save)
        self.list.file_requested.connect(self._choose_list)
        self.copies_step.folder_requested.connect(self._choose_copies)
        self.index = 0
        self._show(0)

    # Going back and forth.

    def go_next(self) -> None:
        """Check this screen; make the vault after the chair's; end after the last."""
        step = self.steps[self.index][1]
        step.keep(self.answers)
        problems = step.problems(self.answers)
        step.show_problems(problems)
        if problems:
            return
        if step is self.chair:
            self._make()
            return
        self._note(step)
        if step is self.copies_step:
            self.finished.emit(self.session, self.list_file, self.copies)
        else:
            self._show(self.index + 1)

    def _note(self, done: Step) -> None:
        """Once there is a vault, it remembers how far the first run has come."""
        session = self.session
        if session is None:
            return
        if done is self.recovery:
            self._jobs.run(lambda _: keep_sheet(session), owner=self, lasting=True)
        following = _PLACES[self.index + 1] if self.index + 1 < len(_PLACES) else ""
        place = FirstRunPlace(following, str(self.list_file or "") if following else "")
        self._jobs.run(lambda _: note_first_run(session, place), owner=self, lasting=True)

    def resume(self, session: VaultSession, place: FirstRunPlace) -> None:
        """Go on where the window was closed. A code that nobody has seen is replaced by a new one."""
        self.session = session
        if place.list_file and Path(place.list_file).is_file():
            self._take_list(Path(place.list_file))
        if place.step != "recovery":
            self._show(_PLACES.index(place.step) if place.step in _PLACES else len(_PLACES) - 1)
            return
        self._show(_PLACES.index("recovery"))
        self.next.setEnabled(False)

        def renewed(code: str) -> None:
            self._code = code
            self.recovery.show_code(code)
            self.next.setEnabled(True)
            words = "Если лист уже был напечатан или сохранён, он больше не действует: уничтожьте его."
            self.recovery.banner.show_state(Tone.WARNING, "Это новый код.", words)

        def refused(error: Exception) -> None:
            self.banner.show_state(Tone.ERROR, one_line(error))

        self._jobs.run(lambda _: new_recovery_code(session), owner=self, on_done=renewed, on_error=refused)

    def go_back(self) -> None:
        """The screen before; from the first, out. What is made is not unmade: after the vault there is no back."""
        if self.index == 0:
            self.cancelled.emit()
            return
        self.steps[self.index][1].keep(self.answers)
        self._show(self.index - 1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes on, wherever the cursor stands; on a button it presses that button."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            there = self.focusWidget()
            forward = self.next if self.next.isVisible() else self.later
            (there if isinstance(there, QPushButton) else forward).click()
        else:
            super().keyPressEvent(event)

    def _show(self, index: int) -> None:
        self.index = index
        number, current = self.steps[index]
        for _, step in self.steps:
            step.setVisible(step is current)
        self.banner.hide()
        self.title.setText(current.title)
        self.subtitle.setText(f"Шаг {number} из 5")
        self.subtitle.show()
        self.setAccessibleName(f"Шаг {number} из 5: {current.title}")
        self.next.setText(current.next_text)
        self.next.setAccessibleName(current.next_text)
        self._show_forward_buttons(current)
        self.back.setVisible(self.session is None)
        if current is self.chair:
            self.answers.folder = free_folder(self._parent_folder, self.answers.folder_name())
            self.chair.show_folder(self.answers.folder)
        self.verticalScrollBar().setValue(0)
        current.setFocus()

    def _show_forward_buttons(self, current: Step) -> None:
        """One way on, always: a list that is not chosen yet can wait."""
        waits = current is self.list and self.list_file is None
        self.next.setVisible(not waits)
        self.later.setVisible(waits)

    # Making the vault.

    def _make(self) -> None:
        answers = self.answers
        folder = answers.folder
        assert folder is not None
        self.next.setEnabled(False)
        self.back.setEnabled(False)
        self.next.setText("Создаю…")

        def work(progress: Progress) -> CreatedVault:
            folder.parent.mkdir(parents=True, exist_ok=True)
            return self._create(
                folder,
                answers.draft(),
                profile=answers.profile,
                password=answers.password,
                first_run=True,
                progress=progress,
            )

        self._jobs.run(work, owner=self, on_done=self._made, on_error=self._not_made)

    def _made(self, created: CreatedVault) -> None:
        self.session = created.session
        self.made.emit(created.session.folder)
        self._code = created.recovery_code
        self.answers.password = self.answers.again = ""
        self.chair.password.clear()
        self.chair.again.clear()
        self.recovery.show_code(created.recovery_code)
        self.next.setEnabled(True)
        self._show(self.index + 1)

    def _not_made(self, error: Exception) -> None:
        self.next.setEnabled(True)
        self.back.setEnabled(True)
        self.next.setText(self.chair.next_text)
        self.banner.show_state(Tone.ERROR, one_line(error))
        self.verticalScrollBar().setValue(0)

    # The sheet, the list, the copies.

    def sheet_pdf(self) -> bytes:
        """The recovery sheet."""
        assert self.session is not None
        return recovery_sheet(self.session, self._code)

    def _print(self) -> None:
        from app.ui.printing.preview import show_pdf

        show_pdf(self, "Лист восстановления", self.sheet_pdf(), "Лист восстановления.pdf")

    def _save(self) -> None:
        name = f"Лист восстановления {self.answers.folder_name()}.pdf"
        self._files.save_file(self, "Сохранить лист восстановления", name, "PDF (*.pdf)", self._save_to)

    def _save_to(self, path: Path) -> None:
        try:
            write_atomically(path, self.sheet_pdf())
        except AppError as error:
            self.recovery.banner.show_state(Tone.ERROR, one_line(error))
            return
        self.recovery.banner.show_state(
            Tone.GOOD, f"Сохранено: {path.name}", "Уберите лист с этого компьютера: на флешку или на бумагу."
        )

    def _choose_parent(self) -> None:
        def take(folder: Path) -> None:
            self._parent_folder = folder
            self.answers.folder = free_folder(folder, self.answers.folder_name())
            self.chair.show_folder(self.answers.folder)

        self._files.folder(self, "Где хранить данные организации", take)

    def _choose_list(self) -> None:
        self._files.open_file(self, "Список членов профсоюза", LISTS, self._take_list)

    def _take_list(self, path: Path) -> None:
        self.list_file = path
        self.list.show_file(path)
        self._show_forward_buttons(self.list)
        self.next.setFocus()

    def _choose_copies(self) -> None:
        def take(folder: Path) -> None:
            self.copies = folder
            self.copies_step.show_folder(folder)

        self._files.folder(self, "Папка для запасных копий", take)
