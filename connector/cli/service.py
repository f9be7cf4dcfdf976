"""Commands about the service itself."""

from __future__ import annotations

import click

from config.server import serve as serve_until_stopped
from config.server import wait_for_port
from connector.cli.console import Console, store_option, with_console
from connector.storage import places
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
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=click.IntRange(1, 65535), default=8787, show_default=True)
@with_console
def serve(console: Console, host: str, port: int) -> None:
    """Receive deliveries and answer questions until stopped."""
    wait_for_port(host, port)
    url = f"http://{_reached(host)}:{port}"
    places.remember_url(console.database, url)
    console.close()
    console.show({"listening": url})
    serve_until_stopped(console.settings, host, port)


def _reached(host: str) -> str:
    """Where this machine finds a server that listens there, as it stands in a URL."""
    if host in ("0.0.0.0", "::"):  # noqa: S104
        return "127.0.0.1"
    return f"[{host}]" if ":" in host else host


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


COMMANDS = (serve, migrate, deliveries, fetches, data_requests)
