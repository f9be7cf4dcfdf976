"""How much guessing at orders is taken before it is refused."""

from __future__ import annotations

from dataclasses import dataclass

SHARING_A_POSTCODE = 10
"""Many people have the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    per_hour: int = 10
    """Failures of one order number, e-mail address or phone number."""
    per_key_and_hour: int = 2000
    """Failures of one API key, and of one client address."""

    @property
    def per_postcode_and_hour(self) -> int:
        return self.per_hour * SHARING_A_POSTCODE
