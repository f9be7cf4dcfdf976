"""Can it be returned: the store's policy for a country, and its window for each order line."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from connector.answers.answer import (
    Answer,
    ItemReturn,
    NextAction,
    ReturnItem,
    ReturnPolicyFacts,
    as_number,
    stale_seconds,
)
from connector.answers.policy import MerchantReturnPolicy
from connector.answers.return_window import Window, window
from connector.answers.return_words import no_policy, order_returns, policy_message
from connector.answers.settled import refunded_quantity
from connector.answers.text import clean, link
from connector.answers.words import Words
from connector.joined import WholeOrder
from connector.records import OrderLine

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
) -> Answer[ReturnPolicyFacts]:
    """`country` is ISO 3166-1 alpha-2, by default the one the order went to; of several policies
    for it the first one counts. `seen_at` is when the policies were last set or read."""
    where = country_asked(country, order)
    policy = policy_for(policies, where)
    if policy is None:
        return no_such_policy(policies, where, words)
    windows = windows_of(policy, order, now)
    as_of = min((t for t in (seen_at, order and order.seen_at) if t), default=None)
    return Answer[ReturnPolicyFacts](
        outcome="ok",
        message=message(policy, order, windows, words, now),
        locale=words.tag,
        facts=facts_of(policy, where, order, windows),
        as_of=as_of,
        stale_seconds=stale_seconds(as_of, now),
        next_actions=next_actions(windows),
        citations=citations(policy),
    )


def country_asked(country: str | None, order: WholeOrder | None) -> str | None:
    given = clean(country or "") or (order.order.ship_to_country if order else "")
    return given.upper() or None


def policy_for(
    policies: Sequence[MerchantReturnPolicy], country: str | None
) -> MerchantReturnPolicy | None:
    """The one for the country, else the one for every country."""
    own = (policy for policy in policies if country in policy.countries)
    general = (policy for policy in policies if not policy.countries)
    return next(own, None) or next(general, None)


def no_such_policy(
    policies: Sequence[MerchantReturnPolicy], country: str | None, words: Words
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
        next_actions=[action],
    )


def windows_of(
    policy: MerchantReturnPolicy, order: WholeOrder | None, now: datetime
) -> list[tuple[OrderLine, Window]]:
    if order is None:
        return []
    return [(line, window(policy, order, line, now)) for line in order.order.lines]


def message(
    policy: MerchantReturnPolicy,
    order: WholeOrder | None,
    windows: Sequence[tuple[OrderLine, Window]],
    words: Words,
    now: datetime,
) -> str:
    if order is None or not windows:
        return policy_message(policy, words, now)
    return order_returns(policy, order, windows, words)


def facts_of(
    policy: MerchantReturnPolicy,
    country: str | None,
    order: WholeOrder | None,
    windows: Sequence[tuple[OrderLine, Window]],
) -> ReturnPolicyFacts:
    return ReturnPolicyFacts(
        policy=policy.as_set(),
        country=country,
        order_number=order.order.number if order else None,
        items=[item_facts(order, line, span) for line, span in windows] if order else [],
    )


def item_facts(order: WholeOrder, line: OrderLine, span: Window) -> ReturnItem:
    back = refunded_quantity(order, line) or 0
    return ReturnItem(
        title=line.title,
        sku=line.sku or None,
        quantity=as_number(max(line.quantity - back, line.quantity * 0)),
        status=span.status,
        window_start=span.start,
        window_end=span.end,
        basis=span.basis,
    )


def next_actions(windows: Sequence[tuple[OrderLine, Window]]) -> list[str]:
    statuses = {span.status for _, span in windows}
    actions: list[str] = [action for status, action in AFTER.items() if status in statuses]
    return actions or ([NextAction.CONTACT_STORE] if statuses else [])


def citations(policy: MerchantReturnPolicy) -> list[str]:
    url = link(policy.merchant_return_link)
    return [str(url)] if url else []
