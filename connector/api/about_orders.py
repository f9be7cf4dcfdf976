"""Questions about one order: where it is, where its money is, whether it can go back."""

from __future__ import annotations

from flask import Response

from connector.answers.estimate import refund_time
from connector.answers.lanes import Lane
from connector.answers.order_status import ask_which, order_status
from connector.answers.policy import MerchantReturnPolicy
from connector.answers.policy_document import parse_policies
from connector.answers.refund_status import refund_status, which_refund
from connector.answers.return_policy import (
    no_order_to_return,
    policy_for,
    return_policy,
    which_return,
)
from connector.answers.shipping_lanes import SHIPPING_DETAILS, parse_shipping
from connector.answers.text import link
from connector.answers.trust import Trust
from connector.api import briefing
from connector.api.briefing import (
    OrderStatusAnswer,
    RefundStatusAnswer,
    ReturnPolicyAnswer,
)
from connector.api.library import (
    asker,
    library,
    log,
    noted,
    spoken,
)
from connector.api.orders import Fitting, fitting
from connector.api.questions import (
    OrderStatusQuestion,
    RefundStatusQuestion,
    ReturnPolicyQuestion,
)
from connector.api.v1 import v1
from connector.errors import BadRequest, Misconfigured
from connector.joined import WholeOrder
from connector.records import Policy
from connector.storage.handbook import find_pages
from connector.storage.lookups import find_policy
from connector.storage.products import find_products


@v1.get("/order-status")
@v1.input(OrderStatusQuestion, location="query", arg_name="question")
@v1.output(OrderStatusAnswer, description=briefing.ANSWERED)
@v1.doc(**briefing.operation("get_order_status", "Where is my order", briefing.ABOUT_ORDER_STATUS))
def get_order_status(question: OrderStatusQuestion) -> Response:
    found, words, at = fitting(question), spoken(question.locale), library().clock()
    if len(found.orders) > 1:
        return noted(ask_which(found.orders, words, found.trust))
    order = next(iter(found.orders), None)
    return noted(
        order_status(
            order,
            asked=question.order,
            words=words,
            now=at,
            lanes=published_lanes() if order else (),
            trust=found.trust,
        )
    )


def published_lanes() -> tuple[Lane, ...]:
    """None also where they have to be set anew: an order can be told of without."""
    pages = find_pages(library().database, asker().store_id, {SHIPPING_DETAILS})
    try:
        return parse_shipping(pages[SHIPPING_DETAILS].document) if pages else ()
    except BadRequest:
        log.warning("shipping.unreadable", store=asker().store_id)
        return ()


@v1.get("/refund-status")
@v1.input(RefundStatusQuestion, location="query", arg_name="question")
@v1.output(RefundStatusAnswer, description=briefing.ANSWERED)
@v1.doc(
    **briefing.operation("get_refund_status", "Where is my money", briefing.ABOUT_REFUND_STATUS)
)
def get_refund_status(question: RefundStatusQuestion) -> Response:
    found, words, at = fitting(question), spoken(question.locale), library().clock()
    if len(found.orders) > 1:
        return noted(which_refund(found.orders, words, found.trust))
    order = next(iter(found.orders), None)
    policy = policy_of(order) if order else None
    return noted(
        refund_status(
            order,
            asked=question.order,
            words=words,
            now=at,
            time=refund_time(policy.additional_property) if policy else None,
            page=link(policy.merchant_return_link) if policy else None,
            trust=found.trust,
        )
    )


def policy_of(order: WholeOrder) -> MerchantReturnPolicy | None:
    """None also for one that has to be set anew: what is known of a refund can be told without."""
    try:
        policies = policies_of(find_policy(library().database, asker().store_id))
    except Misconfigured:
        log.warning("policy.unreadable", store=asker().store_id)
        return None
    return policy_for(policies, order.order.ship_to_country.upper() or None)


@v1.get("/return-policy")
@v1.input(ReturnPolicyQuestion, location="query", arg_name="question")
@v1.output(ReturnPolicyAnswer, description=briefing.ANSWERED)
@v1.doc(**briefing.operation("get_return_policy", "Can I return it", briefing.ABOUT_RETURN_POLICY))
def get_return_policy(question: ReturnPolicyQuestion) -> Response:
    words = spoken(question.locale)
    found = fitting(question) if question.order else Fitting(orders=(), trust=Trust.ANONYMOUS)
    if question.order and not found.orders:
        return noted(no_order_to_return(question.order, words, found.trust))
    if len(found.orders) > 1:
        return noted(which_return(found.orders, words, found.trust))
    order = next(iter(found.orders), None)
    database, store_id = library().database, asker().store_id
    policy = find_policy(database, store_id)
    lines = order.order.lines if order else ()
    answer = return_policy(
        policies_of(policy),
        country=question.country or None,
        order=order,
        words=words,
        now=library().clock(),
        seen_at=policy.updated_at if policy else None,
        products=find_products(database, store_id, (line.product_id for line in lines)),
        trust=found.trust,
    )
    return noted(answer)


def policies_of(policy: Policy | None) -> tuple[MerchantReturnPolicy, ...]:
    try:
        return parse_policies(policy.document) if policy else ()
    except BadRequest as error:
        # Not the asker's to mend: it was checked when it was set, by rules that have changed since.
        raise Misconfigured("The store's return policy has to be set anew.") from error
