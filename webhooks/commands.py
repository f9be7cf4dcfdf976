"""The command that reads kept deliveries anew."""

from __future__ import annotations

import click

from connector.cli.console import Console, with_console
from connector.registry import discover
from connector.storage.deliveries import State
from webhooks.replay import replay as read_anew


@click.command()
@click.option("--store", "store_id", type=int, required=True, help="The store's id.")
@click.option("--state", type=click.Choice([state.value for state in State]), help="Only these.")
@with_console
def replay(console: Console, store_id: int, state: str | None) -> None:
    """Understand kept deliveries again, and apply what they say."""
    counted = read_anew(console.database, discover(), store_id, state)
    console.show({"replayed": sum(counted.values()), **counted})
