"""A mail server on this machine, and what came to it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope, LoginPassword

USER, PASSWORD = "shop@example.com", "p@ssword/1:%"


class Inbox:
    """`refusals` are said before anything is taken, one a message."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        self.recipients: list[list[str]] = []
        self.refusals: list[str] = []

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Envelope) -> str:  # noqa: N802
        if self.refusals:
            return self.refusals.pop(0)
        content = envelope.content
        assert isinstance(content, bytes)
        parsed = message_from_bytes(content, policy=policy.default)
        assert isinstance(parsed, EmailMessage)
        self.letters.append(parsed)
        self.recipients.append(envelope.rcpt_tos)
        return "250 OK"


def let_in(_server: Any, _session: Any, _envelope: Any, _how: str, given: Any) -> AuthResult:
    right = LoginPassword(USER.encode(), PASSWORD.encode())
    return AuthResult(success=given == right, handled=False)


@contextmanager
def mail_server(port: int, login: bool = False) -> Iterator[Inbox]:
    inbox = Inbox()
    auth: dict[str, Any] = {"authenticator": let_in} if login else {}
    server = Controller(inbox, hostname="127.0.0.1", port=port, auth_require_tls=False, **auth)
    server.start()
    try:
        yield inbox
    finally:
        server.stop()
