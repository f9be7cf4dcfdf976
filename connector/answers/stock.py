"""Is it in stock: from shelf records to what can be said of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

from connector.answers.alternatives import alternatives
from connector.answers.answer import (
    Answer,
    ExpectedBasis,
    NextAction,
    PlacedStock,
    StockedItemFacts,
    StockFacts,
    as_number,
    stale_seconds,
)
from connector.answers.stock_words import nothing_stocked, stock_message
from connector.answers.words import Words
from connector.joined import Near, StockedItem
from connector.records import Availability, StockLevel

LOW_STOCK_AT = Decimal(2)
"""Where the shop sets no threshold: WooCommerce's own default for a new shop."""
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
BUYABLE = (
    Availability.IN_STOCK,
    Availability.LIMITED,
    Availability.PRE_ORDER,
    Availability.BACK_ORDER,
)
COMING = (Availability.PRE_ORDER, Availability.BACK_ORDER, Availability.OUT_OF_STOCK)
"""What a shopper waits for."""
BEST_FIRST = (*BUYABLE, Availability.OUT_OF_STOCK, Availability.DISCONTINUED)


def stock(
    items: Sequence[StockedItem],
    *,
    asked: str,
    words: Words,
    now: datetime,
    near: Near | None = None,
) -> Answer[StockFacts]:
    """`asked` is the name or article number as typed; `near` is what may do instead, and needed
    where `cannot_be_bought` says so."""
    if not items:
        return nothing_found(asked, words)
    facts = stock_facts(items, near or Near(), now)
    as_of = min(item.as_of for item in (*facts.items, *facts.alternatives))
    return Answer[StockFacts](
        outcome="ok",
        message=stock_message(facts, words),
        locale=words.tag,
        facts=facts,
        as_of=as_of,
        stale_seconds=stale_seconds(as_of, now),
        next_actions=next_actions(facts),
    )


def cannot_be_bought(items: Sequence[StockedItem], now: datetime) -> bool:
    """Whether something was found and none of it can."""
    availabilities = {shelf_of(item, now).availability for item in items}
    return bool(items) and not availabilities & set(BUYABLE)


def stock_facts(items: Sequence[StockedItem], near: Near, now: datetime) -> StockFacts:
    found = [item_facts(item, now) for item in items]
    instead = alternatives(
        found,
        [item_facts(item, now) for item in near.siblings],
        [item_facts(item, now) for item in near.alike],
    )
    return StockFacts(items=found, alternatives=instead)


def nothing_found(asked: str, words: Words) -> Answer[StockFacts]:
    return Answer[StockFacts](
        outcome="no_match",
        message=nothing_stocked(asked, words),
        locale=words.tag,
        facts=None,
        as_of=None,
        stale_seconds=None,
        next_actions=[NextAction.CHECK_DETAILS],
    )


def next_actions(facts: StockFacts) -> list[str]:
    availabilities = {item.availability for item in facts.items}
    if availabilities & set(BUYABLE):
        return [NextAction.BUY]
    return [NextAction.CONTACT_STORE] if None in availabilities else []


@dataclass(frozen=True, slots=True)
class Shelf:
    availability: Availability | None
    quantity: Decimal | None


def item_facts(item: StockedItem, now: datetime) -> StockedItemFacts:
    shelf = shelf_of(item, now)
    expected_at = expected(item, shelf, now)
    return StockedItemFacts(
        title=title_of(item),
        sku=sku_of(item) or None,
        product_id=product_id_of(item) or None,
        variant_id=item.variant.id if item.variant else None,
        availability=shelf.availability,
        quantity=None if shelf.quantity is None else as_number(shelf.quantity),
        low=is_low(item, shelf),
        expected_at=expected_at,
        expected_basis=ExpectedBasis.PLATFORM if expected_at else None,
        locations=locations_of(item),
        as_of=item.seen_at,
    )


def shelf_of(item: StockedItem, now: datetime) -> Shelf:
    """The platform's own word first, then what is counted, then nothing. What has none left cannot
    be pre-ordered either."""
    shelf = as_counted(item)
    if shelf.availability in BUYABLE and on_preorder(item, now):
        return Shelf(Availability.PRE_ORDER, shelf.quantity)
    return shelf


def on_preorder(item: StockedItem, now: datetime) -> bool:
    """Over once the day has come, also where the shop has not told us so."""
    product = item.product
    if product is None or not product.preorder:
        return False
    return product.expected_at is None or product.expected_at > now


def expected(item: StockedItem, shelf: Shelf, now: datetime) -> datetime | None:
    said = item.product.expected_at if item.product else None
    return said if said and said > now and shelf.availability in COMING else None


def as_counted(item: StockedItem) -> Shelf:
    levels = counted_levels(item)
    said = {level.availability for level in levels}
    word = next((word for word in BEST_FIRST if word in said), None)
    if item.inventory_item is not None and not item.inventory_item.tracked:
        return Shelf(word or Availability.IN_STOCK, None)
    quantity = quantity_of(item, levels)
    return Shelf(word or reckoned(item, quantity), quantity)


def counted_levels(item: StockedItem) -> list[StockLevel]:
    """Located levels of active locations; the total over all where none is located, or where it is
    newer than all of them: then it counts locations that we have not heard of yet."""
    located = [level for level in item.levels if level.location_id]
    total = [level for level in item.levels if not level.location_id]
    if not located or (total and min(map(age, total)) > max(map(age, located))):
        return total
    return [level for level in located if is_active(item, level)]


def age(level: StockLevel) -> datetime:
    return level.updated_at or LONG_AGO


def is_active(item: StockedItem, level: StockLevel) -> bool:
    location = item.locations.get(level.location_id)
    return location is None or location.active


def quantity_of(item: StockedItem, levels: Sequence[StockLevel]) -> Decimal | None:
    """None where nothing is counted; zero where all that is counted lies at closed locations."""
    counts = [level.available for level in levels if level.available is not None]
    closed = not levels and any(level.available is not None for level in item.levels)
    return sum(counts, start=Decimal(0)) if counts or closed else None


def reckoned(item: StockedItem, quantity: Decimal | None) -> Availability | None:
    if quantity is None:
        return None
    if quantity > 0:
        return Availability.IN_STOCK
    sold_on = item.variant is not None and item.variant.backorders
    return Availability.BACK_ORDER if sold_on else Availability.OUT_OF_STOCK


def is_low(item: StockedItem, shelf: Shelf) -> bool:
    """The platform's own word first here too."""
    if shelf.availability is not Availability.IN_STOCK or shelf.quantity is None:
        return shelf.availability is Availability.LIMITED
    return 0 < shelf.quantity <= low_stock_at(item)


def low_stock_at(item: StockedItem) -> Decimal:
    owners = (item.variant, item.product)
    set_ones = (owner.low_stock_at for owner in owners if owner is not None)
    return next((limit for limit in set_ones if limit is not None), LOW_STOCK_AT)


def title_of(item: StockedItem) -> str:
    product = item.product.title if item.product else ""
    variant = item.variant.title if item.variant else ""
    return " – ".join(part for part in (product, variant) if part) or sku_of(item)


def sku_of(item: StockedItem) -> str:
    owners = (item.variant, item.product, item.inventory_item)
    return next((owner.sku for owner in owners if owner is not None and owner.sku), "")


def product_id_of(item: StockedItem) -> str:
    if item.product:
        return item.product.id
    return item.variant.product_id if item.variant else ""


def locations_of(item: StockedItem) -> list[PlacedStock]:
    placed = [
        PlacedStock(
            name=item.locations[level.location_id].name
            if level.location_id in item.locations
            else None,
            quantity=None if level.available is None else as_number(level.available),
        )
        for level in sorted(counted_levels(item), key=lambda level: level.location_id)
        if level.location_id
    ]
    return sorted(placed, key=lambda place: place.name or "")
