"""Questions about what is sold: is it in stock, what do shoppers say."""

from __future__ import annotations

from flask import Response

from connector.answers.reviews import review_facts, reviews
from connector.answers.stock import cannot_be_bought, stock
from connector.api import briefing
from connector.api.asker import TRUSTED, seen_by
from connector.api.briefing import (
    ReviewsAnswer,
    StockAnswer,
)
from connector.api.goods import on_the_shelf
from connector.api.library import (
    asker,
    library,
    log_answered,
    noted,
    sent,
    spoken,
    tagged,
)
from connector.api.questions import (
    ReviewsQuestion,
    StockQuestion,
)
from connector.api.v1 import v1
from connector.storage.neighbours import find_near
from connector.storage.reviews import find_reviews


@v1.get("/stock")
@v1.input(StockQuestion, location="query", arg_name="question")
@v1.output(StockAnswer, description=briefing.ANSWERED)
@v1.doc(**briefing.operation("get_stock", "Is it in stock", briefing.ABOUT_STOCK))
def get_stock(question: StockQuestion) -> Response:
    database, store_id = library().database, asker().store_id
    items = on_the_shelf(question)
    words, at = spoken(question.locale), library().clock()
    near = find_near(database, store_id, items) if cannot_be_bought(items, at) else None
    return noted(stock(items, asked=question.asked, words=words, now=at, near=near))


@v1.get("/reviews")
@v1.input(ReviewsQuestion, location="query", arg_name="question")
@v1.output(ReviewsAnswer, description=briefing.LISTED)
@v1.doc(**briefing.operation("get_reviews", "What shoppers say", briefing.ABOUT_REVIEWS))
def get_reviews(question: ReviewsQuestion) -> Response:
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
    found = reviews(facts, next_cursor=page.next_cursor, seen=seen, now=library().clock())
    return tagged(sent(found))
