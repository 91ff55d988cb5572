"""What offices and kinds of training are called in full, in small letters: on papers, in histories and lists."""

from __future__ import annotations

from collections.abc import Mapping

from app.domain.enums import RoleKind, TrainingKind

OFFICE: Mapping[RoleKind, str] = {
    RoleKind.CHAIR: "председатель",
    RoleKind.DEPUTY_CHAIR: "заместитель председателя",
    RoleKind.PRESIDIUM_MEMBER: "член президиума",
    RoleKind.COMMITTEE_MEMBER: "член профсоюзного комитета",
    RoleKind.COMMISSION_CHAIR: "председатель комиссии",
    RoleKind.COMMISSION_MEMBER: "член комиссии",
    RoleKind.AUDIT_CHAIR: "председатель контрольно-ревизионной комиссии",
    RoleKind.AUDIT_MEMBER: "член контрольно-ревизионной комиссии",
    RoleKind.SHOP_CHAIR: "председатель цеховой организации",
    RoleKind.SHOP_COMMITTEE_MEMBER: "член цехового комитета",
    RoleKind.GROUP_ORGANISER: "профгруппорг",
    RoleKind.STAFF: "штатный работник",
}
TRAINING: Mapping[TrainingKind, str] = {
    TrainingKind.SEMINAR: "семинар",
    TrainingKind.QUALIFICATION: "повышение квалификации",
    TrainingKind.RETRAINING: "профессиональная переподготовка",
}

_LONGEST_ABBREVIATION = 4


def sentence_case(text: str) -> str:
    """A heading printed in capitals, quietly: «СТАТИСТИЧЕСКИЙ ОТЧЕТ» as «Статистический отчет»."""
    words = [word.lower() if word.isupper() and len(word) > _LONGEST_ABBREVIATION else word for word in text.split()]
    quiet = " ".join(words)
    return quiet[:1].upper() + quiet[1:]
