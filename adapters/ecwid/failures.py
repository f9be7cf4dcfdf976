"""Why Ecwid did not give what was asked, told apart, each with its cure.

Details are made of our own words and Ecwid's error code alone: neither tokens nor what was sent
ever gets into an exception. https://docs.ecwid.com/api-reference/rest-api/rest-api-error-codes
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import msgspec
import requests

from adapters.ecwid.shapes import ErrorBody
from adapters.ecwid.values import UNREADABLE
from connector.errors import AccessDenied, AccessRevoked, PlatformAway, StorewireError, Throttled

LONGEST_WAIT = 3600.0
"""Seconds we are told to wait at most; a shop that says more is asked again after this."""
NO_STORE = ("STORE_NOT_FOUND", "PROFILE_NOT_FOUND")

TOKENLESS = (
    "Storewire has no access token of this shop, so it hears of changes and cannot ask what they"
    " are. Give us the secret token (secret_...) under my.ecwid.com/#develop-apps."
)
REVOKED = (
    "Ecwid does not know our access token any more: the app was removed from the shop, or its token"
    " made anew. Install the app again, or give us the secret token that is under"
    " my.ecwid.com/#develop-apps."
)
SCOPES = (
    "The app may not read this. An app of your own begins with orders and products only: ask"
    " ec.apps@lightspeedhq.com to give it the scopes read_store_profile, read_orders, read_catalog"
    " and read_reviews. One from the App Market: install it again and agree to all it asks for."
)
PLAN = "The shop's plan has no API. Under Billing & Plans in the Ecwid admin, choose one that has."
SUSPENDED = "Ecwid has suspended the shop. See what its admin says, or ask Ecwid's support."
UNKNOWN_STORE = (
    "Ecwid has no shop of this number: it was closed, or the number is mistyped. It is at the foot"
    " of each page of the Ecwid admin."
)


class Gone(PlatformAway):
    """There is no such thing. Never leaves the client: it becomes `Deleted`."""


class Refused(PlatformAway):
    """Ecwid does not take what was asked, and never will."""


class Passing(PlatformAway):
    """May be over in a second."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    """Names in any case."""
    body: bytes


def failure(answer: Answer) -> StorewireError | None:
    """None where the answer is what was asked for: JSON with a status of success."""
    if answer.status == 429:
        return Throttled(retry_after(answer.headers.get("Retry-After", "")))
    error = error_body(answer.body)
    if answer.status >= 400 and error is not None:
        return said(answer.status, error)
    if 200 <= answer.status < 300 and answer.body.lstrip()[:1] in (b"{", b"["):
        return None
    return unreadable(answer)


def error_body(body: bytes) -> ErrorBody | None:
    """Ecwid says that one is optional: without it there is only the status."""
    if not body.strip():
        return ErrorBody()
    try:
        return msgspec.json.decode(body, type=ErrorBody)
    except UNREADABLE:
        return None


def retry_after(value: str) -> float:
    """Seconds; a date, or nothing, counts as a minute."""
    seconds = float(value) if re.fullmatch(r"\s*[0-9]{1,9}\s*", value) else 60.0
    return min(max(seconds, 1.0), LONGEST_WAIT)


def said(status: int, error: ErrorBody) -> StorewireError:
    """Ecwid's own error."""
    code = re.sub(r"[^A-Z0-9_]", "", error.error_code or "")[:60]
    if status == 401 or code == "INVALID_API_TOKEN":
        return AccessRevoked(REVOKED)
    if status == 402:
        return AccessDenied(SUSPENDED if code == "STORE_IS_SUSPENDED" else PLAN)
    if status == 403:
        return forbidden(code, (error.error_message or "").lower())
    if code in NO_STORE:
        return AccessRevoked(UNKNOWN_STORE)
    if status == 404:
        return Gone(f"There is no such thing in the shop ({code or 404}).")
    if status >= 500 or status == 408:
        return Passing(f"Ecwid failed to answer ({code or status}). We try again.")
    return Refused(f"Ecwid refused what we asked ({code or status}). Please tell us of it.")


def forbidden(code: str, message: str) -> StorewireError:
    """Before there were codes, a wrong token was told from a missing scope in words alone."""
    if not code and "token" in message and "scope" not in message:
        return AccessRevoked(REVOKED)
    return AccessDenied(SCOPES)


def unreadable(answer: Answer) -> StorewireError:
    """A page, or nothing at all, where Ecwid's API speaks JSON."""
    if 300 <= answer.status < 400:
        return PlatformAway(
            "Ecwid's API sends us elsewhere. See that the setting api_url is right."
        )
    if answer.status >= 500:
        return Passing(f"Ecwid failed to answer ({answer.status}). We try again.")
    return PlatformAway(
        f"A page came in place of Ecwid's answer ({answer.status}): a wall in between, or Ecwid is"
        " being worked on. If it lasts, see that the setting api_url is right."
    )


def unreachable(error: requests.RequestException | ValueError) -> PlatformAway:
    """Nothing came back at all, or nothing that HTTP knows."""
    if isinstance(error, requests.exceptions.SSLError):
        return PlatformAway("The certificate of Ecwid's API cannot be trusted from here.")
    if isinstance(error, requests.Timeout):
        return Passing("Ecwid did not answer in time. We try again.")
    if isinstance(error, requests.ConnectionError):
        return Passing("Ecwid's API takes no connection, or breaks it off. We try again.")
    return Passing(f"Ecwid's answer broke off ({type(error).__name__}). We try again.")
