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
    Candidate,
    ForWhom,
    Sifted,
    candidates,
    search_candidates,
    sift,
    usable,
)
from app.services.papers.filling import Correction, WordForm
from app.services.papers.making import Paper, compose, compose_for, correct, draft_pdf, print_papers
from app.services.papers.samples import marks_for
from app.services.papers.subjects import Values, head_name, organisation_values, person_values
from app.services.papers.template import GROUPS, Kind, PaperField, PaperList, Subject, Template

__all__ = [
    "GROUPS",
    "OWN",
    "Candidate",
    "Correction",
    "ForWhom",
    "Kind",
    "Paper",
    "PaperField",
    "PaperList",
    "Sifted",
    "Subject",
    "Template",
    "TemplateText",
    "Values",
    "WordForm",
    "candidates",
    "check_template",
    "compose",
    "compose_for",
    "copy_template",
    "correct",
    "draft_pdf",
    "head_name",
    "marks_for",
    "organisation_values",
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
