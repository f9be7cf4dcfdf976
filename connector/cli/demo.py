"""`storewire demo`: a server, and demo shops whose history arrives as signed HTTP deliveries."""

from __future__ import annotations

import sys

import click

from config.server import serve, wait_for_port
from connector.cli.apart import Tell, apart, failure_of
from connector.cli.console import Console, with_console
from connector.cli.serve import make_ready, url_of


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=click.IntRange(1, 65535), default=8787, show_default=True)
@with_console
def demo(console: Console, host: str, port: int) -> None:
    """Start a server with demo shops, print three questions to ask it, run until stopped."""
    wait_for_port(host, port)
    url = url_of(host, port)

    def trade(tell: Tell) -> None:
        from connector.cli.demo_shops import open_shops, tell_history

        shops = open_shops(console)
        make_ready(console, url)
        tell(console.settings.workers)
        tell_history(console, shops, url)

    workers, shops = apart(trade)
    console.show({"listening": url})
    serve(workers, host, port, hangup_ends=True)
    sys.exit(failure_of(shops))


COMMANDS = (demo,)
