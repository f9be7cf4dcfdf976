"""What an owner is told about the access we have."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest
import requests
import responses

from adapters.woocommerce import adapter
from connector.contract import Finding
from connector.errors import AccessRevoked, PlatformAway
from tests.adapters.woocommerce_client_kit import (
    BAD_TOPIC,
    BASE,
    INDEX,
    NO_KEY,
    NO_RIGHT,
    READ_ONLY,
    WRONG_SECRET,
    account,
    answers,
    at,
    client,
    sent_bodies,
)


def healthy(index: dict[str, Any] | None = None, **environment: Any) -> None:
    answers("", {**INDEX, **(index or {})})
    answers("wc/v3/orders", [{"id": 1}], total=1)
    for path in ("products", "products/reviews", "webhooks"):
        answers(f"wc/v3/{path}", [], total=0)
    found = {"version": "10.5.0", "wp_version": "6.9.1", "wp_cron": True, **environment}
    answers("wc/v3/system_status", {"environment": found})
    responses.post(at("wc/v3/webhooks"), json=BAD_TOPIC, status=400)


def findings() -> list[Finding]:
    return list(client().check())


def worries() -> list[str]:
    return [found.what for found in findings() if found.severity != "note"]


@responses.activate
def test_a_shop_that_is_well_gives_no_worry_and_nothing_is_written_to_it() -> None:
    healthy()
    assert worries() == []
    assert sent_bodies() == [{"topic": "storewire.check"}]


@pytest.mark.parametrize("body", [NO_KEY, WRONG_SECRET])
@responses.activate
def test_no_access_at_all_is_raised(body: dict[str, object]) -> None:
    answers("", INDEX)
    answers("wc/v3/orders", body, status=401)
    with pytest.raises(AccessRevoked):
        findings()


@responses.activate
def test_a_site_without_woocommerce_is_told_to_switch_it_on() -> None:
    healthy({"namespaces": ["wp/v2"]})
    with pytest.raises(PlatformAway, match="Switch WooCommerce on"):
        findings()


@responses.activate
def test_plain_permalinks_are_named_as_the_cause() -> None:
    responses.get(at(""), body="<html>Not found</html>", status=404)
    with pytest.raises(PlatformAway, match="Permalinks"):
        findings()


@responses.activate
def test_a_key_for_reading_means_webhooks_by_hand() -> None:
    healthy()
    responses.replace(responses.POST, at("wc/v3/webhooks"), json=READ_ONLY, status=401)
    (worry,) = [found for found in findings() if found.severity != "note"]
    assert "by hand" in worry.what
    assert "Read/Write" in worry.cure


@responses.activate
def test_what_the_key_s_user_may_not_read_is_named_one_by_one() -> None:
    healthy()
    responses.replace(responses.GET, at("wc/v3/products/reviews"), json=NO_RIGHT, status=403)
    assert worries() == ["The key may not read products/reviews, so reviews cannot be read."]


@responses.activate
def test_another_address_than_the_shop_s_own_is_an_error() -> None:
    """Its webhooks name the other, so we would refuse them."""
    healthy({"home": "https://shop.example.net"})
    (worry,) = [found for found in findings() if found.severity == "error"]
    assert "https://shop.example.net" in worry.what


@responses.activate
def test_the_same_address_in_another_spelling_is_none() -> None:
    healthy({"home": "http://www.demo.example.com/"})
    assert worries() == []


@pytest.mark.parametrize(
    ("environment", "words"),
    [({"wp_cron": False}, "DISABLE_WP_CRON"), ({"version": "5.7.2"}, "reads everything")],
)
@responses.activate
def test_a_shop_that_will_be_late_is_told_why(environment: dict[str, Any], words: str) -> None:
    healthy(**environment)
    (worry,) = worries()
    assert words in worry


@pytest.mark.parametrize("version", ["10.5.0", "11.0-beta.1", "", "dev", None])
@responses.activate
def test_no_version_is_mistaken_for_an_old_one(version: str | None) -> None:
    healthy(version=version)
    assert worries() == []


@responses.activate
def test_a_clock_that_is_wrong_is_a_worry() -> None:
    healthy()
    behind = format_datetime(datetime.now(UTC) - timedelta(minutes=5), usegmt=True)
    responses.replace(
        responses.GET,
        at("wc/v3/system_status"),
        json={"environment": {"version": "10.5.0"}},
        headers={"Date": behind},
    )
    (worry,) = worries()
    assert "behind ours" in worry


@responses.activate
def test_a_closed_system_status_is_no_trouble() -> None:
    healthy()
    responses.replace(responses.GET, at("wc/v3/system_status"), json=NO_RIGHT, status=403)
    assert worries() == []


def test_the_adapter_connects_and_lists_what_it_can() -> None:
    assert adapter.connect is not None
    assert callable(adapter.connect(account(BASE), requests.Session()).fetch)
    optional = {setting.name for setting in adapter.settings if not setting.required}
    assert optional == {"consumer_key", "consumer_secret"}
