"""Lale's shops pass questions on, too."""

from __future__ import annotations

import dataclasses
import hmac
from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from connector.contract import Adapter, Params, Storefront, Visitor
from connector.errors import Unauthorized
from tests.adapters.lale import HONEST

NAMED = frozenset({"lale_store", "lale_time", "lale_person", "lale_signature"})


def signed(params: Params, secret: str) -> str:
    kept = sorted((name, values) for name, values in params.items() if name != "lale_signature")
    return hmac.digest(secret.encode(), repr(kept).encode(), "sha256").hex()


def visitor(added: Mapping[str, str]) -> Visitor:
    store, at = added.get("lale_store", ""), added.get("lale_time", "")
    if not (store.endswith(".example") and at.isdecimal() and len(at) < 11):
        raise Unauthorized
    return Visitor(
        store=store,
        customer_id=added.get("lale_person", ""),
        sent_at=datetime.fromtimestamp(int(at), UTC),
    )


STOREFRONT = Storefront(adds=NAMED, signed_in="lale_signature", signature=signed, visitor=visitor)


def fronted(**changes: object) -> Adapter:
    return dataclasses.replace(
        HONEST,
        storefront=dataclasses.replace(STOREFRONT, **changes),  # type: ignore[arg-type]
    )


def of_these(*names: str) -> Callable[[Params, str], str]:
    """Signs these alone."""
    return lambda params, secret: signed(
        {name: params[name] for name in names if name in params}, secret
    )


def anybody(added: Mapping[str, str]) -> Visitor:
    return Visitor(store="", customer_id="", sent_at=datetime(2026, 3, 21, tzinfo=UTC))


FAULTS = {
    "signs only its own parameters": (
        fronted(signature=of_these(*NAMED - {"lale_signature"})),
        "storefronts_sign_all_they_pass_on",
    ),
    "signs the signature too": (
        fronted(signature=lambda params, secret: signed({"all": (repr(params),)}, secret)),
        "storefronts_sign_all_they_pass_on",
    ),
    "signs with no secret": (
        fronted(signature=lambda params, secret: signed(params, "")),
        "storefronts_sign_all_they_pass_on",
    ),
    "passes its signature on": (
        fronted(adds=NAMED - {"lale_signature"}),
        "storefronts_sign_all_they_pass_on",
    ),
    "takes anybody for somebody": (fronted(visitor=anybody), "storefronts_vouch_for_no_stranger"),
    "raises KeyError at a stranger": (
        fronted(visitor=lambda added: visitor({"lale_store": added["lale_store"]})),
        "storefronts_vouch_for_no_stranger",
    ),
}
"""Lale with one thing wrong about it at a time, and the rule that has to complain."""
