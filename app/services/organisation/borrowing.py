"""Forms that a union takes from another one: under its own numbers and headings, in its own words.

One form may have several names: what a district calls 2-СП, a region calls 1-СП.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from app.domain.enums import OrganisationKind
from app.forms.definition import FormDefinition
from app.forms.reading import Section


@dataclass(frozen=True)
class FormName:
    """``[[borrowed]]``: what a borrowed form is called, by everybody (no ``org_kinds``) or by organisations of a kind.

    What is empty stays as its owner has it; ``approval`` is left out unless it is given.
    """

    form: str
    number: str = ""
    title: str = ""
    heading: tuple[str, ...] = ()
    approval: tuple[str, ...] = ()
    intro: str = ""
    org_kinds: tuple[OrganisationKind, ...] = ()
    directly_under_union: bool | None = None
    """Only by those that are, or are not, directly under the union; None: by both."""

    def suits(self, kind: OrganisationKind, directly_under_union: bool) -> bool:
        """Whether such an organisation calls the form so."""
        return kind in self.org_kinds and self.directly_under_union in (None, directly_under_union)

    def put_on(self, form: FormDefinition) -> FormDefinition:
        """The form under this name."""
        return replace(
            form,
            number=self.number or form.number,
            title=self.title or form.title,
            heading=self.heading or form.heading,
            approval=self.approval,
            intro=self.intro or form.intro,
        )


_KEYS = ("form", "number", "title", "heading", "approval", "intro", "org_kinds", "directly_under_union")


def names_of(top: Section) -> tuple[FormName, ...]:
    """All ``[[borrowed]]`` of a profile; a form has one name for everybody at most."""
    result: list[FormName] = []
    for section in top.sections("borrowed", ("form",)):
        known = {kind.value: kind for kind in OrganisationKind}
        kinds = section.texts("org_kinds")
        for word in kinds:
            if word not in known:
                section.fail(f"{word!r} is not known", "org_kinds")
        direct = section.get("directly_under_union", bool, False) if "directly_under_union" in section.data else None
        section.known.add("directly_under_union")
        name = FormName(
            form=section.need("form", str),
            number=section.get("number", str, ""),
            title=section.get("title", str, ""),
            heading=section.texts("heading"),
            approval=section.texts("approval"),
            intro=section.get("intro", str, "").strip(),
            org_kinds=tuple(known[word] for word in kinds),
            directly_under_union=direct,
        )
        if any(name.form == other.form and not (name.org_kinds or other.org_kinds) for other in result):
            section.fail("stands twice", "form")
        section.done(_KEYS)
        result.append(name)
    return tuple(result)


def words_of(top: Section) -> tuple[tuple[str, str], ...]:
    """``[[borrowed_words]]``: how borrowed forms say the names of their owner."""
    result = []
    for section in top.sections("borrowed_words", ()):
        result.append((section.need("theirs", str), section.need("ours", str)))
        section.done(("theirs", "ours"))
    return tuple(result)
