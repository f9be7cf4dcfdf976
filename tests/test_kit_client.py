"""The kit's rules on clients and installs, tried on an honest client and on planted faults."""

from __future__ import annotations

from pathlib import Path
from unittest import SkipTest

import pytest
import requests

from connector.errors import Misconfigured
from connector.testing import API_RULES, AdapterContract, clients, problems, recorded
from connector.testing.api import NotRecorded, wired
from tests.adapters.lale import HONEST
from tests.adapters.lale_api import API, CONNECTED
from tests.adapters.lale_client_faults import FAULTS


@pytest.mark.parametrize("rule", API_RULES)
def test_an_honest_client_keeps(rule: str) -> None:
    assert API_RULES[rule](CONNECTED, API) == []


@pytest.mark.parametrize("fault", FAULTS)
def test_the_kit_catches_a_client_that(fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clients, "PATIENCE", 0.1)
    monkeypatch.setattr(clients, "MOST_PAGES", 20)
    adapter, api, rule = FAULTS[fault]
    found = API_RULES[rule](adapter, api)
    assert found
    assert not any(problem.startswith("raises") for problem in found), found


def test_every_rule_on_clients_is_tried_with_a_fault() -> None:
    assert {rule for _, _, rule in FAULTS.values()} == set(API_RULES)


@pytest.mark.parametrize("rule", API_RULES)
def test_an_adapter_without_client_and_install_has_nothing_to_keep(rule: str) -> None:
    assert API_RULES[rule](HONEST, API) == []


def test_without_an_api_the_test_class_skips_what_needs_one() -> None:
    class TestLale(AdapterContract):
        adapter = CONNECTED
        recordings = ()

    with pytest.raises(SkipTest, match="api"):
        TestLale().test_paging_ends()  # type: ignore[attr-defined]
    assert "paging_ends" not in problems(CONNECTED, ())


# Recorded answers.

PAGE = b"""GET /v1/orders?page=2&size=50

HTTP/1.1 200 OK
Content-Type: application/json
X-Total: 70
Content-Encoding: gzip

{"orders": []}"""


@pytest.fixture
def answers(tmp_path: Path) -> requests.Session:
    (tmp_path / "page.http").write_bytes(PAGE)
    for number, body in (("1", b"first"), ("2", b"second")):
        told = b"POST /v1/hooks HTTP/1.1\r\n\r\nHTTP/2 201\r\nX-Odd: a: b\r\n\r\n" + body
        (tmp_path / f"hook-{number}.http").write_bytes(told)
    session = requests.Session()
    wired(session, recorded(tmp_path)())
    return session


def test_a_recorded_answer_is_given_to_its_request(answers: requests.Session) -> None:
    url = "https://kandil.example.com/v1/orders"
    given = answers.get(url, params={"size": "50", "page": "2"}, timeout=1)
    assert (given.status_code, given.json(), given.headers["x-total"]) == (
        200,
        {"orders": []},
        "70",
    )


def test_answers_to_one_request_come_in_turn_and_the_last_one_stays(
    answers: requests.Session,
) -> None:
    given = [answers.post("https://kandil.example.com/v1/hooks", timeout=1) for _ in range(3)]
    assert [each.text for each in given] == ["first", "second", "second"]
    assert (given[0].status_code, given[0].headers["X-Odd"]) == (201, "a: b")


def test_a_request_that_was_never_recorded_is_told(answers: requests.Session) -> None:
    with pytest.raises(NotRecorded, match="page=3"):
        answers.get("https://kandil.example.com/v1/orders?page=3", timeout=1)


@pytest.mark.parametrize("text", [b"", b"GET /a\n\n{}", b"/a\n\nHTTP/1.1 200 OK\n\n{}"])
def test_a_recorded_answer_that_is_none_is_named(tmp_path: Path, text: bytes) -> None:
    (tmp_path / "bent.http").write_bytes(text)
    with pytest.raises(Misconfigured, match="bent"):
        recorded(tmp_path)
