"""Messages about the organisation's parts and bodies, elections and the reserve."""

from app.messages import Message

MESSAGES = {
    "structure.unknown": Message("Такого подразделения нет.", "Обновите страницу (F5) и выберите его заново."),
    "structure.other_kind": Message("«{name}» – подразделение другого вида.", "Выберите другое."),
    "structure.no_name": Message("Не указано название.", "Впишите, как называется подразделение или комиссия."),
    "structure.exists": Message("«{name}» уже есть.", "Дайте другое название или выберите то, что есть."),
    "structure.seats": Message("Состав из {number} человек невозможен.", "Впишите, сколько человек решили избрать."),
    "structure.parent": Message("Внутрь «{name}» это подразделение не входит.", "Выберите цеховую организацию."),
    "structure.closed_before": Message(
        "Подразделение закрыто раньше, чем создано ({date}).", "Проверьте дни создания и закрытия."
    ),
    "structure.always_there": Message(
        "Комитет и ревизионная комиссия есть в каждой организации.",
        "Если кончились полномочия, запишите выборы или день, с которого человек их не исполняет.",
    ),
    "structure.has_parts": Message("В «{name}» входят другие подразделения.", "Сначала закройте или перенесите их."),
    "structure.move_there": Message("Людей нельзя перевести туда же.", "Выберите другое подразделение."),
    "structure.in_use": Message(
        "К «{name}» относятся люди, должности или выборы.", "Вместо удаления закройте его с нужного дня."
    ),
    "structure.not_a_part": Message(
        "К «{name}» члены профсоюза не прикрепляются.", "Выберите цеховую организацию или группу."
    ),
    "structure.not_there": Message("{date} подразделения «{name}» нет.", "Проверьте дату."),
}
