"""Can it be returned: the store's policy for a country, merged with the law there, and what it
means for each line of an order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from connector.answers.answer import Answer, NextAction, OrderStatusFacts, as_number, stale_seconds
from connector.answers.legal import Preset, preset_for
from connector.answers.local_days import Clocks
from connector.answers.order_status import ask_which, no_such_order
from connector.answers.policy import MerchantReturnPolicy
from connector.answers.policy_values import listed, term
from connector.answers.return_costs import cost_facts, costs_of, general_costs
from connector.answers.return_eligibility import Verdict, eligible, next_action, reasons
from connector.answers.return_facts import (
    Eligible,
    ItemReturn,
    ReturnItem,
    ReturnPolicyFacts,
    StatutoryFacts,
)
from connector.answers.return_goods import product_terms, sold
from connector.answers.return_start import Journey
from connector.answers.return_window import days_of, general, windows_for
from connector.answers.return_words import no_policy, order_returns, policy_message
from connector.answers.settled import OPEN_RETURNS, refunded_quantity, return_status
from connector.answers.text import clean, link
from connector.answers.trust import Trust, TrustWord, seen_by
from connector.answers.words import Words
from connector.joined import WholeOrder
from connector.records import OrderLine, Product, ReturnStatus

AFTER = {
    ItemReturn.OPEN: NextAction.REQUEST_RETURN,
    ItemReturn.NOT_STARTED: NextAction.WAIT,
    ItemReturn.UNKNOWN: NextAction.CONTACT_STORE,
}


def return_policy(
    policies: Sequence[MerchantReturnPolicy],
    *,
    country: str | None,
    order: WholeOrder | None,
    words: Words,
    now: datetime,
    seen_at: datetime | None = None,
    products: Mapping[str, Product] | None = None,
    trust: Trust = Trust.CLAIMED,
) -> Answer[ReturnPolicyFacts]:
    """`country` is ISO 3166-1 alpha-2, by default the one the order went to; of several policies
    for it the first one counts. `seen_at` is when the policies were last set or read. `products`
    are those of the order's lines, by id, as far as we have them. `trust` is the asker's: what is
    told of an order is what it lets them see."""
    level = trust.word if order else None
    where = country_asked(country, order)
    policy = policy_for(policies, where)
    if policy is None:
        return no_such_policy(policies, where, words, level)
    clocks = clocks_of(policy, where, order)
    law = None if policy.x_statutory is False else preset_for(clocks.country)
    journey = Journey(found=order, clocks=clocks, now=now) if order else None
    verdicts = verdicts_of(policy, journey, law, products or {}) if journey else []
    if order and verdicts:
        message = order_returns(policy, order, verdicts, words)
    else:
        message = general_message(policy, law, clocks, words, now)
    as_of = min((t for t in (seen_at, order and order.seen_at) if t), default=None)
    return Answer[ReturnPolicyFacts](
        outcome="ok",
        message=message,
        locale=words.tag,
        facts=seen_by(facts_of(policy, where, order, law, verdicts), trust),
        as_of=as_of,
        stale_seconds=stale_seconds(as_of, now),
        trust=level,
        next_actions=next_actions(verdicts),
        citations=citations(policy),
    )


def country_asked(country: str | None, order: WholeOrder | None) -> str | None:
    given = clean(country or "") or (order.order.ship_to_country if order else "")
    return given.upper() or None


def clocks_of(policy: MerchantReturnPolicy, where: str | None, order: WholeOrder | None) -> Clocks:
    """The law and the clock are those of the country of delivery, whichever one was asked for."""
    delivered_to = order.order.ship_to_country.upper() if order else ""
    only = next(iter(policy.countries)) if len(policy.countries) == 1 else None
    return Clocks(delivered_to or where or only, policy.x_time_zone)


def policy_for(
    policies: Sequence[MerchantReturnPolicy], country: str | None
) -> MerchantReturnPolicy | None:
    """The one for the country, else the one for every country."""
    own = (policy for policy in policies if country in policy.countries)
    general = (policy for policy in policies if not policy.countries)
    return next(own, None) or next(general, None)


def no_such_policy(
    policies: Sequence[MerchantReturnPolicy],
    country: str | None,
    words: Words,
    level: TrustWord | None,
) -> Answer[ReturnPolicyFacts]:
    mendable = policies and country is None
    action = NextAction.CHECK_DETAILS if mendable else NextAction.CONTACT_STORE
    return Answer[ReturnPolicyFacts](
        outcome="no_match",
        message=no_policy(bool(policies), country, words),
        locale=words.tag,
        facts=None,
        as_of=None,
        stale_seconds=None,
        trust=level,
        next_actions=[action],
    )


def no_order_to_return(asked: str, words: Words, trust: Trust) -> Answer[ReturnPolicyFacts]:
    """As for order status, in the same words."""
    return of_returns(no_such_order(asked, words, trust))


def which_return(
    found: Sequence[WholeOrder], words: Words, trust: Trust
) -> Answer[ReturnPolicyFacts]:
    return of_returns(ask_which(found, words, trust))


def of_returns(answer: Answer[OrderStatusFacts]) -> Answer[ReturnPolicyFacts]:
    return Answer[ReturnPolicyFacts].model_validate(answer.model_dump())


def verdicts_of(
    policy: MerchantReturnPolicy,
    journey: Journey,
    law: Preset | None,
    products: Mapping[str, Product],
) -> list[Verdict]:
    return [verdict(policy, journey, law, products, line) for line in journey.found.order.lines]


def verdict(
    policy: MerchantReturnPolicy,
    journey: Journey,
    law: Preset | None,
    products: Mapping[str, Product],
    line: OrderLine,
) -> Verdict:
    item = sold(line, products)
    windows = windows_for(policy, journey, line, item, law)
    start = windows.best.start
    days = [*days_of(journey, None), *([start] if start else [])]
    own = product_terms(policy, item)
    methods = own.return_method if own and own.return_method else policy.return_method
    return Verdict(
        line=line,
        window=windows.best,
        costs=costs_of(policy, item, windows, days),
        methods=tuple(term(str(method)) for method in listed(methods)) if methods else (),
    )


def general_message(
    policy: MerchantReturnPolicy, law: Preset | None, clocks: Clocks, words: Words, now: datetime
) -> str:
    today = clocks.day_of(now)
    found = general(policy, law, clocks, today)
    costs = general_costs(policy, law, today, store_gives_more=found.beyond_law)
    return policy_message(policy, found, costs, words)


def facts_of(
    policy: MerchantReturnPolicy,
    country: str | None,
    order: WholeOrder | None,
    law: Preset | None,
    verdicts: Sequence[Verdict],
) -> ReturnPolicyFacts:
    return ReturnPolicyFacts(
        policy=policy.as_set(),
        country=country,
        order_number=order.order.number if order else None,
        statutory=statutory_facts(law) if law else None,
        items=[item_facts(order, each) for each in verdicts] if order else [],
    )


def statutory_facts(law: Preset) -> StatutoryFacts:
    return StatutoryFacts(
        preset=law.id,
        days=law.days,
        day_type=law.day_type,
        start=law.start,
        send_back_within_days=law.send_back_within_days,
        refund_within_days=law.refund_within_days,
        legal_basis=law.legal_basis,
        unverified=list(law.unverified),
    )


def item_facts(order: WholeOrder, verdict: Verdict) -> ReturnItem:
    line, window = verdict.line, verdict.window
    back = refunded_quantity(order, line) or 0
    word = eligible(window)
    return ReturnItem(
        title=line.title,
        sku=line.sku or None,
        quantity=as_number(max(line.quantity - back, line.quantity * 0)),
        status=window.status,
        eligible=word,
        reasons=list(reasons(window, under_way=is_under_way(order))),
        window_start=window.start,
        window_end=window.end,
        window_ends_at=window.ends_at,
        basis=window.basis,
        costs=None if word is Eligible.NO else cost_facts(verdict.costs),
        methods=list(verdict.methods),
        legal_basis=window.law.legal_basis if window.law else None,
        next_action=next_action(window),
    )


def is_under_way(order: WholeOrder) -> bool:
    return return_status(order) in OPEN_RETURNS - {ReturnStatus.UNKNOWN}


def next_actions(verdicts: Sequence[Verdict]) -> list[str]:
    statuses = {verdict.window.status for verdict in verdicts}
    actions: list[str] = [action for status, action in AFTER.items() if status in statuses]
    left = any(next_action(verdict.window) for verdict in verdicts)
    return actions or ([NextAction.CONTACT_STORE] if left else [])


def citations(policy: MerchantReturnPolicy) -> list[str]:
    url = link(policy.merchant_return_link)
    return [str(url)] if url else []
