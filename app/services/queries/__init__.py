"""Choosing people by conditions and reporting by parameters: fields, conditions, queries, what is kept of them."""

from app.services.queries.conditions import (
    EVERYTHING,
    OPERATORS,
    WITHOUT_VALUE,
    Condition,
    ConditionGroup,
    condition_document,
    flat,
    group_document,
    group_in_words,
    in_words,
    read_condition,
    read_group,
    test_of,
)
from app.services.queries.fields import DEFAULT_COLUMNS, WHAT, Field, FieldType, Moment, Subject, What, fields_of
from app.services.queries.output import query_pdf, query_xlsx, result_document
from app.services.queries.parameters import (
    Query,
    QueryResult,
    ResultRow,
    answer,
    listed_people,
    query_document,
    read_query,
    run_query,
    select_members,
)
from app.services.queries.saved import (
    SavedKind,
    SavedName,
    forget_saved,
    load_query,
    load_selection,
    save_query,
    save_selection,
    saved_names,
)

__all__ = [
    "DEFAULT_COLUMNS", "EVERYTHING", "OPERATORS", "WHAT", "WITHOUT_VALUE", "Condition", "ConditionGroup", "Field",
    "FieldType", "Moment", "Query", "QueryResult", "ResultRow", "SavedKind", "SavedName", "Subject", "What", "answer",
    "condition_document", "fields_of", "flat", "forget_saved", "group_document", "group_in_words", "in_words",
    "listed_people", "load_query", "load_selection", "query_document", "query_pdf", "query_xlsx", "read_condition",
    "read_group", "read_query", "result_document", "run_query", "save_query", "save_selection", "saved_names",
    "select_members", "test_of",
]  # fmt: skip
