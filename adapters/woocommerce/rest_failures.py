"""Why a shop's REST API did not give what was asked, told apart, each with its cure.

Details are made of our own words and WooCommerce's error code alone: neither addresses nor keys
nor what the shop sent ever gets into an exception.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import msgspec
import requests

from adapters.woocommerce.values import UNREADABLE
from connector.errors import AccessDenied, AccessRevoked, PlatformAway, StorewireError, Throttled

KEYS = "WooCommerce > Settings > Advanced > REST API"
LONGEST_WAIT = 3600.0
"""Seconds we are told to wait at most; a shop that says more is asked again after this."""
GONE = re.compile(
    r"woocommerce_rest_\w*invalid\w*_id|woocommerce_rest_invalid_\w*id|rest_setting_setting_invalid"
)
"""The codes with 404 by which WooCommerce says that there is no such thing (any more)."""
WALLS = ("cf-mitigated", "x-sucuri-block", "sg-captcha", "x-datadome")


class Gone(PlatformAway):
    """There is no such thing. Never leaves the client: it becomes `Deleted`."""


class NoRoute(PlatformAway):
    """WordPress answers, and knows no such path: too old, or the part is switched off."""


class BadParameter(PlatformAway):
    """This WooCommerce does not take a parameter we sent."""


class Passing(PlatformAway):
    """May be over in a second."""


class KeyUnseen(AccessRevoked):
    """WooCommerce saw no key it knows: unknown, or lost on the way."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    """Names in any case."""
    body: bytes

    @property
    def total(self) -> int | None:
        """All rows of the list, where it says so."""
        text = self.headers.get("X-WP-Total", "")
        return int(text) if text.isascii() and text.isdigit() else None


class ErrorBody(msgspec.Struct):
    code: str
    message: str = ""


def failure(answer: Answer, method: str) -> StorewireError | None:
    """None where the answer is what was asked for: JSON with a status of success."""
    error = error_body(answer.body)
    if answer.status in (429, 503) and "Retry-After" in answer.headers:
        return Throttled(retry_after(answer.headers["Retry-After"]))
    if answer.status == 429:
        return Throttled(60)
    if error is not None:
        return said(answer, error, method) if answer.status >= 400 else None
    if answer.status < 300 and looks_like_json(answer.body):
        return None
    return unreadable(answer)


def error_body(body: bytes) -> ErrorBody | None:
    try:
        return msgspec.json.decode(without_mark(body), type=ErrorBody)
    except UNREADABLE:
        return None


def without_mark(body: bytes) -> bytes:
    """Without the byte order mark that a carelessly saved PHP file sends ahead of everything."""
    return body.lstrip(b"\xef\xbb\xbf \r\n\t")


def looks_like_json(body: bytes) -> bool:
    return without_mark(body)[:1] in (b"{", b"[", b'"')


def retry_after(value: str) -> float:
    """Seconds; a date, which few shops send, counts as a minute."""
    seconds = float(value) if re.fullmatch(r"\s*[0-9]{1,9}\s*", value) else 60.0
    return min(seconds, LONGEST_WAIT)


def said(answer: Answer, error: ErrorBody, method: str) -> StorewireError:
    """WooCommerce's or WordPress's own error."""
    code = re.sub(r"[^A-Za-z0-9_.-]", "", error.code)[:80]
    if answer.status == 401:
        return unauthenticated(code, error.message, method)
    if answer.status == 403:
        return forbidden(code)
    if answer.status == 404 and code == "rest_no_route":
        return NoRoute(
            "WordPress answers, but WooCommerce's REST API is not there (rest_no_route)."
            " Switch WooCommerce on, and bring it up to date."
        )
    if answer.status == 404 and GONE.fullmatch(code):
        return Gone(f"There is no such thing in the shop ({code}).")
    if answer.status == 400:
        return BadParameter(f"The shop refused what we asked ({code}).")
    kind = Passing if answer.status >= 500 else PlatformAway
    return kind(
        f"The shop answered with an error of its own ({answer.status}, {code}). If it stays, the"
        " shop's error log (WooCommerce > Status > Logs) says which plugin fails."
    )


def unauthenticated(code: str, message: str, method: str) -> StorewireError:
    """https://github.com/woocommerce/woocommerce/issues/14918 is full of these."""
    if code == "woocommerce_rest_authentication_error":
        return key_refused(message.lower(), method)
    if code.startswith("woocommerce_rest_"):
        return KeyUnseen(
            f"The shop knows no such key ({code}): it was revoked, or its user is gone. Make a new"
            f" one under {KEYS} and connect the shop again."
        )
    return AccessDenied(
        f"The shop closes its REST API to us before WooCommerce sees the key ({code or 401}). A"
        " plugin that limits the REST API has to let /wp-json/wc/ through."
    )


def key_refused(message: str, method: str) -> StorewireError:
    """One code for five causes; the words beside it are translated into the shop's language."""
    if "timestamp" in message:
        return PlatformAway(
            "The shop refuses the time of our requests: one of the two clocks is more than a"
            " quarter of an hour wrong. Set the clocks by a time server."
        )
    if "nonce" in message:
        return Passing("The shop took a request of ours for a repetition. We try again.")
    if "signature" in message:
        return AccessRevoked(
            "The shop says that our signature is wrong: either the consumer secret is, or the"
            " shop's address differs from the one under Settings > General > Site Address."
        )
    if "secret" in message:
        return AccessRevoked(
            "The consumer secret does not belong to the consumer key. Copy both again, or make a"
            f" new key under {KEYS}."
        )
    if method != "GET" or "write permission" in message:
        return AccessDenied(
            "The key may only read. Set its permissions to Read/Write under"
            f" {KEYS}, or do by hand what needs writing."
        )
    if "permission" in message:
        return AccessDenied(
            f"The key may only write. Set its permissions to Read or Read/Write under {KEYS}."
        )
    return AccessRevoked(
        "The shop refuses the key: either its consumer secret is wrong, or it may not read. Copy"
        f" both again, and see under {KEYS} that its permissions are Read or Read/Write."
    )


def forbidden(code: str) -> StorewireError:
    if code.startswith("woocommerce_rest_") or code == "rest_forbidden":
        return AccessDenied(
            f"The user whose key this is may not see or do that in the shop ({code}). Make the key"
            " for an administrator or a shop manager."
        )
    return AccessDenied(
        f"Something in front of WooCommerce refuses us ({code or 403}): a security plugin or"
        " a firewall. Let /wp-json/wc/ through."
    )


def unreadable(answer: Answer) -> StorewireError:
    """No JSON, or none to see for what stands before it."""
    if 300 <= answer.status < 400:
        return PlatformAway("The shop sends us on to another address. Give that one to us.")
    if answer.status == 401 and "WWW-Authenticate" in answer.headers:
        return AccessDenied(
            "The whole site asks for a password of its own, as test sites do. Let /wp-json/ through"
            " without it."
        )
    if answer.status == 404:
        return PlatformAway(
            "There is no REST API at this address. See that the address is right, and that"
            ' Settings > Permalinks is anything but "Plain".'
        )
    if is_wall(answer):
        return PlatformAway(
            f"A wall against robots stands in front of the shop ({answer.status}) and let us not"
            " through. Make an exception for /wp-json/wc/ in the firewall or the host's settings."
        )
    if answer.status == 503 or b"maintenance" in answer.body[:20_000].lower():
        return Passing("The shop is closed for maintenance. We try again.")
    if answer.status >= 500:
        return Passing(f"The shop's server failed ({answer.status}). We try again.")
    return PlatformAway(with_junk(answer))


def is_wall(answer: Answer) -> bool:
    page = answer.body[:20_000].lower()
    return (
        answer.status in (202, 401, 403, 406)
        or any(name in answer.headers for name in WALLS)
        or any(word in page for word in (b"captcha", b"challenge-platform", b"just a moment"))
    )


def with_junk(answer: Answer) -> str:
    if re.search(
        rb"<b>(warning|notice|deprecated|fatal error)</b>|^php ", answer.body[:2000], re.IGNORECASE
    ):
        return (
            "The shop prints PHP warnings before its answers, which makes them unreadable. Set"
            " WP_DEBUG_DISPLAY to false in wp-config.php, and mend what it warns of."
        )
    return (
        f"The shop answered with a page instead of data ({answer.status}): maintenance, a wall"
        " against robots, or an address that is not the shop's."
    )


def unreachable(error: requests.RequestException | ValueError) -> PlatformAway:
    """Nothing came back at all, or nothing that HTTP knows."""
    if not isinstance(error, requests.RequestException):
        return PlatformAway("The shop sends us on to an address that is none.")
    if isinstance(error, requests.exceptions.SSLError):
        return PlatformAway(
            "The shop's certificate cannot be trusted: expired, for another name, or of an"
            " authority we do not know (REQUESTS_CA_BUNDLE names those we should)."
        )
    if isinstance(error, requests.Timeout):
        return Passing("The shop did not answer in time. We try again.")
    if "resol" in str(error).lower() or "name or service" in str(error).lower():
        return PlatformAway("The shop's name is not known in DNS: mistyped, or its domain is gone.")
    if isinstance(error, requests.ConnectionError):
        return Passing("The shop's server takes no connection, or breaks it off. We try again.")
    return Passing(f"The shop's answer broke off ({type(error).__name__}). We try again.")
