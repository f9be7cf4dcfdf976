"""From verified bytes to what is made of them; nothing that an adapter does gets out of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from connector.contract import topic
from connector.errors import Malformed, Unsupported
from connector.records import Change, Fetch, Kind, Order, Ref, Uninstalled
from connector.storage.deliveries import State
from tests.adapters.lale import HINTING
from tests.webhooks.lale_shop import LALE, ORDER, Nothing, parsing
from tests.webhooks.logs import written_logs
from webhooks.reading import read


def test_an_order_is_applied_and_its_body_kept() -> None:
    reading = read(LALE, "order.changed", ORDER)
    assert reading.state is State.APPLIED
    assert [change.number for change in reading.changes if isinstance(change, Order)] == ["#1001"]
    assert reading.keep_body


@pytest.mark.parametrize("name", ["person.erased", "shop.erased"])
def test_the_body_of_a_request_to_forget_is_not_kept(name: str) -> None:
    reading = read(LALE, name, b'{"email": "zeynep@example.com"}')
    assert (reading.state, reading.keep_body) == (State.APPLIED, False)


def test_a_topic_we_have_no_use_for_is_not_even_looked_into() -> None:
    reading = read(LALE, "cart.changed", b"\xff no JSON")
    assert (reading.state, reading.keep_body, reading.changes) == (State.IGNORED, False, ())


def test_a_topic_nobody_told_us_of_is_kept_for_when_somebody_has() -> None:
    reading = read(LALE, "gift.sent", b"{}")
    assert (reading.state, reading.reason) == (State.IGNORED, "unknown topic")
    assert reading.keep_body


def test_the_platforms_own_error_is_told_from_a_resource() -> None:
    reading = read(LALE, "order.changed", b'{"fault": "no access"}')
    assert (reading.state, reading.reason) == (State.REJECTED, "no access")


@pytest.mark.parametrize(
    ("body", "path"),
    [
        (b"{}", "$.id"),
        (ORDER.replace(b"1249.90", b'"much"'), "$.sum"),
        (ORDER.replace(b'"count": 2', b'"count": null'), "$.items[0].count"),
        (ORDER.replace(b'"id": "77"', b'"id": ""'), "$.id"),
        (b"not JSON", "$"),
        (b"", "$"),
        (b"\xff\xfe", "$"),
        (b'{"note": ' + b"[" * 100_000, "$"),
    ],
)
def test_what_cannot_be_understood_is_kept_with_the_place_where(body: bytes, path: str) -> None:
    reading = read(LALE, "order.changed", body)
    assert (reading.state, reading.path) == (State.FAILED, path)
    assert reading.reason
    assert reading.keep_body


@pytest.mark.parametrize(
    "error", [ValueError, KeyError, ZeroDivisionError, AssertionError, RecursionError, Unsupported]
)
def test_a_parser_that_breaks_costs_no_delivery(error: type[Exception]) -> None:
    def broken(_: Nothing) -> Iterator[Change]:
        yield Uninstalled()
        raise error("zeynep@example.com")

    reading = read(parsing("bad", broken), "bad", b"{}")
    assert (reading.state, reading.changes) == (State.FAILED, ())
    assert error.__name__ in str(reading.reason) or "nested" in str(reading.reason)
    assert "zeynep" not in str(reading.reason)
    assert reading.keep_body


def test_a_platforms_error_reader_that_breaks_costs_no_delivery() -> None:
    def broken(body: bytes) -> str | None:
        raise LookupError(body)

    reading = read(replace(LALE, platform_error=broken), "order.changed", ORDER)
    assert (reading.state, reading.reason) == (State.FAILED, "the parser broke: LookupError")


@pytest.mark.parametrize("log_format", ["json", "text"])
def test_a_broken_parser_is_logged_with_its_place_and_without_what_it_said(
    log_format: str,
) -> None:
    def broken(_: Nothing) -> Iterator[Change]:
        email = "zeynep@example.com"
        try:
            raise KeyError(email)
        except KeyError as error:
            raise ValueError(f"cannot read {email}") from error
        yield

    with written_logs(log_format) as logged:  # type: ignore[arg-type]
        read(parsing("bad", broken), "bad", b"{}")
    assert "delivery.parser_broke" in logged.getvalue()
    assert "ValueError" in logged.getvalue()
    assert "KeyError" in logged.getvalue()
    assert f"{__file__}:" in logged.getvalue()
    assert "zeynep" not in logged.getvalue()
    assert "example.com" not in logged.getvalue()


def test_an_unsigned_body_may_only_ask_for_a_fetch() -> None:
    """A stranger may have written it."""

    def believes(_: Nothing) -> Iterator[Change]:
        yield Fetch(ref=Ref(kind=Kind.ORDER, id="5"))
        yield Uninstalled()

    hint = b'{"event": "e-1", "id": 5}'
    asked = read(HINTING, "order.hint", hint)
    assert asked.state is State.APPLIED
    assert asked.changes == (Fetch(ref=Ref(kind=Kind.ORDER, id="5")),)
    believing = replace(HINTING, topics={"order.hint": topic(Nothing, believes)})
    refused = read(believing, "order.hint", hint)
    assert (refused.state, refused.changes) == (State.FAILED, ())


def test_a_parser_that_says_where_is_believed() -> None:
    def strict(_: Nothing) -> Iterator[Change]:
        raise Malformed("Too many colours.", "$.colours")
        yield

    reading = read(parsing("bad", strict), "bad", b"{}")
    assert (reading.reason, reading.path) == ("Too many colours.", "$.colours")
