"""Returns. Deliveries say little of them, so each asks for the rest."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from adapters.shopify import shapes
from adapters.shopify.status import RETURN
from connector.convert import canonical, text_id
from connector.records import EVERY, Change, Fetch, Kind, Ref, Return, ReturnStatus


def parse_return(payload: shapes.Return) -> Iterator[Change]:
    """`returns/process` may name no return at all: Shopify's sample of it is `{}`."""
    yield from known_return(payload)
    ref = Ref(kind=Kind.RETURN, id=return_id(payload) or EVERY, parent_id=order_id(payload))
    yield Fetch(ref=ref)


def known_return(
    given: shapes.Return, parent_id: str = "", seen_at: datetime | None = None
) -> Iterator[Change]:
    """Nothing where the id, the order or the status is not said."""
    found, order = return_id(given), order_id(given) or parent_id
    if found and order and given.status:
        yield Return(
            id=found,
            updated_at=seen_at,
            order_id=order,
            status=canonical(RETURN, given.status, ReturnStatus.UNKNOWN),
            raw_status=given.status,
        )


def return_id(given: shapes.Return) -> str:
    return text_id(given.id) or text_id(given.admin_graphql_api_id)


def order_id(given: shapes.Return) -> str:
    return text_id(given.order_id) or text_id(given.order.id if given.order else None)
