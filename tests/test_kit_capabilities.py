"""docs/capabilities.md says what the adapters do today."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from connector.contract import SharedSecret, Unsigned
from connector.records import Kind
from connector.testing.capabilities import COMMAND, Tried, all_tried, capabilities
from tests.adapters.lale import HONEST
from tests.adapters.lale_api import CONNECTED

PAGE = Path(__file__).parent.parent / "docs" / "capabilities.md"


def test_the_page_is_what_the_adapters_say() -> None:
    told = capabilities(all_tried())
    assert PAGE.read_text() == told, f"It is out of date. Run: {COMMAND}"


def cells(tried: Tried) -> dict[str, str]:
    rows = [line.strip("| ").split(" | ") for line in capabilities([tried]).splitlines()]
    return {row[0]: row[1] for row in rows if len(row) == 2}


def test_what_changes_about_an_adapter_changes_the_page() -> None:
    bare = cells(Tried(HONEST, ()))
    assert (bare["connected by"], bare["webhooks"], bare["order"]) == (
        "keys pasted",
        "by hand",
        "-",
    )
    more = cells(Tried(CONNECTED, ()))
    assert (more["connected by"], more["order"]) == ("keys pasted, OAuth", "listed")
    assert more["webhooks"] == "made by us"
    other = replace(CONNECTED, kinds=(Kind.REVIEW,), needs_store=True, own_url=True)
    told = cells(Tried(other, ()))
    assert (told["reviews"], told["needs another store"]) == ("yes", "yes")
    assert told["delivery URL of a store"] == "its own, unguessable"


def test_how_it_is_signed_is_told() -> None:
    shared = replace(HONEST, signature=SharedSecret(headers=("a",)))
    assert cells(Tried(HONEST, ()))["signed with"] == "HMAC-SHA256"
    assert cells(Tried(shared, ()))["signed with"] == "secret in a header"
    assert cells(Tried(replace(HONEST, signature=Unsigned()), ()))["signed with"] == "unsigned"
