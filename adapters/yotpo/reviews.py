"""From Yotpo's reviews to ours. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal

from adapters.yotpo import shapes
from connector.convert import Id, canonical, plain_text, text_id, utc, web_url, words
from connector.errors import Malformed
from connector.records import Change, Deleted, Fetch, Kind, Ref, Review, ReviewStatus

SITE = "yotpo_site_reviews"
"""The product that reviews of the shop itself are about."""
BUYER = "verified_buyer"
STATUS = {
    "": ReviewStatus.PUBLISHED,
    "archived": ReviewStatus.REJECTED,
    "escalated": ReviewStatus.PENDING,
    "new": ReviewStatus.PENDING,
}
"""Unverified: what is archived was rejected, what is escalated or new waits for the shop."""


def hinted(payload: shapes.Hint) -> Iterator[Change]:
    """Nothing of an unsigned body is believed: Yotpo is asked."""
    yield Fetch(ref=Ref(kind=Kind.REVIEW, id=own_id(payload.data.id)))


def review(found: shapes.Review) -> Iterator[Change]:
    id_ = own_id(found.id)
    updated_at = instant(found.updated_at)
    if is_true(found.deleted):
        yield Deleted(ref=Ref(kind=Kind.REVIEW, id=id_), at=updated_at)
        return
    user = found.user or shapes.User()
    comment = found.comment or shapes.Comment()
    raw = raw_status(found)
    yield Review(
        id=id_,
        updated_at=updated_at,
        product_id=product_id(found),
        status=canonical(STATUS, raw, ReviewStatus.UNKNOWN),
        raw_status=raw or None,
        rating=stars(found.score),
        title=plain_text(found.title or ""),
        body=plain_text(found.content or ""),
        author=words(found.reviewer_display_name or found.name or user.display_name),
        author_email=words(found.email or found.customer_email or user.email),
        created_at=instant(found.created_at),
        verified_purchase=bought(found),
        order_id=text_id(order_id(found)),
        reply=plain_text(comment.content or ""),
        replied_at=instant(comment.created_at),
        media=tuple(media(found)),
    )


def own_id(value: Id) -> str:
    id_ = text_id(value)
    if not id_:
        raise Malformed("The review has no id.", "$.data.id")
    return id_


def product_id(found: shapes.Review) -> str:
    """The shop platform's own, which lists call `sku`. A review that names no product is not taken
    for one of the shop itself: raises Malformed."""
    product = next((each.product for each in found.products or () if each.product), None)
    named = (
        found.external_product_id,
        found.sku,
        product and product.external_product_id,
        product and product.domain_key,
    )
    known = next((text_id(each) for each in named if each), "")
    if not known:
        raise Malformed("The review does not say which product it is about.", "$.sku")
    return "" if known == SITE else known


def raw_status(found: shapes.Review) -> str | None:
    """Yotpo has no word for it, only flags: the first of them that is set, in the order in which
    they outweigh each other; empty where it says that it is not archived, and no more."""
    flags = {"archived": found.archived, "escalated": found.escalated, "new": found.new}
    said = next((name for name, flag in flags.items() if is_true(flag)), "")
    return None if not said and found.archived in (None, "") else said


def is_true(flag: shapes.Flag) -> bool:
    return flag in (True, "true", "True", "1")


def stars(rating: Decimal | None) -> Decimal | None:
    return rating if rating is not None and 1 <= rating <= 5 else None


def instant(text: str | None) -> datetime | None:
    """`2018-02-20 14:12:13 UTC` and `2024-02-20T21:31:13.000Z`; none without its zone."""
    try:
        found = datetime.fromisoformat((text or "").replace(" UTC", "+00:00"))
    except ValueError:
        return None
    return utc(found) if found.tzinfo else None


def bought(found: shapes.Review) -> bool | None:
    if found.verified_buyer not in (None, ""):
        return is_true(found.verified_buyer)
    return found.reviewer_type == BUYER if found.reviewer_type else None


def order_id(found: shapes.Review) -> Id | None:
    return found.external_order_id or (found.order.external_id if found.order else None)


def media(found: shapes.Review) -> Iterator[str]:
    for image in found.images_data or ():
        if address := web_url(image.original_url or image.image_url):
            yield address
