"""The reads behind what staff ask of the shelf: one aggregate, then only what will be shown."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from sqlalchemy import select

from connector.answers.insights import belongs, quickens, soonest_gone
from connector.answers.insights_facts import MONTH, WEEK, Insight
from connector.joined import SoldItem
from connector.storage.engine import Database, micros
from connector.storage.sales import Units, sold_since
from connector.storage.shelf import Shelf
from connector.storage.tables import terms
from connector.storage.terms import Field

MOST_LOOKED_AT = 500
"""For one list: what sells less than these is not worth the time it takes to look."""
AT_ONCE = 25
NONE_SOLD = Units()


def find_insights(
    database: Database, store_id: int, asked: Collection[Insight], *, most: int, now: datetime
) -> dict[Insight, list[SoldItem]]:
    """For each list that is asked for up to `most`, in the order it is to be told in."""
    week, month = (micros(now - timedelta(days=days)) for days in (WEEK, MONTH))
    with database.reading() as connection:
        shelf = Shelf(connection, database, store_id)
        sold = sold_since(connection, store_id, week, month)
        view = View(shelf, sold, now)
        return {insight: view.first(insight, most) for insight in Insight if insight in asked}


@dataclass(frozen=True, slots=True)
class View:
    """The shelf of one store, and how it sells."""

    shelf: Shelf
    sold: Mapping[bytes, Units]
    now: datetime

    def first(self, insight: Insight, most: int) -> list[SoldItem]:
        found = (each for each in self._looked_at(insight) if belongs(insight, each, self.now))
        if insight is Insight.SELLING_FAST:
            return soonest_gone(list(found), self.now)[:most]
        return list(islice(found, most))

    def _looked_at(self, insight: Insight) -> Iterator[SoldItem]:
        keys = self._candidates(insight)[:MOST_LOOKED_AT]
        for start in range(0, len(keys), AT_ONCE):
            part = keys[start : start + AT_ONCE]
            on_sale = self.shelf.on_sale(set(part))
            for key in part:
                if key in on_sale:
                    yield SoldItem(item=on_sale[key], sold=self.sold.get(key, NONE_SOLD).sold())

    def _candidates(self, insight: Insight) -> list[bytes]:
        """The most sold first; keys, so that two that sell alike always come in one order."""
        if insight is Insight.OUT_OF_STOCK:
            keys = self._emptied()
        elif insight is Insight.SELLING_FAST:
            keys = {key for key, units in self.sold.items() if quickens(units.sold())}
        else:
            keys = set(self.sold)
        return sorted(keys, key=lambda key: (-self.sold.get(key, NONE_SOLD).month, key))

    def _emptied(self) -> set[bytes]:
        """Variants of whose stock one place, at least, has nothing left."""
        level, variant = terms.alias("level"), terms.alias("variant")
        same = (variant.c.store_id == level.c.store_id) & (variant.c.term == level.c.term)
        query = (
            select(variant.c.record)
            .join(level, same & (variant.c.field == Field.INVENTORY_ITEM))
            .where(level.c.store_id == self.shelf.store_id, level.c.field == Field.EMPTY)
        )
        return set(self.shelf.connection.execute(query).scalars().all())
