"""`storewire connect <platform>`: with keys at once, without them by a link for the owner."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from functools import partial
from typing import Any, cast
from urllib.parse import urlsplit

import click

from connector.cli.console import Console, with_console
from connector.cli.found import Found
from connector.cli.stores import (
    check_served,
    check_settings,
    delivery_url,
    option_of,
    to_options,
)
from connector.contract import Adapter, Finding
from connector.errors import BadRequest
from connector.install.entrance import entrance_of
from connector.jobs import health
from connector.jobs.asking import ask_for
from connector.jobs.connecting import (
    MADE,
    Connected,
    first_job,
    make_webhooks,
)
from connector.jobs.connecting import connect as connect_store
from connector.jobs.subscriptions import signing_secret
from connector.registry import discover
from connector.storage import places


def _commands() -> Mapping[str, Callable[[], click.Command]]:
    with_access = [adapter for adapter in discover().values() if adapter.connect is not None]
    return {adapter.name: partial(_command, adapter) for adapter in with_access}


connect = Found(
    "connect",
    _commands,
    help="Connect a shop with access to its API: webhooks are made, and its past is loaded.",
)


def _command(adapter: Adapter) -> click.Command:
    @with_console
    def command(
        console: Console, name: str | None, to: int | None = None, **given: str | None
    ) -> None:
        settings = {each: value for each, value in given.items() if value is not None}
        check_settings(adapter, settings)
        if by_link(adapter, settings):
            console.show(_link(console, adapter, settings))
            return
        check_required(adapter, settings)
        check_served(console.database, to)
        console.show(_connected(console, adapter, settings, name or "", to))

    options = [option_of(setting) for setting in adapter.settings]
    for each, setting in zip(options, adapter.settings, strict=True):
        each.required = setting.required and setting.name not in may_be_left_out(adapter)
    named = click.Option(["--name"], help="What you call the shop; its address if left out.")
    made: click.Command = cast("Any", click.command(adapter.name))(command)
    link = " Without its keys, prints a link to open in a browser." if adapter.install else ""
    made.help = f"Connect a {adapter.title} shop.{link}"
    made.params = [named, *to_options(adapter), *options, *made.params]
    return made


def may_be_left_out(adapter: Adapter) -> set[str]:
    ours = {adapter.signed_with} if adapter.secret_is_ours else set()
    return ours | set(adapter.install.grants if adapter.install else ())


def by_link(adapter: Adapter, given: Mapping[str, str]) -> bool:
    return adapter.install is not None and not any(n in given for n in adapter.install.grants)


def check_required(adapter: Adapter, given: Mapping[str, str]) -> None:
    """Here, since what an install grants need not be given with a link."""
    ours = {adapter.signed_with} if adapter.secret_is_ours else set()
    for setting in adapter.settings:
        if setting.required and setting.name not in ours and setting.name not in given:
            flag = f"--{setting.name.replace('_', '-')}"
            raise BadRequest(f"{flag} is missing: {setting.help}.", setting.name)


def _link(console: Console, adapter: Adapter, given: Mapping[str, str]) -> Mapping[str, object]:
    if given:
        adapter.identify(given)
    entrance = entrance_of(console.settings, console.database, discover())
    here = places.public_url(console.settings.public_url, console.database)
    found = (*health.of_address(here), *_of_https(adapter, here))
    return {
        "link": entrance.invite(adapter, given),
        "next": "Open the link in a browser within an hour, as the shop's owner.",
        "findings": [asdict(each) for each in found],
    }


def _of_https(adapter: Adapter, here: str) -> tuple[Finding, ...]:
    if urlsplit(here).scheme == "https":
        return ()
    what = f"{adapter.title} hands its keys only to an https:// address, and ours is {here}."
    cure = "Set STOREWIRE_PUBLIC_URL to the https:// address of this server."
    return (Finding(severity="warning", what=what, cure=cure),)


def _connected(
    console: Console, adapter: Adapter, given: Mapping[str, str], name: str, to: int | None
) -> Mapping[str, object]:
    new = connect_store(console.database, adapter, given, name, to)
    webhooks = make_webhooks(console.database, adapter, new, console.settings.public_url)
    url = delivery_url(console, adapter, new.store)
    job = first_job(console.database, adapter, new.store.id)
    shown: dict[str, object] = {
        "id": str(new.store.id),
        "delivery_url": url,
        "webhooks": webhooks,
        "findings": [asdict(each) for each in (*health.of_address(url), *new.findings)],
        job: ask_for(console.settings, new.store.id, job),
    }
    return {**shown, **_by_hand(adapter, new, webhooks)}


def _by_hand(adapter: Adapter, new: Connected, webhooks: str) -> Mapping[str, object]:
    """Who makes the webhooks needs the secret we made up for them."""
    if webhooks == MADE or not adapter.secret_is_ours:
        return {}
    return {adapter.signed_with: signing_secret(adapter, new.store)}


COMMANDS = (connect,)
