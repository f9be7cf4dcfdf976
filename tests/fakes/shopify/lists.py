"""The long lists that are searched: orders, products, variants, stock."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from tests.fakes.shopify.generate import FIRST_CUSTOMER, FIRST_ORDER
from tests.fakes.shopify.goods import Item, Location, Product, Variant
from tests.fakes.shopify.model import Order
from tests.fakes.shopify.orders import PLACED, UPDATED, OrderBook, place, place_of
from tests.fakes.shopify.page import (
    Arguments,
    Context,
    Page,
    cursor,
    first_of,
    page,
    read_cursor,
    refuse,
    wanted,
)
from tests.fakes.shopify.search import Reader, Search, parse_search, time_of


def status_of(order: Order) -> str:
    if order.cancelled_at:
        return "cancelled"
    return "closed" if order.closed_at else "open"


def fulfillment_words(order: Order) -> list[str]:
    word = order.fulfillment_status.lower()
    also = {"fulfilled": ["shipped"], "partially_fulfilled": ["partial"]}
    return ["any", word, *also.get(word, ["unshipped"])]


ORDERS: Mapping[str, Reader] = {
    "id": lambda o: o.id,
    "name": lambda o: [o.name, str(o.number)],
    "email": lambda o: o.email,
    "customer_id": lambda o: o.customer.id,
    "confirmation_number": lambda o: o.confirmation_number,
    "created_at": lambda o: o.created_at,
    "processed_at": lambda o: o.created_at,
    "updated_at": lambda o: o.updated_at,
    "status": lambda o: ["any", status_of(o)],
    "financial_status": lambda o: ["any", o.financial_status.lower()],
    "fulfillment_status": fulfillment_words,
    "return_status": lambda o: o.return_status.lower(),
    "sku": lambda o: [line.sku for line in o.lines],
    "tag": lambda o: list(o.tags),
    "default": lambda o: [o.name, str(o.number), o.email, o.customer.name],
}
PRODUCTS: Mapping[str, Reader] = {
    "id": lambda p: p.id,
    "title": lambda p: p.title,
    "handle": lambda p: p.handle,
    "status": lambda p: p.status.lower(),
    "sku": lambda p: [v.sku for v in p.variants],
    "vendor": lambda p: p.vendor,
    "product_type": lambda p: p.product_type,
    "tag": lambda p: list(p.tags),
    "created_at": lambda p: p.created_at,
    "updated_at": lambda p: p.updated_at,
    "default": lambda p: [p.title, *p.title.split(), p.handle],
}
VARIANTS: Mapping[str, Reader] = {
    "id": lambda v: v.id,
    "sku": lambda v: v.sku,
    "barcode": lambda v: v.barcode,
    "product_id": lambda v: v.product_id,
    "title": lambda v: v.title,
    "updated_at": lambda v: v.updated_at,
    "default": lambda v: [v.title, v.sku],
}
ITEMS: Mapping[str, Reader] = {
    "id": lambda i: i.id,
    "sku": lambda i: i.sku,
    "created_at": lambda i: i.created_at,
    "updated_at": lambda i: i.updated_at,
    "default": lambda i: i.sku,
}

LEVELS: Mapping[str, Reader] = {
    "inventory_item_id": lambda v: v.item_id,
    "created_at": lambda v: v.updated_at,
    "updated_at": lambda v: v.updated_at,
}


def searched(
    context: Context, root: str, text: str | None, readers: Mapping[str, Reader]
) -> Search:
    search = parse_search(text, readers)
    if search.unknown and context.notes is not None:
        warnings = [
            {
                "field": name,
                "message": "Invalid search field for this query.",
                "code": "invalid_field",
            }
            for name in search.unknown
        ]
        context.notes.append({"path": [root], "query": search.text, "warnings": warnings})
    return search


def orders(context: Context, arguments: Arguments) -> Page:
    search = searched(context, "orders", arguments.get("query"), ORDERS)
    sort = UPDATED if arguments.get("sortKey") == UPDATED else PLACED
    found = (o for o in matching(context, search, sort, arguments) if context.shop.sees(o))
    if context.bulk:
        return Page(found)
    count = wanted(arguments)
    if arguments.get("first") is None or arguments.get("before"):
        raise refuse("This fake pages orders forwards only")
    placed = ((order, cursor(order.id, place_of(order, sort))) for order in found)
    return first_of(placed, count, begun=bool(arguments.get("after")))


def matching(context: Context, search: Search, sort: str, arguments: Arguments) -> Iterator[Order]:
    named = few(context.orders, search)
    if named is not None:
        held = sorted(
            named, key=lambda o: place_of(o, sort), reverse=bool(arguments.get("reverse"))
        )
        return (o for o in beyond(held, sort, arguments) if search.fits(o, ORDERS))
    since = search.least("updated_at")
    seconds = int(time_of(since).timestamp()) if since else None
    low = place(seconds, 0) if seconds is not None and sort == UPDATED else lowest(search, sort)
    walked = context.orders.walk(
        sort,
        reverse=bool(arguments.get("reverse")),
        after=last_place(arguments),
        low=low,
        since=seconds,
    )
    return (order for order in walked if search.fits(order, ORDERS))


def lowest(search: Search, sort: str) -> int | None:
    least = search.least("id")
    return (
        max(0, int(least) - FIRST_ORDER) if least and least.isdigit() and sort == PLACED else None
    )


def last_place(arguments: Arguments) -> int | None:
    after = arguments.get("after")
    return int(read_cursor(after)[1]) if after else None


def beyond(held: Iterable[Order], sort: str, arguments: Arguments) -> Iterator[Order]:
    last = last_place(arguments)
    for order in held:
        here = place_of(order, sort)
        if last is None or (here < last if arguments.get("reverse") else here > last):
            yield order


def few(book: OrderBook, search: Search) -> list[Order] | None:
    """Those that alone can match, where the search names them; None where it may be any."""
    if number := search.only("id"):
        found = book.get(int(number.rsplit("/", 1)[-1])) if number[-1].isdigit() else None
        return [found] if found else []
    name = (search.only("name") or "").lstrip("#")
    if name.isdigit():
        found = book.numbered(int(name))
        return [found] if found else []
    email = search.only("email")
    return with_email(book, email.lower()) if email and "*" not in email else None


def with_email(book: OrderBook, email: str) -> list[Order]:
    number = "".join(c for c in email.partition("@")[0] if c.isdigit())
    theirs = list(book.of_customer(FIRST_CUSTOMER + int(number))) if number else []
    other = [o for o in book.changed.values() if o.email.lower() == email and o not in theirs]
    return [*theirs, *other]


def products(context: Context, arguments: Arguments) -> Page:
    search = searched(context, "products", arguments.get("query"), PRODUCTS)
    found = [p for p in context.goods.products.values() if search.fits(p, PRODUCTS)]
    if arguments.get("sortKey") == UPDATED:
        found.sort(key=lambda p: (p.updated_at, p.id))
    else:
        found.sort(key=numbered)
    return page(context, arguments, found, numbered)


def variants(context: Context, arguments: Arguments) -> Page:
    search = searched(context, "productVariants", arguments.get("query"), VARIANTS)
    found = [v for v in context.goods.variants() if search.fits(v, VARIANTS)]
    return page(context, arguments, sorted(found, key=numbered), numbered)


def items(context: Context, arguments: Arguments) -> Page:
    search = searched(context, "inventoryItems", arguments.get("query"), ITEMS)
    found = [i for i in context.goods.items.values() if search.fits(i, ITEMS)]
    return page(context, arguments, sorted(found, key=numbered), numbered)


def levels(place: Location, context: Context, arguments: Arguments) -> Page:
    """What one location has, by item."""
    search = searched(context, "inventoryLevels", arguments.get("query"), LEVELS)
    here = (v for v in context.goods.levels.values() if v.location_id == place.id)
    found = sorted((v for v in here if search.fits(v, LEVELS)), key=lambda v: v.item_id)
    return page(context, arguments, found, lambda level: level.item_id)


def numbered(thing: Product | Variant | Item) -> int:
    return thing.id


def count(context: Context, arguments: Arguments) -> dict[str, Any]:
    search = searched(context, "ordersCount", arguments.get("query"), ORDERS)
    limit = arguments.get("limit", 10_000)
    found = 0
    for order in matching(context, search, PLACED, {}):
        if limit is not None and found >= limit:
            return {"count": found, "precision": "AT_LEAST"}
        found += context.shop.sees(order)
    return {"count": found, "precision": "EXACT"}
