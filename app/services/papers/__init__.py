"""Papers to be signed: templates as data, values from the register, Russian cases, one PDF of any number of them."""

from app.services.papers.catalogue import (
    OWN,
    TemplateText,
    check_template,
    restore_template,
    save_template,
    template_text,
    templates,
)
from app.services.papers.filling import Correction, WordForm
from app.services.papers.making import Paper, compose, compose_draft, compose_for, correct, print_papers
from app.services.papers.subjects import Values, head_name, organisation_values, person_values
from app.services.papers.template import GROUPS, PaperField, PaperList, Subject, Template

__all__ = [
    "GROUPS", "OWN", "Correction", "Paper", "PaperField", "PaperList", "Subject", "Template", "TemplateText", "Values",
    "WordForm", "check_template", "compose", "compose_draft", "compose_for", "correct", "head_name",
    "organisation_values", "person_values", "print_papers", "restore_template", "save_template", "template_text",
    "templates",
]  # fmt: skip
