"""What the OpenAPI document says of insights, with a demo store's answers: `connector.api.briefing`
and `connector.api.examples` take them in."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from pydantic import ConfigDict

from connector.answers.answer import Answer
from connector.answers.insights import insights
from connector.answers.insights_facts import Insight, InsightsFacts
from connector.answers.words import speak
from connector.api.asker import ONLY_STAFF
from connector.errors import BadRequest, StorewireError
from connector.joined import SoldItem

ABOUT_INSIGHTS = (
    "Use when staff ask what is out of stock, what sells best, or what sells fast and will be gone "
    "soon. For keys of scope `agent` and `admin` only: how much a store sells is not for shoppers. "
    "Of what is on sale now; units are counted by the day the order was placed."
)
INSIGHTS = "The lists, perhaps empty."
NAME = "get_stock_insights"


class InsightsAnswer(Answer[InsightsFacts]):
    """What is missing, what sells, and what will be gone soon."""

    model_config = ConfigDict(json_schema_serialization_defaults_required=True)


MISTAKES: dict[str, tuple[StorewireError, ...]] = {NAME: (BadRequest(ONLY_STAFF),)}
"""What 400 can say, by operation."""


def insights_examples(
    shown: Callable[[str, Answer[Any]], dict[str, Any]],
    found: Mapping[Insight, Sequence[SoldItem]],
    *,
    now: datetime,
) -> dict[str, dict[str, Any]]:
    """As `connector.api.examples.examples` lists them; `found` is what its demo store sold."""
    missing = {Insight.OUT_OF_STOCK: found[Insight.OUT_OF_STOCK]}
    return {
        NAME: {
            "all": shown("", insights(found, words=speak("en"), now=now)),
            "persian": shown(
                "?kind=out_of_stock&locale=fa", insights(missing, words=speak("fa"), now=now)
            ),
        }
    }
