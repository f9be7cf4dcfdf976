"""An Ecwid shop at the wire: its REST API, its webhooks and its owner, in Ecwid's own shapes.

    with fake_ecwid() as running:
        running.shop.populate(orders=100)
        requests.get(f"{running.url}/api/v3/{running.shop.store_id}/orders", ...)

By hand, from a checkout: `python -m tests.fakes.ecwid --port 8803 --orders 50`.
"""

from __future__ import annotations

from tests.fakes.ecwid.clock import Clock
from tests.fakes.ecwid.server import Running, fake_ecwid
from tests.fakes.ecwid.shop import Shop
from tests.fakes.ecwid.truth import Truth
from tests.fakes.ecwid.webhooks import Carriage

__all__ = ["Carriage", "Clock", "Running", "Shop", "Truth", "fake_ecwid"]
