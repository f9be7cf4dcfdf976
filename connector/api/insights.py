"""What staff ask of the shelf as a whole."""

from __future__ import annotations

from flask import Response

from connector.answers.insights import insights
from connector.api import briefing
from connector.api.asker import for_staff
from connector.api.insights_briefing import ABOUT_INSIGHTS, INSIGHTS, InsightsAnswer
from connector.api.insights_questions import InsightsQuestion
from connector.api.library import asker, library, noted, spoken
from connector.api.v1 import v1
from connector.storage.insights import find_insights


@v1.get("/stock/insights")
@v1.input(InsightsQuestion, location="query", arg_name="question")
@v1.output(InsightsAnswer, description=INSIGHTS)
@v1.doc(**briefing.operation("get_stock_insights", "What to buy next", ABOUT_INSIGHTS))
def get_stock_insights(question: InsightsQuestion) -> Response:
    for_staff(asker().scope)
    at = library().clock()
    found = find_insights(
        library().database, asker().store_id, question.asked, most=question.most, now=at
    )
    return noted(insights(found, words=spoken(question.locale), now=at))
