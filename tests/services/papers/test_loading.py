"""A template is data: every mistake in it is refused with the file, the place and words a chair understands."""

from __future__ import annotations

import re

import pytest

from app.forms.reading import DefinitionError
from app.services.papers.loading import template_from_bytes
from app.services.papers.mistakes import mistake_in_russian

GOOD = """
id = "sample"
title = "Образец"
group = "notices"
for = "person"
[[fields]]
name = "reason"
title = "Причина"
[[lists]]
name = "points"
title = "Пункты"
columns = [{ name = "what", title = "Что" }]
[[blocks]]
kind = "paragraph"
text = "Уважаемый {person:dative}! {reason}"
[[blocks]]
kind = "table"
over = "points"
columns = [{ title = "№", text = "{number}" }, { title = "Что", text = "{what}" }]
[[blocks]]
kind = "facts"
rows = [["Дата", "{date:long}"]]
"""


def read(text: str) -> None:
    template_from_bytes("sample.toml", text.encode())


def test_the_sample_is_good() -> None:
    read(GOOD)


MISTAKES = [
    ('title = "Образец"', "", "title: is missing"),
    ('title = "Образец"', 'title = ""', "title: must not be empty"),
    ('title = "Образец"', "title = 5", "title: must be text"),
    ('title = "Образец"', 'title = "Образец"\nsize = "12"', "size: must be a number"),
    ('title = "Образец"', 'title = "Образец"\nsize = 40', "size: must be 9 to 16"),
    ('title = "Образец"', 'title = "Образец"\nnumbered = 1', "numbered: must be true or false"),
    ('title = "Образец"', 'title = "Образец"\ncolour = "red"', "unknown key 'colour'"),
    ('id = "sample"', 'id = "other"', "id: is not the name of the file"),
    ('for = "person"', 'for = "nobody"', "for: 'nobody' is not known"),
    ('group = "notices"', 'group = "letters"', "group: 'letters' is not known"),
    ('name = "reason"', 'name = "Причина"', "fields[Причина].name: 'Причина' is not a name"),
    ('name = "reason"', 'name = "person"', "fields: 'person' is a name that is known already"),
    ('name = "reason"', 'name = "reason"\ntype = "colour"', "fields[reason].type: 'colour' is not known"),
    ('name = "reason"', 'name = "reason"\ntype = "date"\ndefault = "5"', "fields[reason].default: must be 'today'"),
    ('name = "reason"', 'name = "reason"\nwide = 5', "fields[reason]: unknown key 'wide'"),
    ('name = "what", title = "Что"', 'name = "what"', "lists[points].columns[what].title: is missing"),
    ("{reason}", "{reson}", "blocks[1].text: no value 'reson'"),
    ("{reason}", "{reason", "blocks[1].text: mark is not closed: '{reason'"),
    ("{reason}", "reason}", "blocks[1].text: '}' without '{' near"),
    ("{reason}", "{}", "blocks[1].text: {} has no name"),
    ("{reason}", "{reason:}", "blocks[1].text: {reason:}: nothing after the colon"),
    ("{reason}", "{reason:dative}", "blocks[1].text: 'dative' does not fit 'reason'"),
    ("{reason}", "{reason:dativ}", "blocks[1].text: {reason:dativ}: 'dativ' is not known"),
    ("{reason}", "{person:dative genitive}", "blocks[1].text: {person:dative genitive}: two cases"),
    ("{reason}", "{reason:200}", "blocks[1].text: {reason:200}: a place for the hand is 1 to 90 signs wide"),
    ("{reason}", "{person:принят|}", "blocks[1].text: {person:принят|}: two words are needed"),
    ("{reason}", "{reason:принят|принята}", "blocks[1].text: 'reason' is not a person"),
    ("{reason}", "{blank:5 upper}", "blocks[1].text: {blank:N} takes a width and nothing else"),
    ("{reason}", "{what}", "blocks[1].text: no value 'what'"),
    ("{reason}", "{person.__class__}", "blocks[1].text: {person.__class__} has no name"),
    ('kind = "paragraph"', 'kind = "picture"', "blocks[1].kind: 'picture' is not known"),
    ('kind = "paragraph"', 'kind = "heading"\nstamp = true', "blocks[1].stamp: does not fit a piece of kind 'heading'"),
    ('kind = "paragraph"', 'kind = "paragraph"\nwhen = "nothing"', "blocks[1].when: no value 'nothing'"),
    ('kind = "paragraph"', 'kind = "paragraph"\nalign = "up"', "blocks[1].align: 'up' is not known"),
    ('over = "points"', "", "blocks[2].over: is missing"),
    ('over = "points"', 'over = "people"', "blocks[2].over: no list 'people'"),
    ('over = "points"', 'over = "points"\nblank_rows = 100', "blocks[2].blank_rows: must be 0 to 60"),
    ('rows = [["Дата", "{date:long}"]]', 'rows = [["Дата"]]', "blocks[3].rows[1]: must be pairs of texts"),
    ('rows = [["Дата", "{date:long}"]]', "", "blocks[3].rows: is missing"),
    ('kind = "facts"', 'kind = "list"', "blocks[3].rows: does not fit a piece of kind 'list'"),
    ('rows = [["Дата", "{date:long}"]]', 'rows = [["Дата", "{date:long}"]', "is not TOML"),
]


@pytest.mark.parametrize(("before", "after", "told"), MISTAKES)
def test_each_mistake_is_named_with_its_place(before: str, after: str, told: str) -> None:
    assert before in GOOD
    with pytest.raises(DefinitionError) as raised:
        read(GOOD.replace(before, after, 1))
    assert str(raised.value).startswith(f"sample.toml: {told}")


@pytest.mark.parametrize(("before", "after", "told"), MISTAKES)
def test_each_mistake_is_told_in_russian(before: str, after: str, told: str) -> None:
    with pytest.raises(DefinitionError) as raised:
        read(GOOD.replace(before, after, 1))
    words = mistake_in_russian(raised.value.text)
    assert re.match(r"[а-яё«]", words), words
    assert not re.search(r"\b(is|must|not|the|does)\b", words.split(":")[0]), words


def test_a_file_too_large_is_refused() -> None:
    with pytest.raises(DefinitionError, match="is larger than 64 KB"):
        read(GOOD + "#" * 70_000)


def test_every_delivered_template_loads() -> None:
    from app.domain.files import resource_path
    from app.services.papers.loading import load_template

    found = [*resource_path("papers").glob("*.toml"), *resource_path("profiles").glob("*/papers/*.toml")]
    assert found
    for path in found:
        assert load_template(path).id == path.stem
