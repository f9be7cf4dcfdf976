"""What questions and deliveries cost once many stores, or many deliveries, are in one database."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.answers import FEW, asked_of, questions
from tests.benchmarks.contestants import Served, storewire
from tests.benchmarks.deliveries import Sender
from tests.benchmarks.filled import Filled, address, filled
from tests.benchmarks.intake import take_in
from tests.benchmarks.load import Load
from tests.benchmarks.rows import Row, alternating, row

STORES = (100, 10_000)
ORDERS_EACH = 10
"""At least: of 10,000 stores there are 100 thousand orders."""
DELIVERIES = (1_000_000,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Grown:
    """A copy of a filled database, since what is taken in stays in it; and its server."""

    shop: Filled
    served: Served

    def asked(self, seconds: float) -> Load:
        return asked_of(self.served, questions(self.shop)["order_status"], seconds)

    def taken_in(self, seconds: float) -> Load:
        addresses = tuple(address(nth) for nth in range(len(self.shop.keys)))
        sent = Sender(platform="shopify", path="/webhooks/shopify", addresses=addresses)
        return take_in(self.served, sent, 16, 32, seconds)


def run(kept: Path, folder: Path, rounds: int, seconds: float) -> Iterator[Row]:
    with ExitStack() as stack:
        small = grown(stack, folder, filled(kept, FEW))
        for stores in STORES:
            shop = filled(kept, max(FEW, ORDERS_EACH * stores), stores=stores)
            large = grown(stack, folder, shop)
            what = f"{stores} stores with {shop.orders} orders to one with {FEW}"
            yield asking(f"order_status_stores_{stores}", what, large, small, rounds, seconds)
            yield intake(f"intake_stores_{stores}", what, large, small, rounds, seconds)
        for deliveries in DELIVERIES:
            large = grown(stack, folder, filled(kept, FEW, deliveries=deliveries))
            what = f"{deliveries} deliveries kept to none"
            yield intake(f"intake_deliveries_{deliveries}", what, large, small, rounds, seconds)


def grown(stack: ExitStack, folder: Path, shop: Filled) -> Grown:
    home = folder / shop.home.name
    shutil.copytree(shop.home, home)
    os.sync()  # else the disk is still busy with the copy when its flushes are counted
    stack.callback(shutil.rmtree, home)
    return Grown(shop=shop, served=stack.enter_context(storewire(home)))


def asking(name: str, what: str, large: Grown, small: Grown, rounds: int, seconds: float) -> Row:
    runs = alternating(lambda: large.asked(seconds), lambda: small.asked(seconds), rounds)
    return row(name, f"order_status, {what}", "", runs)


def intake(name: str, what: str, large: Grown, small: Grown, rounds: int, seconds: float) -> Row:
    runs = alternating(lambda: large.taken_in(seconds), lambda: small.taken_in(seconds), rounds)
    return row(name, f"intake, {what}", "", runs)
