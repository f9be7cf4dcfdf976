"""A real server, asked as platforms and tools ask it."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator

import pytest
import requests

from connector.contract import Delivery
from tests.end_to_end.shop import (
    ORDER,
    RECORDED,
    Shop,
    chunked,
    headers,
    raw_answer,
    signed,
    whole_answer,
)
from tests.running import installation

pytestmark = pytest.mark.server

LIMIT = 200_000
MEGABYTE = b"x" * 1_000_000


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    home = tmp_path_factory.mktemp("deliveries")
    with installation(home, STOREWIRE_MAX_BODY_BYTES=str(LIMIT)) as server:
        yield Shop.connected(server)


def test_a_delivery_is_answered_200_and_then_the_question_about_its_order(shop: Shop) -> None:
    assert shop.order_status("1002")["outcome"] == "no_match"
    kept = shop.post(signed())
    assert (kept.status_code, kept.content) == (200, b"")
    answer = shop.order_status("1002")
    assert answer["outcome"] == "ok"
    assert "1002" in json.dumps(answer)
    assert shop.order_status("1002", email="someone@example.com")["outcome"] == "no_match"


def test_the_owner_s_own_words_are_said_while_the_server_runs(shop: Shop) -> None:
    """Set by another process."""
    shop.post(signed())
    ours, file = "We are preparing your order {number}.", shop.server.home / "own.json"
    assert shop.order_status("1002")["message"].startswith("We are preparing your order 1002.")
    file.write_text(json.dumps({ours: "Your {number} is in the best of hands."}))
    shop.server.run("wording", "set", "--store", shop.id, "--locale", "en", str(file))
    assert shop.order_status("1002")["message"].startswith("Your 1002 is in the best of hands.")


def test_a_repeated_delivery_is_answered_200_and_kept_once(shop: Shop) -> None:
    delivery = signed(RECORDED["product_created_variation"])
    assert [shop.post(delivery).status_code for _ in range(3)] == [200] * 3
    topics = [row["topic"] for row in shop.deliveries()]
    assert topics.count(delivery.headers["x-wc-webhook-topic"]) == 1


def test_a_wrong_secret_and_an_unknown_store_get_the_same_bytes(shop: Shop) -> None:
    wrong = signed(secret="not-the-shops-secret")
    refused = [
        shop.post(wrong),
        shop.post(signed(), "/webhooks/woocommerce/AAAAAAAA"),
        shop.post(signed(), "/webhooks/woocommerce/%00%FF"),
        shop.post(signed(), "/webhooks/dukkan"),
        shop.post(Delivery(headers={}, body=b"{}")),
    ]
    first, *others = [seen(answer) for answer in refused]
    assert first[0] == 401
    assert others == [first] * len(others)


def seen(answer: requests.Response) -> tuple[int, bytes, dict[str, str]]:
    """All of an answer but the time."""
    told = {name: value for name, value in answer.headers.items() if name != "date"}
    return answer.status_code, answer.content, told


def test_the_ping_of_a_new_webhook_is_answered_200(shop: Shop) -> None:
    assert shop.post(RECORDED["ping"]).status_code == 200


def test_another_method_and_another_path_are_problems_too(shop: Shop) -> None:
    got = requests.get(shop.server.url + shop.path, timeout=10)
    assert (got.status_code, got.headers["Allow"]) == (405, "POST")
    missed = requests.post(f"{shop.server.url}/webhook", b"{}", timeout=10)
    assert (missed.status_code, missed.headers["content-type"]) == (
        404,
        got.headers["content-type"],
    )


def head(shop: Shop, *lines: str, of: Delivery = ORDER) -> bytes:
    told = [f"{name}: {value}" for name, value in headers(of).items()]
    return "\r\n".join([f"POST {shop.path} HTTP/1.1", "Host: a", *told, *lines, "", ""]).encode()


def test_a_body_over_the_limit_is_heard_out_and_refused(shop: Shop) -> None:
    """A server that hangs up instead is a broken pipe to the platform, which tells nobody why."""
    whole = head(shop, f"Content-Length: {8 * len(MEGABYTE)}")
    by_length = raw_answer(shop.server.port, [whole, *[MEGABYTE] * 8])
    parts = head(shop, "Transfer-Encoding: chunked")
    by_chunks = raw_answer(shop.server.port, [parts, *chunked([MEGABYTE] * 8)])
    for answer in (by_length, by_chunks):
        assert answer.startswith(b"HTTP/1.1 413 ")
        assert json.loads(answer.partition(b"\r\n\r\n")[2])["type"] == "/problems/too-large"


@pytest.mark.parametrize(("size", "status"), [(LIMIT, 401), (LIMIT + 1, 413)])
def test_who_asks_before_sending_a_body_is_told_to_go_on(
    size: int, status: int, shop: Shop
) -> None:
    """As curl does, and with it WordPress. At the limit only the signature is wrong."""
    with socket.create_connection(("127.0.0.1", shop.server.port), timeout=20) as connection:
        connection.sendall(head(shop, f"Content-Length: {size}", "Expect: 100-continue"))
        assert whole_answer(connection).startswith(b"HTTP/1.1 100 ")
        connection.sendall(b"x" * size)
        assert whole_answer(connection).startswith(b"HTTP/1.1 %d " % status)


def test_a_body_that_comes_in_pieces_is_one_body(shop: Shop) -> None:
    delivery = signed(RECORDED["order_created_guest"])
    pieces = [delivery.body[i : i + 700] for i in range(0, len(delivery.body), 700)]
    by_length = head(shop, f"Content-Length: {len(delivery.body)}", of=delivery)
    by_chunks = head(shop, "Transfer-Encoding: chunked", of=delivery)
    for sent in ([by_length, *pieces], [by_chunks, *chunked(pieces)]):
        assert raw_answer(shop.server.port, sent).startswith(b"HTTP/1.1 200 ")


def test_a_connection_is_used_again_after_a_refusal(shop: Shop) -> None:
    """Nothing of a refused body is left on the wire to be taken for the next request."""
    with socket.create_connection(("127.0.0.1", shop.server.port), timeout=20) as connection:
        connection.sendall(head(shop, f"Content-Length: {len(MEGABYTE)}") + MEGABYTE)
        assert whole_answer(connection).startswith(b"HTTP/1.1 413 ")
        delivery = signed()
        told = head(shop, f"Content-Length: {len(delivery.body)}", of=delivery)
        connection.sendall(told + delivery.body)
        assert whole_answer(connection).startswith(b"HTTP/1.1 200 ")


def test_nothing_of_the_buyer_or_the_secret_is_in_the_servers_log(shop: Shop) -> None:
    shop.post(signed())
    log = shop.server.log.read_text()
    assert "delivery.received" in log
    for private in ("elif", "Elif", "Kaya", "example.org", "555 01 02", "end-to-end-secret"):
        assert private not in log
