"""Questions that name no order: those of the shopper who is vouched for."""

from __future__ import annotations

from datetime import timedelta

from connector.api.asker import offered
from connector.api.identity import vouched_for
from connector.api.library import asker, library
from connector.api.problems import missing
from connector.api.questions import AboutOrder
from connector.joined import WholeOrder
from connector.storage.lookups import find_newest

RECENT = timedelta(days=90)
"""Who has one order of this time means that one, whatever came before."""


def own_orders(question: AboutOrder) -> tuple[WholeOrder, ...]:
    """The recent ones, else the newest few. Raises BadRequest where nobody is vouched for."""
    shopper = vouched_for()
    if shopper is None:
        raise missing("order")
    database, store_id = library().database, asker().store_id
    found = find_newest(database, store_id, shopper.terms(), offered(question))
    since = library().clock() - RECENT
    return tuple(each for each in found if each.order.placed_at >= since) or found
