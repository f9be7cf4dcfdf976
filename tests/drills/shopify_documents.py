"""Every question we ask Shopify is one its schema knows, and none comes near what one may cost."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from adapters.shopify import documents
from adapters.shopify.documents import Document, composed
from tests.drills.bench import Bench, Figures, Skipped, demand

MOST = 400
"""Points; Shopify refuses a question of more than 1,000 whatever a shop's plan."""
BULK = "bulk_orders"
"""Is no question of its own: it is what a bulk operation runs, which costs nothing by the point."""
LARGEST: dict[str, dict[str, object]] = {
    name: {"returns": True} for name in ("order_by_id", "orders_whole", "orders_named")
}
"""Variables that make a question dearer; its pages are of one size."""


def run(bench: Bench) -> Figures:
    try:
        import graphql

        from tests.fakes.shopify.cost import cost
        from tests.fakes.shopify.schema import official_path, schema
    except ImportError as error:
        raise Skipped(f"Needs {error.name}") from None
    asked = {each.name: each.text for each in every_document()}
    for name, text in {**asked, BULK: composed(BULK)}.items():
        wrong = graphql.validate(schema(), graphql.parse(text))
        demand(not wrong, f"{name} is no question Shopify knows", wrong=[e.message for e in wrong])
    costs = {name: cost(text, LARGEST.get(name)) for name, text in asked.items()}
    dearest = dict(sorted(costs.items(), key=lambda item: -item[1]))
    figures = {"documents": len(costs) + 1, "official_schema": official_path() is not None}
    demand(max(costs.values()) <= MOST, "One is too dear", costs=dearest, **figures)
    demand(not unknown(asked), "Some questions are none of `documents`", unknown=unknown(asked))
    return {**figures, "costs": dearest}


def every_document() -> Iterator[Document[Any]]:
    for each in vars(documents).values():
        if isinstance(each, Document):
            yield each


def unknown(asked: dict[str, str]) -> list[str]:
    """Files of questions that nothing asks, or that are asked past `documents`."""
    names = {path.stem for path in documents.QUERIES.glob("*.graphql")}
    used = {*asked, BULK}
    parts = {name for name in names if name.startswith("fields_")}
    spread = {f"fields_{one.lower()}" for text in asked.values() for one in fragments(text)}
    return sorted((names - used - parts) | (parts ^ spread))


def fragments(text: str) -> list[str]:
    return re.findall(r"\.\.\.(\w+)Fields", text)
