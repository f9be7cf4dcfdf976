"""What has to be known of the store to read its records: it stands in its profile alone."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from adapters.ecwid.rest import Rest, decoded
from adapters.ecwid.shapes import Profile
from connector.errors import AccessRevoked, PlatformAway

HOLDS = 600.0
"""Seconds for which a profile is not asked for again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Store:
    currency: str
    preorders: bool
    """Whether the shop sells what is out of stock, for products that say they may be."""


class Profiles:
    """The profile as last asked for."""

    def __init__(self, rest: Rest, clock: Callable[[], float] = time.monotonic) -> None:
        self._rest, self._clock = rest, clock
        self._known: tuple[float, Store] | None = None

    def read(self) -> Profile:
        """As of now. Raises AccessRevoked where there is no such store."""
        answer = self._rest.find("profile")
        if answer is None:
            raise AccessRevoked("Ecwid has no such shop any more.")
        profile = decoded(answer, Profile)
        self._known = self._clock(), store_of(profile)
        return profile

    def store(self) -> Store:
        if self._known is None or self._clock() - self._known[0] > HOLDS:
            self.read()
        if self._known is None:
            raise PlatformAway
        return self._known[1]


def store_of(profile: Profile) -> Store:
    return Store(
        currency=profile.formats_and_units.currency,
        preorders=bool(profile.settings.allow_preorders_for_out_of_stock_products),
    )
