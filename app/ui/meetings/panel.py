"""The tab «Собрания»: meetings, and beside them the chosen one with everything that can be done with it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QMenu, QStackedWidget, QVBoxLayout, QWidget

from app.domain.meetings import Entitled, MeetingState
from app.domain.subjects import Subject
from app.domain.vocabulary.numbers import people
from app.domain.vocabulary.words import title_for
from app.progress import Progress
from app.services import meetings
from app.services.meetings import AgendaView, MeetingRow, MeetingView
from app.services.session import Act
from app.ui.context import UiContext
from app.ui.kit import (
    Chip,
    DataTable,
    EmptyState,
    SidePanel,
    Tone,
    VerticalScroll,
    button,
    clear_layout,
    column,
    facts_grid,
    flow,
    label,
    link_button,
    menu_button,
    primary_button,
    row,
    rule,
    set_label_role,
)
from app.ui.kit.beside import Beside
from app.ui.kit.dialogs import confirm
from app.ui.kit.tab import TabPanel
from app.ui.kit.theme import px
from app.ui.meetings.admit_dialog import ask_admitted
from app.ui.meetings.agenda_dialog import AgendaDialog
from app.ui.meetings.checkin_dialog import CheckInDialog
from app.ui.meetings.delegates_dialog import ask_delegates
from app.ui.meetings.meeting_dialog import MeetingDialog
from app.ui.meetings.models import meetings_model
from app.ui.printing.preview import show_pdf

Print = Callable[[Progress], bytes]


class MeetingsPanel(TabPanel):
    """``open(meeting=id)`` shows one."""

    reads = frozenset({Subject.MEETINGS, Subject.MEMBERS, Subject.STRUCTURE})

    def __init__(self, context: UiContext) -> None:
        super().__init__(context, "Собрания")
        self.may_write = context.session.may(Act.RECORD)
        self.model = meetings_model()
        self.table = DataTable("Собрания")
        self.table.setModel(self.model)
        self.table.set_widths(180, 168, 116, 76, 92, fill=0)
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._read_current())
        self.table.activated.connect(lambda *_: self.edit())
        self.new_button = primary_button("Назначить собрание", self.add)
        self.new_button.setVisible(self.may_write)
        self.stack = QStackedWidget()
        self.stack.setMinimumHeight(px(220))
        self.stack.addWidget(self.table)
        self.stack.addWidget(
            EmptyState(
                "Собраний пока нет",
                "Назначьте собрание: программа подготовит извещения, отметит пришедших и напечатает протокол.",
                "Назначить собрание" if self.may_write else "",
                self.add,
                icon="calendar",
            )
        )
        left = QWidget()
        left.setProperty("role", "clear")
        left.setLayout(column(flow(self.new_button), self.stack, spacing=12))
        self.side = SidePanel("Собрание", width=360)
        self.content = QVBoxLayout()
        self.content.setContentsMargins(0, 0, px(6), 0)
        self.content.setSpacing(px(8))
        self.side.body.addWidget(VerticalScroll(self.content), 1)
        self.check_button = primary_button("Отметить пришедших", self.check_in)
        self.side.body.addWidget(self.check_button)
        self.beside = Beside(left)
        self.beside.set_second(self.side)
        self.box.addWidget(self.beside, 1)
        self._found: MeetingView | None = None
        self._wanted: int | None = None

    def refresh(self) -> None:
        """Read the meetings again."""
        session = self.context.session
        self.context.run(self, lambda _: meetings.list_meetings(session), self._show, key="meetings")

    def open(self, **params: object) -> None:
        """Show one meeting."""
        wanted = params.get("meeting")
        if isinstance(wanted, int):
            self._wanted = wanted
            self.refresh()

    def _show(self, rows: tuple[MeetingRow, ...]) -> None:
        current = self.model.row_at(self.table.current_row())
        wanted = self._wanted if self._wanted is not None else (None if current is None else current.id)
        self._wanted = None
        self.model.show_rows(rows)
        self.stack.setCurrentIndex(0 if rows else 1)
        self.side.setVisible(bool(rows))
        set_label_role(self.new_button, "kind", "secondary" if rows else "primary")
        if rows:
            place = next((n for n, r in enumerate(rows) if r.id == wanted), 0)
            self.table.setCurrentIndex(self.model.index(place, 0))
        self._read_current()

    def _read_current(self) -> None:
        chosen = self.model.row_at(self.table.current_row())
        if chosen is None:
            self._found = None
            clear_layout(self.content)
            return
        session = self.context.session
        self.context.run(self, lambda _: meetings.meeting(session, chosen.id), self._show_meeting, key="meeting")

    def _show_meeting(self, found: MeetingView) -> None:
        self._found = found
        clear_layout(self.content)
        draft, quorum = found.draft, found.quorum
        when = ", ".join(part for part in (f"{draft.on:%d.%m.%Y}", draft.at) if part)
        self.side.set_title(found.name, when)
        tone = {MeetingState.PLANNED: Tone.INFO, MeetingState.HELD: Tone.GOOD}.get(found.state, Tone.NEUTRAL)
        enough = Chip("Кворум есть" if quorum.met else f"До кворума ещё {quorum.lacking}", _tone(met=quorum.met))
        self.content.addWidget(flow(Chip(title_for(found.state), tone), enough))
        facts = [
            ("Пришли", f"{quorum.present} из {quorum.entitled}"),
            ("Кворум", f"{quorum.rule}: {people(quorum.needed)}"),
            ("Место", draft.place),
            ("Протокол", f"№ {draft.protocol_number}" if draft.protocol_number else "номера пока нет"),
        ]
        self.content.addWidget(facts_grid(facts))
        if found.who is Entitled.DELEGATES and self.may_write:
            self.content.addLayout(row(link_button("Добавить делегатов…", self.delegates), 1))
        self.content.addWidget(rule())
        self.content.addWidget(label("Повестка", "strong"))
        if not found.agenda:
            self.content.addWidget(label("Вопросов пока нет.", "muted"))
        for item in found.agenda:
            self.content.addWidget(label(f"{item.number}. {item.title}", wrap=True))
            if item.decided:
                self.content.addWidget(label(f"Решили: {item.decided}", "small", wrap=True))
            if item.decision_id is not None:
                self.content.addLayout(row(Chip("Приняты в члены", Tone.GOOD), 1))
        self.content.addWidget(rule())
        self.content.addWidget(flow(*self._tools(found)))
        self.content.addStretch(1)
        self.check_button.setVisible(self.may_write and found.state is not MeetingState.CANCELLED)

    def _tools(self, found: MeetingView) -> list[QWidget]:
        printing = menu_button(
            "Печать",
            [
                ("Объявление о собрании…", lambda: self._print("Извещение о собрании", self._notice)),
                ("Приглашения всем, кто имеет голос…", self.print_invitations),
                ("Лист оповещения…", lambda: self._print("Лист оповещения", self._with(meetings.invited_pdf))),
                ("Повестка…", lambda: self._print("Повестка дня", self._with(meetings.agenda_pdf))),
                None,
                ("Список присутствующих…", lambda: self._print("Присутствующие", self._with(meetings.present_pdf))),
                ("Протокол…", lambda: self._print("Протокол", self._with(meetings.protocol_pdf))),
                ("Выписка из протокола…", self.print_extract),
            ],
            name="Печать бумаг собрания",
        )
        if not self.may_write:
            return [printing]
        other = MeetingState.PLANNED if found.state is MeetingState.CANCELLED else MeetingState.CANCELLED
        held = MeetingState.PLANNED if found.state is MeetingState.HELD else MeetingState.HELD
        more = menu_button(
            "Ещё",
            [
                ("Приняты в члены профсоюза…", self.admit),
                ("Собрание проведено" if held is MeetingState.HELD else "Ещё не проведено", partial(self._set, held)),
                ("Отменить собрание" if other is MeetingState.CANCELLED else "Вернуть", partial(self._set, other)),
                None,
                ("Записано по ошибке…", self.remove),
            ],
            name="Ещё о собрании",
        )
        return [button("Сведения…", self.edit), button("Повестка и решения…", self.agenda), printing, more]

    # What a person does

    def add(self) -> None:
        """A new meeting."""
        MeetingDialog(self, self.context).open()

    def edit(self) -> None:
        """What is known of the chosen meeting."""
        if self._found is not None and self.may_write:
            MeetingDialog(self, self.context, self._found).open()

    def agenda(self) -> None:
        """Its agenda and decisions."""
        if self._found is not None:
            AgendaDialog(self, self.context, self._found).open()

    def delegates(self) -> None:
        """Its delegates."""
        if self._found is not None:
            ask_delegates(self, self.context, self._found.id)

    def check_in(self) -> None:
        """The table at the door."""
        if self._found is not None:
            CheckInDialog(self, self.context, self._found, self.refresh).open()

    def admit(self) -> None:
        """Members are admitted by a question of the agenda; with several questions one is asked which."""
        found = self._found
        if found is None:
            return
        if not found.draft.protocol_number or not found.agenda:
            missing = "номер протокола" if found.agenda else "вопрос в повестку"
            words = f"Приём записывается по решению собрания. Впишите {missing} и повторите."
            follow = self.edit if found.agenda else self.agenda
            confirm(self, "Сначала оформим решение", words, "Вписать", follow)
            return
        if len(found.agenda) == 1:
            self._admit_by(found, found.agenda[0])
            return
        self._ask_question(found, lambda item: self._admit_by(found, item))

    def print_extract(self) -> None:
        """An extract with one question."""
        found = self._found
        if found is None or not found.agenda:
            self.context.toast("В повестке пока нет вопросов.")
            return
        session = self.context.session

        def make(item: AgendaView) -> None:
            self._print("Выписка из протокола", lambda _: meetings.extract_pdf(session, found.id, [item.id]))

        if len(found.agenda) == 1:
            make(found.agenda[0])
        else:
            self._ask_question(found, make)

    def print_invitations(self) -> None:
        """A sheet for everybody who has a vote."""
        if self._found is None:
            return
        session, meeting = self.context.session, self._found.id

        def work(progress: Progress) -> bytes:
            whom = [p.person_id for p in meetings.entitled_people(session, meeting, limit=None)]
            return meetings.notices_pdf(session, meeting, whom, progress)

        self._print("Приглашения", work)

    def remove(self) -> None:
        """Take the meeting back after asking."""
        if self._found is None:
            return
        session, meeting = self.context.session, self._found.id

        def drop() -> None:
            self.context.run(self, lambda _: meetings.remove_meeting(session, meeting))

        words = "Вместе с ним пропадут повестка и отметки о присутствии. Если собрание сорвалось, лучше отменить его."
        confirm(self, "Убрать собрание, записанное по ошибке?", words, "Убрать", drop, danger=True)

    def _ask_question(self, found: MeetingView, on_chosen: Callable[[AgendaView], object]) -> None:
        menu = QMenu(self)
        menu.setAccessibleName("По какому вопросу")
        for item in found.agenda:
            menu.addAction(f"{item.number}. {item.title}").triggered.connect(lambda *_, i=item: on_chosen(i))
        menu.popup(self.side.mapToGlobal(self.side.rect().center()))

    def _admit_by(self, found: MeetingView, item: AgendaView) -> None:
        ask_admitted(self, self.context, found, item)

    def _set(self, state: MeetingState) -> None:
        if self._found is None:
            return
        session, meeting = self.context.session, self._found.id
        self.context.run(self, lambda _: meetings.set_state(session, meeting, state))

    def _notice(self, progress: Progress) -> bytes:
        assert self._found is not None
        return meetings.notices_pdf(self.context.session, self._found.id, (), progress)

    def _with(self, make: Callable[..., bytes]) -> Print:
        assert self._found is not None
        session, meeting = self.context.session, self._found.id
        return lambda _: make(session, meeting)

    def _print(self, title: str, work: Print) -> None:
        def show(pdf: bytes) -> None:
            show_pdf(self, title, pdf, f"{title}.pdf", files=self.context.files)

        self.context.run(self, work, show, title=f"Готовлю: {title.lower()}")


def _tone(*, met: bool) -> Tone:
    return Tone.GOOD if met else Tone.WARNING
