"""An install from its first request to a connected store, whatever the platform."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

import requests
import structlog

from config.settings import Settings as Ours
from connector.contract import Adapter, Asked, Begun, Install, Opening, Settings
from connector.errors import Misconfigured, StorewireError, Unauthorized
from connector.jobs.asking import ask_for
from connector.jobs.connecting import Connected, connect, first_job
from connector.storage import installs, places
from connector.storage.engine import Database, now

log = structlog.get_logger(__name__)

LASTS = timedelta(minutes=10)
"""For the owner to log in and agree."""
INVITATION_LASTS = timedelta(hours=1)
INVITATION = "invitation"
"""Kept apart from states: it may be followed twice, as by a chat program that shows where it leads.
"""
STATE_BYTES = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Departure:
    """Send the browser to `url` and give it the cookie."""

    url: str
    cookie: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entrance:
    database: Database
    adapters: Mapping[str, Adapter]
    public_url: str
    """As told by the settings."""
    of_app: Callable[[str, Iterable[str]], Settings]
    """Settings of a platform's app by name."""
    load: Callable[[int, str], object]
    """Asks for a job of a store."""

    def adapter(self, platform: str) -> Adapter | None:
        """None where there is nothing to install by."""
        found = self.adapters.get(platform)
        return found if found and found.install and found.connect else None

    def opened(self, adapter: Adapter, asked: Asked) -> Opening:
        """Raises Unauthorized for what the platform does not vouch for."""
        with requests.Session() as session:
            return install_of(adapter).opened(self.app(adapter), asked, session)

    def app(self, adapter: Adapter) -> Settings:
        return self.of_app(adapter.name, [setting.name for setting in install_of(adapter).app])

    def invite(self, adapter: Adapter, given: Settings) -> str:
        """The link for the owner: ours, or at once the platform's where no browser comes back."""
        if absent := missing_of_app(adapter, self.app(adapter)):
            raise Misconfigured(f"For a link, set {' and '.join(absent)} to the app's own.")
        if install_of(adapter).by_server:
            return self.depart(adapter, given, INVITATION_LASTS).url
        invitation = secrets.token_urlsafe(STATE_BYTES)
        name, until = f"{adapter.name} {INVITATION}", now() + INVITATION_LASTS
        installs.begin(self.database, name, invitation, given, until)
        return f"{self._address(adapter)}?{INVITATION}={invitation}"

    def invited(self, adapter: Adapter, invitation: str) -> Settings:
        found = installs.look(self.database, f"{adapter.name} {INVITATION}", invitation)
        if found is None:
            raise Unauthorized
        return found

    def depart(self, adapter: Adapter, given: Settings, lasts: timedelta = LASTS) -> Departure:
        state = secrets.token_urlsafe(STATE_BYTES)
        begun = self._begun(adapter, {**self.app(adapter), **given}, state)
        url = install_of(adapter).authorize(begun)
        installs.begin(self.database, adapter.name, state, begun.settings, now() + lasts)
        log.info("install.begun", platform=adapter.name)
        return Departure(url=url, cookie=self._cookie(adapter, state))

    def _begun(self, adapter: Adapter, settings: Settings, state: str) -> Begun:
        here = self._address(adapter)
        suffix = f"/{state}" if install_of(adapter).by_server else ""
        return Begun(
            settings=settings,
            state=state,
            callback_url=f"{here}/callback{suffix}",
            return_url=f"{here}/done",
        )

    @property
    def here(self) -> str:
        """Where platforms and browsers reach us, without a slash at the end."""
        return places.public_url(self.public_url, self.database)

    def _address(self, adapter: Adapter) -> str:
        return f"{self.here}/install/{adapter.name}"

    def _cookie(self, adapter: Adapter, state: str) -> str:
        """The state, signed with a key for this purpose alone."""
        return self.database.keyring.blind("install cookie", f"{adapter.name} {state}").hex()

    def returned(self, adapter: Adapter, asked: Asked, cookie: str) -> Connected:
        """What came back, when it came to the browser that was sent, in time and once."""
        state = asked.params.get("state", "")
        if not hmac.compare_digest(self._cookie(adapter, state).encode(), cookie.encode()):
            raise Unauthorized
        return self._granted(adapter, asked, self._begun_with(adapter, state))

    def delivered(self, adapter: Adapter, asked: Asked, state: str) -> Connected:
        """What the platform's server brought. One that could not be kept may come again: the owner
        mends what is wrong and agrees once more."""
        begun_with = self._begun_with(adapter, state)
        try:
            return self._granted(adapter, asked, begun_with)
        except StorewireError:
            installs.begin(self.database, adapter.name, state, begun_with, now() + LASTS)
            raise

    def _begun_with(self, adapter: Adapter, state: str) -> Settings:
        found = installs.take(self.database, adapter.name, state)
        if found is None:
            raise Unauthorized
        return found

    def _granted(self, adapter: Adapter, asked: Asked, begun_with: Settings) -> Connected:
        with requests.Session() as session:
            settings = install_of(adapter).granted(begun_with, asked, session)
        return self.connected(adapter, settings)

    def connected(self, adapter: Adapter, settings: Settings) -> Connected:
        """Tried and kept; webhooks and the past are jobs, for a request has to be short."""
        new = connect(self.database, adapter, settings)
        self.load(new.store.id, first_job(self.database, adapter, new.store.id))
        return new


def install_of(adapter: Adapter) -> Install:
    assert adapter.install is not None
    return adapter.install


def missing_of_app(adapter: Adapter, given: Settings) -> list[str]:
    """Environment variables."""
    needed = [each.name for each in install_of(adapter).app if each.required]
    return [f"STOREWIRE_{adapter.name}_{n}".upper() for n in needed if not given.get(n)]


def entrance_of(ours: Ours, database: Database, adapters: Mapping[str, Adapter]) -> Entrance:
    return Entrance(
        database=database,
        adapters=adapters,
        public_url=ours.public_url,
        of_app=ours.of_app,
        load=partial(ask_for, ours),
    )
