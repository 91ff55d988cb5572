"""Letters: drafts, sending through an independent server over TLS, refusals as sentences."""

from __future__ import annotations

import email
import ssl
from collections.abc import Iterator
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword

from app.errors import AccessError, AppError, EnvironmentFault, UserError
from app.transfer.mail import Attached, Encryption, MailServer, as_bytes, letter, send_letter

from .conftest import Box, free_port

pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
"""Under TLS from the start the server does not see that it is protected, and says so."""


def _known(_server: Any, _session: Any, _envelope: Any, _mechanism: str, data: Any) -> AuthResult:
    good = isinstance(data, LoginPassword) and (data.login, data.password) == (b"school", b"secret")
    return AuthResult(success=good, handled=False)


@pytest.fixture(params=list(Encryption))
def server(request: pytest.FixtureRequest, mail_certificate: Path) -> Iterator[tuple[MailServer, Box]]:
    box, port = Box(), free_port()
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(mail_certificate)
    tls = request.param is Encryption.TLS
    ways: dict[str, Any] = {"ssl_context": context} if tls else {"tls_context": context, "require_starttls": True}
    controller = Controller(
        box, hostname="localhost", port=port, authenticator=_known, auth_required=True,
        auth_require_tls=not tls, **ways,
    )  # fmt: skip
    controller.start()
    yield MailServer("localhost", port, request.param, "school", "secret", "school14@example.org"), box
    controller.stop()


def trusting(mail_certificate: Path) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(mail_certificate))


def sealed_letter(to: str = "district@example.org") -> Any:
    return letter(
        "ППО Школы № 14: Форма № 2", "Здравствуйте!", [Attached("fnpr-2.pervichka", b"\x00sealed\xff")],
        to=to, sender="school14@example.org", draft=False,
    )  # fmt: skip


def test_the_server_gets_the_very_bytes(server: tuple[MailServer, Box], mail_certificate: Path) -> None:
    told, box = server
    send_letter(told, sealed_letter(), trusting(mail_certificate))
    ((recipients, raw),) = box.letters
    assert recipients == ["district@example.org"]
    message = email.message_from_bytes(raw, policy=default)
    assert message["Subject"] == "ППО Школы № 14: Форма № 2"
    (attached,) = message.iter_attachments()
    assert attached.get_filename() == "fnpr-2.pervichka"
    assert attached.get_content() == b"\x00sealed\xff"


def refused(server: MailServer, message: Any, context: ssl.SSLContext | None) -> AppError:
    with pytest.raises(AppError) as told:
        send_letter(server, message, context)
    return told.value


def test_refusals_are_told(server: tuple[MailServer, Box], mail_certificate: Path) -> None:
    told, box = server
    wrong = MailServer(told.host, told.port, told.encryption, "school", "another", told.sender)
    error = refused(wrong, sealed_letter(), trusting(mail_certificate))
    assert isinstance(error, AccessError)
    assert error.code == "mail.password"
    error = refused(told, sealed_letter("nobody@example.org"), trusting(mail_certificate))
    assert isinstance(error, UserError)
    assert "no such box" in str(error.params["why"])
    error = refused(told, sealed_letter(), None)
    assert isinstance(error, EnvironmentFault)
    assert error.code == "mail.certificate"
    error = refused(told, sealed_letter("не адрес"), trusting(mail_certificate))
    assert error.code == "mail.no_address"
    typed_in_russian = MailServer(told.host, told.port, told.encryption, "school", "ыускуе", told.sender)
    assert refused(typed_in_russian, sealed_letter(), trusting(mail_certificate)).code == "mail.letters"
    assert box.letters == []


def test_nobody_there(mail_certificate: Path) -> None:
    nobody = MailServer("localhost", free_port(), Encryption.TLS, "", "", "a@example.org")
    assert refused(nobody, sealed_letter(), trusting(mail_certificate)).code == "mail.no_connection"


def test_a_server_without_protection_gets_no_password(mail_certificate: Path) -> None:
    box, port = Box(), free_port()
    controller = Controller(box, hostname="localhost", port=port)
    controller.start()
    try:
        bare = MailServer("localhost", port, Encryption.STARTTLS, "school", "secret", "a@example.org")
        assert refused(bare, sealed_letter(), trusting(mail_certificate)).code == "mail.no_protection"
    finally:
        controller.stop()
    assert box.letters == []


def test_a_draft_opens_unsent_and_leaves_a_bad_address_to_the_person() -> None:
    draft = letter("Тема\nс переносом", "Текст", [Attached("a.pervichka", b"x")], to="почта", draft=True)
    read = email.message_from_bytes(as_bytes(draft), policy=default)
    assert read["X-Unsent"] == "1"
    assert read["To"] is None
    assert read["From"] is None
    assert read["Subject"] == "Тема с переносом"
