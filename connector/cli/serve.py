"""`storewire serve`. It stays for as long as its workers do, and imports what it needs for that."""

from __future__ import annotations

import click

from config.server import serve as serve_until_stopped
from config.server import wait_for_port
from connector.cli.apart import Tell, apart
from connector.cli.console import Console, with_console


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=click.IntRange(1, 65535), default=8787, show_default=True)
@with_console
def serve(console: Console, host: str, port: int) -> None:
    """Receive deliveries and answer questions until stopped."""
    wait_for_port(host, port)
    url = url_of(host, port)

    def prepare(tell: Tell) -> None:
        make_ready(console, url)
        tell(console.settings.workers)

    workers, _ = apart(prepare)
    console.show({"listening": url})
    serve_until_stopped(workers, host, port)


def make_ready(console: Console, url: str) -> None:
    """A database of our own is migrated by being opened; another has to be up to date."""
    from connector.storage.places import remember_url

    remember_url(console.database, url)
    console.close()


def url_of(host: str, port: int) -> str:
    """Where this machine finds a server that listens there."""
    if host in ("0.0.0.0", "::"):  # noqa: S104
        host = "127.0.0.1"
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


COMMANDS = (serve,)
