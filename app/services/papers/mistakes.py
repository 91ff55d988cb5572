"""What is wrong in a template, in Russian: its author in the window is a chair, not a programmer."""

from __future__ import annotations

import re

_SENTENCES: tuple[tuple[str, str], ...] = (
    (r"is not TOML: (.*)", "файл записан не по правилам: {0}"),
    (r"is missing", "этого не хватает"),
    (r"must not be empty", "здесь не должно быть пусто"),
    (r"must be text", "здесь должен быть текст в кавычках"),
    (r"must be a number|must be a whole number", "здесь должно быть число без кавычек"),
    (r"must be true or false", "здесь должно стоять true или false"),
    (r"must be a list of texts", "здесь должен быть список текстов в квадратных скобках"),
    (r"must be a list of tables", "здесь должен быть список частей"),
    (r"must be a list", "здесь должен быть список"),
    (r"must be pairs of texts", "здесь должны быть пары: название и текст"),
    (r"must be 'today'", "дата по умолчанию бывает только today"),
    (r"must be ([\d.]+) to ([\d.]+)", "здесь должно быть число от {0} до {1}"),
    (r"unknown key '(.*)'", "лишнее слово «{0}»"),
    (r"no value '(.*)'", "поля «{0}» нет: возьмите его из списка полей"),
    (r"no list '(.*)'", "списка «{0}» здесь нет"),
    (r"mark is not closed: '(.*)'", "скобка не закрыта: {0}"),
    (r"'}' without '{' near '(.*)'", "закрывающая скобка без открывающей: {0}"),
    (r"(.*) has no name", "в скобках нет имени поля: {0}"),
    (r"(.*): nothing after the colon", "после двоеточия ничего нет: {0}"),
    (
        r"(.*): two words are needed, for a man and for a woman",
        "нужны два слова через черту, для мужчины и женщины: {0}",
    ),
    (r"(.*): a place for the hand is 1 to (\d+) signs wide", "место для записи от руки бывает от 1 до {1} знаков: {0}"),
    (r"(.*): two cases", "два падежа сразу: {0}"),
    (r"(\{.*\}): '(.*)' is not known", "слово «{1}» после двоеточия непонятно: {0}"),
    (r"\{blank:N\} takes a width and nothing else", "пустое место пишется так: {{blank:30}}"),
    (r"'(.*)' is not a person: there is no sex to choose by", "по полю «{0}» нельзя узнать пол"),
    (r"'(.*)' does not fit '(.*)'", "слово «{0}» не подходит полю «{1}»"),
    (r"does not fit a piece of kind '(.*)'", "это не подходит части вида «{0}»"),
    (r"'(.*)' is not known", "слово «{0}» непонятно"),
    (r"'(.*)' is not a name", "«{0}» не годится в имена: только латинские буквы, цифры и черта внизу"),
    (r"'(.*)' is a name that is known already", "имя «{0}» уже занято"),
    (r"'(.*)' stands twice", "«{0}» стоит дважды"),
    (r"a name stands twice", "одно имя стоит дважды"),
    (r"is not the name of the file", "имя документа менять нельзя"),
    (r"is larger than (\d+) KB", "текст больше {0} КБ"),
    (r"is nested too deep", "слишком глубоко вложено"),
    (r"more than (\d+) pieces", "частей больше {0}"),
    (r"pieces repeated inside repeated ones", "повторение внутри повторения"),
    (r"a list needs items, or over and text", "списку нужны либо items, либо over и text"),
)


def mistake_in_russian(text: str) -> str:
    """The mistake in Russian; as it is when it is not one of the loader's own."""
    for pattern, sentence in _SENTENCES:
        found = re.fullmatch(pattern, text, re.DOTALL)
        if found is not None:
            return sentence.format(*found.groups())
    return text
