"""Whether the platform has our webhooks, and whether they are on."""

from __future__ import annotations

from dataclasses import dataclass

from connector.contract import Adapter, Client
from connector.storage.stores import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Faults:
    """Topics."""

    missing: tuple[str, ...]
    off: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.missing or self.off)


def faults(adapter: Adapter, client: Client, delivery_url: str) -> Faults:
    """Raises Unsupported where the platform does not list them."""
    ours = [each for each in client.subscriptions() if each.delivery_url == delivery_url]
    there = {each.topic for each in ours}
    on = {each.topic for each in ours if each.active}
    return Faults(
        missing=tuple(sorted(set(adapter.topics) - adapter.may_lack - there)),
        off=tuple(sorted(there - on)),
    )


def signing_secret(adapter: Adapter, store: Store) -> str:
    """The newest; empty where the platform has told us none, or signs nothing."""
    return next(iter(store.settings.get(adapter.signed_with, ())), "")
