"""What we rely on of what Judge.me sends and answers.

After its OpenAPI description and two public receivers; no live payload was seen.
https://judge.me/api/docs.yaml
"""

from __future__ import annotations

from decimal import Decimal

import msgspec

from connector.contract import Payload
from connector.convert import Id, Time


class Head(Payload, frozen=True, kw_only=True):
    id: Id


class Hint(Payload, frozen=True, kw_only=True):
    """A delivery: `{"review": {...}}`, or the review itself."""

    key: str | None = None
    review: Head | None = None
    id: Id | None = None
    rating: object = None
    """Only there if it is the review itself."""


class Reviewer(Payload, frozen=True, kw_only=True):
    name: str | None = None
    email: str | None = None
    phone: str | None = None


class Urls(Payload, frozen=True, kw_only=True):
    original: str | None = None


class Picture(Payload, frozen=True, kw_only=True):
    urls: Urls | None = None
    hidden: bool | None = None


class Review(Payload, frozen=True, kw_only=True):
    id: Id
    curated: str | None = None
    hidden: bool | None = None
    rating: Decimal | None = None
    title: str | None = None
    body: str | None = None
    product_external_id: Id | None = None
    reviewer: Reviewer | None = None
    verified: str | bool | None = None
    created_at: Time | None = None
    updated_at: Time | None = None
    pictures: tuple[Picture, ...] | None = None


class One(Payload, frozen=True, kw_only=True):
    review: Review


class Listed(Payload, frozen=True, kw_only=True):
    reviews: tuple[msgspec.Raw, ...]
    current_page: int | None = None


class Webhook(Payload, frozen=True, kw_only=True):
    id: Id | None = None
    key: str
    url: str


class Webhooks(Payload, frozen=True, kw_only=True):
    webhooks: tuple[Webhook, ...]
