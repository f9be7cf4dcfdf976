"""Our webhooks in the shop: made, remade, never twice.

A disabled one is made anew: enabled again it keeps its count of failures, and the next one disables
it for good. https://github.com/woocommerce/woocommerce/issues/8876
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

import msgspec
import structlog

from adapters.woocommerce.client_shapes import WebhookPayload
from adapters.woocommerce.client_walk import Listing, everything
from adapters.woocommerce.rest import Rest
from adapters.woocommerce.rest_failures import BadParameter, Gone
from adapters.woocommerce.values import UNREADABLE
from connector.contract import Subscription
from connector.convert import text_id
from connector.errors import AccessDenied, Unsupported

PATH = "wc/v3/webhooks"

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Plan:
    missing: tuple[str, ...]
    """Topics."""
    surplus: tuple[str, ...]
    """Ids: disabled, paused, or one too many."""
    kept: tuple[str, ...]


def subscriptions(rest: Rest) -> tuple[Subscription, ...]:
    rows = everything(rest, Listing(path=PATH, params={"status": "all"}))
    found = {each.id: each for row in rows if (each := subscription(row.raw))}
    return tuple(found.values())


def subscription(raw: msgspec.Raw) -> Subscription | None:
    try:
        payload = msgspec.json.decode(raw, type=WebhookPayload)
    except UNREADABLE:
        return None
    return Subscription(
        id=text_id(payload.id),
        topic=payload.topic,
        delivery_url=payload.delivery_url,
        active=payload.status == "active",
    )


def plan(existing: Iterable[Subscription], delivery_url: str, topics: Collection[str]) -> Plan:
    """Ours are those that deliver to us, whoever made them and whatever they are called."""
    ours = [each for each in existing if each.delivery_url == delivery_url and each.topic in topics]
    first: dict[str, str] = {}
    for each in sorted(ours, key=lambda each: (len(each.id), each.id)):
        if each.active:
            first.setdefault(each.topic, each.id)
    kept = tuple(first.values())
    return Plan(
        missing=tuple(topic for topic in topics if topic not in first),
        surplus=tuple(each.id for each in ours if each.id not in kept),
        kept=kept,
    )


def subscribe(rest: Rest, delivery_url: str, secret: str, topics: Collection[str]) -> None:
    found = plan(subscriptions(rest), delivery_url, topics)
    try:
        for topic in found.missing:
            make(rest, delivery_url, secret, topic)
        for own_id in found.surplus:
            remove(rest, own_id)
        for own_id in found.kept:
            # The shop never tells a secret, so whether it is still ours cannot be seen.
            rest.send("PUT", f"{PATH}/{own_id}", {"secret": secret})
    except AccessDenied as error:
        if found.missing or found.surplus:
            raise Unsupported(by_hand(error.detail, delivery_url, found.missing)) from None


def make(rest: Rest, delivery_url: str, secret: str, topic: str) -> None:
    webhook = {
        "name": f"Storewire: {topic}",
        "topic": topic,
        "delivery_url": delivery_url,
        "secret": secret,
        "status": "active",
    }
    try:
        rest.send("POST", PATH, webhook)
    except BadParameter:
        # A topic of later releases, such as product.published: what is there has to do.
        log.info("woocommerce.topic_refused", topic=topic)


def remove(rest: Rest, own_id: str) -> None:
    try:
        rest.delete(f"{PATH}/{own_id}")
    except Gone:
        return


def by_hand(reason: str, delivery_url: str, topics: Iterable[str]) -> str:
    missing = ", ".join(topics)
    making = (
        f" add one webhook for each of these topics, with status Active, the delivery URL"
        f" {delivery_url}, the secret you gave us and API version 3: {missing}."
    )
    return (
        f"{reason} To go on without that: under WooCommerce > Settings > Advanced > Webhooks delete"
        f" those with the delivery URL {delivery_url} that are not active or double"
        f"{', and' + making if missing else '.'}"
    )
