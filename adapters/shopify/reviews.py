"""Reviews out of Shopify's own metaobjects of the type `product_review`, where the shop lets us.

Review apps that take part in Shopify's syndication write all their reviews there; reading them is
restricted by Shopify. Names and types of the fields:
https://shopify.dev/docs/apps/build/metaobjects/list-of-standard-definitions
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from decimal import Decimal

import msgspec
import structlog

from adapters.shopify import documents as ask
from adapters.shopify.admin import Admin
from adapters.shopify.asking import changed_since, gid
from adapters.shopify.graph import Graph, Time
from adapters.shopify.refusals import NoSuchThing
from connector.convert import canonical, plain_text, text_id, utc, web_url, words
from connector.errors import AccessDenied, Malformed, Unsupported
from connector.records import Change, Deleted, Kind, Ref, Review, ReviewStatus

log = structlog.get_logger(__name__)

TYPE = "product_review"
KEPT_FROM_US = (AccessDenied, NoSuchThing)
"""The app lacks the scope or Shopify's permission, or the shop has no such definition."""
VERIFIED: dict[str, bool] = {
    "verified_buyer": True,
    "verified_reviewer": False,
    "unverified": False,
}
"""As review apps write it in `app_verification_status`; any other word says nothing to us."""
SHOWN = {"active": ReviewStatus.PUBLISHED, "draft": ReviewStatus.PENDING}
"""https://shopify.dev/docs/api/admin-graphql/2026-07/enums/MetaobjectStatus"""
BEST = Decimal(5)
HUNDREDTHS = Decimal("0.01")


class Field(Graph, frozen=True, kw_only=True):
    key: str
    value: str | None = None


class Publishable(Graph, frozen=True, kw_only=True):
    status: str | None = None


class Capabilities(Graph, frozen=True, kw_only=True):
    publishable: Publishable | None = None


class Metaobject(Graph, frozen=True, kw_only=True):
    id: str
    type: str
    updated_at: Time
    fields: tuple[Field, ...]
    capabilities: Capabilities | None = None


class Rating(msgspec.Struct, frozen=True, kw_only=True):
    """Numbers as text: `{"value": "4.0", "scale_min": "1.0", "scale_max": "5.0"}`."""

    value: Decimal
    scale_min: Decimal = Decimal(1)
    scale_max: Decimal = BEST


Said = Mapping[str, str]


def review_changes(
    admin: Admin, since: datetime | None, after: str | None
) -> tuple[tuple[Change, ...], str | None]:
    """A page, and Shopify's cursor behind it. Nothing where we may not read them: no news."""
    try:
        found = admin.ask(ask.REVIEWS_CHANGED, query=changed_since(since), after=after).metaobjects
    except KEPT_FROM_US:
        return (), None
    return tuple(each for raw in found.nodes for each in records(raw)), found.page_info.next


def fetch_review(admin: Admin, ref: Ref) -> Iterator[Change]:
    """One that is not there may be shown again: Shopify may only have hidden it from us."""
    try:
        found = admin.ask(ask.REVIEW, id=gid("Metaobject", ref.id)).metaobject
    except KEPT_FROM_US:
        return
    if bytes(found) == b"null":
        yield Deleted(ref=Ref(kind=Kind.REVIEW, id=ref.id))
        return
    yield from records(found)


def review_ids(admin: Admin, after: str | None) -> tuple[list[str], str | None]:
    """Raises Unsupported where none is shown: that may be because we may not see them (any more),
    and must not look as if all were deleted."""
    try:
        found = admin.ask(ask.REVIEW_IDS, after=after).metaobjects
    except KEPT_FROM_US as error:
        raise Unsupported(f"Shopify does not show us its reviews. {error.detail}") from None
    if not found.nodes:
        raise Unsupported("Shopify shows us no review: there is none, or we may not see them.")
    return [node.id for node in found.nodes], found.page_info.next


def records(raw: msgspec.Raw) -> Iterator[Review]:
    """None where it cannot be read: one strange review hides no other."""
    try:
        given = msgspec.json.decode(raw, type=Metaobject)
    except msgspec.DecodeError as error:
        log.warning("shopify.review_strange", reason=str(error)[:200])
        return
    if given.type == TYPE:
        yield record(given)


def record(given: Metaobject) -> Review:
    """`updated_at` is the metaobject's own, which moves with every change; `edited_at` only with
    those that the author made."""
    said = {field.key: field.value for field in given.fields if field.value}
    return Review(
        id=text_id(given.id),
        updated_at=utc(given.updated_at),
        product_id=number(said, "product"),
        variant_id=number(said, "product_variant"),
        order_id=number(said, "order"),
        status=status(given, said),
        raw_status=shown(given),
        rating=stars(said.get("rating")),
        title=plain_text(said.get("title", "")),
        body=plain_text(said.get("body", "")),
        author=words(said.get("author_display_name")),
        created_at=time(said, "submitted_at"),
        verified_purchase=VERIFIED.get(said.get("app_verification_status", "")),
        reply=plain_text(said.get("merchant_reply", "")),
        replied_at=time(said, "merchant_replied_at"),
        media=media(said.get("media_urls")),
        language=words(said.get("language")),
    )


def number(said: Said, key: str) -> str:
    """Of a reference, `gid://shopify/Product/1`."""
    found = text_id(said.get(key))
    return found if found.isdecimal() else ""


def shown(given: Metaobject) -> str | None:
    said = given.capabilities and given.capabilities.publishable
    return said.status.lower() if said and said.status else None


def status(given: Metaobject, said: Said) -> ReviewStatus:
    """A draft may keep the time it was published at."""
    word = shown(given)
    known = canonical(SHOWN, word, ReviewStatus.UNKNOWN) if word else ReviewStatus.PUBLISHED
    if known is ReviewStatus.PUBLISHED and "published_at" not in said:
        return ReviewStatus.PENDING
    return known


def time(said: Said, key: str) -> datetime | None:
    """GMT where no offset is given:
    https://shopify.dev/docs/apps/build/metafields/list-of-data-types"""
    try:
        return utc(datetime.fromisoformat(said[key]))
    except (KeyError, ValueError, Malformed):
        return None


def stars(text: str | None) -> Decimal | None:
    """On the scale of 1 to 5, to the hundredth; None for what is no rating."""
    try:
        given = msgspec.json.decode(text or "", type=Rating)
        return on_our_scale(given.value, given.scale_min, given.scale_max)
    except (msgspec.DecodeError, ArithmeticError):
        return None


def on_our_scale(value: Decimal, worst: Decimal, best: Decimal) -> Decimal | None:
    if not all(each.is_finite() for each in (value, worst, best)):
        return None
    if not (worst < best and worst <= value <= best):
        return None
    found = 1 + (value - worst) * (BEST - 1) / (best - worst)
    return found.quantize(HUNDREDTHS).normalize()


def media(text: str | None) -> tuple[str, ...]:
    try:
        given = msgspec.json.decode(text or "[]", type=tuple[object, ...])
    except msgspec.DecodeError:
        return ()
    found = (web_url(each) for each in given if isinstance(each, str))
    return tuple(each for each in found if each)
