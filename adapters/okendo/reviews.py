"""From Okendo's reviews to ours. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from adapters.okendo import shapes
from connector.convert import canonical, plain_text, utc_or_none, web_url, words
from connector.errors import Malformed
from connector.records import Change, Deleted, Fetch, Kind, Ref, Review, ReviewStatus

STATUS = {
    "approved": ReviewStatus.PUBLISHED,
    "pending": ReviewStatus.PENDING,
    "rejected": ReviewStatus.REJECTED,
}
PLATFORM = "shopify-"
"""Before a product's id: Okendo is for Shopify."""
BUYER = "verified buyer"


def changed(payload: shapes.Event) -> Iterator[Change]:
    """Deliveries come in any order. What would order them, `sequenceNumber`, is no time and a
    review has none but that of its making; so what came is shown, and Okendo asked how it is now.
    """
    yield record(payload.resource, None)
    yield Fetch(ref=reference(payload.resource.review_id))


def removed(payload: shapes.RemovedEvent) -> Iterator[Change]:
    """Should an update sent before come after it, its fetch finds nothing."""
    yield Deleted(ref=reference(payload.resource.review_id))


def record(found: shapes.Review, listed_as: str | None) -> Review:
    """`listed_as` is the status of the list it stood in."""
    status = found.status or listed_as
    who = found.reviewer or shapes.Reviewer()
    order = found.order or shapes.Order()
    reply = shown_reply(found.reply)
    return Review(
        id=own_id(found.review_id),
        updated_at=utc_or_none(found.date_modified),
        product_id=product_id(found),
        variant_id=words(found.variant_id).removeprefix(PLATFORM),
        status=canonical(STATUS, status, ReviewStatus.UNKNOWN),
        raw_status=status,
        rating=stars(found.rating),
        title=plain_text(found.title or ""),
        body=plain_text(found.body or ""),
        author=words(who.display_name or who.name),
        author_email=words(who.email),
        created_at=utc_or_none(found.date_created),
        verified_purchase=bought(who),
        order_id=words(order.order_id),
        order_number=words(order.order_number),
        reply=plain_text(reply.body or ""),
        replied_at=utc_or_none(reply.date_created),
        media=tuple(media(found)),
        language=words(found.language_code),
    )


def reference(review_id: str) -> Ref:
    return Ref(kind=Kind.REVIEW, id=own_id(review_id))


def own_id(review_id: str) -> str:
    if not words(review_id):
        raise Malformed("The review has no id.", "$.resource.reviewId")
    return words(review_id)


def product_id(found: shapes.Review) -> str:
    """As Shopify has it. How a review of the shop itself would look is not documented."""
    id_ = words(found.product_id).removeprefix(PLATFORM)
    if not id_:
        raise Malformed("The review does not say what it is about.", "$.resource.productId")
    return id_


def stars(rating: Decimal | None) -> Decimal | None:
    return rating if rating is not None and 1 <= rating <= 5 else None


def shown_reply(reply: shapes.Reply | None) -> shapes.Reply:
    """A private one is between the shop and its customer; so is one that does not say."""
    return reply if reply and reply.is_private is False else shapes.Reply()


def bought(who: shapes.Reviewer) -> bool | None:
    """Verified may also mean that only the e-mail address was."""
    if who.verified_status:
        return words(who.verified_status).lower() == BUYER
    return False if who.is_verified is False else None


def media(found: shapes.Review) -> Iterator[str]:
    for each in found.media or ():
        address = web_url(each.full_size_url)
        if address and each.is_hidden is False:
            yield address
