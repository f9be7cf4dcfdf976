"""Until when an order line may come back: by the store's policy or by law, whichever is kinder. The
day a window starts is not counted and the last day is; it is never said to be over on a guess."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from connector.answers.headline import Headline, axes_of, headline, is_only_refunded
from connector.answers.legal import Preset
from connector.answers.local_days import Clocks
from connector.answers.policy import MerchantReturnPolicy, ReturnTerms
from connector.answers.policy_values import FINITE, NOT_PERMITTED, UNLIMITED, UNSPECIFIED
from connector.answers.return_days import last_day
from connector.answers.return_facts import Basis, ItemReturn, ReturnReason
from connector.answers.return_goods import (
    ANYTHING,
    Sold,
    exclusion,
    is_unclear,
    law_for,
    product_terms,
)
from connector.answers.return_start import Journey, Start, is_settled
from connector.joined import WholeOrder
from connector.records import OrderLine

LIVE = {ItemReturn.OPEN, ItemReturn.NOT_STARTED}
NO_POLICY = ReturnReason.NO_POLICY


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """How a window is reckoned, once season and product are taken into account."""

    category: str
    days: int | None = None
    start: str = "item_delivery"
    """A word of `x_start`."""
    business: bool = False
    roll: bool = False
    free: frozenset[int] = frozenset()
    """Weekdays that are no business days here; Monday is 0."""

    def end(self, start: date, country: str | None) -> date | None:
        """None where there is no last day."""
        if self.days is None:
            return None
        return last_day(
            start,
            self.days,
            country=country,
            business=self.business,
            roll=self.roll,
            free=self.free,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    status: ItemReturn
    start: date | None = None
    end: date | None = None
    ends_at: datetime | None = None
    """The first moment after `end`, UTC."""
    reach: date = date.min
    """`end`, or what it would be if the window began today."""
    basis: Basis = Basis.NONE
    guessed: bool = False
    """Reckoned from a guess; or a cancelled order that was sent all the same."""
    rule: Rule = Rule(category=UNSPECIFIED)
    reason: ReturnReason | None = None
    """Why it is not open, where dates alone do not say."""
    settled: bool = False
    """Not returnable because it has come back, was refunded or never sent."""
    waits_for_others: bool = False
    """It has arrived, and its window starts with the last parcel of the order."""
    law: Preset | None = None
    """Which gives this window, or just as much."""
    beyond_store: bool = False
    """The law gives more than the store does."""

    @property
    def days(self) -> int | None:
        return self.rule.days


@dataclass(frozen=True, slots=True, kw_only=True)
class Windows:
    """Of one line: the one that counts, and those it was chosen from."""

    best: Window
    store: Window | None = None
    law: Window | None = None
    preset: Preset | None = None
    """The law that `law` was reckoned by."""


def windows_for(
    policy: MerchantReturnPolicy,
    journey: Journey,
    line: OrderLine,
    item: Sold,
    preset: Preset | None = None,
) -> Windows:
    if is_settled(journey.found, line):
        return Windows(best=settled_window(journey.found))
    refused = exclusion(policy, item)
    law = law_for(policy, preset, item)
    store_start = journey.start(line, policy.x_start or "item_delivery")
    rule = store_rule(policy, item, days_of(journey, store_start))
    store = window_by(rule, journey, line)
    if refused:
        store = refused_window(refused, preset)
    by_law = window_by(law_rule(law), journey, line) if law else None
    best = kinder(store, by_law, law)
    if is_unclear(policy, item) and best.status in LIVE:
        best = replace(best, status=ItemReturn.UNKNOWN, reason=ReturnReason.PRODUCT_UNKNOWN)
    return Windows(best=best, store=store, law=by_law, preset=law)


def days_of(journey: Journey, start: Start | None) -> list[date]:
    """Those on which a season counts."""
    return [journey.day_of(journey.found.order.placed_at), *([start.day] if start else [])]


def settled_window(found: WholeOrder) -> Window:
    match headline(found):
        case Headline.RETURNED:
            reason = ReturnReason.ALREADY_RETURNED
        case Headline.CANCELLED if not is_only_refunded(found):
            reason = ReturnReason.ORDER_CANCELLED
        case _:
            reason = ReturnReason.ALREADY_REFUNDED
    return Window(
        status=ItemReturn.NOT_RETURNABLE,
        reason=reason,
        settled=True,
        guessed=reason is ReturnReason.ORDER_CANCELLED and axes_of(found).sent,
    )


def refused_window(reason: ReturnReason, preset: Preset | None) -> Window:
    """Whether the law lets a buyer send back a gift card is not ours to say."""
    disputed = preset and reason is ReturnReason.GIFT_CARD
    status = ItemReturn.UNKNOWN if disputed else ItemReturn.NOT_RETURNABLE
    return Window(status=status, reason=reason)


def store_rule(policy: MerchantReturnPolicy, item: Sold, days: Sequence[date]) -> Rule:
    """The kindest of the policy's terms for this item and of the seasons that cover one of
    `days`. What is never taken back is not taken back in season."""
    own = product_terms(policy, item)
    base: ReturnTerms = own if own and own.category != UNSPECIFIED else policy
    seasonal = [o for o in policy.overrides if any(o.covers(day) for day in days)]
    if base is own and base.category == NOT_PERMITTED:
        seasonal = []
    offers: list[ReturnTerms] = [base, *(o for o in seasonal if o.category != UNSPECIFIED)]
    category = kindest({offer.category for offer in offers})
    return Rule(
        category=category,
        days=most_days(offers) if category == FINITE else None,
        start=policy.x_start or "item_delivery",
        business=policy.x_day_type == "business",
        roll=policy.x_roll_to_business_day is True,
    )


def kindest(categories: set[str]) -> str:
    return next(c for c in (UNLIMITED, FINITE, UNSPECIFIED, NOT_PERMITTED) if c in categories)


def most_days(offers: Sequence[ReturnTerms]) -> int:
    return max(o.merchant_return_days or 0 for o in offers if o.category == FINITE)


def law_rule(preset: Preset) -> Rule:
    return Rule(
        category=FINITE,
        days=preset.days,
        start=preset.start,
        business=preset.day_type == "business",
        roll=preset.roll_to_business_day,
        free=preset.free_weekdays,
    )


def window_by(rule: Rule, journey: Journey, line: OrderLine) -> Window:
    if rule.category == NOT_PERMITTED:
        reason = ReturnReason.NOT_RETURNABLE_POLICY
        return Window(status=ItemReturn.NOT_RETURNABLE, rule=rule, reason=reason)
    if rule.category == UNSPECIFIED:
        return Window(status=ItemReturn.UNKNOWN, rule=rule, reach=date.max, reason=NO_POLICY)
    start = journey.start(line, rule.start)
    arrived = journey.delivered(line) is not None
    if start is None:
        status = ItemReturn.OPEN if arrived else ItemReturn.NOT_STARTED
        reach = rule.end(journey.day_of(journey.now), journey.clocks.country) or date.max
        return Window(status=status, rule=rule, reach=reach, waits_for_others=arrived)
    return started(rule, start, journey, arrived=arrived)


def started(rule: Rule, start: Start, journey: Journey, *, arrived: bool) -> Window:
    end = rule.end(start.day, journey.clocks.country)
    ends_at = journey.clocks.end_of(end) if end else None
    window = Window(
        status=ItemReturn.OPEN,
        start=start.day,
        end=end,
        ends_at=ends_at,
        reach=end or date.max,
        basis=start.basis,
        guessed=not start.sure,
        rule=rule,
    )
    if ends_at is None or journey.now < ends_at:
        return window
    if not arrived:
        reason = ReturnReason.NOT_DELIVERED_YET
        return replace(window, status=ItemReturn.UNKNOWN, reason=reason)
    return replace(window, status=ItemReturn.CLOSED if start.sure else ItemReturn.UNKNOWN)


def kinder(store: Window, by_law: Window | None, law: Preset | None) -> Window:
    if by_law is None:
        return store
    if kindness(by_law) > kindness(store):
        return replace(by_law, law=law, beyond_store=True)
    return replace(store, law=law) if kindness(by_law) == kindness(store) else store


def kindness(window: Window) -> tuple[int, bool, date]:
    """What can be returned before what perhaps can; then what has not begun; then the later end."""
    rank = 2 if window.status in LIVE else 1 if window.status is ItemReturn.UNKNOWN else 0
    return rank, window.end is None and rank == 2, window.reach


@dataclass(frozen=True, slots=True, kw_only=True)
class General:
    """The kinder rule for a delivery today, whose it is, and whether the store's is the longer."""

    rule: Rule
    beyond_store: bool = False
    beyond_law: bool = True


def general(
    policy: MerchantReturnPolicy, preset: Preset | None, clocks: Clocks, today: date
) -> General:
    store, law = store_rule(policy, ANYTHING, [today]), law_for(policy, preset, ANYTHING)
    if law is None or store.category == UNLIMITED:
        return General(rule=store)
    least = law_rule(law)
    own, by_law = (rule.end(today, clocks.country) or date.min for rule in (store, least))
    if by_law > own:
        return General(rule=least, beyond_store=True, beyond_law=False)
    return General(rule=store, beyond_law=own > by_law)
