"""Commands about stores, their keys and their policies."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any, cast

import click
import msgspec

from connector.answers.languages import spoken_language
from connector.cli.console import LARGEST_ID, Console, store_option, with_console
from connector.cli.found import Found
from connector.contract import Adapter, Setting
from connector.errors import BadRequest, Misconfigured
from connector.records import Policy
from connector.registry import discover
from connector.storage import places
from connector.storage.apply import apply
from connector.storage.engine import Database, now
from connector.storage.held import Arrival
from connector.storage.preferences import (
    ANSWERS,
    LONGEST_FRESH,
    LONGEST_LIVE,
    SHORTEST_LIVE,
    AnswerPreferences,
    change_preference,
)
from connector.storage.stores import (
    Scope,
    Store,
    add_store,
    create_key,
    get_store,
    list_stores,
    rotate,
)
from connector.storage.vouching import CHATWOOT, believe_key


@click.group()
def store() -> None:
    """Connect shops."""


def option_of(setting: Setting) -> click.Option:
    flag = f"--{setting.name.replace('_', '-')}"
    return click.Option([flag, setting.name], required=setting.required, help=setting.help)


def _add_commands() -> Mapping[str, Callable[[], click.Command]]:
    """One `storewire store add <platform>` for each adapter there is."""
    return {name: partial(_add_command, adapter) for name, adapter in discover().items()}


store.add_command(
    Found(
        "add",
        _add_commands,
        help="Connect a shop; prints its id and the delivery URL for its webhooks.",
    )
)


def _add_command(adapter: Adapter) -> click.Command:
    @with_console
    def connect(console: Console, name: str, to: int | None = None, **given: str | None) -> None:
        settings = {each: value for each, value in given.items() if value is not None}
        check_settings(adapter, settings)
        check_served(console.database, to)
        address = adapter.identify(settings)
        new = add_store(console.database, adapter.name, address, name, settings, attached_to=to)
        console.show({"id": str(new.id), "delivery_url": delivery_url(console, adapter, new)})

    options = [*to_options(adapter), *(option_of(setting) for setting in adapter.settings)]
    name = click.Option(["--name"], required=True, help="What you call the shop.")
    what = "account" if adapter.needs_store else "shop"
    command = cast("Any", click.command(adapter.name, help=f"Connect a {adapter.title} {what}."))
    made: click.Command = command(connect)
    made.params = [name, *options, *made.params]
    return made


def to_options(adapter: Adapter) -> list[click.Option]:
    """`--to`, for what serves a store of another platform."""
    if not adapter.needs_store:
        return []
    told = "The id of the store it serves, as `storewire store list` shows it."
    return [click.Option(["--to"], type=click.IntRange(1, LARGEST_ID), required=True, help=told)]


def check_served(database: Database, to: int | None) -> None:
    """A source serves a shop, not another source."""
    if to is None:
        return
    adapter = discover().get(get_store(database, to).platform)
    if adapter is not None and adapter.needs_store:
        raise BadRequest(f"Store {to} is no shop but a {adapter.title} account.", "to")


def check_settings(adapter: Adapter, settings: dict[str, str]) -> None:
    """An empty secret would make every signature valid that was made with none."""
    for setting in adapter.settings:
        if setting.name in settings and not settings[setting.name].strip():
            raise BadRequest(f"--{setting.name.replace('_', '-')} is empty.", setting.name)


def delivery_url(console: Console, adapter: Adapter, of: Store) -> str:
    return places.delivery_url(console.settings.public_url, console.database, adapter, of)


def _delivery_url_if_any(console: Console, of: Store) -> str | None:
    """None where the platform has no adapter any more."""
    adapter = discover().get(of.platform)
    return delivery_url(console, adapter, of) if adapter else None


@store.command("list")
@with_console
def list_all(console: Console) -> None:
    """All connected shops."""
    console.show_all(
        {
            "id": str(each.id),
            "platform": each.platform,
            "name": each.name,
            "address": each.platform_id,
            "delivery_url": _delivery_url_if_any(console, each),
            "attached_to": None if each.attached_to is None else str(each.attached_to),
            "uninstalled": each.uninstalled_at is not None,
        }
        for each in list_stores(console.database)
    )


@store.command("rotate")
@store_option
@click.option("--setting", required=True, help="Such as client-secret.")
@click.option("--value", required=True, help="The new secret; the old one is accepted beside it.")
@with_console
def rotate_secret(console: Console, store_id: int, setting: str, value: str) -> None:
    """Change a secret without losing what is still signed with the old one."""
    of = get_store(console.database, store_id)
    name = setting.replace("-", "_")
    adapter = discover().get(of.platform)
    if adapter is None:
        raise Misconfigured(f"Store {store_id} is a {of.platform} store, without an adapter.")
    if name not in {s.name for s in adapter.settings if s.secret}:
        raise BadRequest(f"{of.platform} has no secret called {setting}.", "setting")
    if not value.strip():
        raise BadRequest("The new secret is empty.", "value")
    rotate(console.database, of, name, value)
    console.show({"id": str(of.id), "rotated": setting})


@store.command()
@store_option
@click.option(
    "--locale",
    help="Language to answer in where the asker's is not spoken or not told, such as tr.",
)
@click.option(
    "--fresh-seconds",
    type=click.IntRange(0, LONGEST_FRESH),
    help="How old our copy may be before a question asks the shop itself.",
)
@click.option(
    "--live-seconds",
    type=click.FloatRange(SHORTEST_LIVE, LONGEST_LIVE),
    help="How long a question waits for the shop at most.",
)
@with_console
def prefer(console: Console, store_id: int, locale: str | None, **given: float | None) -> None:
    """Change how questions are answered; without options, show it."""
    get_store(console.database, store_id)
    spoken = {"locale": None if locale is None else spoken_language(locale)}
    changes = {name: value for name, value in (spoken | given).items() if value is not None}
    if any(isinstance(value, float) and math.isnan(value) for value in changes.values()):
        raise BadRequest("nan is no number of seconds.", "live-seconds")

    def changed(before: AnswerPreferences | None) -> AnswerPreferences:
        return msgspec.structs.replace(before or AnswerPreferences(), **changes)

    kept = change_preference(console.database, store_id, ANSWERS, AnswerPreferences, changed)
    console.show({"store": str(store_id), **msgspec.structs.asdict(kept)})


@click.group()
def key() -> None:
    """Keys for tools that ask."""


@key.command()
@store_option
@click.option("--scope", type=click.Choice([scope.value for scope in Scope]), required=True)
@click.option(
    "--vouched-by",
    type=click.Choice([CHATWOOT]),
    help="For this tool's use alone: what it says of a shopper it has verified is believed.",
)
@with_console
def create(console: Console, store_id: int, scope: str, vouched_by: str | None) -> None:
    """Make a key; it is shown this once."""
    new = create_key(console.database, store_id, Scope(scope))
    if vouched_by:
        believe_key(console.database, store_id, new, vouched_by)
    console.show({"key": new})


@click.group()
def policy() -> None:
    """A store's return policy."""


@policy.command("set")
@store_option
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@with_console
def set_policy(console: Console, store_id: int, file: Path) -> None:
    """Take a schema.org MerchantReturnPolicy, or a list of them, from a JSON file."""
    from connector.answers.policy_document import parse_policies

    get_store(console.database, store_id)
    try:
        text = file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise BadRequest(f"{file} is not UTF-8 text.") from None
    found = parse_policies(text)
    keep_policy(console.database, store_id, text)
    console.show({"store": str(store_id), "policies": len(found)})


def keep_policy(database: Database, store_id: int, text: str) -> None:
    at = now()
    change = Policy(id="MerchantReturnPolicy", document=text, updated_at=at)
    arrival = Arrival(store_id=store_id, delivery=b"", at=at, received_at=at, changes=(change,))
    with database.writing() as connection:
        apply(connection, database.keyring, [arrival])


COMMANDS = (store, key, policy)
