"""From REST answers that no webhook carries to records: refunds, fulfillments, reviews. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta, timezone, tzinfo
from decimal import Decimal
from zoneinfo import ZoneInfo

import msgspec

from adapters.woocommerce.client_shapes import (
    FulfilledItem,
    FulfillmentPayload,
    Index,
    RefundLinePayload,
    RefundPayload,
    ReviewPayload,
)
from adapters.woocommerce.shapes import Meta
from adapters.woocommerce.status import REVIEW
from adapters.woocommerce.values import UNREADABLE, existing, finite
from connector.convert import (
    Id,
    canonical,
    money,
    plain_text,
    text_id,
    utc,
    utc_or_none,
    web_url,
    words,
)
from connector.records import (
    Deleted,
    Kind,
    Ref,
    Refund,
    RefundLine,
    RefundMethod,
    Review,
    ReviewStatus,
    Shipment,
    ShipmentStatus,
    ShippedLine,
    Tracking,
)

REFUNDED_ITEM_META = "_refunded_item_id"
CARRIER_METAS = ("_shipping_provider", "_shipment_provider")
"""10.5 writes the one, and its templates read the other too."""


def refund(payload: RefundPayload, order_id: str, currency: str) -> Refund:
    created_at = existing(payload.date_created_gmt, "$.date_created_gmt")
    return Refund(
        id=text_id(payload.id),
        updated_at=created_at,
        order_id=order_id,
        amount=money(finite(payload.amount, "$.amount").copy_abs(), currency),
        created_at=created_at,
        lines=refund_lines(payload.line_items, currency),
        method=RefundMethod.ORIGINAL_PAYMENT if payload.refunded_payment else None,
    )


def refund_lines(
    lines: Iterable[RefundLinePayload], currency: str
) -> tuple[RefundLine, ...] | None:
    """None where one of them does not say which line of the order it is about."""
    found = [refund_line(line, currency) for line in lines]
    return None if None in found else tuple(line for line in found if line)


def refund_line(line: RefundLinePayload, currency: str) -> RefundLine | None:
    line_id = meta_word(line.meta_data, REFUNDED_ITEM_META)
    total = finite(line.total, "$.line_items[].total")
    tax = finite(line.total_tax, "$.line_items[].total_tax")
    if not line_id:
        return None
    return RefundLine(
        line_id=line_id,
        quantity=finite(line.quantity, "$.line_items[].quantity").copy_abs(),
        amount=money((total + tax).copy_abs(), currency),
    )


def fulfillment(
    payload: FulfillmentPayload, order_id: str, zone: tzinfo | None
) -> Shipment | Deleted:
    own_id, updated_at = text_id(payload.id), local_time(payload.date_updated, zone)
    deleted_at = local_time(payload.date_deleted, zone)
    if words(payload.date_deleted):
        return Deleted(ref=Ref(kind=Kind.SHIPMENT, id=own_id, parent_id=order_id), at=deleted_at)
    number = meta_word(payload.meta_data, "_tracking_number")
    url = web_url(meta_word(payload.meta_data, "_tracking_url"))
    carriers = (meta_word(payload.meta_data, key) for key in CARRIER_METAS)
    sent_at = meta_word(payload.meta_data, "_date_fulfilled")
    return Shipment(
        id=own_id,
        updated_at=updated_at,
        order_id=order_id,
        # The shop packed it or says it handed it over; no carrier has spoken yet.
        status=ShipmentStatus.PENDING,
        raw_status=payload.status or None,
        carrier=next((carrier for carrier in carriers if carrier), ""),
        tracking=(Tracking(number=number, url=url),) if number or url else (),
        lines=shipped_lines(payload.meta_data),
        shipped_at=local_time(sent_at, zone) if payload.is_fulfilled else None,
    )


def shipped_lines(metas: Iterable[Meta]) -> tuple[ShippedLine, ...] | None:
    for meta in metas:
        if meta.key == "_items":
            try:
                items = msgspec.json.decode(meta.value, type=list[FulfilledItem])
            except UNREADABLE:
                return None
            return tuple(
                ShippedLine(line_id=text_id(item.item_id), quantity=finite(item.qty, "$._items"))
                for item in items
            )
    return None


def meta_word(metas: Iterable[Meta], key: str) -> str:
    """The first entry's value if it is text or a whole number, else empty."""
    for meta in metas:
        if meta.key == key:
            try:
                return words(str(msgspec.json.decode(meta.value, type=Id)))
            except UNREADABLE:
                return ""
    return ""


def local_time(value: str | None, zone: tzinfo | None) -> datetime | None:
    """`2026-11-21 22:32:00` by the store's clocks; None where its time zone is not known."""
    try:
        naive = datetime.fromisoformat(words(value))
        return utc(naive.replace(tzinfo=naive.tzinfo or zone)) if naive.tzinfo or zone else None
    except ValueError:
        return None


def time_zone(index: Index) -> tzinfo | None:
    """By name where the shop has one; else by its hours, which know no summer time."""
    try:
        if index.timezone_string:
            return ZoneInfo(index.timezone_string)
        return timezone(timedelta(hours=float(index.gmt_offset)))  # type: ignore[arg-type]
    except (KeyError, TypeError, ValueError, OSError):
        return None


def review(payload: ReviewPayload) -> Review:
    """`updated_at` is None: no date but that of its making is known, and edits keep that one."""
    return Review(
        id=text_id(payload.id),
        product_id=text_id(payload.product_id),
        status=canonical(REVIEW, payload.status, ReviewStatus.UNKNOWN),
        raw_status=payload.status,
        # 0 stands for a review without stars.
        rating=finite(payload.rating or Decimal(0), "$.rating") or None,
        body=plain_text(payload.review or ""),
        author=plain_text(payload.reviewer or ""),
        author_email=words(payload.reviewer_email),
        created_at=utc_or_none(payload.date_created_gmt),
    )
