"""Pages of lists, with the headers that count them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from tests.fakes.woocommerce.call import Answer, Call, Paging
from tests.fakes.woocommerce.php import Json, built_query

T = TypeVar("T")
BOOLEANS = ("dates_are_gmt",)
LISTS = ("include", "exclude", "status")
OWN = ("consumer_key", "consumer_secret")


def page_of(
    call: Call,
    rows: Sequence[T],
    told: Callable[[T], Json],
    *,
    orders: bool = False,
) -> Answer:
    """Raises RestError 400 for a page or size that cannot be.

    Beyond the last page orders count 0 rows and 0 pages: they are asked of their own tables, and
    only lists of posts are counted again."""
    per_page = call.whole("per_page", 10, 1, 100)
    page = call.whole("page", 1, 1)
    first = call.whole("offset", (page - 1) * per_page, 0)
    shown = [told(row) for row in rows[first : first + per_page]]
    total = 0 if orders and not shown and page > 1 else len(rows)
    pages = -(-total // per_page)
    query = echoed(call.query, bool(shown)) if orders else echoed_plain(call.query)
    return Answer(body=trimmed(shown, call), paging=Paging(total, pages, page, query))


def trimmed(rows: list[Json], call: Call) -> list[Json]:
    wanted = call.several("_fields")
    return [fields(row, wanted) for row in rows] if wanted else rows


def fields(row: Json, wanted: list[str]) -> Json:
    """`id,billing.email`: in the row's order."""
    tops = {name.split(".")[0] for name in wanted}
    found: Json = {}
    for name in (name for name in row if name in tops):
        inner = [one.partition(".")[2] for one in wanted if one.startswith(f"{name}.")]
        whole = name in wanted or not isinstance(row[name], dict)
        found[name] = row[name] if whole else fields(row[name], inner)
    return found


def echoed_plain(query: Json) -> Json:
    """The request's own parameters as PHP has read them."""
    found: Json = {}
    for name, value in query.items():
        if name in OWN or name.startswith("oauth_"):
            continue
        if name in BOOLEANS:
            found[name] = str(value).lower() in ("1", "true")
        elif name in LISTS and not isinstance(value, list):
            found[name] = [part for part in str(value).split(",") if part]
        else:
            found[name] = value
    return found


def echoed(query: Json, any_row: bool) -> Json:
    """Orders add what they assumed; `dp` and `context` only once a row was prepared."""
    found = echoed_plain(query)
    found.setdefault("status", ["any"])
    if any_row:
        found.setdefault("dp", 2)
        found.setdefault("context", "view")
    return found


def neighbours(paging: Paging, url: str) -> list[tuple[str, str]]:
    """The links `prev` and `next`, as address and name; `prev` of a page beyond the end is 0."""
    found = []
    if paging.page > 1:
        before = min(paging.page - 1, paging.pages)
        found.append((f"{url}?{built_query({**paging.query, 'page': before})}", "prev"))
    if paging.page < paging.pages:
        after = {**paging.query, "page": paging.page + 1}
        found.append((f"{url}?{built_query(after)}", "next"))
    return found
