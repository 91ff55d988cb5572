"""Finding the register's person for a person of a list, and who of the register a new one is suspiciously like."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from app.domain.names import normalise
from app.services.importing.planned import Planned
from app.services.importing.records import ListPerson, RowPlace, RowRemark, numbers_of
from app.services.members.doubles.likeness import days_alike, one_digit_off, words_alike
from app.services.members.doubles.likeness import same_card as _card
from app.storage.members.register_person import RegisterPerson


@dataclass(frozen=True)
class Match:
    """Who a row is: the one found, or candidates when nobody can tell; neither is a new person."""

    known: RegisterPerson | None
    remarks: tuple[RowRemark, ...] = ()
    candidates: tuple[int, ...] = ()


class Matcher:
    """Finds the register's person for a person of the list; each is found at most once."""

    def __init__(
        self,
        people: Sequence[ListPerson],
        known: Sequence[RegisterPerson],
        alike: Callable[[RegisterPerson, ListPerson], bool],
        claimed: Collection[int] = (),
    ) -> None:
        """``alike``: whether a row tells nothing new of somebody; ``claimed``: people whose rows are decided."""
        self._alike = alike
        self.by_id = {person.id: person for person in known}
        self._by_name: dict[str, list[RegisterPerson]] = {}
        self._by_former: dict[str, list[RegisterPerson]] = {}
        self._by_card: dict[str, RegisterPerson] = {}
        self._by_surname: dict[str, list[RegisterPerson]] = {}
        self._by_number: dict[str, RegisterPerson | None] = {}
        for person in known:
            if person.personnel_number:
                number = _card(person.personnel_number)
                self._by_number[number] = None if number in self._by_number else person
            self._by_name.setdefault(person.search_name, []).append(person)
            self._by_surname.setdefault(normalise(person.surname), []).append(person)
            for former in person.former_names.split():
                self._by_former.setdefault(former, []).append(person)
            if person.card_number:
                self._by_card.setdefault(_card(person.card_number), person)
        self._names = Counter(person.search_name for person in people)
        self._taken = set(claimed)
        # An exact match anywhere in the list goes before a match by the name alone.
        self._exact = self._exact_matches(people)
        self._reserved = {exact.id for exact in self._exact.values()} | self._taken

    def exact(self, person: ListPerson) -> RegisterPerson | None:
        """Who of the register has this name and birth date, unless another row has found them already."""
        found = self._exact.get(person.place)
        return found if found is not None and found.id not in self._taken else None

    def match(self, person: ListPerson) -> Match:
        """The person of the register, a doubtful one with a remark, or candidates when nobody can tell."""
        found = self._find(person)
        if found.known is not None:
            if found.known.id in self._taken:
                remark = RowRemark("", "в реестре один такой человек, в списке двое")
                return Match(None, (remark,), (found.known.id,))
            self._taken.add(found.known.id)
        return found

    def _exact_matches(self, people: Sequence[ListPerson]) -> dict[RowPlace, RegisterPerson]:
        """Rows of a name and birth date of the register. Namesakes of one birth date go to the row they fit best."""
        found: dict[RowPlace, RegisterPerson] = {}
        given = set(self._taken)
        unsure: list[tuple[ListPerson, list[RegisterPerson]]] = []
        for person in people:
            same = self._of_birth(person)
            fitting = [known for known in same if len(same) == 1 or self._alike(known, person)]
            free = next((known for known in fitting if known.id not in given), None)
            if free is not None:
                found[person.place] = free
                given.add(free.id)
            elif same:
                unsure.append((person, same))
        for person, same in unsure:
            free = next((known for known in same if known.id not in given), None)
            if free is not None:
                found[person.place] = free
                given.add(free.id)
        return found

    def _of_birth(self, person: ListPerson) -> list[RegisterPerson]:
        if person.birth_date is None:
            return []
        same = self._by_name.get(person.search_name, ())
        return [k for k in same if k.birth_date == person.birth_date and k.birth_exact == person.birth_exact]

    def _find(self, person: ListPerson) -> Match:
        if person.place in self._exact:
            return Match(self._exact[person.place])
        renamed = self._match_former(person)
        if renamed is not None:
            return renamed
        namesakes = [k for k in self._by_name.get(person.search_name, ()) if k.id not in self._reserved]
        by_year = [k for k in namesakes if _same_year(k, person)]
        if len(by_year) == 1:
            return Match(by_year[0])
        by_number = self._match_number(person)
        if by_number is not None:
            return by_number
        by_card = self._match_card(person, namesakes)
        if by_card is not None:
            return by_card
        bare = [k for k in namesakes if k.birth_date is None]
        if person.birth_date is None:
            return self._match_without_birth(person, namesakes, bare)
        if len(bare) == 1 and person.complete and self._names[person.search_name] == 1:
            return Match(bare[0], (RowRemark("", "в реестре нет даты рождения: сопоставлен по имени"),))
        if bare:
            return Match(None, (RowRemark("", "в реестре есть такие же имена без даты рождения"),), _ids(bare))
        if not person.complete:
            fitting = [k for k in self._fitting_initials(person) if k.birth_date == person.birth_date]
            if len(fitting) == 1:
                return Match(fitting[0], (RowRemark("", "сопоставлен по инициалам и дате рождения"),))
        return Match(None)

    def _match_former(self, person: ListPerson) -> Match | None:
        """The same given names and birth date under a surname that the list or the register says was borne before."""
        if person.birth_date is None or not person.birth_exact:
            return None
        for former in person.former:
            name = normalise(" ".join(part for part in (former, person.name, person.patronymic) if part))
            for known in self._by_name.get(name, ()):
                if known.birth_date == person.birth_date and known.birth_exact and known.id not in self._reserved:
                    return Match(known, (RowRemark("", f"фамилия изменилась: была {known.surname}"),))
        for known in self._by_former.get(normalise(person.surname), ()):
            same = (normalise(known.name), normalise(known.patronymic)) == (
                normalise(person.name),
                normalise(person.patronymic),
            )
            if same and known.birth_date == person.birth_date and known.id not in self._reserved:
                return Match(known, (RowRemark("", f"в реестре уже новая фамилия: {known.surname}, она оставлена"),))
        return None

    def _match_number(self, person: ListPerson) -> Match | None:
        """The same personnel number, and nothing that speaks against it: the key of a personnel program."""
        number = _card(person.details.get("personnel_number", ""))
        known = self._by_number.get(number) if number else None
        if known is None or known.id in self._reserved:
            return None
        same_birth = person.birth_date is not None and known.birth_date == person.birth_date
        given = (normalise(person.name), normalise(person.patronymic))
        if same_birth and given == (normalise(known.name), normalise(known.patronymic)):
            if normalise(person.surname) == normalise(known.surname):
                return Match(known)
            return Match(known, (RowRemark("", f"фамилия изменилась: была {known.surname}"),))
        if person.search_name == known.search_name and (person.birth_date is None or known.birth_date is None):
            return Match(known)
        return None

    def _match_card(self, person: ListPerson, namesakes: Sequence[RegisterPerson]) -> Match | None:
        card = _card(person.details.get("card_number", ""))
        known = self._by_card.get(card) if card else None
        if known is None or known.id in self._reserved:
            return None
        if known in namesakes:
            if known.birth_date and person.birth_date and known.birth_date != person.birth_date:
                shown = f"{known.birth_date:%d.%m.%Y}"
                return Match(
                    known, (RowRemark("", f"тот же билет, но в реестре дата рождения {shown}: она оставлена"),)
                )
            return Match(known)
        same_given = (normalise(known.name), normalise(known.patronymic)) == (
            normalise(person.name),
            normalise(person.patronymic),
        )
        if same_given and known.birth_date == person.birth_date and person.birth_date is not None:
            return Match(known, (RowRemark("", f"фамилия изменилась: была {known.surname}"),))
        return None

    def _match_without_birth(
        self, person: ListPerson, namesakes: Sequence[RegisterPerson], bare: Sequence[RegisterPerson]
    ) -> Match:
        alone = self._names[person.search_name] == 1
        if len(bare) == 1 and alone and len(namesakes) == 1:
            return Match(bare[0])
        alike = [k for k in bare if k.id not in self._taken and self._alike(k, person)]
        if alike:
            return Match(alike[0])
        if len(bare) == 1 and alone:
            return Match(bare[0])
        if len(namesakes) == 1 and alone and person.complete and person.patronymic:
            return Match(namesakes[0], (RowRemark("", "в списке нет даты рождения: сопоставлен по имени"),))
        if namesakes:
            return Match(
                None,
                (RowRemark("", "в реестре есть люди с таким именем, а даты рождения в списке нет"),),
                _ids(namesakes),
            )
        if not person.complete and (fitting := self._fitting_initials(person)):
            return Match(None, (RowRemark("", "по инициалам подходит человек из реестра"),), _ids(fitting))
        return Match(None)

    def _fitting_initials(self, person: ListPerson) -> list[RegisterPerson]:
        first, second = normalise(person.name)[:1], normalise(person.patronymic)[:1]
        return [
            known
            for known in self._by_surname.get(normalise(person.surname), ())
            if known.id not in self._reserved
            and normalise(known.name)[:1] == first
            and (not second or normalise(known.patronymic)[:1] == second)
        ]


def _ids(people: Sequence[RegisterPerson]) -> tuple[int, ...]:
    return tuple(person.id for person in people)


def _same_year(known: RegisterPerson, person: ListPerson) -> bool:
    if known.birth_date is None or person.birth_date is None or (known.birth_exact and person.birth_exact):
        return False
    return known.birth_date.year == person.birth_date.year


def ask_about_likeness(
    planned: Sequence[Planned], people: Sequence[RegisterPerson], links: Collection[tuple[str, int]], *, whole: bool
) -> list[Planned]:
    """New people like somebody of the register whom the list does not name are held: a surname changes, a digit slips.

    Those like somebody whom the list names elsewhere are taken with a remark. ``links``: rows that were decided;
    ``whole``: the list is compared with the whole register, so one of the same name who is missing is asked about too.
    """
    named = {item.known_id for item in planned if item.known_id is not None}
    suspects = _Suspects(people)
    result = []
    for item in planned:
        place = item.person.place
        if item.is_new and (place.sheet, place.row) not in links:
            found = suspects.of(item.person, whole=whole)
            missing = {known.id: why for known, why, firm in found if firm and known.id not in named}
            if missing:
                remarks = tuple(RowRemark("", why) for why in dict.fromkeys(missing.values()))
                item = item.held((*item.person.doubts, *remarks), tuple(missing))
            elif found:
                item = replace(item, remarks=(*item.remarks, RowRemark("", found[0][1])))
        result.append(item)
    return result


class _Suspects:
    """Everybody of the register by what somebody new may share with them."""

    def __init__(self, people: Sequence[RegisterPerson]) -> None:
        self._people = people

    @cached_property
    def _by_name(self) -> dict[str, list[RegisterPerson]]:
        found: dict[str, list[RegisterPerson]] = defaultdict(list)
        for known in self._people:
            found[known.search_name].append(known)
        return found

    @cached_property
    def _by_surname(self) -> dict[str, list[RegisterPerson]]:
        found: dict[str, list[RegisterPerson]] = defaultdict(list)
        for known in self._people:
            found[normalise(known.surname)].append(known)
        return found

    @cached_property
    def _by_birth(self) -> dict[date, list[RegisterPerson]]:
        found: dict[date, list[RegisterPerson]] = defaultdict(list)
        for known in self._people:
            if known.birth_date is not None and known.birth_exact:
                found[known.birth_date].append(known)
        return found

    @cached_property
    def _by_number(self) -> dict[str, list[RegisterPerson]]:
        found: dict[str, list[RegisterPerson]] = defaultdict(list)
        for known in self._people:
            if known.phone or known.email or known.card_number:
                for number in numbers_of(known_details(known)):
                    found[number].append(known)
        return found

    def of(self, person: ListPerson, *, whole: bool) -> list[tuple[RegisterPerson, str, bool]]:
        """Who, why, and whether it is likely enough to be asked about."""
        found: dict[int, tuple[RegisterPerson, str, bool]] = {}
        for known, why, firm in (
            *self._same_day(person),
            *self._same_name(person, whole=whole),
            *self._same_number(person),
            *self._undated(person),
        ):
            if known.id not in found or (firm and not found[known.id][2]):
                found[known.id] = (known, why, firm)
        return sorted(found.values(), key=lambda item: not item[2])

    def _same_day(self, person: ListPerson) -> Iterator[tuple[RegisterPerson, str, bool]]:
        if person.birth_date is None or not person.birth_exact:
            return
        for known in self._by_birth.get(person.birth_date, ()):
            if _other_sex(known, person):
                continue
            own, theirs = _words(person), _words(known)
            if own[1:] == theirs[1:] and own[2] and not words_alike(own[0], theirs[0]):
                yield known, f"возможно, сменилась фамилия: была {known.surname}", True
            elif all(words_alike(one, other) for one, other in zip(own, theirs, strict=True)) and own[1] and theirs[1]:
                yield known, f"похож на человека из реестра: {shown_name(known)}, та же дата рождения", True
            elif sorted(filter(None, own)) == sorted(filter(None, theirs)):
                yield known, f"те же имя и фамилия в другом порядке: {shown_name(known)}, та же дата рождения", True

    def _same_name(self, person: ListPerson, *, whole: bool) -> Iterator[tuple[RegisterPerson, str, bool]]:
        if person.birth_date is None:
            return
        for known in self._by_name.get(person.search_name, ()):
            if known.birth_date is None or known.birth_date == person.birth_date:
                continue
            shown = f"{known.birth_date:%d.%m.%Y}" if known.birth_exact else f"{known.birth_date.year} год"
            why = f"в реестре есть человек с тем же именем и похожей датой рождения: {shown}"
            if known.birth_exact and person.birth_exact and one_digit_off(known.birth_date, person.birth_date):
                yield known, why, True
            elif whole and person.patronymic and len(self._by_name[person.search_name]) == 1:
                yield known, f"в реестре человек с тем же именем, а дата рождения {shown}", True
            elif days_alike(known.birth_date, person.birth_date):
                yield known, why, False

    def _undated(self, person: ListPerson) -> Iterator[tuple[RegisterPerson, str, bool]]:
        """A name that fits, perhaps without a patronymic, where one of the two has no birth date to tell them apart."""
        if not person.name:
            return
        own = _words(person)
        for known in self._by_surname.get(own[0], ()):
            if (person.birth_date is None or known.birth_date is None) and not _other_sex(known, person):
                theirs = _words(known)
                if theirs[1] and all(words_alike(one, other) for one, other in zip(own, theirs, strict=True)):
                    yield known, f"похож на человека из реестра: {shown_name(known)}, а даты рождения нет", True

    def _same_number(self, person: ListPerson) -> Iterator[tuple[RegisterPerson, str, bool]]:
        for number in sorted(numbers_of(person.details)) if self._by_number else ():
            for known in self._by_number.get(number, ()):
                if number.startswith("card_number:"):
                    why = f"номер билета {person.details['card_number']} в реестре записан за другим человеком"
                    yield known, f"{why}: {shown_name(known)}", True
                    continue
                own, theirs = _words(person), _words(known)
                born, known_born = person.birth_date, known.birth_date
                same_given = own[1] == theirs[1] and (own[2] == theirs[2] or not own[2] or not theirs[2])
                same_birth = born and known_born and (born == known_born or one_digit_off(born, known_born))
                if own[1] and (same_given or same_birth):
                    what = "почта" if number.startswith("email:") else "телефон"
                    yield (
                        known,
                        f"те же {what} и имя или дата рождения у человека из реестра: {shown_name(known)}",
                        True,
                    )


def knows_surname(known: RegisterPerson, surname: str) -> bool:
    """Whether the surname is the person's, now or before."""
    word = normalise(surname)
    return word == normalise(known.surname) or f" {word} " in f" {known.former_names} "


def known_details(known: RegisterPerson) -> dict[str, str]:
    """The numbers of somebody of the register, named as a list's are."""
    return {"phone": known.phone, "email": known.email, "card_number": known.card_number}


def shown_name(known: RegisterPerson) -> str:
    """«Фамилия Имя Отчество»."""
    return " ".join(part for part in (known.surname, known.name, known.patronymic) if part)


def _words(person: RegisterPerson | ListPerson) -> tuple[str, str, str]:
    return normalise(person.surname), normalise(person.name), normalise(person.patronymic)


def _other_sex(known: RegisterPerson, person: ListPerson) -> bool:
    return known.sex is not None and person.sex is not None and known.sex is not person.sex
