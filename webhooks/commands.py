"""The command that reads kept deliveries anew."""

from __future__ import annotations

import click

from connector.cli.console import Console, store_option, with_console
from connector.cli.service import STATES
from connector.registry import discover
from webhooks.replay import replay as read_anew


@click.command()
@store_option
@click.option("--state", type=STATES, help="Only these; pending ones wait for a fetch.")
@with_console
def replay(console: Console, store_id: int, state: str | None) -> None:
    """Understand kept deliveries again, and apply what they say."""
    counted = read_anew(console.database, discover(), store_id, state)
    console.show({"replayed": sum(counted.values()), **counted})


COMMANDS = (replay,)
