"""The register of people: who is a member on a date, and the events that made it so."""

from app.services.members.card import member_card
from app.services.members.groups import (
    GROUP_FIELDS,
    Undoing,
    change_fields_for_many,
    operations,
    record_event_for_many,
    undo_operation,
)
from app.services.members.reading import (
    birthdays_among,
    count_members,
    list_members,
    membership_by_year,
)
from app.services.members.social import (
    SocialFactDraft,
    delete_social_facts,
    end_social_fact,
    record_social_fact,
    social_passport,
)
from app.services.members.views import (
    ConsentState,
    ConsentView,
    DecisionDraft,
    DecisionView,
    EntryDraft,
    EventDraft,
    EventView,
    FormerName,
    GroupLine,
    GroupOutcome,
    HistoryLine,
    MemberCard,
    MemberCount,
    MemberPage,
    MemberQuery,
    MemberRow,
    OperationView,
    PersonDraft,
    RoleView,
    SocialFactView,
    SocialPassport,
    TrainingView,
)
from app.services.members.writing import add_member, cancel_event, find_doubles, record_event, update_person

__all__ = [
    "GROUP_FIELDS", "ConsentState", "ConsentView", "DecisionDraft", "DecisionView",
    "EntryDraft", "EventDraft", "EventView", "FormerName", "GroupLine", "GroupOutcome", "HistoryLine", "MemberCard",
    "MemberCount", "MemberPage", "MemberQuery", "MemberRow", "OperationView", "PersonDraft", "RoleView",
    "SocialFactDraft", "SocialFactView", "SocialPassport", "TrainingView", "Undoing", "add_member", "birthdays_among",
    "cancel_event", "change_fields_for_many", "count_members", "delete_social_facts", "end_social_fact", "find_doubles",
    "list_members", "member_card", "membership_by_year", "operations", "record_event", "record_event_for_many",
    "record_social_fact", "social_passport", "undo_operation", "update_person",
]  # fmt: skip
