"""All receipts that nobody was given yet, in one go: onto a stick, into a folder, or as a letter to each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtWidgets import QWidget

from app.progress import Progress
from app.services import intake
from app.services.intake import WaitingReceipt
from app.ui.context import UiContext
from app.ui.intake.receipts import ReceiptsDialog
from app.ui.kit import Tone, button, label
from app.ui.kit.drives import Drive, removable_drives
from app.ui.words import plural


class GiveReceiptsDialog(ReceiptsDialog):
    """What was written is remembered as given and is not offered again."""

    def __init__(
        self,
        context: UiContext,
        owner: QWidget,
        receipts: Sequence[WaitingReceipt],
        drives: Callable[[], tuple[Drive, ...]] = removable_drives,
    ) -> None:
        super().__init__(context, owner, {receipt.name: receipt.sealed for receipt in receipts}, drives)
        self._waiting = tuple(receipts)
        organisations = len({receipt.organisation for receipt in receipts})
        self.content.insertWidget(
            0,
            label(
                f"Ждут передачи: {plural(len(receipts), 'квитанция', 'квитанции', 'квитанций')} для "
                f"{plural(organisations, 'организации', 'организаций', 'организаций')}.",
                "strong",
                wrap=True,
            ),
        )
        self.letters_button = button("Подготовить письма…", self._choose_letters)
        self.content.addWidget(self.letters_button)
        nameless = sum(not receipt.email for receipt in receipts)
        words = "Для каждой организации будет одно письмо-черновик (.eml): откройте его в почтовой программе."
        if nameless:
            words += f" Без адреса в карточке: {nameless}, адрес впишите сами."
        self.content.addWidget(label(words, "small", wrap=True))

    def write_letters(self, folder: Path) -> None:
        """Drafts into a folder."""
        session, waiting = self._context.session, self._waiting

        def work(progress: Progress) -> int:
            return len(intake.receipt_letters(session, waiting, folder, progress))

        self._context.run(
            self,
            work,
            lambda count: self._given(f"{plural(count, 'письмо', 'письма', 'писем')} в «{folder.name}»."),
            title="Готовлю письма",
            on_error=self._failed,
        )

    def write_to(self, folder: Path, name: str = "") -> None:
        """Files into a folder or onto a stick."""
        session, waiting = self._context.session, self._waiting

        def work(progress: Progress) -> int:
            return len(intake.write_receipts(session, waiting, folder, progress))

        def done(count: int) -> None:
            after = " Флешку можно вынимать." if name else ""
            words = plural(count, "квитанция", "квитанции", "квитанций")
            self._given(f"{words} в «{name or folder.name}».{after}")

        self._context.run(self, work, done, title="Записываю квитанции", on_error=self._failed)

    def _choose_letters(self) -> None:
        self._context.files.folder(self, "Куда записать письма", self.write_letters)

    def _given(self, words: str) -> None:
        self.result_banner.show_state(Tone.GOOD, "Записано", words)
        self.fit()
