"""From the reviews that WooCommerce sends, which are those written through its REST API. Pure.

Storefront reviews have no webhook: https://github.com/woocommerce/woocommerce/issues/34442
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from adapters.woocommerce.shapes import Comment, ReviewAction
from adapters.woocommerce.status import REST_REVIEW_STATUS, REVIEW
from connector.convert import canonical, plain_text, text_id, utc, words
from connector.records import Change, Fetch, Kind, Ref, Review, ReviewStatus


def review_changes(payload: ReviewAction) -> Iterator[Change]:
    word = review_word(payload.arg)
    yield review_record(payload.arg, canonical(REVIEW, word, ReviewStatus.UNKNOWN))
    yield fetch_review(payload.arg)


def removed_review_changes(payload: ReviewAction) -> Iterator[Change]:
    """Sent after it went: a review that skipped the bin still says "approved" here."""
    yield review_record(payload.arg, ReviewStatus.DELETED)
    yield fetch_review(payload.arg)


def fetch_review(comment: Comment) -> Fetch:
    """For the rating, and because later edits in the admin pages send nothing."""
    return Fetch(ref=Ref(kind=Kind.REVIEW, id=text_id(comment.comment_ID)))


def review_word(comment: Comment) -> str:
    word = str(comment.comment_approved)
    return REST_REVIEW_STATUS.get(word, word)


def review_record(comment: Comment, status: ReviewStatus) -> Review:
    """`updated_at` is None: the row holds no date but that of its making."""
    return Review(
        id=text_id(comment.comment_ID),
        product_id=text_id(comment.comment_post_ID),
        status=status,
        raw_status=review_word(comment),
        body=plain_text(comment.comment_content or ""),
        author=plain_text(comment.comment_author or ""),
        author_email=words(comment.comment_author_email),
        created_at=created_at(comment.comment_date_gmt),
    )


def created_at(value: str | None) -> datetime | None:
    """`2026-11-21 19:26:39`, UTC; MySQL's `0000-00-00 00:00:00` is no date."""
    try:
        return utc(datetime.fromisoformat(value or ""))
    except ValueError:
        return None
