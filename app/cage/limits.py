"""How much a file from outside may cost."""

MAX_MEMORY = 512 * 1024 * 1024
"""Bytes of address space of the child, its libraries included."""
MAX_SECONDS = 25
"""For the child; with the program's own start, the password and the end nobody waits longer than thirty."""
MAX_ANSWER_HEAD = 64 * 1024 * 1024
"""Bytes of the values that come back, read as bounded JSON."""
MAX_ANSWER_BODY = 96 * 1024 * 1024
"""Bytes of a picture, a document or a table's numbers that come back."""
MAX_COMPLAINT = 4096
"""Bytes of what a dying library wrote; only looked into for the words of the memory's end."""
