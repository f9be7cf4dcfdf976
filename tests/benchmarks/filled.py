"""A shop with as many orders as asked for, filled past the door; kept, since it takes a while.

`python -m tests.benchmarks.filled ORDERS ... [--kept FOLDER]` fills what is not there yet.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import msgspec
from sqlalchemy import event

from config.settings import Settings
from connector.cli.stores import keep_policy
from connector.storage import reindex
from connector.storage.engine import Database
from connector.storage.migrate import migrate, newest_revision, open_database
from connector.storage.sealing import DATA_KEY, Keyring, digest, wrapping
from connector.storage.stores import Scope, add_store, create_key
from tests.benchmarks import history
from tests.benchmarks.deliveries import SECRET
from tests.benchmarks.filling import BODY, Plan, Slate, Written, delivery, saved, write
from tests.running import ROOT

KEPT = ROOT / "build" / "bench"
ANY = "a key that protects nothing"


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """Of a database that is whole: what it was filled as, and the stores' keys of scope
    `answers`."""

    made_as: str
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    home: Path
    orders: int
    products: int
    keys: tuple[str, ...]
    """Of scope `answers`, one a store."""

    @property
    def key(self) -> str:
        return self.keys[0]

    def key_for(self, order: int) -> str:
        """Of the store that has the order of this number."""
        return self.keys[order % len(self.keys)]


def filled(folder: Path, orders: int, *, stores: int = 1, deliveries: int = 0) -> Filled:
    """Filled now, unless it is there as it would be filled now."""
    named = {"": orders, "-stores-": stores if stores > 1 else 0, "-deliveries-": deliveries}
    home = folder / (
        "filled-" + "".join(f"{word}{count}" for word, count in named.items() if count)
    )
    known = told(home)
    if known is None or known.made_as != made_as():
        known = fill_anew(home, orders, stores, deliveries)
    return Filled(home=home, orders=orders, products=history.PRODUCTS, keys=known.keys)


def told(home: Path) -> Told | None:
    try:
        return msgspec.json.decode((home / "filled.json").read_bytes(), type=Told)
    except (OSError, msgspec.DecodeError):
        return None


def fill_anew(home: Path, orders: int, stores: int, deliveries: int) -> Told:
    """Elsewhere, and in its place when it is whole: one that was interrupted is never found."""
    print(f"Filling {home}: {orders} orders ...", file=sys.stderr, flush=True)
    began, unfinished = time.monotonic(), home.with_name(f"{home.name}.unfinished")
    for each in (unfinished, home):
        shutil.rmtree(each, ignore_errors=True)
    made = Told(made_as=made_as(), keys=fill(unfinished, orders, stores, deliveries))
    (unfinished / "filled.json").write_bytes(msgspec.json.encode(made))
    unfinished.rename(home)
    size = sum(each.stat().st_size for each in home.iterdir()) / 1e9
    print(f"... {time.monotonic() - began:.0f} s, {size:.2f} GB", file=sys.stderr, flush=True)
    return made


def fill(home: Path, orders: int, stores: int = 1, deliveries: int = 0) -> tuple[str, ...]:
    home.mkdir(parents=True)
    settings = Settings(home=home)
    migrate(settings.database, settings.secret_keys)
    database = open_database(settings.database, settings.secret_keys)
    event.listen(database.engine, "connect", _unflushed)
    ids = [add_shop(database, nth) for nth in range(stores)]
    keep_policy(database, ids[0], json.dumps(history.POLICY))
    keys = tuple(create_key(database, store_id, Scope.ANSWERS) for store_id in ids)
    database.close()
    plan = Plan(stores=ids, orders=orders, deliveries=deliveries, products=history.PRODUCTS)
    write(home / "storewire.db", settings.secret_keys, plan)
    return keys


def add_shop(database: Database, nth: int) -> int:
    settings = {"client_secret": SECRET}
    return add_store(database, "shopify", address(nth), f"Bench {nth}", settings).id


def address(nth: int) -> str:
    return f"bench-{nth}.myshopify.com" if nth else "bench.myshopify.com"


def _unflushed(connection: object, _record: object) -> None:
    connection.execute("PRAGMA synchronous=OFF")  # type: ignore[attr-defined]


def made_as() -> str:
    """Another text as soon as a shop would be filled otherwise: its schema, what is looked up by,
    how records are written, its history."""
    keyring = Keyring.opened(wrapping([ANY]).encrypt(bytes(2 * DATA_KEY)), [ANY])
    plan = Plan(stores=(1, 2), orders=4, deliveries=1, products=2)
    with closing(Slate()) as slate:
        numbered = plan.records(range(plan.orders))
        parts = saved(slate, keyring, plan.shelf()), saved(slate, keyring, numbered)
    rows = [row for part in parts for row in opened(keyring, part)]
    return digest(
        newest_revision(), slate.schema, reindex.INDEX_VERSION, rows, BODY, delivery(plan, 0)
    ).hex()


def opened(keyring: Keyring, written: Written) -> Iterator[tuple[str, object]]:
    """Without the nonces, which are never the same; the first column is the record's key."""
    for insert, rows in written.items():
        for row in rows:
            if insert.startswith("INSERT INTO records "):
                yield insert, (*row[:-1], keyring.unseal(row[-1], row[0]))
            else:
                yield insert, row


def main(words: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.filled")
    parser.add_argument("orders", type=int, nargs="+")
    parser.add_argument("--kept", type=Path, default=KEPT, help="where filled shops are kept")
    asked = parser.parse_args(words)
    for orders in asked.orders:
        print(filled(asked.kept, orders).home)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
