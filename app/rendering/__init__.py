"""From an evaluated report or a document's data to PDF and XLSX bytes, and from a filled XLSX back to typed values.

Knows forms' definitions and views; no database, no window. A form's look comes from its definition alone.
"""
