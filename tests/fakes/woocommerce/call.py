"""One request to a REST route, and what a route answers."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from tests.fakes.woocommerce.clock import LOCAL_HOURS
from tests.fakes.woocommerce.errors import invalid_params
from tests.fakes.woocommerce.payload import demand_rights
from tests.fakes.woocommerce.php import Json
from tests.fakes.woocommerce.shop import Shop

TRUE = ("1", "true", "True", "TRUE")
SITE_TIME = timezone(timedelta(hours=LOCAL_HOURS))


@dataclass(frozen=True, slots=True)
class Paging:
    total: int
    pages: int
    page: int
    query: Json
    """Of the links to the neighbours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    body: Any
    status: int = 200
    paging: Paging | None = None
    location: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    shop: Shop
    user_id: int
    """0 is nobody."""
    base: str
    """The site's address as it was asked, without a slash at its end."""
    method: str
    query: Json
    body: Json
    secure: bool
    args: tuple[str, ...] = field(default=())
    """Out of the path."""

    @property
    def id(self) -> int:
        """The last number in the path."""
        return int(self.args[-1])

    def demand(self, act: str) -> None:
        """Raises RestError 401 or 403."""
        demand_rights(self.shop, self.user_id, act)

    def value(self, name: str) -> Any:
        """Body before query, as WordPress has it."""
        return self.body.get(name, self.query.get(name))

    def text(self, name: str, default: str = "") -> str:
        found = self.value(name)
        return default if found is None else str(found)

    def flag(self, name: str) -> bool:
        found = self.value(name)
        return found is True or str(found) in TRUE

    def whole(self, name: str, default: int, low: int, high: int | None = None) -> int:
        """Raises RestError 400."""
        found = self.text(name, str(default))
        if not found.lstrip("-").isdecimal():
            wrong = ("rest_invalid_type", f"{name} is not of type integer.")
            raise invalid_params({name: wrong})
        if int(found) < low or (high is not None and int(found) > high):
            limits = f"must be between {low} (inclusive) and {high} (inclusive)"
            if high is None:
                limits = f"must be greater than or equal to {low}"
            raise invalid_params({name: ("rest_out_of_bounds", f"{name} {limits}")})
        return int(found)

    def choice(self, name: str, allowed: tuple[str, ...], default: str) -> str:
        """Raises RestError 400."""
        found = self.text(name, default)
        if found not in allowed:
            listed = f"{', '.join(allowed[:-1])}, and {allowed[-1]}"
            wrong = ("rest_not_in_enum", f"{name} is not one of {listed}.")
            raise invalid_params({name: wrong})
        return found

    def several(self, name: str) -> list[str]:
        """`29,33` or `include[]=29&include[]=33`."""
        found = self.value(name)
        listed = found if isinstance(found, list) else str(found or "").split(",")
        return [str(one).strip() for one in listed if str(one).strip()]

    def numbers(self, name: str) -> list[int]:
        return [int(one) for one in self.several(name) if one.isdecimal()]

    def moment(self, name: str, in_gmt: bool) -> int | None:
        """Seconds since 1970; rows later than it, or earlier, are meant: not those equal to it.

        Without an offset it is the site's time, or UTC where `in_gmt`. With one, WP_Date_Query
        makes it the site's wall-clock time first, which `dates_are_gmt` then takes for UTC: three
        hours of changes are missing. Raises RestError 400."""
        found = self.text(name)
        if not found:
            return None
        try:
            when = datetime.fromisoformat(found)
        except ValueError:
            raise invalid_params({name: ("rest_invalid_date", "Invalid date.")}) from None
        if when.tzinfo:
            when = when.astimezone(SITE_TIME).replace(tzinfo=None)
        return int(when.replace(tzinfo=UTC if in_gmt else SITE_TIME).timestamp())
