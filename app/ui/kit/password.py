"""How good a password is, in words. Plain Python."""

from __future__ import annotations

from app.domain.passwords import GOOD_PASSWORD_LENGTH
from app.domain.vocabulary.numbers import plural
from app.ui.kit.chips import Tone

_POOR = ("12345", "qwerty", "йцукен", "password", "пароль", "профсоюз", "первичка", "11111")


def quality(password: str) -> tuple[Tone, str]:
    """The tone and a sentence; ERROR means that it will not be taken."""
    if not password:
        return Tone.NEUTRAL, f"Не короче {GOOD_PASSWORD_LENGTH} знаков. Лучше всего три-четыре слова подряд."
    if len(password) < GOOD_PASSWORD_LENGTH:
        missing = GOOD_PASSWORD_LENGTH - len(password)
        return Tone.ERROR, f"Короткий: добавьте ещё хотя бы {plural(missing, 'знак', 'знака', 'знаков')}."
    folded = password.casefold()
    if any(word in folded for word in _POOR) and len(password) < 16:
        return Tone.ERROR, "Такой пароль подбирают первым. Возьмите три-четыре слова, понятные только вам."
    if len(set(folded)) < 5:
        return Tone.ERROR, "Слишком мало разных знаков."
    kinds = sum(
        any(test(c) for c in password) for test in (str.islower, str.isupper, str.isdigit, lambda c: not c.isalnum())
    )
    if len(password) >= 16 or (len(password) >= 12 and kinds >= 3):
        return Tone.GOOD, "Хороший пароль."
    if len(password) >= 11 or kinds >= 3:
        return Tone.WARNING, "Годится. Длиннее будет надёжнее."
    return Tone.WARNING, "Слабоват: добавьте ещё слово."
