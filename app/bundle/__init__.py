"""The bundle: one sealed, signed file. Pure: no database, no forms, no window.

Importers take what they need from the modules: :mod:`identity` (keys), :mod:`card` (the public card),
:mod:`manifest`, :mod:`package` (the inner ZIP), :mod:`signature` (CMS), :mod:`seal` (age), :mod:`reader` (the order in
which a file from outside may be believed). The format is written down in ``docs/bundle.md``.
"""
