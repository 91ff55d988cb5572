"""What the frame of the window says of the open vault: name, chair, last copy, what waits to be sent."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from app.domain.addresses import locality
from app.domain.enums import OrganisationKind, OutboxState
from app.domain.vocabulary.numbers import agreeing, plural
from app.services.exchange import outbox
from app.services.organisation.passport import chair_on, passport
from app.services.session import VaultSession
from app.services.vault.copies import copy_is_due, last_backup
from app.services.vault.sheets import FirstRunPlace, first_run_place
from app.ui.words import moment


@dataclass(frozen=True)
class FrameOverview:
    """Read once when a vault opens and after changes."""

    name: str
    place: str
    chair: str
    kind: OrganisationKind
    last_backup: datetime | None
    waiting: int
    """Sealed files that nobody has taken away yet."""
    first_run: FirstRunPlace = field(default_factory=FirstRunPlace)
    """Where the first run goes on, when it was broken off."""

    @property
    def backup_words(self) -> str:
        """«Последняя копия: вчера в 9:10»"""
        if self.last_backup is None:
            return "Копий ещё нет"
        now = datetime.now().astimezone()
        late = ". Пора сделать новую" if copy_is_due(self.last_backup, now) else ""
        return f"Последняя копия: {moment(self.last_backup, now)}{late}"

    @property
    def waiting_words(self) -> str:
        """«1 файл ждёт отправки»"""
        if not self.waiting:
            return "Ничего не ждёт отправки"
        verb = agreeing(self.waiting, "ждёт", "ждут", "ждут")
        return f"{plural(self.waiting, 'файл', 'файла', 'файлов')} {verb} отправки"


def nbsp(name: str) -> str:
    """«Щербакова Е. П.» that does not break between the lines."""
    return name.replace(" ", "\u00a0")


def read_frame_overview(session: VaultSession) -> FrameOverview:
    """Read it."""
    own = passport(session)
    chair = chair_on(session, date.today())
    return FrameOverview(
        name=own.short_name or own.full_name,
        place=locality(own.address),
        chair=f"председатель {nbsp(chair.short)}" if chair else "",
        kind=own.kind,
        last_backup=last_backup(session),
        waiting=sum(item.state is OutboxState.PREPARED for item in outbox(session)),
        first_run=first_run_place(session),
    )
