"""The reads behind answers about stock, whichever of its records came first."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import Connection, bindparam, select

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
from connector.storage.engine import Database, from_micros
from connector.storage.held import Held, load
from connector.storage.keys import parent_key, record_key
from connector.storage.lookups import children
from connector.storage.prepared import PreparedLists, among
from connector.storage.shelf_words import Range, products_of, ranges_of, said_of
from connector.storage.tables import records, terms
from connector.storage.terms import Field, sku_term

MOST_ITEMS = 50
"""As many as anyone will read; a question by words may match a whole catalogue."""
_WITH = PreparedLists(
    lambda said: select(terms.c.record).where(
        terms.c.store_id == bindparam("store"),
        terms.c.field == bindparam("field"),
        among(terms.c.term, said),
    )
)
_SOLD = PreparedLists(
    lambda keys: select(records.c.key, records.c.kind, records.c.parent).where(
        among(records.c.key, keys),
        (records.c.kind == Kind.PRODUCT) | (records.c.kind == Kind.VARIANT),
        records.c.document.isnot(None),
    )
)

R = TypeVar("R", bound=Record)


def find_stock(
    database: Database, store_id: int, *, sku: str = "", product: str = "", words: str = ""
) -> list[StockedItem]:
    """What this SKU, this product or variant id, or these words mean; published things only."""
    with database.reading() as connection:
        shelf = Shelf(connection, database, store_id)
        if sku:
            return shelf.items(shelf.of_sku(sku))
        if product:
            return shelf.items({shelf.key(kind, product) for kind in (Kind.PRODUCT, Kind.VARIANT)})
        return shelf.of_words(words)


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
        found = self._with(field, [text])
        items = [held.copy.record for held in self._load(found) if held.kind is Kind.INVENTORY_ITEM]
        refs = [item.id for item in items if item]
        return found | self._with(Field.INVENTORY_ITEM, refs)

    def of_words(self, words: str) -> list[StockedItem]:
        """What most of these words are said of, of it or of its product."""
        ranges = ranges_of(self.connection, self.store_id, identifiers.words(words))
        for products in products_of(self.connection, self.store_id, ranges) if ranges else ():
            found = load(self.connection, self.database.keyring, products)
            offered = self._offered(products, found)
            keys = {self.key(held.kind, _id(held)) for held in offered}
            said = said_of(self.connection, ranges, keys | products)
            score = {_id(held): len(self._said(held, said)) for held in offered}
            best = max(score.values(), default=0)
            if best:
                named = [held for held in offered if score[_id(held)] == best]
                return self._joined(named[:MOST_ITEMS], found)
        return []

    def _said(self, held: Held, said: Mapping[bytes, set[Range]]) -> set[Range]:
        own, product = self.key(held.kind, _id(held)), _product_key(held, self.store_id)
        return said.get(own, set()) | said.get(product, set())

    def _with(self, field: Field, texts: Iterable[str]) -> set[bytes]:
        said = [text.encode() for text in texts]
        rows = _WITH.rows(self.connection, said, store=self.store_id, field=field)
        return {row.record for row in rows}

    def _load(self, keys: Iterable[bytes]) -> list[Held]:
        return list(load(self.connection, self.database.keyring, set(keys)).values())

    def items(self, keys: set[bytes]) -> list[StockedItem]:
        """What is meant by these keys, of it or of its product."""
        every = sorted(self._lifted(keys))
        for start in range(0, len(every), MOST_ITEMS):
            products = set(every[start : start + MOST_ITEMS])
            found = load(self.connection, self.database.keyring, products)
            offered = self._offered(products, found)
            named = [held for held in offered if self._is_among(keys, held)]
            if named:
                return self._joined(named[:MOST_ITEMS], found)
        return []

    def _is_among(self, keys: set[bytes], held: Held) -> bool:
        own = self.key(held.kind, _id(held))
        return own in keys or _product_key(held, self.store_id) in keys

    def _lifted(self, keys: set[bytes]) -> set[bytes]:
        """Each variant's product in its place; what is neither falls out."""
        rows = _SOLD.rows(self.connection, keys)
        return {row.key if row.kind == Kind.PRODUCT else row.parent for row in rows}

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


def _id(held: Held) -> str:
    return held.copy.record.id if held.copy.record else ""


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
