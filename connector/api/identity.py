"""Who vouches for the shopper behind a question."""

from __future__ import annotations

from connector.api.trust import Shopper


def vouched_for() -> Shopper | None:
    """None where nobody does."""
    return None
