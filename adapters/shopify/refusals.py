"""Why Shopify did not answer, told apart, each with what the owner can do about it.

https://shopify.dev/docs/api/usage/response-codes
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from connector.errors import AccessDenied, AccessRevoked, PlatformAway, StorewireError

FROZEN = (
    "Shopify has frozen this shop, usually over an unpaid bill. Its owner has to settle that in "
    "the shop's admin; Storewire goes on by itself afterwards."
)
FORBIDDEN = (
    "Shopify knows the app but does not let it do this. Give the app the missing access scopes "
    "(`storewire doctor` lists them), then install the new version in the shop."
)
NO_SHOP = (
    "Shopify has no shop at this address. Look the permanent address up under Settings > Domains "
    "(it ends in .myshopify.com) and connect that."
)
MOVED = (
    "Shopify answers for this shop at another address. Connect the shop by its permanent address, "
    "the one that ends in .myshopify.com."
)
LOCKED = (
    "Shopify has locked this shop: too many requests over a long time, or trouble with the "
    "account. The owner has to ask Shopify Support."
)
SUSPECTED = (
    "Shopify takes the requests from this server for an attack and refuses them. Nothing is "
    "asked for a while; if it lasts, ask Shopify Support about the server's address."
)


NO_SUCH = frozenset(
    {"NOT_FOUND", "RECORD_NOT_FOUND", "RESOURCE_NOT_FOUND", "UNDEFINED_OBJECT_TYPE"}
)
"""Shopify does not document which of them a question about an undefined type is answered with."""


class NoSuchThing(PlatformAway):
    """What the question is about is not in this shop, such as a definition of metaobjects."""


class Where(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    code: str | None = None
    required_access: str | None = None


class GraphError(msgspec.Struct, frozen=True, kw_only=True):
    """One of `errors`: what of the question has no answer, and why."""

    message: str = ""
    path: tuple[str | int, ...] | None = None
    extensions: Where | None = None

    @property
    def code(self) -> str:
        return (self.extensions and self.extensions.code) or ""

    @property
    def place(self) -> str:
        """`order.email`: without list positions, which tell nothing."""
        return ".".join(step for step in self.path or () if isinstance(step, str))


def by_status(status: int) -> StorewireError | None:
    """None where the answer has a body worth reading. 401 and 429 are the caller's."""
    if 300 <= status < 400:
        return PlatformAway(MOVED)
    denied = {402: FROZEN, 403: FORBIDDEN, 423: LOCKED}
    if status in denied:
        return AccessDenied(denied[status])
    if status == 404:
        return AccessRevoked(NO_SHOP)
    if status == 430:
        return PlatformAway(SUSPECTED)
    return None if status == 200 else PlatformAway(f"Shopify answered with status {status}.")


def by_errors(errors: Sequence[GraphError]) -> StorewireError:
    """For a question that has no answer at all."""
    denied = next((e for e in errors if e.code == "ACCESS_DENIED"), None)
    if denied:
        access = (denied.extensions and denied.extensions.required_access) or denied.message
        return AccessDenied(f"{FORBIDDEN} Shopify says: {access[:200]}")
    if any(e.code == "SHOP_INACTIVE" for e in errors):
        return AccessDenied(FROZEN)
    said = "; ".join(dict.fromkeys(f"{e.code} {e.message[:200]}".strip() for e in errors))
    kind = NoSuchThing if errors and all(e.code in NO_SUCH for e in errors) else PlatformAway
    return kind(f"Shopify could not answer: {said[:500]}")


def gaps(errors: Sequence[GraphError]) -> frozenset[str] | None:
    """Where Shopify kept something from us in an answer that stands otherwise; None where it does
    not stand, because something else went wrong."""
    if all(e.code == "ACCESS_DENIED" and e.path and len(e.path) > 1 for e in errors):
        return frozenset(e.place for e in errors)
    return None
