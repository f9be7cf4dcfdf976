"""From Ecwid's own reviews to records. Pure. They have no titles, and shops cannot reply."""

from __future__ import annotations

from decimal import Decimal

from adapters.ecwid.shapes import Reviewer, ReviewPayload
from adapters.ecwid.status import REVIEW
from adapters.ecwid.values import finite, moment, moment_or_none, number, word
from connector.convert import canonical, plain_text, text_id, words
from connector.records import Review, ReviewStatus


def review_record(review: ReviewPayload) -> Review:
    reviewer = review.reviewer_info or Reviewer()
    stars = finite(review.rating, "$.rating") if review.rating is not None else None
    return Review(
        id=number(review.id, "$.id"),
        updated_at=moment(review.update_timestamp, review.update_date, "$.updateTimestamp"),
        product_id=text_id(review.product_id),
        # Deliveries shout it, lists do not.
        status=canonical(REVIEW, review.status.upper(), ReviewStatus.UNKNOWN),
        raw_status=review.status,
        rating=stars if stars and Decimal(1) <= stars <= Decimal(5) else None,
        body=plain_text(review.review or ""),
        author=plain_text(reviewer.name or ""),
        author_email=words(reviewer.email),
        created_at=moment_or_none(review.create_timestamp, review.create_date),
        # Ecwid invites those who bought, and names the order.
        verified_purchase=True if word(review.order_id) not in ("", "0") else None,
        order_id=str(review.order_id)
        if isinstance(review.order_id, int) and review.order_id
        else "",
        order_number=order_number(review),
    )


def order_number(review: ReviewPayload) -> str:
    if review.order_number:
        return word(review.order_number)
    return words(review.order_id) if isinstance(review.order_id, str) else ""
