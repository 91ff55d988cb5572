"""What a package changes in the library, in sentences."""

from __future__ import annotations

from app.bundle.circular import Library


def package_lines(before: Library, after: Library) -> tuple[str, ...]:
    """New documents, news and polls, what disappears, the letter; and how much stays as it was."""
    had, have = _titles(before), _titles(after)
    lines = [
        f"Документ «{one.title}» ({one.kind.upper()}{f', раздел «{one.section}»' if one.section else ''})."
        for one in after.documents
        if one.uid not in had
    ]
    lines += [f"Новость от {one.on:%d.%m.%Y}: {one.title}." for one in after.news if one.uid not in had]
    for poll in after.polls:
        if poll.uid not in had:
            until = "" if poll.until is None else f", ответить до {poll.until:%d.%m.%Y}"
            lines.append(f"{'Тест' if poll.test else 'Опрос'} «{poll.title}»: вопросов {len(poll.questions)}{until}.")
    gone = [
        one.title for group in (before.documents, before.news, before.polls) for one in group if one.uid not in have
    ]
    if gone:
        lines.append(f"Больше не действует и будет убрано: {'; '.join(gone)}.")
    kept = sum(one.uid in had for one in after.documents)
    if kept:
        lines.append(f"Документов, которые уже есть: {kept}.")
    if after.note:
        lines.append(f"Письмо: {after.note}")
    return tuple(lines)


def _titles(library: Library) -> dict[str, str]:
    """Titles of everything by uid."""
    found = {document.uid: document.title for document in library.documents}
    found |= {item.uid: item.title for item in library.news}
    return found | {poll.uid: poll.title for poll in library.polls}
