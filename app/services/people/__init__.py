"""The register of people: who is a member on a date, and the events that made it so."""

from app.services.people.reading import (
    birthdays_among,
    count_members,
    list_members,
    member_card,
    membership_by_year,
    upcoming_birthdays,
)
from app.services.people.views import (
    CategoryCount,
    ConsentState,
    ConsentView,
    EntryDraft,
    EventDraft,
    EventView,
    GroupOutcome,
    MemberCard,
    MemberCount,
    MemberPage,
    MemberQuery,
    MemberRow,
    PersonDraft,
    RoleView,
    TrainingView,
)
from app.services.people.writing import (
    add_member,
    cancel_event,
    find_doubles,
    record_event,
    record_event_for_many,
    update_person,
)

__all__ = [
    "CategoryCount", "ConsentState", "ConsentView", "EntryDraft", "EventDraft", "EventView", "GroupOutcome",
    "MemberCard", "MemberCount", "MemberPage", "MemberQuery", "MemberRow", "PersonDraft", "RoleView", "TrainingView",
    "add_member", "birthdays_among", "cancel_event", "count_members", "find_doubles", "list_members", "member_card",
    "membership_by_year", "record_event", "record_event_for_many", "upcoming_birthdays", "update_person",
]  # fmt: skip
