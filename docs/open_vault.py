"""Open a vault of Первичка without Первичка: nothing of the program is imported, only published primitives.

    python docs/open_vault.py FOLDER            password asked for; prints what is inside
    python docs/open_vault.py FOLDER --recovery the code of the recovery sheet instead
    python docs/open_vault.py FOLDER --sql "SELECT surname, name FROM person"

Needs ``cryptography`` (AES-256-GCM, Argon2id: RFC 9106) and ``sqlcipher3`` (SQLCipher 4 with its defaults). The same
can be done with other tools: any Argon2id (``argon2`` of Debian: ``argon2 SALT -id -t PASSES -k KIB -p LANES -l 32``),
any AES-256-GCM, and the ``sqlcipher`` shell. Stock ``openssl`` alone is not enough: its command line has no AES-GCM.
The layout is described in ``docs/security.md``.
"""

from __future__ import annotations

import argparse
import base64
import getpass
import json
import os
import sys
import unicodedata
from pathlib import Path

import sqlcipher3
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

LATIN_LOOKALIKES = str.maketrans("ABEKMHOPCTX", "АВЕКМНОРСТХ")


def database_key(keys: Path, secret: str, kind: str) -> bytes:
    """The 32-byte key of ``vault.db`` from the slot that the secret opens."""
    header = json.loads(keys.read_text("utf-8"))
    for slot in header["slots"]:
        if slot["kind"] != kind:
            continue
        kdf = slot["kdf"]
        salt = base64.b64decode(kdf["salt"])
        derived = Argon2id(
            salt=salt, length=32, iterations=kdf["passes"], lanes=kdf["lanes"], memory_cost=kdf["memory_kib"]
        ).derive(unicodedata.normalize("NFC", secret).encode())
        bound = json.dumps(
            [header["format"], header["version"], header["vault"], slot["id"], slot["kind"], kdf["memory_kib"],
             kdf["passes"], kdf["lanes"], salt.hex()]
        ).encode()  # fmt: skip
        try:
            return AESGCM(derived).decrypt(base64.b64decode(slot["nonce"]), base64.b64decode(slot["key"]), bound)
        except InvalidTag:
            continue
    sys.exit("no slot opens with this")


def plain_code(text: str) -> str:
    """The recovery code as it was wrapped: its first 30 letters, capital; the last five only check the others."""
    return "".join(c for c in text.upper().translate(LATIN_LOOKALIKES) if c.isalpha())[:30]


def main() -> None:
    """Open and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--recovery", action="store_true")
    parser.add_argument("--sql", default="SELECT full_name FROM organisation")
    options = parser.parse_args()
    secret = os.environ.get("PERVICHKA_PASSWORD") or getpass.getpass("password or code: ")
    kind = "recovery" if options.recovery else "password"
    key = database_key(options.folder / "keys.json", plain_code(secret) if options.recovery else secret, kind)
    uri = f"{(options.folder / 'vault.db').absolute().as_uri()}?mode=ro"
    connection = sqlcipher3.connect(uri, uri=True)
    connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    for row in connection.execute(options.sql):
        sys.stdout.write("\t".join(map(str, row)) + "\n")


if __name__ == "__main__":
    main()
