"""Whose order it is: from what was asked and shown to the orders that may be told of."""

from __future__ import annotations

from connector.api.asker import proof
from connector.api.library import asker, library
from connector.api.questions import AboutOrder, OrderStatusQuestion
from connector.joined import WholeOrder
from connector.storage.lookups import find_order, find_orders


def fitting(question: OrderStatusQuestion) -> tuple[WholeOrder, ...]:
    """As `proven`; several where what was typed and the facts fit several orders."""
    shown = proof(question, asker().scope)
    return find_orders(library().database, asker().store_id, question.order, shown)


def proven(question: AboutOrder) -> WholeOrder | None:
    """None for an unknown number and for facts that do not fit it alike."""
    shown = proof(question, asker().scope)
    return find_order(library().database, asker().store_id, question.order, shown)
