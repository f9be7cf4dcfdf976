"""The fake beside what Shopify itself was recorded to say, and its schema beside Shopify's."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from graphql import GraphQLInterfaceType, GraphQLObjectType, OperationDefinitionNode, parse

from tests.data import needs_data, shared_data
from tests.fakes.shopify import Shop
from tests.fakes.shopify.answers import ANSWERS
from tests.fakes.shopify.asking import RUN, Asker
from tests.fakes.shopify.cost import Pricing
from tests.fakes.shopify.schema import OFFICIAL, TRIMMED, built

FIELDED = (GraphQLObjectType, GraphQLInterfaceType)


def recorded(part: Any) -> Iterator[tuple[str, dict[str, Any], dict[str, Any]]]:
    """Each document with its variables and the body that answered it."""
    if isinstance(part, dict):
        response = part.get("response")
        if isinstance(part.get("query"), str) and isinstance(response, dict):
            body = response.get("payload") or response.get("body") or response
            if isinstance(body, dict):
                yield part["query"], part.get("variables") or {}, body
        for inner in part.values():
            yield from recorded(inner)
    elif isinstance(part, list):
        for inner in part:
            yield from recorded(inner)


def captures() -> Iterator[tuple[str, dict[str, Any], dict[str, Any]]]:
    for path in sorted((shared_data() / "shopify" / "graphql_captures").glob("*.json")):
        yield from recorded(json.loads(path.read_text()))


def is_query(document: Any) -> bool:
    found = [d for d in document.definitions if isinstance(d, OperationDefinitionNode)]
    return found[0].operation.value == "query"


@needs_data
def test_nearly_every_recorded_query_costs_here_what_it_cost_there() -> None:
    right, wrong = 0, []
    for text, variables, body in captures():
        charged = (body.get("extensions") or {}).get("cost", {}).get("requestedQueryCost")
        if charged is None or not is_query(document := parse(text)):
            continue
        price = Pricing.of(document, variables).operation()
        right += price == charged
        wrong += [(price, charged)] if price != charged else []
    assert right >= 60
    assert len(wrong) <= right // 20, wrong


@needs_data
def test_bulk_refusals_are_word_for_word_those_recorded(shop: Shop, asker: Asker) -> None:
    names = ("run-query-validators", "run-query-user-error-codes")
    folder = shared_data() / "shopify" / "graphql_captures"
    compared = 0
    for name in names:
        path = next(folder.glob(f"*bulk-operation-{name}.json"))
        for _, variables, body in recorded(json.loads(path.read_text())["validations"]):
            said = asker.data(RUN, q=variables["query"])["bulkOperationRunQuery"]
            assert said["userErrors"] == body["data"]["bulkOperationRunQuery"]["userErrors"]
            compared += 1
    assert compared == 10


@needs_data
def test_an_answer_has_the_keys_of_a_recorded_one(shop: Shop, asker: Asker) -> None:
    text, _, body = next(
        found for found in captures() if "query FulfillmentMultiTrackingRead" in found[0]
    )
    order = next(o for o in shop.orders if o.fulfillments)
    said = asker.ask(text, id=f"gid://shopify/Order/{order.id}")
    assert keys(said) == keys(body)


def keys(part: Any) -> Any:
    """The shape alone: names, and how deep; lists by their first."""
    if isinstance(part, dict):
        return {name: keys(value) for name, value in part.items()}
    return [keys(value) for value in part[:1]] if isinstance(part, list) else None


@needs_data
def test_the_trimmed_schema_says_nothing_that_shopifys_does_not() -> None:
    official, ours = built(shared_data() / OFFICIAL).type_map, built(TRIMMED).type_map
    compared = 0
    for name, kind in ours.items():
        if name.startswith("__") or not isinstance(kind, FIELDED):
            continue
        theirs = official[name]
        assert isinstance(theirs, FIELDED)
        for field, definition in kind.fields.items():
            known = theirs.fields[field]
            assert str(definition.type) == str(known.type), (name, field)
            assert definition.args.keys() <= known.args.keys(), (name, field)
            compared += 1
    assert compared > 500


def test_every_field_answered_is_in_the_trimmed_schema() -> None:
    ours = built(TRIMMED).type_map
    for name, fields in ANSWERS.items():
        kind = ours[name]
        assert isinstance(kind, GraphQLObjectType)
        assert fields.keys() <= kind.fields.keys()
