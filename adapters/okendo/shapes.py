"""What we rely on of what Okendo sends and answers.

The review after https://docs.okendo.io/merchant-rest-api/endpoints/reviews; that a delivery's
`resource` is the same is likely and unverified.
"""

from __future__ import annotations

from decimal import Decimal

import msgspec

from connector.contract import Payload
from connector.convert import Time


class Named(Payload, frozen=True, kw_only=True, rename="camel"):
    subscriber_id: str | None = None


class Heading(Payload, frozen=True, kw_only=True, rename="camel"):
    resource_type: str
    topic: str
    resource: Named


class Order(Payload, frozen=True, kw_only=True, rename="camel"):
    order_id: str | None = None
    order_number: str | None = None


class Reply(Payload, frozen=True, kw_only=True, rename="camel"):
    body: str | None = None
    is_private: bool | None = None
    date_created: Time | None = None


class Reviewer(Payload, frozen=True, kw_only=True, rename="camel"):
    name: str | None = None
    display_name: str | None = None
    email: str | None = None
    is_verified: bool | None = None
    verified_status: str | None = None


class Medium(Payload, frozen=True, kw_only=True, rename="camel"):
    full_size_url: str | None = None
    is_hidden: bool | None = None


class Review(Payload, frozen=True, kw_only=True, rename="camel"):
    review_id: str
    product_id: str
    variant_id: str | None = None
    status: str | None = None
    rating: Decimal | None = None
    title: str | None = None
    body: str | None = None
    date_created: Time | None = None
    date_modified: Time | None = None
    language_code: str | None = None
    order: Order | None = None
    reviewer: Reviewer | None = None
    reply: Reply | None = None
    media: tuple[Medium, ...] | None = None


class Event(Payload, frozen=True, kw_only=True):
    resource: Review


class Removed(Payload, frozen=True, kw_only=True, rename="camel"):
    review_id: str


class RemovedEvent(Payload, frozen=True, kw_only=True):
    resource: Removed


class One(Payload, frozen=True, kw_only=True):
    review: Review


class Head(Payload, frozen=True, kw_only=True, rename="camel"):
    review_id: str
    date_created: Time | None = None


class Listed(Payload, frozen=True, kw_only=True, rename="camel"):
    reviews: tuple[msgspec.Raw, ...]
    next_url: str | None = None


class Wanted(Payload, frozen=True, kw_only=True, rename="camel"):
    resource_type: str
    topic: str


class Subscribed(Payload, frozen=True, kw_only=True, rename="camel"):
    webhook_subscription_id: str
    endpoint_url: str
    is_enabled: bool
    subscriptions: tuple[Wanted, ...]


class Subscriptions(Payload, frozen=True, kw_only=True, rename="camel"):
    webhook_subscriptions: tuple[Subscribed, ...]
    next_url: str | None = None


class Made(Payload, frozen=True, kw_only=True, rename="camel"):
    webhook_subscription_id: str
    webhook_secret: str
