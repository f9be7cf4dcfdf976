"""What the law and the owner ask of us.

https://shopify.dev/docs/apps/build/compliance/privacy-law-compliance
"""

from __future__ import annotations

from collections.abc import Iterator

from adapters.shopify import shapes
from connector.convert import Id, text_id
from connector.records import Change, DataRequest, Redact, RedactStore, Uninstalled


def parse_data_request(payload: shapes.DataRequest) -> Iterator[Change]:
    who = payload.customer or shapes.Person()
    yield DataRequest(
        id=text_id(payload.data_request.id),
        customer_id=text_id(who.id),
        emails=(who.email,) if who.email else (),
        phones=(who.phone,) if who.phone else (),
        order_ids=text_ids(payload.orders_requested),
    )


def parse_redact(payload: shapes.RedactRequest) -> Iterator[Change]:
    who = payload.customer or shapes.Person()
    yield Redact(
        customer_id=text_id(who.id),
        emails=(who.email,) if who.email else (),
        phones=(who.phone,) if who.phone else (),
        order_ids=text_ids(payload.orders_to_redact),
    )


def parse_redact_shop(payload: shapes.RedactShop) -> Iterator[Change]:
    yield RedactStore()


def parse_uninstalled(payload: shapes.UninstalledShop) -> Iterator[Change]:
    yield Uninstalled()


def text_ids(given: tuple[Id, ...] | None) -> tuple[str, ...]:
    return tuple(map(text_id, given or ()))
