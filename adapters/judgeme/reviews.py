"""From Judge.me's reviews to ours. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from adapters.judgeme import shapes
from connector.convert import canonical, plain_text, text_id, utc_or_none, web_url, words
from connector.errors import Malformed
from connector.records import Change, Fetch, Kind, Ref, Review, ReviewStatus

CURATED = {
    "ok": ReviewStatus.PUBLISHED,
    "not-yet": ReviewStatus.PENDING,
    "spam": ReviewStatus.SPAM,
}
BUYERS = frozenset({"buyer", "confirmed-buyer", "verified-buyer", "verified-purchase"})
OTHERS = frozenset({"nothing", "email", "reviewer", "unconfirmed-buyer"})
"""Both unverified: Judge.me lists no values of `verified`. Any other word says nothing to us."""


def hinted(payload: shapes.Hint) -> Iterator[Change]:
    """What a delivery holds is not documented, and the same review may come as created and as
    published: only its id is taken, and Judge.me asked."""
    id_ = text_id(payload.review.id if payload.review else payload.id)
    if not id_:
        raise Malformed("There is no review's id in it.", where(payload))
    yield Fetch(ref=Ref(kind=Kind.REVIEW, id=id_))


def where(payload: shapes.Hint) -> str:
    """The id that is missing."""
    if payload.review:
        return "$.review.id"
    return "$.review" if payload.rating is None else "$.id"


def review(payload: shapes.Review) -> Iterator[Change]:
    who = payload.reviewer or shapes.Reviewer()
    yield Review(
        id=own_id(payload),
        updated_at=utc_or_none(payload.updated_at),
        product_id=text_id(payload.product_external_id),
        status=status(payload),
        raw_status=raw_status(payload),
        rating=stars(payload.rating),
        title=plain_text(payload.title or ""),
        body=plain_text(payload.body or ""),
        author=words(who.name),
        author_email=words(who.email),
        author_phone=words(who.phone),
        created_at=utc_or_none(payload.created_at),
        verified_purchase=verified(payload.verified),
        media=tuple(pictures(payload)),
    )


def own_id(payload: shapes.Review) -> str:
    id_ = text_id(payload.id)
    if not id_:
        raise Malformed("The review has no id.", "$.id")
    return id_


def status(payload: shapes.Review) -> ReviewStatus:
    """Hidden ones stay curated as they were, and no shopper sees them."""
    known = canonical(CURATED, payload.curated, ReviewStatus.UNKNOWN)
    if known is ReviewStatus.PUBLISHED and payload.hidden:
        return ReviewStatus.REJECTED
    return known


def raw_status(payload: shapes.Review) -> str | None:
    if payload.hidden and payload.curated:
        return f"{payload.curated}, hidden"
    return payload.curated


def stars(rating: Decimal | None) -> Decimal | None:
    return rating if rating is not None and 1 <= rating <= 5 else None


def verified(word: str | bool | None) -> bool | None:
    if isinstance(word, bool):
        return word
    return True if word in BUYERS else False if word in OTHERS else None


def pictures(payload: shapes.Review) -> Iterator[str]:
    for picture in payload.pictures or ():
        address = web_url(picture.urls.original if picture.urls else None)
        if address and not picture.hidden:
            yield address
