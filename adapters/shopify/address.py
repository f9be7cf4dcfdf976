"""Where a shop's API is asked: at the shop's own address, or at a stand-in to try things with."""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

from connector.contract import Settings
from connector.convert import web_url
from connector.errors import BadRequest

WRONG = (
    "The API address is https://host or, on this machine alone, http://127.0.0.1:port, with "
    "nothing behind it. Leave it out for a real shop: that is asked at its own address."
)


def api_url(settings: Settings, shop: str) -> str:
    """Without a slash at its end. Raises BadRequest for a stand-in that would have tokens travel
    unencrypted."""
    return stand_in(settings) or f"https://{shop}"


def stand_in(settings: Settings) -> str:
    """Empty where there is none, as for every real shop."""
    given = settings.get("api_url", "").strip().removesuffix("/")
    if not given:
        return ""
    if not web_url(given) or not is_safe(urlsplit(given)):
        raise BadRequest(WRONG, "api_url")
    return given


def is_safe(url: SplitResult) -> bool:
    try:
        url.port  # noqa: B018 - raises for one that is no number
    except ValueError:
        return False
    bare = not (url.path or url.query or url.fragment)
    return bare and (url.scheme == "https" or is_loopback(url.hostname or ""))


def is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
