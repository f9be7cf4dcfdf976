"""What we rely on of what Stamped sends and answers.

Deliveries after https://support.stamped.io/article/834-webhooks; the list of the dashboard after
public programs that read it: it is not documented, and so each name of it is unverified.
"""

from __future__ import annotations

from decimal import Decimal

import msgspec

from connector.contract import Payload
from connector.convert import Id


class Delivered(Payload, frozen=True, kw_only=True, rename="camel"):
    """Times are text because most say nothing to us: `instant` takes those that do."""

    id: Id
    review_rating: Decimal | None
    author: str | None = None
    customer_email: str | None = None
    review_title: str | None = None
    review_message: str | None = None
    review_verified_type: int | None = None
    review_user_photos: str | None = None
    review_user_videos: str | None = None
    review_reply: str | None = None
    date_replied: str | None = None
    product_id: Id | None = None
    product_sku: str | None = msgspec.field(default=None, name="productSKU")
    date_created: str | None = None


class Head(Payload, frozen=True, kw_only=True, rename="camel"):
    id: Id
    date_created: str | None = None


class HeadRow(Payload, frozen=True, kw_only=True):
    review: Head


class Listed(Payload, frozen=True, kw_only=True, rename="camel"):
    id: Id
    rating: Decimal | None = None
    title: str | None = None
    body: str | None = None
    author: str | None = None
    email: str | None = None
    reply: str | None = None
    review_state: int | None = None
    verified_type: int | None = None
    product_id: Id | None = None
    product_sku: str | None = msgspec.field(default=None, name="productSKU")
    date_created: str | None = None


class Customer(Payload, frozen=True, kw_only=True):
    email: str | None = None


class Row(Payload, frozen=True, kw_only=True):
    review: Listed
    customer: Customer | None = None


class Dashboard(Payload, frozen=True, kw_only=True):
    results: tuple[msgspec.Raw, ...]
    total: int | None = None
