"""What staff can ask of the shelf as a whole."""

from __future__ import annotations

from typing import Annotated

from connector.answers.insights_facts import Insight
from connector.api.questions import Limit, Locale, Question, parameter
from connector.storage.reviews import USUAL

Which = Annotated[
    str,
    parameter(
        "One list: " + ", ".join(f"`{insight}`" for insight in Insight) + ". All three where it is "
        "left out.",
        "out_of_stock",
        pattern=f"^({'|'.join(Insight)})$",
    ),
]


class InsightsQuestion(Question):
    kind: Which = ""
    limit: Limit = ""
    locale: Locale = ""

    @property
    def asked(self) -> tuple[Insight, ...]:
        return (Insight(self.kind),) if self.kind else tuple(Insight)

    @property
    def most(self) -> int:
        """Of each list."""
        return int(self.limit or USUAL)
