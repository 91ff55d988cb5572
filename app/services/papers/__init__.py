"""Papers to be signed: templates as data, values from the register, Russian cases, one PDF of any number of them."""

from app.services.papers.catalogue import (
    OWN,
    TemplateText,
    check_template,
    copy_template,
    restore_template,
    save_template,
    template_text,
    templates,
)
from app.services.papers.choosing import (
    ForWhom,
    PaperPerson,
    Sifted,
    people_for,
    search_candidates,
    sift,
    usable,
)
from app.services.papers.filling import Correction, WordForm
from app.services.papers.making import ComposedPaper, compose, compose_for, correct, draft_pdf, print_papers
from app.services.papers.samples import marks_for
from app.services.papers.subjects import Values, head_name, person_values
from app.services.papers.template import GROUPS, PaperField, PaperList, PaperSubject, Template, ValueKind

__all__ = [
    "GROUPS",
    "OWN",
    "ComposedPaper",
    "Correction",
    "ForWhom",
    "PaperField",
    "PaperList",
    "PaperPerson",
    "PaperSubject",
    "Sifted",
    "Template",
    "TemplateText",
    "ValueKind",
    "Values",
    "WordForm",
    "check_template",
    "compose",
    "compose_for",
    "copy_template",
    "correct",
    "draft_pdf",
    "head_name",
    "marks_for",
    "people_for",
    "person_values",
    "print_papers",
    "restore_template",
    "save_template",
    "search_candidates",
    "sift",
    "template_text",
    "templates",
    "usable",
]  # fmt: skip
