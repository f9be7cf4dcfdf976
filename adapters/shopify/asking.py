"""What the questions have in common: ids, what is gone, the rest of a list, refused parts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TypeVar

from adapters.shopify import graph
from adapters.shopify.admin import Admin
from adapters.shopify.graph import Connection
from connector.errors import AccessDenied
from connector.records import Deleted, Ref

T = TypeVar("T")


def gid(kind: str, number: str) -> str:
    return f"gid://shopify/{kind}/{number}"


def gone(ref: Ref) -> Deleted:
    return Deleted(ref=Ref(kind=ref.kind, id=ref.id), final=True)


def whole(
    first: Connection[graph.N] | None, more: Callable[[str], Connection[graph.N] | None]
) -> Connection[graph.N]:
    """All of a connection, of which the first page is here."""
    nodes: list[graph.N] = []
    page = first
    while page:
        nodes += page.nodes
        page = more(page.page_info.next) if page.page_info.next else None
    return Connection(nodes=tuple(nodes))


def with_returns(admin: Admin, question: Callable[[bool], T]) -> T:
    """Without the returns where the app may not read those: orders can be told all the same."""
    try:
        return question(admin.reads_returns)
    except AccessDenied:
        if not admin.reads_returns:
            raise
        found = question(False)
        admin.reads_returns = False
        return found


def changed_since(since: datetime | None) -> str | None:
    """Shopify's search: https://shopify.dev/docs/api/usage/search-syntax"""
    return f"updated_at:>='{since.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}'" if since else None
