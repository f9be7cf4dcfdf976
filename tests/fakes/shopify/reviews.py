"""Reviews as a review app writes them into the shop's own metaobjects. Nobody is told: topics of
metaobjects want a filter, which this fake does not know."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from tests.fakes.shopify.generate import draw
from tests.fakes.shopify.living import Living
from tests.fakes.shopify.model import Order, gid

FIRST_REVIEW = 4_400_000_000_000
KEYS = (
    "rating",
    "title",
    "body",
    "submitted_at",
    "edited_at",
    "published_at",
    "source",
    "author",
    "author_display_name",
    "order",
    "product",
    "product_variant",
    "merchant_reply",
    "merchant_replied_at",
    "media_urls",
    "language",
)
"""https://shopify.dev/docs/apps/build/metaobjects/list-of-standard-definitions"""
WORDS = (
    ("Çok güzel", "Rengi resimdeki gibi, kargo da hızlıydı.", "tr"),
    ("عالی", "رنگش همان بود که دیدم و زود رسید.", "fa"),
    ("很满意", "颜色和图片一样，发货很快。", "zh-CN"),
    ("Lovely", "Just as in the picture.\nCame the next day.", "en"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """`fields` as they are written, without those that are not set."""

    id: int
    fields: Mapping[str, str]
    created_at: datetime
    updated_at: datetime

    @property
    def status(self) -> str:
        return "ACTIVE" if "published_at" in self.fields else "DRAFT"


class Reviewed(Living):
    def write_reviews(self, seed: int, count: int) -> None:
        """Of a past: of orders spread evenly over it."""
        for number in range(count):
            order = self.orders.at(number * len(self.orders) // count)
            if order:
                fields = said_of(order, draw(seed, number, 20), order.updated_at)
                self._put_review(FIRST_REVIEW + number, fields, order.updated_at)

    def write_review(self, order_id: int, **fields: str) -> Review:
        """`fields` beside or in place of those a review of this order would have."""
        with self.lock:
            made = said_of(self.order(order_id), draw(1, order_id, 21), self.now())
            return self._put_review(self.new_id(), made | fields, self.now())

    def edit_review(self, review_id: int, **fields: str | None) -> Review:
        """None unsets one; to unset `published_at` is to take the review down."""
        with self.lock:
            old = self.reviews[review_id]
            now = self.after(old.updated_at)
            made = {**old.fields, **fields}
            kept = {key: value for key, value in made.items() if value is not None}
            self.reviews[review_id] = replace(old, fields=kept, updated_at=now)
            return self.reviews[review_id]

    def delete_review(self, review_id: int) -> None:
        with self.lock:
            del self.reviews[review_id]

    def _put_review(self, review_id: int, fields: Mapping[str, str], at: datetime) -> Review:
        made = Review(id=review_id, fields=fields, created_at=at, updated_at=at)
        self.reviews[review_id] = made
        return made


def said_of(order: Order, luck: int, at: datetime) -> dict[str, str]:
    line, (title, body, language) = order.lines[0], WORDS[luck % len(WORDS)]
    said = {
        "rating": rating(1 + luck // 7 % 5),
        "title": title,
        "body": body,
        "submitted_at": iso(at - timedelta(minutes=5)),
        "source": "Lale Reviews",
        "author": gid("Customer", order.customer.id),
        "author_display_name": order.customer.name,
        "order": gid("Order", order.id),
        "product": gid("Product", line.product_id),
        "product_variant": gid("ProductVariant", line.variant_id),
        "media_urls": json.dumps(["https://pictures.example.com/review.jpg"]),
        "language": language,
    }
    return said | ({"published_at": iso(at)} if luck // 11 % 4 else {})


def rating(stars: int) -> str:
    return json.dumps({"scale_min": "1.0", "scale_max": "5.0", "value": f"{stars}.0"})


def iso(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
