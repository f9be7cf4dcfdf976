"""A shop is connected: its access is tried, and only then kept; then its webhooks are made."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import requests
import structlog

from connector.contract import Adapter, Client, Finding, Settings
from connector.errors import AccessDenied, BadRequest, StorewireError, Unsupported
from connector.jobs import BACKFILL, SWEEP
from connector.jobs.account import StoreAccount
from connector.jobs.subscriptions import signing_secret
from connector.storage import progress
from connector.storage.engine import Database
from connector.storage.places import delivery_url
from connector.storage.stores import Store, connect_store, find_store, remove_unused

log = structlog.get_logger(__name__)

SECRET_LENGTH = 32
"""Bytes, which makes 43 letters, digits, - and _: WooCommerce decodes entities in a secret."""
MADE = "made"


@dataclass
class Trial:
    """A `connector.contract.Account` that nobody else knows of yet."""

    settings: Settings

    @contextmanager
    def exclusively(self) -> Iterator[Settings]:
        yield self.settings

    def keep(self, new: Settings) -> None:
        self.settings = {**self.settings, **new}


@dataclass(frozen=True, slots=True, kw_only=True)
class Connected:
    store: Store
    is_new: bool
    """False for one that was connected all along and has given us new access."""
    findings: tuple[Finding, ...]


def connect(
    database: Database,
    adapter: Adapter,
    given: Settings,
    name: str = "",
    attached_to: int | None = None,
) -> Connected:
    """Raises what the platform refuses the access with; then nothing is kept or changed."""
    if adapter.needs_store and attached_to is None:
        raise BadRequest(f"{adapter.title} serves a shop: say which, with --to.", "to")
    platform_id = adapter.identify(given)
    known = find_store(database, adapter.name, url_key=None, platform_id=platform_id)
    settings, findings = tried(adapter, with_secret(adapter, given, known))
    signed_with = [n for n in (adapter.signed_with, *adapter.also_signed_with) if n]
    store, is_new = connect_store(
        database,
        adapter.name,
        platform_id,
        name or platform_id,
        settings,
        signed_with,
        attached_to=attached_to,
    )
    log.info("store.connected", store=store.id, platform=adapter.name, new=is_new)
    return Connected(store=store, is_new=is_new, findings=findings)


def with_secret(adapter: Adapter, given: Settings, known: Store | None) -> Settings:
    """A shop that signs with what we tell it keeps its secret: it may be signing just now."""
    if not adapter.secret_is_ours or given.get(adapter.signed_with):
        return given
    kept = known.settings.get(adapter.signed_with, ()) if known else ()
    return {**given, adapter.signed_with: next(iter(kept), secrets.token_urlsafe(SECRET_LENGTH))}


def tried(adapter: Adapter, settings: Settings) -> tuple[Settings, tuple[Finding, ...]]:
    """With what was granted on the way, and what the platform says of our access."""
    if adapter.connect is None:
        raise Unsupported(f"{adapter.title} stores have no API we use.")
    account = Trial(settings)
    with requests.Session() as session:
        findings = tuple(adapter.connect(account, session).check())
    return account.settings, findings


def make_webhooks(database: Database, adapter: Adapter, new: Connected, told_url: str) -> str:
    """MADE, or why they have to be made by hand. Where the shop does not answer, one that is new is
    not kept: nothing is half connected."""
    assert adapter.connect is not None
    store = new.store
    url = delivery_url(told_url, database, adapter, store)
    try:
        with requests.Session() as session:
            client: Client = adapter.connect(StoreAccount(database, store.id), session)
            client.subscribe(url, signing_secret(adapter, store), adapter.topics)
    except (Unsupported, AccessDenied) as error:
        return error.detail
    except StorewireError:
        if new.is_new:
            remove_unused(database, store.id)
        raise
    return MADE


def first_job(database: Database, adapter: Adapter, store_id: int) -> str:
    """What brings our copy up to date: everything, or what changed while we had no access."""
    loaded = all(progress.complete_to(database, store_id, kind) for kind in adapter.kinds)
    return SWEEP if loaded else BACKFILL
