"""What the law of the country of delivery gives a buyer at least. Data in `presets/`, each with its
basis and what of it nobody has checked against the law itself. Not legal advice."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Literal

import msgspec

from connector.records import Value

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


class Preset(Value, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A right of withdrawal at a distance, without reason."""

    id: str
    countries: frozenset[str]
    """ISO 3166-1 alpha-2, upper case."""
    days: int
    day_type: Literal["calendar", "business"]
    start: Literal["item_delivery", "last_item_delivery"]
    roll_to_business_day: bool
    weekdays_off: frozenset[str] = frozenset()
    """Where they are not to be those of the country's calendar."""
    charges: frozenset[str]
    """Words of schema.org/ReturnFeesEnumeration that may be asked of the buyer."""
    send_back_within_days: int | None
    refund_within_days: int | None
    exempt_tags: frozenset[str]
    """Product tags, in lower case, of goods that the law leaves to the store's own policy."""
    legal_basis: str
    unverified: tuple[str, ...]

    @property
    def free_weekdays(self) -> frozenset[int]:
        """Monday is 0."""
        return frozenset(WEEKDAYS.index(day) for day in self.weekdays_off)


@cache
def presets() -> tuple[Preset, ...]:
    folder = files("connector.answers") / "presets"
    found = sorted(file.name for file in folder.iterdir() if file.name.endswith(".json"))
    return tuple(msgspec.json.decode((folder / n).read_bytes(), type=Preset) for n in found)


def preset_for(country: str | None) -> Preset | None:
    return next((preset for preset in presets() if country in preset.countries), None)
