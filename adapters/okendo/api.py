"""Okendo's Merchant REST API: how it is asked. https://docs.okendo.io/merchant-rest-api"""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

from adapters.okendo.envelope import API, user_id
from connector.contract import Account
from connector.errors import AccessDenied, PlatformAway
from connector.web import Gone, Question, Vendor, Web, base_of

WHERE = "Okendo > Settings > Integrations > API"
VENDOR = Vendor(
    title="Okendo",
    revoked=f"Okendo does not know this user id with this API key. Copy both again from {WHERE}.",
    denied="Okendo knows the key and does not let it do this. Ask Okendo's support for an API key"
    " that may read reviews and manage webhooks.",
)
NO_KEY = (
    "Storewire has no key to Okendo's API, so it only knows what webhooks tell. Copy the API key"
    f" from {WHERE}."
)
HEADERS = {"okendo-api-version": "2025-02-01"}
"""Without it every request is refused."""


class Api:
    def __init__(self, account: Account, web: Web) -> None:
        self._account, self._web = account, web

    def get(self, path: str, **params: str) -> bytes:
        return self._web.ask(self._question(path, params=params))

    def find(self, path: str) -> bytes | None:
        return self._web.find(self._question(path))

    def post(self, path: str, body: object) -> bytes:
        return self._web.ask(self._question(path, method="POST", body=body))

    def remove(self, path: str) -> None:
        try:
            self._web.ask(self._question(path, method="DELETE"))
        except Gone:
            return

    def _question(
        self,
        path: str,
        *,
        method: str = "GET",
        params: dict[str, str] | None = None,
        body: object = None,
    ) -> Question:
        settings = self._account.settings
        key = settings.get("api_key", "").strip()
        if not key:
            raise AccessDenied(NO_KEY)
        return Question(
            url=f"{base_of(settings, API)}/{path}",
            method=method,
            params=params or {},
            headers=HEADERS,
            login=(user_id(settings.get("user_id", "")), key),
            body=body,
        )


def cursor_in(next_url: str | None) -> str | None:
    """Of the address of the next page only the place is taken: it shall lead nowhere else."""
    if not next_url:
        return None
    try:
        found = parse_qs(urlsplit(next_url).query).get("lastEvaluated")
    except ValueError:
        found = None
    if not found:
        raise PlatformAway("Okendo's answer has a next page and does not say where it begins.")
    return found[0]
