"""The lines of a bulk file, children joined to their parents, in flat memory.

Without `groupObjects`, which slows Shopify down, a child may stand anywhere behind or before its
parent (https://shopify.dev/docs/api/usage/bulk-operations/queries). So the lines go to a temporary
database file first. It has people's names in it: every line is sealed with a key that is never
written down, and the file has no name and is gone with the process.
"""

from __future__ import annotations

import sqlite3
import threading
import weakref
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import count

import msgspec
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305


class Line(msgspec.Struct, frozen=True, kw_only=True):
    id: str = ""
    parent: str | None = msgspec.field(name="__parentId", default=None)


@dataclass(frozen=True, slots=True)
class Family:
    root: bytes
    children: tuple[tuple[str, bytes], ...]
    """Kind (`LineItem`) and line."""


class Joined:
    """Filled once, then read from any root on."""

    def __init__(self, lines: Iterable[bytes]) -> None:
        self.roots = 0
        self._cipher = ChaCha20Poly1305(ChaCha20Poly1305.generate_key())
        self._nonces = count()
        self._lock = threading.Lock()
        # The empty name is SQLite's for a temporary file it deletes itself.
        self._base = sqlite3.connect("", check_same_thread=False, isolation_level=None)
        weakref.finalize(self, self._base.close)
        self._base.execute("PRAGMA journal_mode = OFF")
        self._base.execute("CREATE TABLE roots (n INTEGER PRIMARY KEY, id TEXT, line BLOB)")
        self._base.execute("CREATE TABLE parts (parent TEXT, kind TEXT, line BLOB)")
        self._base.execute("BEGIN")
        for line in lines:
            self._put(line)
        self._base.execute("COMMIT")
        self._base.execute("CREATE INDEX by_parent ON parts (parent)")

    def _put(self, line: bytes) -> None:
        said = msgspec.json.decode(line, type=Line)
        sealed = self._seal(line)
        if said.parent is None:
            self.roots += 1
            self._base.execute("INSERT INTO roots (id, line) VALUES (?, ?)", (said.id, sealed))
        else:
            row = said.parent, kind_of(said.id), sealed
            self._base.execute("INSERT INTO parts VALUES (?, ?, ?)", row)

    def families(self, start: int, most: int) -> Iterator[Family]:
        """At most so many, beginning at the root of that number, which is from 0."""
        with self._lock:
            roots = self._base.execute(
                "SELECT id, line FROM roots WHERE n > ? ORDER BY n LIMIT ?", (start, most)
            ).fetchall()
            for found, line in roots:
                parts = self._base.execute(
                    "SELECT kind, line FROM parts WHERE parent = ? ORDER BY rowid", (found,)
                )
                children = tuple((kind, self._open(part)) for kind, part in parts)
                yield Family(self._open(line), children)

    def _seal(self, line: bytes) -> bytes:
        nonce = next(self._nonces).to_bytes(12, "big")
        return nonce + self._cipher.encrypt(nonce, line, None)

    def _open(self, sealed: bytes) -> bytes:
        return self._cipher.decrypt(sealed[:12], sealed[12:], None)


def kind_of(gid: str) -> str:
    """`gid://shopify/LineItem/1` is a `LineItem`."""
    parts = gid.split("/")
    return parts[-2] if len(parts) > 1 else ""
