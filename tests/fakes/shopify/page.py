"""Connections: pieces of long lists, cursors and all."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

from graphql import GraphQLError

from tests.fakes.shopify.orders import OrderBook
from tests.fakes.shopify.state import Goods

if TYPE_CHECKING:
    from tests.fakes.shopify.shop import Shop

LARGEST = 250
Arguments = Mapping[str, Any]


@dataclass(slots=True)
class Context:
    """What a query is answered from: the shop as it is, or, in bulk, as it was."""

    shop: Shop
    orders: OrderBook
    goods: Goods
    token: str = ""
    bulk: bool = False
    notes: list[dict[str, Any]] | None = None
    """What the search syntax passed over, for `extensions.search`."""
    actual: int = 0
    """What the objects found cost."""


@dataclass(frozen=True, slots=True)
class Page:
    nodes: Iterable[Any]
    cursors: Sequence[str] = ()
    more: bool = False
    before: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """Something of an order, with the order that it needs to be understood."""

    kind: str
    order: Any
    it: Any


def refuse(words: str, code: str = "BAD_REQUEST") -> GraphQLError:
    return GraphQLError(words, extensions={"code": code})


def wanted(arguments: Arguments) -> int:
    """How many; Shopify asks for exactly one of first and last, and for no more than 250."""
    first, last = arguments.get("first"), arguments.get("last")
    count = first if first is not None else last
    if count is None:
        raise refuse("you must provide one of first or last")
    if count < 0:
        raise refuse("first cannot be less than zero")
    if count > LARGEST:
        raise refuse(f"first cannot exceed {LARGEST}")
    return int(count)


def cursor(last_id: int, value: Any) -> str:
    said = json.dumps({"last_id": last_id, "last_value": value}, separators=(",", ":"))
    return b64encode(said.encode()).decode()


def read_cursor(text: str) -> tuple[int, Any]:
    try:
        said = json.loads(b64decode(text))
        return int(said["last_id"]), said["last_value"]
    except (ValueError, KeyError, TypeError):
        raise refuse(f"Invalid cursor for current pagination sort: {text}") from None


def first_of(found: Iterable[tuple[Any, str]], count: int, *, begun: bool) -> Page:
    """The first `count` of things with their cursors, and whether there are more."""
    taken = list(islice(iter(found), count + 1))
    kept = taken[:count]
    nodes = [thing for thing, _ in kept]
    return Page(nodes, [at for _, at in kept], more=len(taken) > count, before=begun)


def page(
    context: Context,
    arguments: Arguments,
    things: Iterable[Any],
    number: Callable[[Any], int],
) -> Page:
    """Of a list short enough to be held; `number` is what a cursor remembers a thing by."""
    if context.bulk:
        return Page(things)
    count, held = wanted(arguments), list(things)
    if arguments.get("reverse"):
        held.reverse()
    numbers = [number(thing) for thing in held]
    start = place_of(arguments.get("after"), numbers, -1) + 1
    stop = place_of(arguments.get("before"), numbers, len(held))
    if arguments.get("first") is None:
        first = max(start, stop - count)
        last = stop
    else:
        first, last = start, min(stop, start + count)
    cursors = [cursor(n, str(n)) for n in numbers[first:last]]
    return Page(held[first:last], cursors, more=last < len(held), before=first > 0)


def place_of(text: str | None, numbers: Sequence[int], otherwise: int) -> int:
    if text is None:
        return otherwise
    last_id, _ = read_cursor(text)
    return numbers.index(last_id) if last_id in numbers else otherwise


def some(arguments: Arguments, things: Sequence[Any]) -> Sequence[Any]:
    """Of a plain list that takes `first`."""
    first = arguments.get("first")
    return things if first is None else things[:first]
