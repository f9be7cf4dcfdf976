"""The Admin API's schema: Shopify's own where it is given, else the part that this fake answers.

`STOREWIRE_TEST_DATA` names the folder with `shopify/admin_schema_2026-07.graphql.gz`."""

from __future__ import annotations

import gzip
import os
from functools import cache
from pathlib import Path

from graphql import GraphQLSchema, build_ast_schema, parse

TRIMMED = Path(__file__).with_name("schema.graphql")
OFFICIAL = Path("shopify") / "admin_schema_2026-07.graphql.gz"


def official_path() -> Path | None:
    folder = os.environ.get("STOREWIRE_TEST_DATA")
    path = Path(folder) / OFFICIAL if folder else None
    return path if path and path.exists() else None


def schema() -> GraphQLSchema:
    return built(official_path() or TRIMMED)


@cache
def built(path: Path) -> GraphQLSchema:
    data = path.read_bytes()
    text = (gzip.decompress(data) if path.suffix == ".gz" else data).decode()
    return build_ast_schema(parse(text, no_location=True), assume_valid=True)
