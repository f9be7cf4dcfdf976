"""How a store sends codes, as its owner set it, and whether that works."""

from __future__ import annotations

import base64
import re
import secrets
from datetime import datetime
from email.headerregistry import Address
from email.utils import parseaddr
from typing import ClassVar, Literal
from urllib.parse import SplitResult, unquote, urlsplit

import msgspec

from connector.errors import BadRequest, StorewireError
from connector.storage.engine import Database
from connector.storage.preferences import drop_preference, find_preference, keep_preference

SENDER, TROUBLE = "sender", "sender trouble"
LOOPBACK = ("127.0.0.1", "::1", "localhost")
TIMEOUT = 10.0
"""Seconds, for each step of it."""
PORTS = {"smtps": 465, "smtp": 587}
SECRET_BYTES = 32
CONTROL = re.compile(r"[\x00-\x1f\x7f]")
"""What could begin another header; Python's own reading of it differs from version to version."""
Tls = Literal["from the start", "by STARTTLS", "none"]


class NotSent(StorewireError):
    """`detail` is for the owner and holds nothing of the shopper; `again`: another try may help."""

    status: ClassVar[int] = 502
    slug: ClassVar[str] = "not-sent"
    title: ClassVar[str] = "The code could not be sent"

    def __init__(self, detail: str, *, again: bool) -> None:
        super().__init__(detail)
        self.again = again


class Smtp(msgspec.Struct, frozen=True, kw_only=True):
    host: str
    port: int
    tls: Tls
    user: str = ""
    password: str = ""
    sender: str
    """`Shop <shop@example.com>`."""


class Webhook(msgspec.Struct, frozen=True, kw_only=True):
    url: str
    secret: str
    """`whsec_...`, as Standard Webhooks writes it."""


class Senders(msgspec.Struct, frozen=True, kw_only=True):
    """E-mail goes by the first where it is set, everything else by the second."""

    smtp: Smtp | None = None
    webhook: Webhook | None = None


class Trouble(msgspec.Struct, frozen=True, kw_only=True):
    """That sending fails, and since when."""

    what: str
    since: datetime
    times: int


class Letter(msgspec.Struct, frozen=True, kw_only=True):
    """One code on its way to somebody."""

    channel: Literal["email", "phone"]
    to: str
    country: str
    """ISO 3166-1 alpha-2 of the order, for a number without its country code; may be empty."""
    code: str
    subject: str
    text: str
    locale: str
    """BCP 47."""
    store: str
    expires_at: datetime


def find_senders(database: Database, store_id: int) -> Senders | None:
    return find_preference(database, store_id, SENDER, Senders)


def keep_senders(
    database: Database, store_id: int, *, smtp: Smtp | None = None, webhook: Webhook | None = None
) -> Senders:
    """Beside the one of the other kind."""
    known = find_senders(database, store_id) or Senders()
    new = Senders(smtp=smtp or known.smtp, webhook=webhook or known.webhook)
    keep_preference(database, store_id, SENDER, new)
    drop_preference(database, store_id, TROUBLE)
    return new


def drop_senders(database: Database, store_id: int) -> None:
    drop_preference(database, store_id, SENDER)
    drop_preference(database, store_id, TROUBLE)


def find_trouble(database: Database, store_id: int) -> Trouble | None:
    return find_preference(database, store_id, TROUBLE, Trouble)


def note_trouble(database: Database, store_id: int, what: str, at: datetime) -> None:
    before = find_trouble(database, store_id)
    since, times = (before.since, before.times) if before else (at, 0)
    trouble = Trouble(what=what, since=since, times=times + 1)
    keep_preference(database, store_id, TROUBLE, trouble)


def note_sent(database: Database, store_id: int) -> None:
    if find_trouble(database, store_id):
        drop_preference(database, store_id, TROUBLE)


def smtp_of(url: str, sender: str) -> Smtp:
    """Of `smtps://user:password@host:465`, or `smtp://` with STARTTLS. Raises BadRequest."""
    parts = _parts(url, "smtp")
    if parts.scheme not in PORTS or parts.path.strip("/") or parts.query or parts.fragment:
        raise BadRequest(
            "--smtp is not like smtps://user:password@mail.example.com:465; in a user name or "
            "password write @ as %40, : as %3A and / as %2F.",
            "smtp",
        )
    host = parts.hostname or ""
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    if not (user + password).isascii():
        raise BadRequest("The user name and password may hold ASCII characters only.", "smtp")
    plain: Tls = "none" if host in LOOPBACK else "by STARTTLS"
    return Smtp(
        host=host,
        port=parts.port or PORTS[parts.scheme],
        tls="from the start" if parts.scheme == "smtps" else plain,
        user=user,
        password=password,
        sender=_sender(sender),
    )


def _sender(given: str) -> str:
    """As it may stand in a header."""
    name, address = ("", "") if CONTROL.search(given) else parseaddr(given)
    user, _, domain = address.rpartition("@")
    try:
        if user and domain:
            return str(Address(name, user, domain))
    except ValueError:
        pass
    raise BadRequest('--from is not like "Shop <shop@example.com>".', "from")


def webhook_of(url: str) -> Webhook:
    """With a new secret. Raises BadRequest."""
    parts = _parts(url, "webhook")
    near = parts.scheme == "http" and parts.hostname in LOOPBACK
    if not (parts.scheme == "https" or near) or parts.username:
        raise BadRequest("--webhook has to begin with https:// and hold no password.", "webhook")
    secret = base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()
    return Webhook(url=url, secret=f"whsec_{secret}")


def _parts(url: str, option: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        if parts.hostname and parts.port != 0:
            return parts
    except ValueError:
        pass
    raise BadRequest(f"--{option} is no address.", option)
