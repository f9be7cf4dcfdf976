"""Yotpo's API: how it is asked, with a token that its app key and secret are exchanged for.

https://apidocs.yotpo.com/reference/yotpo-authentication
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from adapters.yotpo import shapes
from adapters.yotpo.envelope import API, identify
from connector.contract import Account
from connector.errors import AccessRevoked
from connector.web import Question, Refused, Vendor, Web, answer, base_of

WHERE = "Yotpo > Settings > Store Settings > API Credentials"
VENDOR = Vendor(
    title="Yotpo",
    revoked="Yotpo does not know this app key with this secret. Was the secret made anew? Copy both"
    f" again from {WHERE}.",
    denied="Yotpo knows the app key and does not let it do this. Its API comes with the paid plans;"
    " ask your Yotpo representative whether yours has it.",
)
WEBHOOKS = "https://developers.yotpo.com"
"""Of all its addresses, the one where webhooks are made."""

Answered = TypeVar("Answered")


class Api:
    """A token lives two weeks; one that is refused is asked for anew, once."""

    def __init__(self, account: Account, web: Web) -> None:
        self._account, self._web = account, web
        self._token = ""

    @property
    def app_key(self) -> str:
        return identify(self._account.settings)

    def get(self, path: str, **params: str) -> bytes:
        return self._with_token(self._web.ask, self._question(path, params))

    def find(self, path: str) -> bytes | None:
        return self._with_token(self._web.find, self._question(path, {}))

    def webhooks(self, body: object = None) -> bytes:
        """Lists them, or makes one."""
        settings = self._account.settings
        question = Question(
            url=f"{base_of(settings, WEBHOOKS)}/v2/{self.app_key}/webhooks",
            method="GET" if body is None else "POST",
            body=body,
        )
        return self._with_token(self._web.ask, question)

    def _question(self, path: str, params: dict[str, str]) -> Question:
        return Question(url=f"{base_of(self._account.settings, API)}/{path}", params=params)

    def _with_token(self, ask: Callable[[Question], Answered], question: Question) -> Answered:
        if self._token:
            try:
                return ask(self._signed(question))
            except AccessRevoked:
                pass
        self._token = self._grant()
        return ask(self._signed(question))

    def _signed(self, question: Question) -> Question:
        """The same token has two names, by the address it is for."""
        name = "access_token" if question.url.endswith("/webhooks") else "utoken"
        return replace(question, params={**question.params, name: self._token})

    def _grant(self) -> str:
        settings = self._account.settings
        question = Question(
            url=f"{base_of(settings, API)}/oauth/token",
            method="POST",
            body={
                "client_id": self.app_key,
                "client_secret": settings.get("secret", "").strip(),
                "grant_type": "client_credentials",
            },
        )
        try:
            body = self._web.ask(question)
        except Refused:
            raise AccessRevoked(VENDOR.revoked) from None
        return answer(VENDOR, body, shapes.Token).access_token
