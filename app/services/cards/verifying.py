"""Checking a member's card offline: by the text of its square code, or by its number when it is our own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from app.bundle.trusted import TrustedFile
from app.bundle.union_card import ReadCode, looks_like_code, read_code
from app.domain.cards import CLOSED, CardState
from app.domain.names import initials, tidy
from app.domain.outside_names import marked, visible
from app.domain.vocabulary.words import word_for
from app.errors import TrustError
from app.services.cards.trust import TrustedKey, keys_in, keys_named, keys_of
from app.services.cards.views import CardVerdict, CheckedCard
from app.services.session import Act, VaultSession, service
from app.storage.unit_of_work import UnitOfWork

_WORDS = {
    CardVerdict.VALID: ("Билет действителен", "Сверьте имя с документом или в лицо."),
    CardVerdict.EXPIRED: ("Срок билета истёк", "Попросите человека получить новый билет в своей организации."),
    CardVerdict.FORGED: ("Билет поддельный: подпись не сходится", "Не принимайте его и сообщите в организацию."),
    CardVerdict.UNKNOWN_ORGANISATION: (
        "Организация, выдавшая билет, здесь неизвестна",
        "Загрузите список организаций от вышестоящей организации или позвоните в неё.",
    ),
    CardVerdict.REVOKED: (
        "Ключ организации, выдавшей билет, отозван",
        "Билет надо перевыпустить. Уточните членство звонком в организацию.",
    ),
    CardVerdict.DAMAGED: (
        "Код не прочитан: это не код профбилета или он прочитан не полностью",
        "Поднесите билет к сканеру ещё раз, ровно и без бликов.",
    ),
    CardVerdict.NEWER: ("Билет напечатан более новой программой", "Обновите программу и проверьте билет ещё раз."),
    CardVerdict.NOT_MEMBER: (
        "Билет настоящий, но человек не состоит на учёте",
        "Посмотрите его историю в списке членов.",
    ),
    CardVerdict.UNKNOWN_CARD: ("Такого билета в учёте нет", "Проверьте номер или найдите человека по фамилии."),
}
_CLOSED_TODO = "Этот билет недействителен. Найдите человека по фамилии и проверьте, какой билет у него сейчас."


@service(Act.LOOK)
def verify_card(session: VaultSession, text: str, on: date | None = None) -> CheckedCard:
    """Check the text of a square code, or the number of one of our own cards, as typed. Never raises for bad input.

    The look at one of our own members' cards is written in the journal.
    """
    day = on or date.today()
    with session.unit_of_work() as uow:
        result = card_at_the_door(uow, text, day)
        if result.person_id is not None:
            person = uow.people.find(result.person_id)
            uow.journal.record(
                "card.checked", person_uid=None if person is None else person.uid, verdict=result.verdict.value
            )
            uow.commit()
    return result


def verify_with_list(text: str, trusted: TrustedFile, on: date | None = None) -> CheckedCard:
    """Check a square code without a vault, by a list whose signer was compared
    (:func:`app.services.cards.trust.compared_list`)."""
    return _checked(text, keys_of(trusted), on or date.today())[0]


def card_at_the_door(uow: UnitOfWork, text: str, on: date) -> CheckedCard:
    """The same as :func:`verify_card` inside somebody's unit of work, without the journal."""
    if not looks_like_code(text):
        number = tidy(text)
        return (
            _own(uow, number, on, _said(CardVerdict.VALID, on, number=number))
            if number
            else _said(CardVerdict.DAMAGED, on)
        )
    result, key = _checked(text, keys_in(uow), on)
    if key is None or not key.own or result.verdict not in (CardVerdict.VALID, CardVerdict.EXPIRED):
        return result
    return _own(uow, result.number, on, result)


def _checked(text: str, keys: Iterable[TrustedKey], on: date) -> tuple[CheckedCard, TrustedKey | None]:
    try:
        read = read_code(text)
    except TrustError as error:
        verdict = CardVerdict.NEWER if error.code == "cards.code_newer" else CardVerdict.DAMAGED
        return _said(verdict, on), None
    named = keys_named(keys, read.code.key)
    if not named:
        return _said(CardVerdict.UNKNOWN_ORGANISATION, on), None
    key = next((key for key in named if read.signed_by(key.certificate)), None)
    if key is None:
        return _said(CardVerdict.FORGED, on), None
    return _by_key(read, key, on), key


def _by_key(read: ReadCode, key: TrustedKey, on: date) -> CheckedCard:
    code = read.code
    verdict = CardVerdict.VALID
    if key.revoked_on is not None:
        # A thief of the key writes any date he likes, so every card of a revoked key is refused.
        verdict = CardVerdict.REVOKED
    elif code.until < on:
        verdict = CardVerdict.EXPIRED
    return _said(
        verdict, on, name=marked(code.name), number=visible(code.number), until=code.until,
        organisation=key.organisation, vouched_by=key.vouched_by,
    )  # fmt: skip


def _own(uow: UnitOfWork, number: str, on: date, result: CheckedCard) -> CheckedCard:
    """What our own records say of a number; ``result`` is what the code said."""
    found = [(card, person) for card, person in uow.cards.by_number(number) if person.erased_on is None]
    held = next(((c, p) for c, p in found if c.state is CardState.ISSUED), found[0] if found else None)
    if held is None:
        holders = [p for p in uow.cards.by_card_number(number) if p.erased_on is None]
        if not holders:
            return _said(CardVerdict.UNKNOWN_CARD, on, number=number)
        card, person = None, holders[0]
    else:
        card, person = held
    known = replace(
        result,
        name=result.name or initials(person.surname, person.name, person.patronymic),
        until=result.until or (None if card is None else card.valid_until),
        organisation=result.organisation or uow.organisation.get().short_name,
        person_id=person.id,
    )
    if card is not None and card.state is not CardState.ISSUED:
        word = "Билет ещё не выдан" if card.state is CardState.ORDERED else f"Билет {word_for(card.state)}"
        if card.state in CLOSED and card.closed_on is not None:
            word += f" {card.closed_on:%d.%m.%Y}"
        return replace(known, verdict=CardVerdict.CLOSED, what=word, todo=_CLOSED_TODO)
    if not uow.cards.on_register([person.id], on):
        return _again(known, CardVerdict.NOT_MEMBER)
    if known.until is not None and known.until < on:
        return _again(known, CardVerdict.EXPIRED)
    return known


def _said(
    verdict: CardVerdict,
    on: date,
    *,
    name: str = "",
    number: str = "",
    until: date | None = None,
    organisation: str = "",
    vouched_by: str = "",
) -> CheckedCard:
    what, todo = _WORDS[verdict]
    return CheckedCard(
        verdict=verdict,
        what=what,
        todo=todo,
        on=on,
        name=name,
        number=number,
        until=until,
        organisation=organisation,
        vouched_by=vouched_by,
    )


def _again(result: CheckedCard, verdict: CardVerdict) -> CheckedCard:
    what, todo = _WORDS[verdict]
    return replace(result, verdict=verdict, what=what, todo=todo)
