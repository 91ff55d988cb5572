"""Letters with a sealed file: a draft for the mail program (``X-Unsent``), or sending through the person's own server.

Sources: RFC 5322 and 2046 for the letter; RFC 6409 and 8314 for submission (TLS from the start on 465, STARTTLS on
587).
"""

from __future__ import annotations

import re
import smtplib
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate, make_msgid
from enum import StrEnum

from app.errors import AccessError, EnvironmentFault, UserError

_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9.-]+\Z")
"""ASCII addresses: good enough to prefill a draft and to refuse a slip; the server has the last word."""
_TIMEOUT = 60.0
"""Seconds without an answer. A slow line still moves a few hundred bytes in this time."""


class Encryption(StrEnum):
    """How the connection to the mail server is protected; there is no unprotected way."""

    TLS = "tls"
    STARTTLS = "starttls"


@dataclass(frozen=True)
class MailServer:
    """The server that sends the person's letters. An empty ``user``: the server asks for none."""

    host: str
    port: int
    encryption: Encryption
    user: str
    password: str
    sender: str


@dataclass(frozen=True)
class Attached:
    """One file of a letter."""

    name: str
    data: bytes


def is_address(text: str) -> bool:
    """Whether a letter can go there."""
    return _ADDRESS.match(text) is not None


def letter(
    subject: str, text: str, attached: Sequence[Attached], *, to: str = "", sender: str = "", draft: bool
) -> EmailMessage:
    """A letter. An address that is none is left out of a draft, for the person to type."""
    message = EmailMessage()
    if draft:
        message["X-Unsent"] = "1"
    else:
        message["From"] = sender
        message["Date"] = formatdate(localtime=True)
        message["Message-ID"] = make_msgid(domain=sender.rpartition("@")[2] or None)
    if is_address(to):
        message["To"] = to
    message["Subject"] = " ".join(subject.split())
    message.set_content(text)
    for part in attached:
        message.add_attachment(part.data, maintype="application", subtype="octet-stream", filename=part.name)
    return message


def as_bytes(message: EmailMessage) -> bytes:
    """The letter as a mail program opens it."""
    return message.as_bytes(policy=SMTP)


def send_letter(server: MailServer, message: EmailMessage, context: ssl.SSLContext | None = None) -> None:
    """Send one letter; returns when the server has taken it for every recipient.

    ``context`` is for tests; by default certificates are checked against the system's authorities. Raises UserError
    ``mail.no_address``, ``mail.letters``, ``mail.refused`` (``why``: the server's own words), AccessError
    ``mail.password``, EnvironmentFault ``mail.no_connection``, ``mail.certificate``, ``mail.no_protection``.
    """
    if not is_address(str(message["To"] or "")):
        raise UserError("mail.no_address")
    if not (server.user + server.password).isascii():
        # The library speaks ASCII to mail servers here, and so do nearly all of them.
        raise UserError("mail.letters")
    tls = context or ssl.create_default_context()
    try:
        with _connected(server, tls) as smtp:
            if server.user:
                smtp.login(server.user, server.password)
            smtp.send_message(message)
    except smtplib.SMTPAuthenticationError:
        raise AccessError("mail.password", host=server.host) from None
    except smtplib.SMTPNotSupportedError:
        raise EnvironmentFault("mail.no_protection", host=server.host) from None
    except ssl.SSLCertVerificationError:
        raise EnvironmentFault("mail.certificate", host=server.host) from None
    except smtplib.SMTPRecipientsRefused as error:
        _, words = next(iter(error.recipients.values()))
        raise UserError("mail.refused", host=server.host, why=_readable(words)) from None
    except smtplib.SMTPResponseException as error:
        raise UserError("mail.refused", host=server.host, why=_readable(error.smtp_error)) from None
    except (OSError, smtplib.SMTPException):
        raise EnvironmentFault("mail.no_connection", host=server.host) from None


def _connected(server: MailServer, tls: ssl.SSLContext) -> smtplib.SMTP:
    if server.encryption is Encryption.TLS:
        return smtplib.SMTP_SSL(server.host, server.port, timeout=_TIMEOUT, context=tls)
    smtp = smtplib.SMTP(server.host, server.port, timeout=_TIMEOUT)
    try:
        smtp.starttls(context=tls)
    except BaseException:
        smtp.close()
        raise
    return smtp


def _readable(words: bytes | str) -> str:
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())[:200]
