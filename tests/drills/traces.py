"""Looking for words in everything that an installation leaves behind."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import zstandard
from psycopg import sql

from tests.postgres import Postgres
from tests.running import Installation

Place = tuple[str, bytes]
"""Where, and what is there: in lower case, packed or not."""
PACKED = b"\x28\xb5\x2f\xfd"
"""How every Zstandard frame begins: bodies are packed before they are sealed."""


def places(server: Installation, postgres: Postgres | None) -> Iterator[Place]:
    """Every file of the home folder, every table, and every file of PostgreSQL's own."""
    yield from files(server.home)
    if postgres is None:
        yield from sqlite_tables(server.home / "storewire.db")
    else:
        yield from postgres_tables(server.database_url)
        postgres.flush()
        yield from files(postgres.folder)


def files(folder: Path) -> Iterator[Place]:
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        try:
            yield f"file {path.relative_to(folder)}", readable(path.read_bytes())
        except FileNotFoundError:  # a journal may be taken away meanwhile
            continue


def sqlite_tables(path: Path) -> Iterator[Place]:
    """Value by value: in the file a long one lies in pieces."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
        names = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        for (name,) in names:
            rows = database.execute(f'SELECT * FROM "{name}"').fetchall()  # noqa: S608 - its own name
            yield f"table {name}", joined(value for row in rows for value in row)


def joined(values: Iterable[object]) -> bytes:
    shown = (value if isinstance(value, bytes) else str(value).encode() for value in values)
    return readable(b"\n".join(shown))


def readable(content: bytes) -> bytes:
    """With whatever is merely packed unpacked behind it."""
    starts = [match.start() for match in re.finditer(re.escape(PACKED), content)]
    return b"\n".join([content, *(unpacked(content[start:]) for start in starts)]).lower()


def unpacked(frame: bytes) -> bytes:
    try:
        whole: bytes = zstandard.ZstdDecompressor().decompressobj().decompress(frame)
    except zstandard.ZstdError:
        return b""
    return whole


def postgres_tables(url: str) -> Iterator[Place]:
    """COPY in the binary format: text and bytea both as they are."""
    listed = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
    with psycopg.connect(url) as database:
        for (name,) in database.execute(listed).fetchall():
            query = sql.SQL("COPY {} TO STDOUT (FORMAT binary)").format(sql.Identifier(name))
            with database.cursor().copy(query) as copied:
                yield f"table {name}", readable(b"".join(bytes(part) for part in copied))


def found_in(everything: Iterable[Place], words: Iterable[bytes]) -> dict[str, list[str]]:
    """Where each word stands; words are given in lower case."""
    wanted = tuple(words)
    found: dict[str, list[str]] = {word.decode(): [] for word in wanted}
    for name, content in everything:
        for word in wanted:
            if word in content:
                found[word.decode()].append(name)
    return found
