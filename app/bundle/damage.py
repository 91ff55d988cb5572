"""What became of a file on its way: written over as text, left in the letter or the archive, saved as a web page.

Only the beginning is looked at, and nothing is taken out of it: a letter or an archive is a stranger's file, and people
open it with the program they trust. Whoever reads one of our files asks here when it does not begin as it should.
"""

from __future__ import annotations

import base64
import binascii
import re

_BEGINNINGS = (b"age-encryption.org/v1", b'{"age_recipient"', b'{"format":"pervichka', b"pervichka-code/1")
"""How our files begin: a sealed file, a card (canonical JSON), the others."""
_LOOKED_AT = 8 * 1024
_FEWEST = 48
"""Fewer bytes may look like text by chance."""
_ARCHIVES = (
    b"PK\x03\x04",
    b"PK\x05\x06",
    b"Rar!\x1a\x07",
    b"7z\xbc\xaf\x27\x1c",
    b"\x1f\x8b",
    b"BZh",
    b"\xfd7zXZ\x00",
    b"MSCF",
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HEADER = re.compile(
    rb"\s*(?:from|to|cc|received|return-path|delivered-to|mime-version|content-type|content-transfer-encoding|date|"
    rb"subject|message-id|reply-to|x-[a-z0-9-]+|dkim-signature|authentication-results)\s*:[^\n]*\n",
    re.IGNORECASE,
)
_MBOX = re.compile(rb"From \S+@?\S* [^\n]*\n")
_PAGE = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|meta|script)\b", re.I | re.S
)
_PEM = re.compile(rb"\s*(?:-----BEGIN [A-Z0-9 ]+-----|begin(?:-base64)? [0-7]{3} )")
_WORD = re.compile(rb"[A-Za-z0-9+/_-]{16,}")
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1f\x7f]")
_BOMS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


def damage_of(data: bytes) -> str | None:
    """The code of what happened to a file that should be ours (its sentence is in the messages); None when unknown.

    ``bundle.empty``, ``bundle.saved_letter``, ``bundle.outlook_letter``, ``bundle.archive``, ``bundle.web_page``,
    ``bundle.letter_code`` (base64 and the like), ``bundle.text_mode``, ``bundle.other_letters``, ``bundle.zeros``.
    """
    head = data[:_LOOKED_AT]
    if not head.strip(b" \t\r\n"):
        return "bundle.empty"
    if not head.strip(b"\x00"):
        return "bundle.zeros"
    if _is_archive(head):
        return "bundle.office" if b"[Content_Types].xml" in head else "bundle.archive"
    if head.startswith(_OLE):
        return "bundle.outlook_letter"
    plain = _without_bom(head)
    if _begins(plain) and head.startswith(_BOMS):
        return "bundle.other_letters"
    if _begins(plain.replace(b"\x00", b"")) and not _begins(plain):
        return "bundle.other_letters"
    inside = plain.lstrip(b" \t\r\n>")
    if _begins(inside) and (inside != plain or inside[21:22] == b"\r"):
        # Right at its beginning and yet not what it was: line ends, spaces before it, marks of quoting.
        return "bundle.text_mode"
    if _is_letter(plain):
        return "bundle.saved_letter"
    if _PAGE.match(plain):
        return "bundle.web_page"
    return "bundle.letter_code" if _is_encoded(plain) else None


def damage_of_body(body: bytes) -> str | None:
    """The same for what follows a sound head: sealed bytes are never letters, so letters are what a letter made of
    them (``bundle.letter_code``), or a program that took them for text (``bundle.other_letters``,
    ``bundle.text_mode``).
    """
    head = body[:_LOOKED_AT]
    if len(head) < _FEWEST:
        return None
    try:
        head[: len(head) if len(head) < _LOOKED_AT else -4].decode("utf-8")
    except UnicodeDecodeError:
        return None
    if not head.isascii():
        return "bundle.other_letters"
    # No code of a letter holds control characters: such a body lost the eighth bit of every byte on its way.
    return "bundle.text_mode" if _CONTROL.search(head) else "bundle.letter_code"


def _is_archive(head: bytes) -> bool:
    return head.startswith(_ARCHIVES) or head[257:262] == b"ustar"


def _begins(data: bytes) -> bool:
    return data.startswith(_BEGINNINGS)


def _without_bom(head: bytes) -> bytes:
    if head.startswith(b"\xef\xbb\xbf"):
        return head[3:]
    for mark, name in ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        if head.startswith(mark):
            return head[2:].decode(name, "replace").encode("utf-8", "replace")
    return head


def _is_letter(head: bytes) -> bool:
    """Two lines of a letter's head, one after another; a folded line continues the one before."""
    place = found = 0
    mbox = _MBOX.match(head)
    if mbox is not None:
        place = mbox.end()
    while found < 2:
        line = _HEADER.match(head, place)
        if line is None:
            return False
        found, place = found + 1, line.end()
        while head[place : place + 1] in (b" ", b"\t"):
            end = head.find(b"\n", place)
            if end < 0:
                return found > 1
            place = end + 1
    return True


def _is_encoded(head: bytes) -> bool:
    """Base64, a PEM of it, uuencode or quoted-printable around one of our files."""
    if _PEM.match(head):
        return True
    if re.match(rb"\s*age-encryption\.org/v1=\r?\n?|\s*age-encryption=2E|\s*=61=67=65", head, re.IGNORECASE):
        return True
    word = _WORD.match(head.lstrip())
    if word is None:
        return False
    text = word[0][: len(word[0]) // 4 * 4].replace(b"-", b"+").replace(b"_", b"/")
    try:
        opened = base64.b64decode(text)
    except binascii.Error:
        return False
    return any(opened.startswith(beginning[: len(opened)]) for beginning in _BEGINNINGS if len(opened) >= 12)
