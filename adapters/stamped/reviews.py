"""From Stamped's reviews to ours. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal

from adapters.stamped import shapes
from connector.convert import Id, canonical, plain_text, text_id, utc, web_url, words
from connector.errors import Malformed
from connector.records import Change, Review, ReviewStatus

STATES = {"1": ReviewStatus.PUBLISHED, "6": ReviewStatus.PUBLISHED}
"""Shown, and shown first (unverified). What the other numbers mean is not known."""
VERIFIED = {0: False, 2: True}
"""Unverified: 2 is what buyers have; what 1 means is not known."""


def delivered(payload: shapes.Delivered) -> Iterator[Change]:
    """Whether it is shown is not told: that is known once the reviews are listed."""
    yield Review(
        id=required(payload.id, "$.id"),
        product_id=required(payload.product_id, "$.productId"),
        status=ReviewStatus.UNKNOWN,
        rating=stars(payload.review_rating),
        title=plain_text(payload.review_title or ""),
        body=plain_text(payload.review_message or ""),
        author=words(payload.author),
        author_email=words(payload.customer_email),
        created_at=instant(payload.date_created),
        sku=words(payload.product_sku),
        verified_purchase=VERIFIED.get(none_as(payload.review_verified_type)),
        reply=plain_text(payload.review_reply or ""),
        replied_at=instant(payload.date_replied),
        media=(*addresses(payload.review_user_photos), *addresses(payload.review_user_videos)),
    )


def listed(row: shapes.Row) -> Iterator[Change]:
    found = row.review
    state = None if found.review_state is None else str(found.review_state)
    yield Review(
        id=required(found.id, "$.review.id"),
        product_id=required(found.product_id, "$.review.productId"),
        status=canonical(STATES, state, ReviewStatus.UNKNOWN),
        raw_status=state,
        rating=stars(found.rating),
        title=plain_text(found.title or ""),
        body=plain_text(found.body or ""),
        author=words(found.author),
        author_email=words(found.email or (row.customer.email if row.customer else None)),
        created_at=instant(found.date_created),
        sku=words(found.product_sku),
        verified_purchase=VERIFIED.get(none_as(found.verified_type)),
        reply=plain_text(found.reply or ""),
    )


def required(value: Id | None, path: str) -> str:
    """Of the product too: how a review of the shop itself would look is not documented."""
    id_ = text_id(value)
    if not id_:
        raise Malformed("An id is missing.", path)
    return id_


def stars(rating: Decimal | None) -> Decimal | None:
    return rating if rating is not None and 1 <= rating <= 5 else None


def none_as(number: int | None) -> int:
    return -1 if number is None else number


def instant(time: str | None) -> datetime | None:
    """Stamped writes local times and does not say of which place: none is better than a wrong one.
    Only a time with an offset is taken."""
    try:
        found = datetime.fromisoformat(time or "")
    except ValueError:
        return None
    return utc(found) if found.tzinfo else None


def addresses(joined: str | None) -> Iterator[str]:
    """Comma-separated. Bare file names are left out: where they lie is not documented."""
    for part in (joined or "").split(","):
        if address := web_url(part):
            yield address
