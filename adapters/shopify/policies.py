"""The shop's policies as text, from Settings > Policies. No webhook tells of them.

https://shopify.dev/docs/api/admin-graphql/2026-07/objects/ShopPolicy
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from adapters.shopify import documents as ask
from adapters.shopify import graph
from adapters.shopify.admin import Admin
from connector.convert import plain_text, utc, web_url
from connector.errors import AccessDenied
from connector.records import Change, Deleted, Kind, Policy, Ref

TYPES = (
    "REFUND_POLICY",
    "SHIPPING_POLICY",
    "PRIVACY_POLICY",
    "TERMS_OF_SERVICE",
    "TERMS_OF_SALE",
    "LEGAL_NOTICE",
    "SUBSCRIPTION_POLICY",
    "CONTACT_INFORMATION",
)
TEXT = "_text"
"""Ends the ids of ours: `refund_policy_text`. Its document is `{"url": ..., "title": ..., "text":
...}`: what the shop tells its shoppers."""
OWNERS_POLICY = "MerchantReturnPolicy"
"""What the owner gave us, which Shopify knows nothing of."""
SAMPLE = re.compile(r"\[+\s*insert\b[^\]]*\]", re.IGNORECASE)
"""A gap in Shopify's own template that nobody filled in, such as `[INSERT RETURN ADDRESS]`."""


def policy_changes(admin: Admin) -> Iterator[Change]:
    """All there are and all there are not; nothing where we may not read them: no news."""
    try:
        found = written(admin)
    except AccessDenied:
        return
    for each in found.values():
        yield record(each)
    yield from (gone(id_of(kind)) for kind in TYPES if id_of(kind) not in found)


def written(admin: Admin) -> dict[str, graph.ShopPolicy]:
    """By id, without those that are empty or sample text."""
    known = admin.ask(ask.POLICIES).shop.shop_policies
    return {id_of(each.type): each for each in known if is_written(each)}


def is_written(policy: graph.ShopPolicy) -> bool:
    text = plain_text(policy.body)
    return bool(text) and not SAMPLE.search(text)


def id_of(kind: str) -> str:
    return f"{kind.lower()}{TEXT}"


def record(policy: graph.ShopPolicy) -> Policy:
    shown = {
        "url": web_url(policy.url),
        "title": plain_text(policy.title),
        "text": plain_text(policy.body),
    }
    return Policy(
        id=id_of(policy.type),
        updated_at=utc(policy.updated_at),
        document=msgspec.json.encode(shown).decode(),
    )


def gone(own_id: str) -> Deleted:
    """Until the shop writes one again."""
    return Deleted(ref=Ref(kind=Kind.POLICY, id=own_id))


def fetch_policy(admin: Admin, ref: Ref) -> Iterator[Change]:
    if not ref.id.endswith(TEXT):
        return
    try:
        found = written(admin).get(ref.id)
    except AccessDenied:
        return
    yield record(found) if found else gone(ref.id)


def policy_ids(admin: Admin) -> tuple[str, ...]:
    """Raises AccessDenied where we may not read them: to list none would say that all are gone."""
    return (OWNERS_POLICY, *written(admin))
