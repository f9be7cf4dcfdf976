"""Our webhook in Okendo: one for all topics, with a secret that Okendo makes and tells once.

https://docs.okendo.io/merchant-rest-api/endpoints/webhooks
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from adapters.okendo import shapes
from adapters.okendo.api import VENDOR, Api, cursor_in
from adapters.okendo.signature import usable
from connector.contract import Account, Settings, Subscription
from connector.errors import PlatformAway
from connector.web import answer

PATH = "webhook_subscriptions"
VERSION = "2025-02-01"
MOST = 100


def listed(api: Api) -> Iterator[shapes.Subscribed]:
    cursor: str | None = None
    while True:
        place = {"lastEvaluated": cursor} if cursor else {}
        found = answer(VENDOR, api.get(PATH, limit=str(MOST), **place), shapes.Subscriptions)
        yield from found.webhook_subscriptions
        cursor = cursor_in(found.next_url)
        if cursor is None:
            return


def subscriptions(api: Api) -> Iterator[Subscription]:
    for each in listed(api):
        for wanted in each.subscriptions:
            yield Subscription(
                id=each.webhook_subscription_id,
                topic=f"{wanted.resource_type}.{wanted.topic}",
                delivery_url=each.endpoint_url,
                active=each.is_enabled,
            )


def subscribe(api: Api, account: Account, delivery_url: str, topics: Collection[str]) -> None:
    """A webhook whose secret we do not have is of no use, so it is made anew; the new one first, so
    that there is no moment without."""
    ours = [each for each in listed(api) if each.endpoint_url == delivery_url]
    good = [each for each in ours if is_good(each, account.settings, topics)]
    kept = good[0].webhook_subscription_id if good else make(api, account, delivery_url, topics)
    for each in ours:
        if each.webhook_subscription_id != kept:
            api.remove(f"{PATH}/{each.webhook_subscription_id}")


def is_good(found: shapes.Subscribed, settings: Settings, topics: Collection[str]) -> bool:
    told = {f"{wanted.resource_type}.{wanted.topic}" for wanted in found.subscriptions}
    known = settings.get("webhook_id", "") == found.webhook_subscription_id
    return known and found.is_enabled and set(topics) <= told


def make(api: Api, account: Account, delivery_url: str, topics: Collection[str]) -> str:
    pairs = (topic.split(".") for topic in sorted(topics))
    body = {
        "endpointUrl": delivery_url,
        "isEnabled": True,
        "subscriptions": [{"resourceType": kind, "topic": verb} for kind, verb in pairs],
        "version": VERSION,
    }
    made = answer(VENDOR, api.post(PATH, body), shapes.Made)
    if not any(usable(made.webhook_secret)):
        raise PlatformAway("Okendo made a webhook whose secret we cannot use; nothing is kept.")
    account.keep(
        {"webhook_secret": made.webhook_secret, "webhook_id": made.webhook_subscription_id}
    )
    return made.webhook_subscription_id
