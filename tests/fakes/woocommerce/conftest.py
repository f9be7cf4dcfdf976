"""A shop for each test, and somebody it can send things to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import requests

from tests.fakes.woocommerce import Clock, Running, fake_woocommerce
from tests.fakes.woocommerce.receiver import Receiver, receiving

NOON = 1_795_262_400
"""2026-11-21T12:00:00Z, when the clock stands still."""

Ask = Callable[..., requests.Response]


@pytest.fixture
def running() -> Iterator[Running]:
    """Takes Basic over plain http; its clock moves when it is told to."""
    with fake_woocommerce(clock=Clock(NOON)) as one:
        one.shop.switches.basic_over_http = True
        yield one


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as one:
        yield one


@pytest.fixture
def ask(running: Running) -> Iterator[Ask]:
    """`ask("orders/7", status="any")`, with the administrator's key."""
    with requests.Session() as http:
        http.auth = (running.consumer_key, running.consumer_secret)

        def asked(
            path: str, method: str = "GET", json: Any = None, **params: Any
        ) -> requests.Response:
            route = path if path.startswith(("wc/", "wp/", "wc-")) else f"wc/v3/{path}"
            url = f"{running.url}/wp-json/{route}"
            return http.request(method, url, params=params, json=json, timeout=10)

        yield asked
