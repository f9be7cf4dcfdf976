"""Commands about the service itself."""

from __future__ import annotations

import click

from connector.cli.console import Console, store_option, with_console
from connector.storage.deliveries import PENDING, State, list_deliveries, list_fetches
from connector.storage.disclosure import data_requests as known_of_people
from connector.storage.migrate import migrate as bring_up_to_date
from connector.storage.stores import get_store

STATES = click.Choice([*(state.value for state in State), PENDING])


@click.command()
@with_console
def migrate(console: Console) -> None:
    """Create the database or bring it up to date."""
    bring_up_to_date(console.settings.database, console.settings.secret_keys)
    console.show({"migrated": True})


@click.command()
@store_option
@click.option("--state", type=STATES, help="Only these; pending ones wait for a fetch.")
@with_console
def deliveries(console: Console, store_id: int, state: str | None) -> None:
    """What a store has sent, oldest first."""
    get_store(console.database, store_id)
    console.show_all(list_deliveries(console.database, store_id, state))


@click.command()
@store_option
@with_console
def fetches(console: Console, store_id: int) -> None:
    """What waits to be asked of the platform."""
    get_store(console.database, store_id)
    console.show_all(list_fetches(console.database, store_id))


@click.command("data-requests")
@store_option
@with_console
def data_requests(console: Console, store_id: int) -> None:
    """People who asked what the shop knows of them, and what that is."""
    get_store(console.database, store_id)
    console.show_all(known_of_people(console.database, store_id))


COMMANDS = (migrate, deliveries, fetches, data_requests)
