"""What every command shares: the settings, the open database, and one way to print.

The settings and the database are imported when a command asks for them: the process that only waits
for its server would hold 40 MB of them.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, wraps
from typing import TYPE_CHECKING, Any

import click

from config.errors import WrongSettings
from connector.errors import Misconfigured, StorewireError

if TYPE_CHECKING:
    from config.settings import Settings
    from connector.storage.engine import Database

LARGEST_ID = 2**63 - 1
store_option = click.option(
    "--store",
    "store_id",
    type=click.IntRange(1, LARGEST_ID),
    required=True,
    help="The store's id, as `storewire store list` shows it.",
)


@dataclass
class Console:
    """Made once a call; opens the database when a command asks for it."""

    as_json: bool = False

    @cached_property
    def settings(self) -> Settings:
        from config.logs import configure_logs
        from config.settings import load_settings

        try:
            settings = load_settings()
        except OSError as error:  # The key of an embedded database is kept beside it.
            raise Misconfigured(f"{error.filename}: {error.strerror}.") from None
        configure_logs(settings)
        return settings

    @cached_property
    def database(self) -> Database:
        """An embedded database is migrated first: it has no other owner."""
        from connector.storage.migrate import migrate, open_database

        if self.settings.embedded:
            migrate(self.settings.database, self.settings.secret_keys)
        return open_database(self.settings.database, self.settings.secret_keys)

    def close(self) -> None:
        if "database" in self.__dict__:
            self.database.close()

    def show(self, value: Mapping[str, object]) -> None:
        lines = [f"{name}: {text}" for name, text in value.items()]
        click.echo(json.dumps(value, ensure_ascii=False) if self.as_json else "\n".join(lines))

    def show_all(self, values: Iterable[Mapping[str, object]]) -> None:
        rows = list(values)
        if self.as_json:
            click.echo(json.dumps(rows, ensure_ascii=False))
            return
        for row in rows:
            click.echo("  ".join(str(text) for text in row.values() if text is not None))


def with_console(command: Callable[..., None]) -> Callable[..., None]:
    """Adds `--json` and hands the command its console; its database is closed in the end."""

    @wraps(command)
    def wrapped(*, as_json: bool, **given: Any) -> None:
        console = Console(as_json=as_json)
        try:
            command(console, **given)
        finally:
            console.close()

    return click.option("--json", "as_json", is_flag=True, help="Print JSON.")(wrapped)


def reporting(cli: Callable[[], None]) -> None:
    """Runs the command line; what is wrong is a line on standard error and exit status 2."""
    try:
        cli()
    except (StorewireError, WrongSettings) as error:
        click.echo(f"storewire: {error}", err=True)
        sys.exit(2)
