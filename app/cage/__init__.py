"""The cage: every file from outside that a large library reads is read in a process that may die of it.

A file goes to a child process by a pipe, what was read comes back by a pipe as plain values. The child gets no key,
no password, no path, no open file; it has 512 MB of memory and 30 seconds, and on Linux no network, no right to write,
to read anything but the program's own folders, or to start anything. Whatever becomes of it (an abort inside a library,
an endless loop, a mistake of ours) is one refused file with one sentence, and the program goes on.

What may be asked of the child stands in :mod:`app.cage.tasks`; who asks calls :func:`in_cage`. What stays outside the
cage and why is written in ``docs/security.md``.
"""

from app.cage.keeper import Answer, end_waiting_child, in_cage, keep_warm
from app.cage.limits import MAX_MEMORY, MAX_SECONDS

__all__ = ["MAX_MEMORY", "MAX_SECONDS", "Answer", "end_waiting_child", "in_cage", "keep_warm"]
