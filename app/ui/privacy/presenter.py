"""What the place says, worked out without Qt: counts in words, what is due, in which tone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from app.domain.amounts import percent, percent_words
from app.domain.vocabulary.numbers import people
from app.services.members.views import ConsentState
from app.services.privacy import ends, incidents, requests, sheets
from app.services.privacy.disclosure import Disclosure, disclosure
from app.services.privacy.ends import EndView, RetentionOver
from app.services.privacy.incidents import IncidentView
from app.services.privacy.notification import NoticeState, notice_state
from app.services.privacy.requests import RequestView
from app.services.session import VaultSession
from app.services.today import data_terms
from app.ui.kit.chips import Tone
from app.ui.urgency import TONES

_STATES = (
    (ConsentState.REFUSED, "отказались"),
    (ConsentState.WITHDRAWN, "отозвали"),
    (ConsentState.EXPIRED, "истёк срок"),
    (ConsentState.OUTDATED, "подписали прежнюю редакцию"),
    (ConsentState.MISSING, "ещё не ответили"),
)


@dataclass(frozen=True)
class PartLine:
    """A part of the consent in one line."""

    part_id: str
    title: str
    words: str
    tone: Tone
    chip: str


@dataclass(frozen=True)
class ChannelLine:
    """A way out in one line."""

    channel: str
    title: str
    words: str
    saved_as_list: bool


@dataclass(frozen=True)
class PrivacyOverview:
    """Everything the place shows."""

    members: int
    edition: str
    parts: tuple[PartLine, ...]
    need_sheets: tuple[sheets.NeedsSheet, ...]
    channels: tuple[ChannelLine, ...]
    ends: tuple[EndView, ...]
    requests: tuple[RequestView, ...]
    retention: tuple[RetentionOver, ...]
    incidents: tuple[IncidentView, ...]
    notice: NoticeState

    @property
    def waiting(self) -> tuple[EndView, ...]:
        """Ends that nobody decided."""
        return tuple(end for end in self.ends if end.waits)

    @property
    def open_requests(self) -> tuple[RequestView, ...]:
        """Requests without an answer."""
        return tuple(one for one in self.requests if one.open)

    @property
    def running(self) -> tuple[IncidentView, ...]:
        """Incidents with a clock that runs."""
        return tuple(one for one in self.incidents if one.next_due is not None)


def read_privacy_overview(session: VaultSession, today: date) -> PrivacyOverview:
    """Read it all."""
    counts = sheets.part_counts(session, today)
    return PrivacyOverview(
        members=counts[0].members if counts else 0,
        edition=session.profile.consent_edition.words,
        parts=tuple(part_line(count) for count in counts),
        need_sheets=sheets.need_sheets(session, today),
        channels=tuple(
            channel_line(disclosure(session, channel.id, today))
            for channel in session.profile.channels
            if channel.id != "transfer"
        ),
        ends=ends.ends(session, today),
        requests=requests.requests(session),
        retention=ends.retention_over(session, today),
        incidents=incidents.incidents(session),
        notice=notice_state(session, today),
    )


def part_line(count: sheets.PartCount) -> PartLine:
    """«Согласны 280 из 300 · отказались 4 · ещё не ответили 16»"""
    others = [f"{words} {count.states[state]}" for state, words in _STATES if count.states.get(state)]
    words = " · ".join([f"согласны {count.given} из {count.members}", *others])
    wanting = count.part.required and count.given < count.members
    tone = Tone.WARNING if wanting else Tone.GOOD if count.given == count.members and count.members else Tone.NEUTRAL
    return PartLine(
        count.part.id, count.part.title, words, tone, f"{percent_words(percent(count.given, count.members)) or 0} %"
    )


def channel_line(told: Disclosure) -> ChannelLine:
    """«Уйдут 280, останутся 20»"""
    stay = f", останутся {len(told.withheld)}" if told.withheld else ""
    words = f"уйдут {people(len(told.allowed))}{stay}; о каждом: {', '.join(told.field_titles)}"
    return ChannelLine(told.channel, told.title, words, told.channel in ("bonus", "messages"))


def end_state(end: EndView, today: date) -> tuple[str, Tone]:
    """«до 20.12.2026», «срок прошёл», «хранится до 20.12.2029»"""
    if not end.waits:
        until = "" if end.keep_until is None else f" до {end.keep_until:%d.%m.%Y}"
        return f"хранится{until}", Tone.NEUTRAL
    return data_terms.end_mark(end, today), TONES[data_terms.end_urgency(end, today)]


def request_state(one: RequestView, today: date) -> tuple[str, Tone]:
    """«до 26.11.2026», «просрочено с 26.11.2026», «отвечено 20.11.2026»"""
    if one.answered_on is not None:
        return f"отвечено {one.answered_on:%d.%m.%Y}", Tone.GOOD
    return data_terms.request_mark(one, today), TONES[data_terms.request_urgency(one, today)]


def incident_state(one: IncidentView, now: datetime) -> tuple[str, Tone]:
    """«осталось 5 ч», «срок прошёл», «закрыт»"""
    due = one.next_due
    if due is None:
        return ("закрыт", Tone.GOOD) if one.closed_at is not None else ("уведомления отправлены", Tone.INFO)
    return data_terms.incident_mark(due, now), TONES[data_terms.incident_urgency(due, now)]
