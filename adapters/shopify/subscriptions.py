"""Webhooks made by API, for the one kind of app that cannot name them in `shopify.app.toml`: those
made in the shop's own admin. All others name them there, which Shopify never deletes; both at once
would deliver everything twice, with different webhook ids.

https://shopify.dev/docs/apps/build/webhooks/subscribe
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from adapters.shopify import documents as ask
from adapters.shopify import graph
from adapters.shopify.admin import Admin
from connector.contract import Settings, Subscription
from connector.errors import AccessDenied, Unsupported

BY_API = "api"
"""What the setting `webhooks` says where they are made by API."""
ONLY_BY_TOML = frozenset({"customers/data_request", "customers/redact", "shop/redact"})
"""https://shopify.dev/docs/apps/build/compliance/privacy-law-compliance"""
USE_TOML = (
    "This app's webhooks belong in its shopify.app.toml: there Shopify never deletes them, and "
    "made here as well each event would come twice. Fill in the template "
    "adapters/shopify/shopify.app.toml and run `shopify app deploy`. Only an app made in the "
    "shop's own admin has to have them made here: give that store the setting webhooks=api."
)
IN_TOML = "Shopify does not list the webhooks that an app's shopify.app.toml names."
PROTECTED = (
    "Shopify has not approved this app for protected customer data, and sends no orders without. "
    "In the Dev Dashboard, ask for it under API access > Protected customer data access: level 1 "
    "and the fields name, e-mail, phone and address."
)


def by_api(settings: Settings) -> bool:
    return settings.get("webhooks", "").strip().lower() == BY_API


def listed(admin: Admin) -> Iterator[graph.Webhook]:
    """Those made by API: Shopify does not list those of a toml."""
    after: str | None = None
    while True:
        found = admin.ask(ask.WEBHOOKS, after=after).webhook_subscriptions
        yield from found.nodes
        after = found.page_info.next
        if after is None:
            return


def enum_of(topic: str) -> str:
    return topic.upper().replace("/", "_")


def subscriptions(admin: Admin, topics: Iterable[str]) -> Iterator[Subscription]:
    """`topics` are those we know, to find `orders/create` again in `ORDERS_CREATE`. Shopify has no
    disabled ones: what fails eight times in a row it deletes."""
    names = {enum_of(topic): topic for topic in topics}
    for each in listed(admin):
        name = names.get(each.topic, each.topic.lower())
        yield Subscription(id=each.id, topic=name, delivery_url=each.uri, active=True)


def subscribe(admin: Admin, settings: Settings, delivery_url: str, topics: Collection[str]) -> None:
    if not by_api(settings):
        raise Unsupported(USE_TOML)
    ours = [each for each in listed(admin) if each.uri == delivery_url]
    first: dict[str, str] = {}
    for each in ours:
        if first.setdefault(each.topic, each.id) != each.id:
            remove(admin, each.id)
    wanted = (enum_of(topic) for topic in sorted(set(topics) - ONLY_BY_TOML))
    for topic in wanted:
        if topic not in first:
            create(admin, topic, delivery_url)


def create(admin: Admin, topic: str, delivery_url: str) -> None:
    made = admin.ask(ask.WEBHOOK_CREATE, topic=topic, sub={"uri": delivery_url, "format": "JSON"})
    refused(made.webhook_subscription_create.user_errors, topic)


def remove(admin: Admin, found: str) -> None:
    done = admin.ask(ask.WEBHOOK_DELETE, id=found)
    refused(done.webhook_subscription_delete.user_errors, found)


def refused(errors: tuple[graph.UserError, ...], of: str) -> None:
    """Raises AccessDenied, unless it is done already: another process may be at it too."""
    for error in errors:
        said = error.message.lower()
        if "already been taken" in said or "not found" in said or "does not exist" in said:
            continue
        if "protected customer data" in said:
            raise AccessDenied(PROTECTED)
        raise AccessDenied(f"Shopify refuses the webhook {of}: {error.message[:200]}")
