"""Whose order it is: from what was asked and shown to the orders that may be told of."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace

import msgspec
from flask import g

from connector.api.asker import TRUSTED, offered
from connector.api.guesses import Guess, guess_of
from connector.api.identity import vouched_for
from connector.api.library import asker, library
from connector.api.own_orders import own_orders
from connector.api.problems import SecondFactNeeded
from connector.api.questions import AboutOrder
from connector.api.reached import Reached
from connector.api.trust import Trust
from connector.joined import WholeOrder
from connector.live import Look, Reach
from connector.records import Kind
from connector.storage.lookups import find_orders
from connector.storage.terms import Term


@dataclass(frozen=True, slots=True, kw_only=True)
class Fitting:
    """The orders that fit, several where the shopper has to say which; and how far they are
    believed who asked: anonymous where nothing fits, whatever the reason."""

    orders: tuple[WholeOrder, ...]
    trust: Trust


Search = Callable[[], Fitting]


def fitting(question: AboutOrder) -> Fitting:
    """No orders for an unknown number and for facts that do not fit it alike. Raises
    SecondFactNeeded and TooManyGuesses."""
    if not question.order:
        orders = own_orders(question)
        return Fitting(orders=orders, trust=Trust.VERIFIED if orders else Trust.ANONYMOUS)
    shown = offered(question)
    if asker().scope in TRUSTED:
        agents = Trust.AGENT
        return looked_up(question, lambda: Fitting(orders=known(question, shown), trust=agents))
    shopper = vouched_for()
    return shoppers(question, shopper.terms() if shopper else [], shown)


def shoppers(question: AboutOrder, own: Collection[Term], shown: list[Term] | None) -> Fitting:
    """`own` is what the shopper's orders are found by, where somebody vouches for them."""
    if not own and shown is None:
        raise SecondFactNeeded
    guess = guess_of(question, shown or ())
    if not own:
        guess.check()
    found = looked_up(question, lambda: theirs(question, own, shown, guess))
    if not found.orders:
        guess.count()
    return found


def theirs(
    question: AboutOrder, own: Collection[Term], shown: list[Term] | None, guess: Guess
) -> Fitting:
    """Whoever is told nothing was looked for with all they had, whatever there is. A lock is asked
    about only where there is need of a guess: no stranger locks out the person themselves."""
    if own:
        if orders := known(question, own):
            return Fitting(orders=orders, trust=Trust.VERIFIED)
        guess.check()
    if shown is not None and (orders := known(question, shown)):
        return Fitting(orders=orders, trust=Trust.CLAIMED)
    return Fitting(orders=(), trust=Trust.ANONYMOUS)


def known(question: AboutOrder, proof: Collection[Term] | None) -> tuple[WholeOrder, ...]:
    return find_orders(library().database, asker().store_id, question.order, proof)


def looked_up(question: AboutOrder, search: Search) -> Fitting:
    """The shop is asked first, where our copy is too old, and then our copy: what the shop has said
    is in it, and no more of it is told than of anything else."""
    look = library().live.by_number(asker().store_id, question.order)
    try:
        look, found = confirmed(look, search(), search)
        if not found.orders:
            hold_back(look)
    finally:
        look.release()
    orders = tuple(as_known(order, look) for order in found.orders)
    known_at = min((order.seen_at for order in orders), default=None)
    g.reached = Reached(look=settled(look, orders), found=bool(orders), known_at=known_at)
    return replace(found, orders=orders)


def confirmed(look: Look, found: Fitting, again: Search) -> tuple[Look, Fitting]:
    """A platform that was asked by number says nothing of an order that is known to us by its
    tracking number, or that it has deleted. Who has proven such an order has it asked for by its
    id, in what is left of the time: nobody else gets this far, so nobody learns from how long it
    takes. Of several it is asked when one of them was chosen."""
    missed = [order.order.id for order in found.orders if order.order.id not in look.told]
    if look.reach is not Reach.LIVE or not missed:
        return look, found
    if len(found.orders) > 1:
        return replace(look, reach=Reach.NOT_ASKED), found
    look.release()
    own = library().live.by_id(asker().store_id, Kind.ORDER, missed, look.until)
    look = replace(look, reach=own.reach, complete_to=own.complete_to, asked_at=own.asked_at)
    return look, again()


def hold_back(look: Look) -> None:
    """Nothing is told, and a shop takes longer over an order than over none: so whoever may not
    know which it was waits as long for either."""
    if look.reach is not Reach.NOT_ASKED and asker().scope not in TRUSTED:
        library().database.let_go()
        time.sleep(max(0.0, look.until - time.monotonic()))


def settled(look: Look, found: Collection[WholeOrder]) -> Look:
    """Where the shop has said which orders there are, that none of them is theirs is certain; of
    one that is, not all is known."""
    if look.reach is not Reach.PARTLY:
        return look
    return replace(look, reach=Reach.AWAY if found else Reach.LIVE)


def as_known(order: WholeOrder, look: Look) -> WholeOrder:
    """Seen as of when all changes up to then are in our copy, whichever order they were of."""
    seen_at = max(order.seen_at, look.known_to or order.seen_at)
    return msgspec.structs.replace(order, seen_at=seen_at)
