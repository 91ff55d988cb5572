"""A file with a register and no reports: what it brings, and the decision on it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QLineEdit, QWidget

from app.domain.enums import Verdict
from app.progress import Progress
from app.services import intake
from app.services.intake import Fork
from app.services.intake.views import ReceivedRow
from app.services.session import Act
from app.ui.context import UiContext
from app.ui.intake.fork_dialog import ForkDialog
from app.ui.intake.members_model import people
from app.ui.intake.words import DECISION_TONES, DECISION_WORDS
from app.ui.kit import Banner, Chip, Tone, button, facts_grid, label, primary_button, row
from app.ui.kit.dialogs import CalmDialog
from app.ui.problems import one_line


class RegisterDialog(CalmDialog):
    """``on_decided`` gets the receipt's name and sealed bytes."""

    def __init__(
        self, context: UiContext, owner: QWidget, item: ReceivedRow, on_decided: Callable[[str, bytes], object]
    ) -> None:
        super().__init__(owner, item.title, width=560)
        self._context, self._owner, self._item, self._on_decided = context, owner, item, on_decided
        self.banner = Banner()
        self.content.addWidget(self.banner)
        self.content.addLayout(row(Chip(DECISION_WORDS[item.verdict], Tone(DECISION_TONES[item.verdict])), 1))
        self.content.addWidget(
            facts_grid(
                [
                    ("Организация", item.organisation.full_name),
                    ("Получен", f"{item.received_at.astimezone():%d.%m.%Y}"),
                    ("Редакция", str(item.revision)),
                    ("В файле", people(item.members)),
                ]
            )
        )
        self.content.addWidget(
            label(
                "Принятый реестр заменит прежний реестр этой организации. Кого в нём больше нет, тот исчезнет и здесь.",
                "muted",
                wrap=True,
            )
        )
        self.remark = QLineEdit()
        self.remark.setAccessibleName("Замечание")
        self.remark.setPlaceholderText("Замечание, если возвращаете или отказываете")
        self.content.addWidget(self.remark)
        waits = item.verdict is Verdict.RECEIVED and context.session.may(Act.RECEIVE)
        conflict = item.forked
        waits = waits and (item.current or conflict)
        self.refuse_button = button("Отказать", lambda: self.decide(Verdict.REFUSED), danger=True)
        self.return_button = button("Вернуть с замечанием", lambda: self.decide(Verdict.RETURNED))
        self.accept_button = primary_button("Принять", lambda: self.decide(Verdict.ACCEPTED))
        self.compare_button = primary_button("Сравнить и выбрать…", self.compare)
        for widget in (self.remark, self.refuse_button, self.return_button, self.accept_button):
            widget.setVisible(waits)
        self.accept_button.setVisible(waits and not conflict)
        self.compare_button.setVisible(conflict)
        actions = (self.refuse_button, self.return_button, self.accept_button, self.compare_button)
        self.set_buttons(button("Закрыть", self.reject), *actions)
        if conflict:
            self.banner.show_state(
                Tone.WARNING,
                "Под этим номером уже пришёл другой файл",
                "Сравните их и выберите верный. Или верните оба и попросите прислать реестр целиком: следующий файл "
                "получит верный номер сам.",
            )

    def compare(self) -> None:
        """Both files of one number side by side."""
        session, bundle = self._context.session, self._item.uuid

        def show(fork: Fork) -> None:
            self.reject()
            ForkDialog(self._context, self._owner, fork).open()

        self._context.run(self, lambda _: intake.fork(session, bundle), show, on_error=self._refused)

    def decide(self, verdict: Verdict) -> None:
        """Decide; a return needs words."""
        text = self.remark.text().strip()
        if verdict is Verdict.RETURNED and not text:
            self.banner.show_state(Tone.WARNING, "Напишите замечание", "Отправитель должен знать, что исправить.")
            self.remark.setFocus()
            self.fit()
            return
        session, uuid = self._context.session, self._item.uuid

        def work(_: Progress) -> tuple[str, bytes]:
            sealed = intake.decide(session, uuid, verdict, [("", text)] if text else [])
            return next(r.name for r in intake.receipts_of(session, uuid) if r.sealed == sealed), sealed

        def done(receipt: tuple[str, bytes]) -> None:
            self.accept()
            self._on_decided(*receipt)

        self._context.run(self, work, done, title="Подписываю квитанцию", on_error=self._refused)

    def _refused(self, error: Exception) -> None:
        self.banner.show_state(Tone.ERROR, "Не получилось", one_line(error))
        if getattr(error, "code", "") == "intake.register_base":
            self.remark.setText("Пришлите реестр целиком")
        self.fit()
