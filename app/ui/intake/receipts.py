"""Saving receipts where they can be taken away: onto a stick or into a folder."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.files import write_atomically
from app.progress import Progress
from app.services import intake
from app.services.session import Act
from app.ui.context import UiContext
from app.ui.kit import Banner, Tone, button, label
from app.ui.kit.drives import Drive, removable_drives
from app.ui.kit.fitting import FittingDialog
from app.ui.problems import one_line
from app.ui.words import plural


class ReceiptsDialog(FittingDialog):
    """Writes sealed receipts; they are sealed for their readers, so they may travel any way."""

    def __init__(
        self,
        context: UiContext,
        owner: QWidget,
        receipts: Mapping[str, bytes],
        drives: Callable[[], tuple[Drive, ...]] = removable_drives,
    ) -> None:
        title = "Сохранить квитанцию" if len(receipts) == 1 else "Сохранить квитанции"
        super().__init__(owner, title, width=540)
        self._context, self._receipts = context, dict(receipts)
        self.content.addWidget(
            label("Квитанция запечатана для своей организации. Верните её так же, как пришёл файл.", wrap=True)
        )
        self.result_banner = Banner()
        self.content.addWidget(self.result_banner)
        places = QVBoxLayout()
        self.place_buttons: list[QWidget] = []
        for drive in drives():
            entry = button(drive.words, partial(self.write_to, drive.path, drive.name))
            places.addWidget(entry)
            self.place_buttons.append(entry)
        folder = button("Выбрать папку…", self._choose)
        places.addWidget(folder)
        self.place_buttons.append(folder)
        self.content.addLayout(places)
        self.close_button = button("Закрыть", self.accept)
        self.set_buttons(self.close_button)

    def write_to(self, folder: Path, name: str = "") -> None:
        """Write every receipt into a folder."""

        def work(progress: Progress) -> int:
            for number, (file_name, data) in enumerate(self._receipts.items()):
                progress.step("Квитанции", number, len(self._receipts))
                write_atomically(folder / file_name, data)
            session, here = self._context.session, set(self._receipts.values())
            given = [one.uuid for one in intake.receipts_to_give(session) if one.sealed in here]
            if given and session.may(Act.RECEIVE):
                intake.mark_receipts_given(session, given)
            return len(self._receipts)

        def done(count: int) -> None:
            words = plural(count, "квитанция", "квитанции", "квитанций")
            after = " Флешку можно вынимать." if name else ""
            self.result_banner.show_state(Tone.GOOD, "Записано", f"{words} в «{name or folder.name}».{after}")
            self.fit()

        self._context.run(self, work, done, title="Записываю квитанции", on_error=self._failed)

    def _choose(self) -> None:
        self._context.files.folder(self, "Куда записать квитанции", self.write_to)

    def _failed(self, error: Exception) -> None:
        self.result_banner.show_state(Tone.ERROR, "Не записано", one_line(error))
        self.fit()
