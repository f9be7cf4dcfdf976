"""Requests that the shop makes itself: deliveries, pings, keys. Never along a redirect."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from urllib.parse import urlsplit

import requests

SAFE_PORTS = (80, 443, 8080)
SECONDS = 60


class Post:
    """`verify` is what `requests` takes: a file of certificates, or whether to look at all."""

    def __init__(self, verify: bool | str = True) -> None:
        self.verify = verify

    def send(self, url: str, body: bytes, headers: Mapping[str, str], safe_only: bool) -> int:
        """The status that was answered, 0 where nobody answered or the address is refused."""
        if safe_only and not safe(url):
            return 0
        try:
            with requests.Session() as session:
                session.trust_env = False
                session.headers.clear()
                answer = session.post(
                    url,
                    body,
                    headers={
                        "Accept": "*/*",
                        "Accept-Encoding": "deflate, gzip",
                        "Connection": "close",
                        **headers,
                    },
                    allow_redirects=False,
                    timeout=SECONDS,
                    verify=self.verify,
                )
        except requests.RequestException:
            return 0
        return answer.status_code


def safe(url: str) -> bool:
    """As `wp_http_validate_url`: no private address, no odd port.

    https://developer.wordpress.org/reference/functions/wp_http_validate_url/"""
    parts = urlsplit(url)
    try:
        private = not ipaddress.ip_address(parts.hostname or "").is_global
    except ValueError:
        private = parts.hostname == "localhost"
    return not private and (parts.port or 80) in SAFE_PORTS
