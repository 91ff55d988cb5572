"""Every key a definition file may hold, by the kind of its table, with its meaning.

``docs/forms.md`` explains them at length; a test holds the two lists equal, and the loader refuses every other key.
"""

from __future__ import annotations

from collections.abc import Mapping

FORM: Mapping[str, str] = {
    "id": "the form's id, as its file is named",
    "edition": "the edition of the form",
    "number": "what people call the form",
    "title": "the official title",
    "heading": "lines printed in the middle above the form",
    "approval": "lines printed at the upper right",
    "intro": "the paragraph printed under the heading",
    "source": "where the form stands in the source document",
    "org_kinds": "which kinds of organisation fill it",
    "period": "what a report is about: year, half_year, quarter, two_years, election",
    "as_of": "the date of counting: next_first_day or last_day",
    "orientation": "portrait or landscape",
    "banner": "what the spreadsheet says below the form: missing, complete",
    "fields": "scalars outside the tables",
    "tables": "tables of numbered rows and columns",
    "lists": "tables of any number of rows",
    "facts": "questions to the vault that only rules ask",
    "checks": "rules",
    "consolidate": "how reports of subordinate organisations come in",
    "parts": "the printed form, piece by piece",
}
FIELD: Mapping[str, str] = {
    "name": "snake_case name",
    "title": "the printed title",
    "type": "count, percent, money, millions, mark, year, text, date",
    "required": "whether the report is incomplete without it",
    "fact": "a question to the vault",
    "auto": "an expression that fills it",
    "rule": "how to fill it, in plain words",
    "source": "place in the source",
    "on_paper": "false when only rules need it and the paper has no place for it",
}
TABLE: Mapping[str, str] = {
    "id": "first part of every address",
    "title": "the printed title",
    "stub": "headings of the columns of numbers and of titles",
    "stub_codes": "numbers under them",
    "leading": "the leading columns in order: code, title, label",
    "label": "heading of the column of labels",
    "label_code": "number under it",
    "numbered": "whether column numbers are printed",
    "before_mark": "printed in the other columns of an unnumbered line",
    "show_title": "whether the title is printed",
    "required": "whether cells must be filled: true, false or a condition",
    "empty_is_error": "an empty cell that must be filled is an error",
    "note": "printed below the table",
    "type": "type of cells that neither row nor column nor cell decides",
    "columns": "numbered columns",
    "rows": "numbered rows",
    "cells": "exceptions of single cells",
}
COLUMN: Mapping[str, str] = {
    "code": "the official number, last part of an address",
    "title": "the printed heading",
    "group": "heading printed above this and its neighbours of the same group",
    "over": "heading printed above the groups of this and its neighbours of the same over",
    "printed": "the number printed under the heading when it is not the code",
    "width": "relative width",
    "type": "type of its cells",
    "with": "arguments added to the fact of each row",
    "compute": "expression of every cell of the column",
    "previous": "the column of last year's signed report that fills this one",
    "blocked": "codes of rows whose cell here is closed, or all",
}
ROW: Mapping[str, str] = {
    "code": "the official number, middle part of an address",
    "title": "the printed title",
    "printed": "the number as printed when it is not the code",
    "before": "an unnumbered line printed above",
    "indent": "steps of indent",
    "label": "what stands in the column of labels",
    "rule": "how to fill it, in plain words",
    "source": "place in the source",
    "type": "type of its cells",
    "fact": "question to the vault for every cell of the row",
    "auto": "expression that fills every cell of the row, may be typed over",
    "compute": "expression of every cell of the row, never typed",
    "required": "as of the table, for this row",
    "blocked": "codes of columns closed in this row, or all",
    "fixed": "numbers that the form dictates, by column",
}
CELL: Mapping[str, str] = {
    "row": "code of its row",
    "column": "code of its column",
    "type": "type of the cell",
    "fact": "question to the vault",
    "auto": "expression that fills it",
    "compute": "expression, never typed",
}
LIST: Mapping[str, str] = {
    "id": "name of the list",
    "title": "the printed title",
    "note": "printed below",
    "columns": "numbered columns",
}
LIST_COLUMN: Mapping[str, str] = {
    "code": "the official number",
    "title": "the printed heading",
    "group": "heading printed above neighbours of the same group",
    "over": "heading printed above the groups of neighbours of the same over",
    "printed": "the number printed under the heading when it is not the code",
    "width": "relative width",
    "type": "type of its cells; text unless told",
    "compute": "expression over the columns of the same row",
    "rule": "how to fill it, in plain words",
    "source": "place in the source",
}
CHECK: Mapping[str, str] = {
    "id": "name of the rule",
    "severity": "error or warning",
    "table": "the table that rows and columns belong to",
    "list": "the list whose every row is checked",
    "rows": "the rule stands for each of these rows, or all",
    "columns": "the rule stands for each of these columns, or all",
    "each": "the rule stands for each of these sets of words; key is part of the rule's name",
    "column_words": "words by column",
    "row_words": "words by row",
    "when": "condition under which the rule applies",
    "left": "left side",
    "operator": "= != < <= > >=",
    "right": "right side",
    "must": "a condition instead of left, operator, right",
    "cells": "places to mark, the faulty one first",
    "message": "the sentence for a person",
    "source": "place in the source",
}
FACT: Mapping[str, str] = {
    "name": "snake_case name",
    "title": "what it is, in words for a person",
    "fact": "the question",
}
CONSOLIDATE: Mapping[str, str] = {
    "from": "the form that the senders fill",
    "when": "condition on the sender's report and on the sender",
    "how": "sum, max, min, join",
    "table": "the table of this form that rows and columns belong to",
    "source_table": "the sender's table; the same unless told",
    "rows": "rows by the sender's rows, or a list of the same codes, or all",
    "columns": "columns by the sender's columns, or a list of the same codes, or all",
    "value": "expression in place of the sender's cell",
    "fields": "fields by expressions over the sender's report",
    "list": "the list that rows come into",
    "source_list": "the sender's list; the same unless told",
    "label": "the list's column for the sender's name, when it is empty",
    "number": "the list's column of running numbers",
}
PART: Mapping[str, str] = {
    "kind": "fields, table, list, text, signatures",
    "title": "printed above",
    "table": "id of the table or list",
    "rows": "only these rows of the table",
    "fields": "names of fields",
    "new_page": "begins a page",
    "wide": "fields as a narrative: the title, and under it the text over the whole width",
    "text": "a line with {field} places",
    "lines": "who signs",
}
KINDS: Mapping[str, Mapping[str, str]] = {
    "form": FORM,
    "field": FIELD,
    "table": TABLE,
    "column": COLUMN,
    "row": ROW,
    "cell": CELL,
    "list": LIST,
    "list column": LIST_COLUMN,
    "check": CHECK,
    "fact": FACT,
    "consolidate": CONSOLIDATE,
    "part": PART,
}
"""All of them by the kind of table."""
