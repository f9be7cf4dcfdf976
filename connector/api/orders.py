"""Whose order it is: from what was asked and shown to the orders that may be told of."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from connector.api.asker import TRUSTED, offered
from connector.api.guesses import guess_of
from connector.api.identity import vouched_for
from connector.api.library import asker, library
from connector.api.problems import SecondFactNeeded
from connector.api.questions import AboutOrder
from connector.api.trust import Trust
from connector.joined import WholeOrder
from connector.storage.lookups import find_orders
from connector.storage.terms import Term


@dataclass(frozen=True, slots=True, kw_only=True)
class Fitting:
    """The orders that fit, several where the shopper has to say which; and how far they are
    believed who asked: anonymous where nothing fits, whatever the reason."""

    orders: tuple[WholeOrder, ...]
    trust: Trust


def fitting(question: AboutOrder) -> Fitting:
    """No orders for an unknown number and for facts that do not fit it alike. Raises
    SecondFactNeeded and TooManyGuesses."""
    shown = offered(question)
    if asker().scope in TRUSTED:
        return Fitting(orders=known(question, shown), trust=Trust.AGENT)
    shopper = vouched_for()
    return shoppers(question, shopper.terms() if shopper else [], shown)


def shoppers(question: AboutOrder, own: Collection[Term], shown: list[Term] | None) -> Fitting:
    """`own` is what the shopper's orders are found by, where somebody vouches for them.

    Whoever is told nothing was looked for with all they had, whatever there is. A lock is asked
    about only where there is need of a guess: no stranger locks out the person themselves."""
    if not own and shown is None:
        raise SecondFactNeeded
    if own and (orders := known(question, own)):
        return Fitting(orders=orders, trust=Trust.VERIFIED)
    guess = guess_of(question, shown or ())
    guess.check()
    if shown is not None and (orders := known(question, shown)):
        return Fitting(orders=orders, trust=Trust.CLAIMED)
    guess.count()
    return Fitting(orders=(), trust=Trust.ANONYMOUS)


def known(question: AboutOrder, proof: Collection[Term] | None) -> tuple[WholeOrder, ...]:
    return find_orders(library().database, asker().store_id, question.order, proof)
