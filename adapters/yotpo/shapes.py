"""What we rely on of what Yotpo sends and answers.

Its samples of 2018 are all text ("5", "false"), those of 2024 are typed: both are taken. A single
review is read as public programs read it; no answer of it is documented (unverified).
"""

from __future__ import annotations

from decimal import Decimal

import msgspec

from connector.contract import Payload
from connector.convert import Id

Flag = bool | int | str | None


class Head(Payload, frozen=True, kw_only=True):
    id: Id
    app_key: str | None = None


class Hint(Payload, frozen=True, kw_only=True):
    event: str
    data: Head


class User(Payload, frozen=True, kw_only=True):
    display_name: str | None = None
    email: str | None = None


class Product(Payload, frozen=True, kw_only=True):
    domain_key: Id | None = None
    external_product_id: Id | None = None


class Wrapped(Payload, frozen=True, kw_only=True):
    product: Product | None = msgspec.field(default=None, name="Product")


class Comment(Payload, frozen=True, kw_only=True):
    content: str | None = None
    created_at: str | None = None


class Image(Payload, frozen=True, kw_only=True):
    original_url: str | None = None
    image_url: str | None = None


class Order(Payload, frozen=True, kw_only=True):
    external_id: Id | None = None


class Review(Payload, frozen=True, kw_only=True):
    id: Id
    title: str | None = None
    content: str | None = None
    score: Decimal | None = None
    created_at: str | None = None
    updated_at: str | None = None
    deleted: Flag = None
    archived: Flag = None
    escalated: Flag = None
    new: Flag = None
    verified_buyer: Flag = None
    reviewer_type: str | None = None
    name: str | None = None
    reviewer_display_name: str | None = None
    email: str | None = None
    customer_email: str | None = None
    user: User | None = None
    sku: Id | None = None
    external_product_id: Id | None = None
    products: tuple[Wrapped, ...] | None = None
    external_order_id: Id | None = None
    order: Order | None = None
    comment: Comment | None = None
    images_data: tuple[Image, ...] | None = None


class OneReview(Payload, frozen=True, kw_only=True):
    review: Review


class One(Payload, frozen=True, kw_only=True):
    response: OneReview


class Listed(Payload, frozen=True, kw_only=True):
    reviews: tuple[msgspec.Raw, ...]


class Token(Payload, frozen=True, kw_only=True):
    access_token: str


class Webhook(Payload, frozen=True, kw_only=True):
    id: Id
    url: str
    event_name: str


class Webhooks(Payload, frozen=True, kw_only=True):
    webhooks: tuple[Webhook, ...]
