"""How large a file from outside may be before we stop reading it. Bytes, unless said otherwise."""

MAX_SEALED_SIZE = 40 * 1024 * 1024
"""Refused before decrypting. 50,000 members are about 11 MB; mailboxes stop at 20-25 MB."""

MAX_TOTAL_SIZE = 32 * 1024 * 1024
MAX_FILE_SIZE = 24 * 1024 * 1024
MAX_MANIFEST_SIZE = 1024 * 1024
MAX_SIGNATURE_SIZE = 16 * 1024
MAX_FILES = 256
MAX_PATH_LENGTH = 120
