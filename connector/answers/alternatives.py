"""What may do instead of something that cannot be bought."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from connector.answers.answer import StockedItemFacts
from connector.records import Availability

MOST = 3
IN_STOCK = (Availability.IN_STOCK, Availability.LIMITED)
"""What is there: a thing to wait for is no better than the one that was asked for."""


def alternatives(
    asked: Sequence[StockedItemFacts],
    siblings: Iterable[StockedItemFacts],
    alike: Iterable[StockedItemFacts],
) -> list[StockedItemFacts]:
    """Up to three that are in stock, never one that was asked for: other options of the same
    product first, then one option of each product alike, the most alike first.

    None where something that was asked for can be bought, if only to be sent later."""
    waited_for = (Availability.PRE_ORDER, Availability.BACK_ORDER)
    if any(item.availability in (*IN_STOCK, *waited_for) for item in asked):
        return []
    taken = {identity(item) for item in asked}
    own = [item for item in siblings if fits(item, taken)]
    others = one_of_each(item for item in alike if fits(item, taken))
    return [*own, *others][:MOST]


def fits(item: StockedItemFacts, taken: set[tuple[str | None, str | None]]) -> bool:
    return item.availability in IN_STOCK and identity(item) not in taken


def identity(item: StockedItemFacts) -> tuple[str | None, str | None]:
    return item.product_id, item.variant_id


def one_of_each(items: Iterable[StockedItemFacts]) -> Iterator[StockedItemFacts]:
    """Three sizes of one shirt are one idea."""
    seen = set()
    for item in items:
        if item.product_id not in seen:
            seen.add(item.product_id)
            yield item
