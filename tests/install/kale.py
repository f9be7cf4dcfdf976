"""Two platforms in memory: one lets us in by a browser, the other's server brings the key."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import requests
from apiflask import APIFlask
from flask.testing import FlaskClient

from connector.api.rest import new_app
from connector.contract import (
    Account,
    Adapter,
    Asked,
    Begun,
    Client,
    Install,
    Opening,
    Setting,
    Settings,
)
from connector.errors import AccessRevoked, BadRequest, Unauthorized
from connector.install.entrance import Entrance
from connector.install.web import add_install
from connector.storage.engine import Database
from tests.jobs.platform import Platform, adapter_of

HERE = "https://connect.example"
CODE = "the-code"
BROWSER, SERVER = "kale", "burc"
WORD = "from-the-admin"


@dataclass
class Scene:
    """A server with both platforms, an owner's browser, and what jobs were asked for."""

    database: Database
    platform: Platform = field(default_factory=Platform)
    loads: list[tuple[int, str]] = field(default_factory=list)
    app_settings: dict[str, str] = field(default_factory=lambda: {"client_id": "app-1"})
    accepted: bool = True

    def __post_init__(self) -> None:
        made = adapter_of(self.platform)
        browser = Install(
            authorize=authorize,
            granted=granted,
            grants=("token",),
            app=(Setting(name="client_id", help="The app's id"),),
            opened=opened,
            unauthorized_headers=(("X-Try-Again", "1"),),
        )
        server = Install(authorize=authorize, granted=brought, grants=("token",), by_server=True)
        self.adapters = {
            BROWSER: self._adapter(made, BROWSER, browser),
            SERVER: self._adapter(made, SERVER, server),
            "silent": replace(made, name="silent"),
        }

    def _adapter(self, made: Adapter, name: str, install: Install) -> Adapter:
        settings = (Setting(name="shop", help="Its address"), Setting(name="token", help="Its key"))
        return replace(
            made,
            name=name,
            identify=identify,
            settings=settings,
            own_url=name == SERVER,
            secret_is_ours=name == SERVER,
            install=install,
            connect=self._client,
        )

    def _client(self, account: Account, session: requests.Session) -> Client:
        if not self.accepted or account.settings.get("token") != "granted":
            raise AccessRevoked("The key opens nothing; agree once more.")
        return self.platform

    @property
    def entrance(self) -> Entrance:
        return Entrance(
            database=self.database,
            adapters=self.adapters,
            public_url=HERE,
            of_app=lambda platform, names: self.app_settings,
            load=lambda store_id, job: self.loads.append((store_id, job)),
        )

    def app(self) -> APIFlask:
        app = new_app()
        add_install(app, self.entrance)
        return app

    def browser(self) -> FlaskClient:
        return self.app().test_client()


def identify(settings: Settings) -> str:
    shop = settings.get("shop", "")
    if not shop.endswith(".example"):
        raise BadRequest("The shop is an address such as lale.example.", "shop")
    return shop


def authorize(begun: Begun) -> str:
    said = {"state": begun.state, "back": begun.callback_url, "end": begun.return_url}
    return f"https://{begun.settings['shop']}/agree?{urlencode(said)}"


def granted(settings: Settings, asked: Asked, session: requests.Session) -> Settings:
    if asked.params.get("code") != CODE:
        raise Unauthorized
    return {"shop": settings["shop"], "token": "granted", "secret": settings["client_id"]}


def brought(settings: Settings, asked: Asked, session: requests.Session) -> Settings:
    if not asked.body.startswith(b"key "):
        raise Unauthorized
    return {"shop": settings["shop"], "token": asked.body.removeprefix(b"key ").decode()}


def opened(app: Settings, asked: Asked, session: requests.Session) -> Opening:
    if asked.headers.get("authorization") == f"Bearer {WORD}":
        settings = {"shop": "lale.example", "token": "granted", "secret": "s"}
        return Opening(settings=settings, granted=True, framed_by=("https://admin.example",))
    if asked.params.get("word") != WORD:
        raise Unauthorized
    return Opening(settings={"shop": "lale.example"})


def told(url: str) -> dict[str, str]:
    """The parameters of an address."""
    return {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}


def path(url: str) -> str:
    """As a test client wants it."""
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def cookie_of(response: Any) -> str:
    """The whole header."""
    found: str = response.headers.get("Set-Cookie", "")
    return found
