"""What an organisation must know before its consents can be printed: a passport and recipients without gaps."""

from __future__ import annotations

from dataclasses import replace

from app.services.organisation.passport import passport, update_passport
from app.services.privacy.recipients import set_recipient
from app.services.session import VaultSession

PARENT = "Районная организация Профсоюза"
PARENT_ADDRESS = "г. Нурлат, ул. Первая, д. 1"
OPERATOR = ("ООО «Бонусы»", "г. Москва, ул. Вторая, д. 2", "7700000000")


def fill_recipients(session: VaultSession) -> None:
    """The organisation above with its address; the operator of the bonus programme where the union has one."""
    own = passport(session)
    told = replace(own, address=own.address or "с. Верхний Услон", parent_name=PARENT, parent_address=PARENT_ADDRESS)
    update_passport(session, told)
    for part in session.profile.consent_parts:
        if part.to == "operator":
            set_recipient(session, part.id, *OPERATOR)
