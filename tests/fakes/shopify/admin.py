"""`POST /admin/api/<version>/graphql.json`: read, validated, priced, throttled, answered."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from graphql import (
    DocumentNode,
    GraphQLError,
    GraphQLResolveInfo,
    GraphQLSchema,
    execute_sync,
    get_named_type,
    is_composite_type,
    parse,
    validate,
)
from werkzeug.wrappers import Request, Response

from tests.fakes.shopify.answers import answer, type_of
from tests.fakes.shopify.complaints import bad_variable, complaint, unreadable
from tests.fakes.shopify.cost import FREE, SINGLE_QUERY_MAX, Pricing
from tests.fakes.shopify.page import Context, Page
from tests.fakes.shopify.schema import schema
from tests.fakes.shopify.wire import as_json

if TYPE_CHECKING:
    from tests.fakes.shopify.shop import Shop

VERSIONS = ("2026-01", "2026-04", "2026-07")
Said = dict[str, Any]
LIMITS = "https://shopify.dev/api/usage/rate-limits"


def version_for(asked: str) -> str | None:
    """An old version is answered by the oldest there is; what does not exist yet is not found."""
    if asked in VERSIONS or asked == "unstable":
        return VERSIONS[-1] if asked == "unstable" else asked
    return VERSIONS[0] if len(asked) == 7 and asked < VERSIONS[0] else None


def serve(shop: Shop, request: Request, asked: str) -> Response:
    version = version_for(asked)
    if version is None:
        return as_json({"errors": "Not Found"}, 404)
    token = request.headers.get("X-Shopify-Access-Token", "")
    if not shop.tokens.valid(token):
        words = "[API] Invalid API key or access token (unrecognized login or wrong password)"
        return as_json({"errors": words}, 401)
    body = request.get_json(silent=True)
    if not isinstance(body, dict) or not isinstance(body.get("query"), str):
        return as_json({"errors": {"query": "Required parameter missing or invalid"}}, 400)
    with shop.lock:
        said = Query(shop, token).run(body)
    response = as_json(said)
    response.headers["X-Shopify-API-Version"] = version
    response.headers["X-Request-Id"] = secrets.token_hex(8)
    return response


@lru_cache(maxsize=512)
def read(text: str, known: GraphQLSchema) -> tuple[DocumentNode | None, tuple[Said, ...]]:
    """The document, or what is wrong with it."""
    try:
        document = parse(text)
    except GraphQLError as error:
        return None, (unreadable(error),)
    wrong = tuple(complaint(document, error) for error in validate(known, document))
    return document, wrong


class Query:
    """One request, from its document to its answer."""

    def __init__(self, shop: Shop, token: str) -> None:
        self.shop, self.token = shop, token
        self.context = Context(
            shop=shop, orders=shop.orders, goods=shop.goods, token=token, notes=[]
        )

    def run(self, body: Mapping[str, Any]) -> Said:
        document, wrong = read(body["query"], schema())
        self.shop.queries.append(body["query"])
        if document is None or wrong:
            return {"errors": list(wrong)}
        variables: Said = body.get("variables") or {}
        operation = body.get("operationName")
        try:
            price = Pricing.of(document, variables).operation(operation or "")
        except StopIteration:
            return {"errors": [{"message": f"No operation named {operation!r}"}]}
        if price > SINGLE_QUERY_MAX:
            return too_dear(price)
        if not self.shop.buckets.take(self.token, price):
            return {"errors": [THROTTLED], "extensions": {"cost": self.cost(price, None)}}
        return self.execute(document, variables, operation, price)

    def execute(
        self, document: DocumentNode, variables: Said, operation: str | None, price: int
    ) -> Said:
        done = execute_sync(
            schema(),
            document,
            context_value=self.context,
            variable_values=variables,
            operation_name=operation,
            field_resolver=resolve,
            type_resolver=lambda thing, *_: type_of(thing),
        )
        if done.data is None and done.errors and not done.errors[0].path:
            self.shop.buckets.give_back(self.token, price)
            return {"errors": [bad_variable(error, variables) for error in done.errors]}
        actual = min(price, max(1, self.context.actual))
        self.shop.buckets.give_back(self.token, price - actual)
        self.shop.buckets.spent += actual
        said: Said = {"data": done.data}
        if done.errors:
            said["errors"] = [failed(error) for error in done.errors]
        extensions: Said = {"cost": self.cost(price, actual)}
        if self.context.notes:
            extensions["search"] = self.context.notes
        return said | {"extensions": extensions}

    def cost(self, requested: int, actual: int | None) -> Said:
        status = self.shop.buckets.status(self.token)
        return {
            "requestedQueryCost": requested,
            "actualQueryCost": actual,
            "throttleStatus": status,
        }


THROTTLED = {
    "message": "Throttled",
    "extensions": {"code": "THROTTLED", "documentation": LIMITS},
}


def too_dear(price: int) -> Said:
    words = (
        f"Query cost is {price}, which exceeds the single query max cost limit"
        f" ({SINGLE_QUERY_MAX}).\n\nSee {LIMITS} for more information on how the cost of a query"
        " is calculated.\n\nTo query larger amounts of data with fewer limits, bulk operations"
        " should be used instead.\n"
    )
    code = {"code": "MAX_COST_EXCEEDED", "cost": price, "maxCost": SINGLE_QUERY_MAX}
    return {"errors": [{"message": words, "extensions": code | {"documentation": LIMITS}}]}


def failed(error: GraphQLError) -> Said:
    said: Said = {
        "message": error.message,
        "locations": [{"line": at.line, "column": at.column} for at in error.locations or ()],
    }
    if error.extensions:
        said["extensions"] = error.extensions
    return said | {"path": error.path}


def resolve(source: Any, info: GraphQLResolveInfo[Context], **arguments: Any) -> Any:
    """One field, and what it cost in the end."""
    context: Context = info.context
    value = field(source, info, context, arguments)
    kind = get_named_type(info.return_type)
    if value is not None and is_composite_type(kind) and kind.name not in FREE:
        several = len(value) if info.field_name in ("nodes", "edges") else 1
        context.actual += price_of(kind.name, info.parent_type.name, several)
    return value


def price_of(kind: str, parent: str, several: int) -> int:
    if parent == "Mutation":
        return 10
    if kind.endswith("Connection"):
        return 2
    return 0 if kind.endswith("Edge") or parent.endswith("Payload") else several


def field(source: Any, info: GraphQLResolveInfo[Context], context: Context, arguments: Said) -> Any:
    name, parent = info.field_name, info.parent_type.name
    if isinstance(source, Page):
        return of_page(source, name)
    if isinstance(source, tuple) and parent.endswith("Edge"):
        return source[0] if name == "node" else source[1]
    return answer(parent, name, source, context, arguments)


def of_page(page: Page, name: str) -> Any:
    if name == "nodes":
        return page.nodes
    if name == "edges":
        return list(zip(page.nodes, page.cursors, strict=False))
    cursors = page.cursors
    return {
        "hasNextPage": page.more,
        "hasPreviousPage": page.before,
        "startCursor": cursors[0] if cursors else None,
        "endCursor": cursors[-1] if cursors else None,
    }
