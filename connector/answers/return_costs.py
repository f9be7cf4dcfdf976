"""What a return costs the buyer: the store's fees, as far as the law lets it ask them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from pydantic import JsonValue

from connector.answers.answer import as_amount
from connector.answers.legal import Preset
from connector.answers.policy import MerchantReturnPolicy, MonetaryAmount, ReturnTerms
from connector.answers.policy_values import listed, term
from connector.answers.return_facts import Payer, ReturnCosts
from connector.answers.return_goods import ANYTHING, Sold, law_for, product_terms
from connector.answers.return_window import LIVE, Window, Windows, kindness
from connector.records import Money

FREE, RESTOCKING, SHIPPING = "FreeReturn", "RestockingFees", "ReturnShippingFees"
BUYER_PAYS = {SHIPPING, "ReturnFeesCustomerResponsibility"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Costs:
    charges: tuple[str, ...] = ()
    """Words of schema.org/ReturnFeesEnumeration; empty where nobody says."""
    shipping: Money | None = None
    restocking: Money | Decimal | None = None
    """An amount, or per cent of the price."""
    faulty: tuple[str, ...] = ()


UNSAID = Costs()


def costs_of(
    policy: MerchantReturnPolicy,
    item: Sold,
    windows: Windows,
    days: Sequence[date],
) -> Costs:
    """Nothing is said where it depends on the day, of the season or of sending it back."""
    own = agreed(costs_on(policy, item, day) for day in days)
    by_law, preset = windows.law, windows.preset
    if preset is None or by_law is None or windows.store is None:
        return own
    charged = [capped(own, preset)] if by_law.status in LIVE else []
    if outlives(windows.store, by_law) or not charged:
        charged.append(own)
    return agreed(charged)


def general_costs(
    policy: MerchantReturnPolicy, preset: Preset | None, day: date, *, store_gives_more: bool
) -> Costs:
    """Without an order."""
    own, law = costs_on(policy, ANYTHING, day), law_for(policy, preset, ANYTHING)
    if law is None:
        return own
    return agreed([capped(own, law), *([own] if store_gives_more else [])])


def outlives(store: Window, law: Window) -> bool:
    return store.status in LIVE and kindness(store) > kindness(law)


def agreed(costs: Iterable[Costs]) -> Costs:
    different = set(costs)
    return different.pop() if len(different) == 1 else UNSAID


def costs_on(policy: MerchantReturnPolicy, item: Sold, day: date) -> Costs:
    """The season's fees come before those of the product, and these before the policy's."""
    own = product_terms(policy, item)
    seasons: list[ReturnTerms] = [o for o in policy.overrides if o.covers(day)]
    layers = [*seasons, *([own] if own else [])]
    fees = [*(o.return_fees for o in layers), policy.customer_remorse_return_fees]
    amounts = [
        *(o.return_shipping_fees_amount for o in layers),
        policy.customer_remorse_return_shipping_fees_amount,
        policy.return_shipping_fees_amount,
    ]
    restocking = next((o.restocking_fee for o in [*layers, policy] if o.restocking_fee), None)
    return whole(
        charges=words(next(filter(None, [*fees, policy.return_fees]), None)),
        shipping=next((money(amount) for amount in amounts if amount), None),
        restocking=fee(restocking),
        faulty=words(policy.item_defect_return_fees),
    )


def whole(
    *,
    charges: tuple[str, ...],
    shipping: Money | None,
    restocking: Money | Decimal | None,
    faulty: tuple[str, ...],
) -> Costs:
    """An amount is a charge, too; and one for shipping means nothing where shipping is free."""
    asked = set(charges)
    if shipping and shipping.amount and not asked & {FREE, *BUYER_PAYS}:
        asked.add(SHIPPING)
    if restocking:
        asked.add(RESTOCKING)
    return Costs(
        charges=tuple(sorted(asked)),
        shipping=shipping if SHIPPING in asked else None,
        restocking=restocking,
        faulty=faulty,
    )


def words(fees: JsonValue) -> tuple[str, ...]:
    return tuple(sorted({term(str(fee)) for fee in listed(fees)})) if fees else ()


def money(amount: MonetaryAmount) -> Money:
    return Money(amount=Decimal(str(amount.value)), currency=amount.currency)


def fee(given: JsonValue | MonetaryAmount) -> Money | Decimal | None:
    """None for a fee of nothing."""
    if isinstance(given, MonetaryAmount):
        found = money(given)
        return found if found.amount else None
    return None if given is None else Decimal(str(given)) or None


def capped(costs: Costs, law: Preset) -> Costs:
    """Without the charges that the law forbids; free where it allows none."""
    kept = tuple(c for c in costs.charges if c == FREE or c in law.charges)
    if not law.charges:
        kept = (FREE,)
    allowed = costs.restocking if RESTOCKING in kept else None
    shipping = costs.shipping if SHIPPING in kept else None
    return replace(costs, charges=kept, restocking=allowed, shipping=shipping)


def cost_facts(costs: Costs) -> ReturnCosts:
    fixed = costs.restocking if isinstance(costs.restocking, Money) else None
    percent = costs.restocking if isinstance(costs.restocking, Decimal) else None
    return ReturnCosts(
        return_shipping=payer(costs.charges),
        return_shipping_amount=as_amount(costs.shipping) if costs.shipping else None,
        restocking_fee=as_amount(fixed) if fixed else None,
        restocking_percent=format(percent, "f") if percent else None,
        original_shipping_refunded=False if "OriginalShippingFees" in costs.charges else None,
        faulty_return_shipping=payer(costs.faulty),
    )


def payer(charges: Sequence[str]) -> Payer:
    if BUYER_PAYS & set(charges):
        return Payer.CUSTOMER
    return Payer.STORE if FREE in charges else Payer.UNKNOWN
