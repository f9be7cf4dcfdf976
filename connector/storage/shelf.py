"""The reads behind answers about stock, whichever of its records came first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import ColumnElement, Connection, select

from connector import identifiers
from connector.joined import StockedItem
from connector.records import (
    InventoryItem,
    Kind,
    Location,
    Product,
    Record,
    StockLevel,
    Variant,
)
from connector.storage.engine import Database, from_micros, parts
from connector.storage.held import Held, load
from connector.storage.keys import parent_key, record_key
from connector.storage.lookups import children
from connector.storage.tables import records, terms
from connector.storage.terms import Field, sku_term

MOST_ITEMS = 50
"""As many as anyone will read; a question by words may match a whole catalogue."""
SHORTEST_PREFIX = 3
"""Shorter words have to match whole: `s` is a size, not the beginning of every shirt."""
LONGEST_ENDING = 3

R = TypeVar("R", bound=Record)


def find_stock(
    database: Database, store_id: int, *, sku: str = "", product: str = "", words: str = ""
) -> list[StockedItem]:
    """What this SKU, this product or variant id, or these words mean; published things only."""
    with database.reading() as connection:
        shelf = Shelf(connection, database, store_id)
        if sku:
            matches = [shelf.of_sku(sku)]
        elif product:
            matches = [{shelf.key(kind, product) for kind in (Kind.PRODUCT, Kind.VARIANT)}]
        else:
            matches = [shelf.of_word(word) for word in identifiers.words(words)]
        return shelf.items(matches)


@dataclass(frozen=True, slots=True)
class Shelf:
    """The reads of one question, in one transaction."""

    connection: Connection
    database: Database
    store_id: int

    def key(self, kind: Kind, ref: str) -> bytes:
        return record_key(self.store_id, kind, ref)

    def of_sku(self, sku: str) -> set[bytes]:
        """Also by the SKU that stands only at the inventory item: a variant may have none."""
        field, text = sku_term(sku)
        found = self._with(field, terms.c.term == text.encode())
        items = [held.copy.record for held in self._load(found) if held.kind is Kind.INVENTORY_ITEM]
        refs = {item.id.encode() for item in items if item}
        return found | (self._with(Field.INVENTORY_ITEM, terms.c.term.in_(refs)) if refs else set())

    def of_word(self, word: str) -> set[bytes]:
        """Words that begin so; where there are none, without an article or an ending: `الحقيبة`,
        `cups`, `bardaklar`."""
        if len(word) < SHORTEST_PREFIX and not identifiers.without_spaces(word):
            return self._with(Field.WORD, terms.c.term == word.encode())
        shortest = max(len(word) - LONGEST_ENDING, SHORTEST_PREFIX)
        for length in range(len(word), min(shortest, len(word)) - 1, -1):
            if found := self._beginning(word[:length].encode()):
                return found
        bare = identifiers.without_article(word)
        return self.of_word(bare) if bare != word else set()

    def _beginning(self, start: bytes) -> set[bytes]:
        # No byte of UTF-8 is 0xff, so this is the end of all words that begin so.
        return self._with(Field.WORD, terms.c.term.between(start, start + b"\xff"))

    def _with(self, field: Field, matching: ColumnElement[bool]) -> set[bytes]:
        of_store = (terms.c.store_id == self.store_id) & (terms.c.field == field)
        query = select(terms.c.record).where(of_store, matching)
        return set(self.connection.execute(query).scalars().all())

    def _load(self, keys: Iterable[bytes]) -> list[Held]:
        return list(load(self.connection, self.database.keyring, set(keys)).values())

    def items(self, matches: Sequence[set[bytes]]) -> list[StockedItem]:
        """What is in most of these sets, itself or by its product."""
        for products in self._products(matches):
            found = load(self.connection, self.database.keyring, products)
            offered = self._offered(products, found)
            best = max((_score(held, self.store_id, matches) for held in offered), default=0)
            if best:
                named = [h for h in offered if _score(h, self.store_id, matches) == best]
                return self._joined(named[:MOST_ITEMS], found)
        return []

    def _products(self, matches: Sequence[set[bytes]]) -> Iterator[set[bytes]]:
        """Those in most of the sets first: what is not on sale must not hide what is."""
        counted = Counter(key for found in matches for key in self._lifted(found))
        for most in sorted(set(counted.values()), reverse=True):
            named = sorted(key for key, count in counted.items() if count == most)
            for start in range(0, len(named), MOST_ITEMS):
                yield set(named[start : start + MOST_ITEMS])

    def _lifted(self, keys: set[bytes]) -> set[bytes]:
        """Each variant's product in its place; what is neither falls out. No document is opened: a
        common word may be that of thousands."""
        sold = (records.c.kind == Kind.PRODUCT) | (records.c.kind == Kind.VARIANT)
        found: set[bytes] = set()
        for part in parts(keys):
            query = select(records.c.key, records.c.kind, records.c.parent).where(
                records.c.key.in_(part), sold, records.c.document.isnot(None)
            )
            rows = self.connection.execute(query).all()
            found.update(row.key if row.kind == Kind.PRODUCT else row.parent for row in rows)
        return found

    def _offered(self, products: set[bytes], found: dict[bytes, Held]) -> list[Held]:
        """Every variant on sale of these products, and the products that have none we know of."""
        variants = children(self.connection, self.database, products, Kind.VARIANT)
        sold = [v for v in variants if _on_sale(v, found.get(_product_key(v, self.store_id)))]
        with_variants = {_product_key(variant, self.store_id) for variant in variants}
        alone = [h for key, h in found.items() if key not in with_variants and _published(h)]
        return sorted([*sold, *alone], key=_shelf_order)

    def options(self, products: set[bytes], most: int) -> list[StockedItem]:
        """What can be bought of these products, in the shop's order."""
        found = load(self.connection, self.database.keyring, products)
        return self._joined(self._offered(products, found)[:most], found)

    def on_sale(self, keys: set[bytes]) -> dict[bytes, StockedItem]:
        """Those of these variants and products that are sold, by their keys."""
        held = load(self.connection, self.database.keyring, keys)
        products = {_product_key(each, self.store_id) for each in held.values()}
        found = load(self.connection, self.database.keyring, products)
        sold = {key: each for key, each in held.items() if self._sells(each, found)}
        return dict(zip(sold, self._joined(list(sold.values()), found), strict=True))

    def _sells(self, held: Held, found: dict[bytes, Held]) -> bool:
        if held.kind is Kind.VARIANT:
            return _on_sale(held, found.get(_product_key(held, self.store_id)))
        return held.kind is Kind.PRODUCT and _published(held)

    def _joined(self, offered: Sequence[Held], found: dict[bytes, Held]) -> list[StockedItem]:
        keys = {self.key(Kind.INVENTORY_ITEM, _item_id(held)) for held in offered}
        levels = children(self.connection, self.database, keys, Kind.STOCK_LEVEL)
        items = load(self.connection, self.database.keyring, keys)
        counted = [h for h in levels if not _is_gone(items.get(_item_key(h, self.store_id)))]
        places = self._places(_records(StockLevel, counted))
        joined: dict[str, list[Held]] = {}
        for held in (*items.values(), *counted):
            joined.setdefault(_counted_id(held), []).append(held)
        return [self._item(held, found, joined.get(_item_id(held), ()), places) for held in offered]

    def _places(self, levels: Sequence[StockLevel]) -> dict[str, Location]:
        """Where these levels are; a location that was deleted is one that sells nothing."""
        keys = {level.location_id: self.key(Kind.LOCATION, level.location_id) for level in levels}
        known = load(self.connection, self.database.keyring, set(keys.values()))
        found = {ref: known[key].copy.record for ref, key in keys.items() if key in known}
        closed = {ref: Location(id=ref, name="", active=False) for ref in found}
        return closed | {ref: place for ref, place in found.items() if isinstance(place, Location)}

    def _item(
        self,
        held: Held,
        found: dict[bytes, Held],
        joined: Collection[Held],
        places: Mapping[str, Location],
    ) -> StockedItem:
        levels = _records(StockLevel, joined)
        product = found.get(_product_key(held, self.store_id))
        counted = [h for h in joined if isinstance(h.copy.record, StockLevel)]
        return StockedItem(
            product=_first(Product, [product] if product else []),
            variant=_first(Variant, [held]),
            inventory_item=_first(InventoryItem, joined),
            levels=tuple(sorted(levels, key=lambda level: level.location_id)),
            locations=places,
            seen_at=from_micros(max(h.seen_at for h in (held, *counted))),
        )


def _item_key(level: Held, store_id: int) -> bytes:
    return record_key(store_id, Kind.INVENTORY_ITEM, _item_id(level))


def _is_gone(held: Held | None) -> bool:
    return held is not None and held.copy.record is None


def _records(kind: type[R], held: Iterable[Held]) -> list[R]:
    return [h.copy.record for h in held if isinstance(h.copy.record, kind)]


def _first(kind: type[R], held: Collection[Held]) -> R | None:
    return next(iter(_records(kind, held)), None)


def _product_key(held: Held, store_id: int) -> bytes:
    record = held.copy.record
    if isinstance(record, Variant):
        return parent_key(store_id, record) or b""
    return record_key(store_id, Kind.PRODUCT, record.id if record else "")


def _score(held: Held, store_id: int, matches: Sequence[set[bytes]]) -> int:
    record = held.copy.record
    own = record_key(store_id, held.kind, record.id if record else "")
    product = _product_key(held, store_id)
    return sum(own in found or product in found for found in matches)


def _published(held: Held) -> bool:
    return bool(getattr(held.copy.record, "published", False))


def _on_sale(variant: Held, product: Held | None) -> bool:
    """Published, and still listed by its product's newest copy, unless it is newer than that."""
    record, whole = variant.copy.record, product.copy.record if product else None
    if record is None or not _published(variant):
        return False
    if product is None:
        return True
    if not isinstance(whole, Product) or not whole.published:
        return False
    listed = whole.variant_ids is None or record.id in whole.variant_ids
    return listed or variant.copy.version >= product.copy.version


def _shelf_order(held: Held) -> tuple[str, int, str]:
    record = held.copy.record
    product = record.product_id if isinstance(record, Variant) else getattr(record, "id", "")
    ref = record.id if record else ""
    return product, len(ref), ref


def _item_id(held: Held) -> str:
    return getattr(held.copy.record, "inventory_item_id", "")


def _counted_id(held: Held) -> str:
    """Of what is counted or of its count at one place."""
    record = held.copy.record
    return record.id if isinstance(record, InventoryItem) else _item_id(held)
