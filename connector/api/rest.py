"""REST v1: questions about orders, goods and reviews, and whether we are well."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from apiflask import APIBlueprint, APIFlask
from flask import Response, g, request

from connector.answers.answer import (
    Answer,
    OrderStatusFacts,
    ReturnPolicyFacts,
    StockFacts,
)
from connector.answers.estimate import refund_time
from connector.answers.lanes import Lane
from connector.answers.order_status import ask_which, order_status
from connector.answers.policy import MerchantReturnPolicy
from connector.answers.policy_document import parse_policies
from connector.answers.refund_facts import RefundStatusFacts
from connector.answers.refund_status import refund_status, which_refund
from connector.answers.return_policy import (
    no_order_to_return,
    policy_for,
    return_policy,
    which_return,
)
from connector.answers.reviews import Reviews, review_facts, reviews
from connector.answers.shipping_lanes import SHIPPING_DETAILS, parse_shipping
from connector.answers.stock import cannot_be_bought, stock
from connector.answers.text import link
from connector.answers.trust import Trust
from connector.api import briefing
from connector.api.asker import TRUSTED, identify, seen_by
from connector.api.briefing import (
    OrderStatusAnswer,
    RefundStatusAnswer,
    ReturnPolicyAnswer,
    ReviewsAnswer,
    StockAnswer,
)
from connector.api.goods import on_the_shelf
from connector.api.identity import vouched_for
from connector.api.library import (
    EXTENSION,
    OUTBOX,
    Library,
    asker,
    library,
    log,
    log_answered,
    noted,
    spoken,
)
from connector.api.limits import Limits
from connector.api.orders import Fitting, fitting
from connector.api.problems import add_problems
from connector.api.questions import (
    OrderStatusQuestion,
    RefundStatusQuestion,
    ReturnPolicyQuestion,
    ReviewsQuestion,
    StockQuestion,
    check_parameters,
)
from connector.api.storefront import Visit, visit_in
from connector.errors import BadRequest, Misconfigured
from connector.joined import WholeOrder
from connector.live import LiveReader, NeverLive
from connector.records import Policy
from connector.sending.outbox import Outbox
from connector.storage.engine import Database, now
from connector.storage.handbook import find_pages
from connector.storage.lookups import find_policy
from connector.storage.neighbours import find_near
from connector.storage.products import find_products
from connector.storage.reviews import find_reviews
from connector.storage.stores import ApiKey, Scope

v1 = APIBlueprint("v1", __name__, url_prefix="/v1")
MOST_BYTES = 16 * 1024
"""Of a request's body."""


def new_app() -> APIFlask:
    """An app without routes but `/openapi.json`, whose errors are problem+json."""
    app = APIFlask(
        __name__,
        title=briefing.TITLE,
        version=briefing.VERSION,
        docs_path=None,
        static_folder=None,  # type: ignore[arg-type]
        json_errors=False,
    )
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.url_map.strict_slashes = app.url_map.merge_slashes = False  # either would redirect
    briefing.brief(app)
    add_problems(app)
    return app


def add_rest(
    app: APIFlask,
    database: Database,
    clock: Callable[[], datetime] = now,
    limits: Limits | None = None,
    live: LiveReader | None = None,
) -> None:
    app.extensions[EXTENSION] = Library(database, clock, limits or Limits(), live or NeverLive())
    app.extensions[OUTBOX] = Outbox()
    app.register_blueprint(v1)
    app.add_url_rule("/healthz", view_func=healthz)


def healthz() -> dict[str, str]:
    library().database.ping()
    return {"status": "ok"}


@v1.before_request
def admit() -> None:
    request.max_content_length = MOST_BYTES
    visit = visit_in(request.environ)
    g.asker = guest(visit) if visit else identify(library().database)
    check_parameters(request.args)
    if request.method != "POST":  # Who asks for a new code may have an identity that is over.
        vouched_for()


def guest(visit: Visit) -> ApiKey:
    """A question from the shop's own pages, which no key was made for."""
    return ApiKey(id=0, store_id=visit.store_id, scope=Scope.ANSWERS)


@v1.after_request
def seal(response: Response) -> Response:
    response.cache_control.no_store = True
    if response.status_code == 401:
        response.headers.add(*briefing.CHALLENGE)
    return response


@v1.get("/order-status")
@v1.input(OrderStatusQuestion, location="query", arg_name="question")
@v1.output(OrderStatusAnswer, description=briefing.ANSWERED)
@v1.doc(**briefing.operation("get_order_status", "Where is my order", briefing.ABOUT_ORDER_STATUS))
def get_order_status(question: OrderStatusQuestion) -> Answer[OrderStatusFacts]:
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
def get_refund_status(question: RefundStatusQuestion) -> Answer[RefundStatusFacts]:
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
def get_return_policy(question: ReturnPolicyQuestion) -> Answer[ReturnPolicyFacts]:
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


@v1.get("/stock")
@v1.input(StockQuestion, location="query", arg_name="question")
@v1.output(StockAnswer, description=briefing.ANSWERED)
@v1.doc(**briefing.operation("get_stock", "Is it in stock", briefing.ABOUT_STOCK))
def get_stock(question: StockQuestion) -> Answer[StockFacts]:
    database, store_id = library().database, asker().store_id
    items = on_the_shelf(question)
    words, at = spoken(question.locale), library().clock()
    near = find_near(database, store_id, items) if cannot_be_bought(items, at) else None
    return noted(stock(items, asked=question.asked, words=words, now=at, near=near))


@v1.get("/reviews")
@v1.input(ReviewsQuestion, location="query", arg_name="question")
@v1.output(ReviewsAnswer, description=briefing.LISTED)
@v1.doc(**briefing.operation("get_reviews", "What shoppers say", briefing.ABOUT_REVIEWS))
def get_reviews(question: ReviewsQuestion) -> Reviews:
    page = find_reviews(
        library().database,
        asker().store_id,
        rating=question.stars,
        state=seen_by(asker().scope, question.status),
        product=question.product,
        answered=question.has_reply,
        since=question.changed_since,
        limit=question.most,
        cursor=question.cursor or None,
    )
    facts = [
        review_facts(
            each.review,
            source=each.source,
            product=each.product,
            order=each.order,
            trusted=asker().scope in TRUSTED,
        )
        for each in page.reviews
    ]
    log_answered(outcome="ok" if facts else "no_match")
    seen = [each.seen_at for each in page.reviews]
    return reviews(facts, next_cursor=page.next_cursor, seen=seen, now=library().clock())


from connector.api import handbook as handbook  # noqa: E402  its routes need what is above
from connector.api import insights as insights  # noqa: E402
from connector.api import verification as verification  # noqa: E402
