"""What people read instead of codes: one table of words, one rule of plurals, one list of months.

:mod:`~app.domain.vocabulary.words` for the values of closed lists (``resources/vocabulary.toml``),
:mod:`~app.domain.vocabulary.numbers` for numbers with their nouns, :mod:`~app.domain.vocabulary.calendar` for dates in
words. Sentences about errors stand in ``app/messages``; titles of forms, rows and columns in the forms themselves.
"""
