"""The adapter contract: how a platform is described. Everything but `Client` is pure.

An adapter is one frozen value named `adapter` in `adapters/<platform>/__init__.py`, or in a package
of your own that offers it under the entry point group `storewire.adapters`. It may import this
module, `connector.records`, `connector.convert` and `connector.errors`, and nothing else of ours.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from base64 import b64encode
from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal, Protocol, TypeVar

import msgspec

from connector.errors import Malformed, Unauthorized
from connector.records import Change, Kind, Ref

if TYPE_CHECKING:
    import requests

P = TypeVar("P", bound="Payload")


class Payload(msgspec.Struct, frozen=True, kw_only=True):
    """Base of payload shapes: name just the fields you rely on; unknown ones are passed over.

    Decoded from the raw bytes, with `Decimal` for money so that no float ever exists."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One webhook request exactly as it arrived. Header names are lower-case."""

    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """What a delivery says about itself. Untrusted until the signature holds."""

    store: str
    """The platform's own store id, in the form `Adapter.identify` gives it."""
    topic: str
    key: str
    """Equal for two deliveries of a store only when one repeats the other."""
    sent_at: datetime | None = None


class Signature(Protocol):
    @property
    def covers_body(self) -> bool:
        """False: the body is unsigned, and its parsers may yield nothing but `Fetch`."""

    def sign(self, delivery: Delivery, secret: str) -> dict[str, str]:
        """The headers that make `delivery` valid: what the platform does, for tests and demos."""

    def valid(self, delivery: Delivery, secrets: Iterable[str]) -> bool:
        """Constant time; any one secret may hold; an empty secret never does."""


def raw_body(delivery: Delivery) -> bytes:
    return delivery.body


def as_given(secret: str) -> tuple[str, ...]:
    return (secret,)


@dataclass(frozen=True, slots=True, kw_only=True)
class HmacSha256:
    """HMAC-SHA256 in a header, the way most platforms sign."""

    headers: tuple[str, ...]
    """Lower-case names; the first one present is checked, the first of all is signed with."""
    encoding: Literal["base64", "hex"] = "base64"
    message: Callable[[Delivery], bytes] = raw_body
    covers_body: bool = True
    secret_forms: Callable[[str], tuple[str, ...]] = as_given
    """Other spellings of one secret that the platform may have signed with."""

    def digest(self, delivery: Delivery, secret: str) -> str:
        digest = hmac.digest(secret.encode(), self.message(delivery), "sha256")
        return digest.hex() if self.encoding == "hex" else b64encode(digest).decode()

    def sign(self, delivery: Delivery, secret: str) -> dict[str, str]:
        return {self.headers[0]: self.digest(delivery, secret)}

    def valid(self, delivery: Delivery, secrets: Iterable[str]) -> bool:
        given = next((delivery.headers[h] for h in self.headers if h in delivery.headers), "")
        forms = [form for secret in secrets if secret for form in self.secret_forms(secret) if form]
        matches = [
            hmac.compare_digest(self.digest(delivery, form).encode(), given.encode())
            for form in forms
        ]
        return any(matches)


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedSecret:
    """The secret itself in a header. It proves who sends; TLS alone keeps the body as it was sent.

    That counts as covered: whoever has the secret could sign any body too, were it an HMAC, and it
    opens one store only. What an HMAC adds is against a reader on the way, who over https is none.
    """

    headers: tuple[str, ...]
    """Lower-case names; any of them may hold it, the first is signed with."""
    covers_body: bool = True

    def sign(self, delivery: Delivery, secret: str) -> dict[str, str]:
        return {self.headers[0]: secret}

    def valid(self, delivery: Delivery, secrets: Iterable[str]) -> bool:
        given = [delivery.headers[h] for h in self.headers if h in delivery.headers]
        matches = [same(secret, each) for secret in secrets if secret for each in given]
        return any(matches)


def same(secret: str, given: str) -> bool:
    """In a time that tells neither where they differ nor how long the secret is."""
    one, other = (hashlib.sha256(text.encode()).digest() for text in (secret, given))
    return hmac.compare_digest(one, other)


@dataclass(frozen=True, slots=True)
class Unsigned:
    """Nothing proves who sends but that they know the store's own delivery URL: only for adapters
    with `own_url`, whose `signed_with` is then empty."""

    @property
    def covers_body(self) -> bool:
        return False

    def sign(self, delivery: Delivery, secret: str) -> dict[str, str]:
        return {}

    def valid(self, delivery: Delivery, secrets: Iterable[str]) -> bool:
        return True


@dataclass(frozen=True, slots=True)
class Topic:
    """How one topic's bytes become changes. Made by `topic`, which checks shape against parser."""

    shape: type[Payload]
    decode: Callable[[bytes], Payload]
    parse: Callable[[Any], Iterable[Change]]

    def changes(self, body: bytes) -> tuple[Change, ...]:
        """Raises Malformed with the JSON path of what is missing or of the wrong kind."""
        try:
            return tuple(self.parse(self.decode(body)))
        except msgspec.DecodeError as error:
            raise malformed(error) from None
        except UnicodeDecodeError:
            raise Malformed("The body is not UTF-8 text.") from None
        except RecursionError:
            raise Malformed("The body is nested too deeply.") from None


def topic(shape: type[P], parse: Callable[[P], Iterable[Change]]) -> Topic:
    return Topic(shape, msgspec.json.Decoder(shape).decode, parse)


def malformed(error: msgspec.DecodeError) -> Malformed:
    """msgspec says `Object missing required field `id` - at `$.refunds[0]``."""
    text = str(error)
    where = re.search(r" - at `([^`]+)`$", text)
    missing = re.search(r"missing required field `([^`]+)`", text)
    path = (where[1] if where else "$") + (f".{missing[1]}" if missing else "")
    return Malformed(text.split(" - at ")[0], path)


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One thing the owner gives on connecting: `storewire store add <platform> --<name>`."""

    name: str
    help: str
    secret: bool = False
    required: bool = True


Settings = Mapping[str, str]
"""One store's settings by name, secrets included."""


class Account(Protocol):
    """One store's settings, kept encrypted by the core and shared by all its processes."""

    @property
    def settings(self) -> Settings:
        """As of now."""

    def exclusively(self) -> AbstractContextManager[Settings]:
        """Settings as of now, while no other process may change them: for renewing a token."""

    def keep(self, new: Settings) -> None:
        """Adds or replaces these settings, all or none, and returns when they are on disk."""


@dataclass(frozen=True, slots=True)
class Page:
    """`next_cursor` None: that was the last one. Until then it resumes here, also after days."""

    changes: tuple[Change, ...]
    next_cursor: str | None
    total: int | None = None
    """Of all pages together, in records of the page's kind: for showing how far a load is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """A webhook as the platform has it. `active` False: it is there and delivers nothing."""

    id: str
    topic: str
    delivery_url: str
    active: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something `check` found. `cure` is what the owner can do about it."""

    severity: Literal["note", "warning", "error"]
    what: str
    cure: str = ""


class Client(Protocol):
    """One store's API: the only part of an adapter that does I/O.

    Raises PlatformAway, Throttled, AccessRevoked or AccessDenied, and nothing of `requests`."""

    def fetch(self, ref: Ref) -> Iterable[Change]:
        """What the platform says of it now; `Deleted` where it says it is gone."""

    def page(self, kind: Kind, since: datetime | None, cursor: str | None) -> Page:
        """What changed since then, or everything, a page at a time, oldest change first."""

    def ids(self, kind: Kind, cursor: str | None) -> tuple[tuple[str, ...], str | None]:
        """The ids of all there are, a page at a time: what we hold beyond them is gone."""

    def orders(self, number: str) -> Iterable[Change]:
        """What the platform has under this number as a shopper types it, whole, with its parts;
        nothing where it has none. Somebody is waiting: the orders themselves come first, as soon
        as the platform has said which there are, and finding that out is the same questions whether
        there is one or not. Raises Unsupported where the platform cannot be asked so."""

    def subscriptions(self) -> Iterable[Subscription]:
        """Ours and others'."""

    def subscribe(self, delivery_url: str, secret: str, topics: Collection[str]) -> None:
        """Makes what is missing, remakes what is disabled, removes what is double: twice leaves
        one set. Raises Unsupported, saying why, where it has to be done by hand."""

    def check(self) -> Iterable[Finding]:
        """Whether the access we have is enough; raises where there is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A request to an install address, as it came. Header names are lower-case; no parameter comes
    twice."""

    params: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes = b""
    url: str = ""
    """Our address it came to, as the platform knows it and without parameters."""
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """An installation under way. `settings` hold what is known of the store, and the app's own."""

    settings: Settings
    state: str
    """Unguessable; it comes back with the platform's answer and is accepted once."""
    callback_url: str
    """Where the platform brings its answer; with `by_server` it has the state in it."""
    return_url: str
    """Where the browser may be sent in the end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """What a request says that the platform itself vouches for."""

    settings: Settings
    granted: bool = False
    """True: access came with it. Else the owner is asked for it."""
    framed_by: tuple[str, ...] = ()
    """Origins of the platform's admin, where its pages show ours in a frame."""


def not_from_platform(app: Settings, asked: Asked, session: requests.Session) -> Opening:
    raise Unauthorized


@dataclass(frozen=True, slots=True, kw_only=True)
class Install:
    """How an owner lets us in with a browser, no key copied. The core makes and checks states and
    cookies, tries what is granted, and only then keeps it."""

    authorize: Callable[[Begun], str]
    """Where the owner's browser goes to agree. Raises BadRequest or Misconfigured."""
    granted: Callable[[Settings, Asked, requests.Session], Settings]
    """The store's settings, out of the platform's answer and what was begun with. Raises
    Unauthorized where it is not the platform's answer to that."""
    grants: tuple[str, ...]
    """Settings that the owner need not give."""
    app: tuple[Setting, ...] = ()
    """Of the app all stores install, read from `STOREWIRE_<PLATFORM>_<NAME>`."""
    by_server: bool = False
    """True where the platform's server brings the answer and no browser: its address then has the
    state in it, and there is no cookie to compare."""
    opened: Callable[[Settings, Asked, requests.Session], Opening] = not_from_platform
    """What a request that begins on the platform's side says. Raises Unauthorized for any other."""
    unauthorized_headers: tuple[tuple[str, str], ...] = ()
    """Beside a 401."""


Params = Mapping[str, tuple[str, ...]]
"""Query parameters, decoded, each with all its values in the order they came."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """Who asks on a shop's own pages, as the platform says. Untrusted until the signature holds."""

    store: str
    """As `Adapter.identify` gives it."""
    customer_id: str
    """As orders have it; empty for who is not logged in."""
    sent_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Storefront:
    """How the platform passes on what is asked on a shop's own pages, and who is logged in there.
    Pure; the core looks whether it is fresh, and for which store it is."""

    adds: frozenset[str]
    """The parameters that are the platform's and not the asker's."""
    signed_in: str
    """The one of them that has the signature."""
    signature: Callable[[Params, str], str]
    """What it has to be, with `Adapter.signed_with` as the secret."""
    visitor: Callable[[Mapping[str, str]], Visitor]
    """Out of what the platform added, none of which may come twice: a browser may have sent the
    other one. Raises Unauthorized for what the platform would not send."""


def no_ping(delivery: Delivery) -> bool:
    return False


def no_error(body: bytes) -> str | None:
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Adapter:
    """A platform, described."""

    name: str
    """Lower-case, as in `/webhooks/<name>`."""
    title: str
    """As owners know it, `WooCommerce`."""
    settings: tuple[Setting, ...]
    identify: Callable[[Settings], str]
    """The platform's own store id out of the settings; raises BadRequest for a wrong address."""
    signed_with: str
    """The name of the secret setting that signs deliveries; empty with `Unsigned`."""
    also_signed_with: tuple[str, ...] = ()
    """Names of other settings that the platform may have signed with in its place."""
    signature: Signature
    read_envelope: Callable[[Delivery], Envelope]
    """Raises Malformed where the request cannot be this platform's."""
    topics: Mapping[str, Topic]
    """Also what we subscribe to."""
    may_lack: frozenset[str] = frozenset()
    """Topics that not every shop offers: there they are not missed."""
    ignored: frozenset[str] = frozenset()
    """Topics we know and have no use for: answered 200, their bodies not kept."""
    secret_is_ours: bool = False
    """True where the platform signs with whatever secret we tell it."""
    own_url: bool = False
    """True where each store gets an unguessable delivery URL of its own."""
    is_ping: Callable[[Delivery], bool] = no_ping
    """An unsigned test request that wants 200 and means nothing."""
    platform_error: Callable[[bytes], str | None] = no_error
    """Why a signed body is no resource but the platform's own error; None for all others."""
    kinds: tuple[Kind, ...] = ()
    """What `Client.page` can list, in the order it is best loaded."""
    connect: Callable[[Account, requests.Session], Client] | None = None
    """None where the platform has no API we use."""
    install: Install | None = None
    """None where the owner has to copy keys."""
    storefront: Storefront | None = None
    """None where the platform passes nothing on."""
    needs_store: bool = False
    """True for what serves a store of another platform, such as a source of its reviews."""
