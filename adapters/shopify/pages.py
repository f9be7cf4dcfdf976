"""What changed since some time, or everything, a page at a time.

A cursor is small JSON that still works after a restart: Shopify's own cursor, and where in our own
walk it belongs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

import msgspec

from adapters.shopify import documents as ask
from adapters.shopify import translate
from adapters.shopify.admin import Admin
from adapters.shopify.asking import changed_since, with_returns
from adapters.shopify.fetch_orders import order_changes
from adapters.shopify.fetch_stock import product_changes
from adapters.shopify.parse_stock import parse_item, parse_level, parse_location
from adapters.shopify.policies import policy_changes, policy_ids
from adapters.shopify.reviews import review_changes, review_ids
from connector.contract import Page
from connector.convert import text_id
from connector.errors import BadRequest, PlatformAway, Unsupported
from connector.records import Change, Kind, StockLevel


class Cursor(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    after: str | None = None
    """Shopify's own."""
    location: str = ""
    """Whose stock is being listed."""
    bulk: str = ""
    """The bulk operation being read."""
    done: int = 0
    """How many of its orders have been."""


START = Cursor()


def read_cursor(text: str | None) -> Cursor:
    if text is None:
        return START
    try:
        return msgspec.json.decode(text, type=Cursor)
    except msgspec.DecodeError:
        raise BadRequest("This is no cursor of a Shopify page.", "cursor") from None


def written(cursor: Cursor) -> str:
    return msgspec.json.encode(cursor).decode()


def after(end: str | None) -> str | None:
    return written(Cursor(after=end)) if end else None


def page_of_orders(admin: Admin, since: datetime | None, at: Cursor) -> Page:
    """Oldest change first. Where the shop's budget or its patience runs out in the middle, the page
    ends there and nothing asked for is lost."""
    query = changed_since(since)
    found = with_returns(
        admin,
        lambda yes: admin.ask(ask.ORDERS_WHOLE, query=query, after=at.after, returns=yes),
    ).orders
    changes: list[Change] = []
    reached: str | None = None
    for edge in found.edges:
        try:
            changes += order_changes(admin, edge.node)
        except PlatformAway:
            if reached is None:
                raise
            return Page(tuple(changes), after(reached))
        reached = edge.cursor
    return Page(tuple(changes), after(found.page_info.next))


def page_of_products(admin: Admin, since: datetime | None, at: Cursor) -> Page:
    found = admin.ask(ask.PRODUCTS_CHANGED, query=changed_since(since), after=at.after).products
    changes = [change for each in found.nodes for change in product_changes(admin, each)]
    return Page(tuple(changes), after(found.page_info.next))


def page_of_locations(admin: Admin, since: datetime | None, at: Cursor) -> Page:
    """There are few, so they are always all listed."""
    found = admin.ask(ask.LOCATIONS, after=at.after).locations
    changes = [c for each in found.nodes for c in parse_location(translate.location(each))]
    return Page(tuple(changes), after(found.page_info.next))


def page_of_levels(admin: Admin, since: datetime | None, at: Cursor) -> Page:
    """Location by location, since Shopify lists levels only within one; each with its item. An item
    of which only `tracked` changed comes with its product."""
    location = at.location or next(locations_after(admin, ""), "")
    if not location:
        return Page((), None)
    found = admin.ask(
        ask.LEVELS_CHANGED, id=location, query=changed_since(since), after=at.after
    ).location
    changes: list[Change] = []
    for level in found.inventory_levels.nodes if found else ():
        if level.item:
            changes += parse_item(translate.item(level.item))
            changes += parse_level(translate.level(level, level.item, location))
    end = found.inventory_levels.page_info.next if found else None
    return Page(tuple(changes), cursor_in_location(admin, location, end))


def page_of_reviews(admin: Admin, since: datetime | None, at: Cursor) -> Page:
    changes, end = review_changes(admin, since, at.after)
    return Page(changes, after(end))


def page_of_policies(admin: Admin, since: datetime | None, at: Cursor) -> Page:
    """All of them at once: Shopify lists eight at most."""
    found = tuple(policy_changes(admin))
    return Page(found, None, total=len(found))


def cursor_in_location(admin: Admin, location: str, end: str | None) -> str | None:
    if end:
        return written(Cursor(location=location, after=end))
    following = next(locations_after(admin, location), None)
    return written(Cursor(location=following)) if following else None


def locations_after(admin: Admin, one: str) -> Iterator[str]:
    """In the order of their numbers: one that goes away in between does not matter."""
    found: list[str] = []
    end: str | None = None
    while True:
        listed = admin.ask(ask.LOCATIONS, after=end).locations
        found += [node.id for node in listed.nodes]
        end = listed.page_info.next
        if end is None:
            break
    yield from sorted((each for each in found if number(each) > number(one)), key=number)


def number(gid: str) -> int:
    return int(text_id(gid) or 0)


PAGES: dict[Kind, Callable[[Admin, datetime | None, Cursor], Page]] = {
    Kind.LOCATION: page_of_locations,
    Kind.PRODUCT: page_of_products,
    Kind.STOCK_LEVEL: page_of_levels,
    Kind.ORDER: page_of_orders,
    Kind.REVIEW: page_of_reviews,
    Kind.POLICY: page_of_policies,
}
"""In the order they are best loaded."""

Ids = tuple[tuple[str, ...], str | None]


def ids(admin: Admin, kind: Kind, cursor: str | None) -> Ids:
    at = read_cursor(cursor)
    if kind is Kind.STOCK_LEVEL:
        return level_ids(admin, at)
    if kind is Kind.POLICY:
        return policy_ids(admin), None
    if kind not in LISTS:
        raise Unsupported(f"Shopify does not list all there is of the kind {kind}.")
    found, end = LISTS[kind](admin, at.after)
    return tuple(map(text_id, found)), after(end)


def level_ids(admin: Admin, at: Cursor) -> Ids:
    """With the totals that products tell: not listed, each would be looked after as gone."""
    page = page_of_levels(admin, None, at)
    levels = [c for c in page.changes if isinstance(c, StockLevel)]
    totals = [f"{level.inventory_item_id}:" for level in levels]
    return (*totals, *(level.id for level in levels)), page.next_cursor


def order_ids(admin: Admin, end: str | None) -> tuple[list[str], str | None]:
    """Shopify hides orders of more than 60 days ago from an app without `read_all_orders`: that
    those are not listed must not look as if they were deleted."""
    if end is None and "read_all_orders" not in granted_scopes(admin):
        raise Unsupported(
            "Without the scope read_all_orders Shopify lists only the orders of the last 60 days, "
            "so what is missing from the list need not be gone."
        )
    found = admin.ask(ask.ORDER_IDS, after=end).orders
    return [node.id for node in found.nodes], found.page_info.next


def granted_scopes(admin: Admin) -> frozenset[str]:
    found = admin.ask(ask.ACCESS).current_app_installation.access_scopes
    return frozenset(scope.handle for scope in found)


def product_ids(admin: Admin, end: str | None) -> tuple[list[str], str | None]:
    found = admin.ask(ask.PRODUCT_IDS, after=end).products
    return [node.id for node in found.nodes], found.page_info.next


def variant_ids(admin: Admin, end: str | None) -> tuple[list[str], str | None]:
    found = admin.ask(ask.VARIANT_IDS, after=end).product_variants
    return [node.id for node in found.nodes], found.page_info.next


def item_ids(admin: Admin, end: str | None) -> tuple[list[str], str | None]:
    found = admin.ask(ask.ITEM_IDS, after=end).inventory_items
    return [node.id for node in found.nodes], found.page_info.next


def location_ids(admin: Admin, end: str | None) -> tuple[list[str], str | None]:
    found = admin.ask(ask.LOCATIONS, after=end).locations
    return [node.id for node in found.nodes], found.page_info.next


LISTS: dict[Kind, Callable[[Admin, str | None], tuple[list[str], str | None]]] = {
    Kind.ORDER: order_ids,
    Kind.PRODUCT: product_ids,
    Kind.VARIANT: variant_ids,
    Kind.INVENTORY_ITEM: item_ids,
    Kind.LOCATION: location_ids,
    Kind.REVIEW: review_ids,
}
