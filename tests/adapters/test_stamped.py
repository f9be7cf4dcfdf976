"""Stamped: reviews as delivered, and as its dashboard lists them."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
import responses

from adapters.stamped import adapter
from adapters.stamped.client import VENDOR, Stamped
from connector.contract import Client
from connector.errors import (
    AccessDenied,
    AccessRevoked,
    BadRequest,
    Malformed,
    PlatformAway,
    Unsupported,
)
from connector.records import EVERY, Kind, Ref, Review, ReviewStatus
from tests.fakes.reviews.web import Shoebox, asked, delivery
from tests.fakes.reviews.web import web as web_of

LIST = "https://stamped.io/api/v2/288000/dashboard/reviews"
KEYS = {"store_hash": "288000", "public_key": "pubkey-1", "private_key": "key-1"}
SHOP = {"store_url": "kandil-demo.myshopify.com", "webhook_secret": "sesame"}
STORE = "https://kandil-demo.myshopify.com"


def a_delivery(**changes: Any) -> dict[str, Any]:
    return {
        "customerEmail": "shirin@example.com",
        "id": 90114411,
        "author": "شیرین رحیمی",
        "reviewTitle": "عالی بود",
        "reviewMessage": "کیفیت پارچه <i>خوب</i> است",
        "reviewRating": 5,
        "reviewVerifiedType": 2,
        "productId": 8801223344556,
        "productSKU": "SHAWL-01",
        "dateCreated": "2026-10-05T11:30:14.963",
        **changes,
    }


def read(**changes: Any) -> Review:
    (found,) = adapter.topics["review"].changes(delivery(a_delivery(**changes)).body)
    assert isinstance(found, Review)
    return found


def client(**settings: str) -> Client:
    return Stamped(Shoebox(**{**SHOP, **KEYS, **settings}), web_of(VENDOR))


def a_row(number: int, **changes: Any) -> dict[str, Any]:
    review = {
        "id": number,
        "rating": 4,
        "title": "Warm",
        "body": "Light too.",
        "author": "Tom Baker",
        "reviewState": 1,
        "verifiedType": 0,
        "productId": 8801223344556,
        "dateCreated": "2026-10-05T17:05:00",
        **changes,
    }
    return {"review": review, "customer": {"email": "tom@example.net"}}


def test_a_delivery_is_a_review_in_our_words() -> None:
    assert read() == Review(
        id="90114411",
        product_id="8801223344556",
        status=ReviewStatus.UNKNOWN,
        rating=Decimal(5),
        title="عالی بود",
        body="کیفیت پارچه خوب است",
        author="شیرین رحیمی",
        author_email="shirin@example.com",
        sku="SHAWL-01",
        verified_purchase=True,
    )


@pytest.mark.parametrize(
    ("written", "time"),
    [
        ("2026-10-05T11:30:14.963", None),
        ("2026-10-05T11:30:14Z", datetime(2026, 10, 5, 11, 30, 14, tzinfo=UTC)),
        ("2026-10-05T14:30:14+03:00", datetime(2026, 10, 5, 11, 30, 14, tzinfo=UTC)),
        ("10/05/2026", None),
        ("", None),
        (None, None),
    ],
)
def test_a_time_of_no_known_place_is_left_out_rather_than_wrong(
    written: str | None, time: datetime | None
) -> None:
    found = read(dateCreated=written, dateReplied=written)
    assert (found.created_at, found.replied_at, found.updated_at) == (time, time, None)


@pytest.mark.parametrize(("kind", "verified"), [(2, True), (0, False), (1, None), (None, None)])
def test_a_purchase_is_verified_only_where_stamped_says_so(
    kind: int | None, verified: bool | None
) -> None:
    assert read(reviewVerifiedType=kind).verified_purchase is verified


def test_a_review_without_stars_keeps_its_words() -> None:
    assert read(reviewRating=0).rating is None
    assert read(reviewRating=None).body


def test_only_whole_addresses_of_pictures_are_taken() -> None:
    photos = "a1.jpg,https://cdn.example.com/b.jpg, javascript:alert(1)"
    assert read(reviewUserPhotos=photos).media == ("https://cdn.example.com/b.jpg",)


@pytest.mark.parametrize(("key", "value"), [("productId", 0), ("productId", None), ("id", 0)])
def test_a_review_of_nothing_is_kept_as_failed(key: str, value: object) -> None:
    with pytest.raises(Malformed) as raised:
        read(**{key: value})
    assert raised.value.path == f"$.{key}"


@pytest.mark.parametrize(
    ("headers", "body", "topic"),
    [
        ({"x_stamped_topic": "Reviews"}, {}, "review"),
        ({"x_stamped_topic": "review/created"}, {}, "review"),
        ({"x_stamped_topic": "Something new"}, a_delivery(), "review"),
        ({}, a_delivery(), "review"),
        ({"x_stamped_topic": "Questions"}, {"message": "?"}, "other"),
        ({"x_stamped_topic": "Rewards Earned"}, {}, "other"),
    ],
)
def test_reviews_are_told_from_all_else_however_the_topic_is_spelt(
    headers: dict[str, str], body: dict[str, Any], topic: str
) -> None:
    envelope = adapter.read_envelope(delivery(body, x_stamped_store_url=STORE, **headers))
    assert envelope.topic == topic
    assert envelope.topic in {*adapter.topics, *adapter.ignored}


@pytest.mark.parametrize(
    "address",
    [
        "kandil-demo.myshopify.com",
        "https://kandil-demo.myshopify.com/",
        "HTTP://www.Kandil-Demo.myshopify.com/collections",
    ],
)
def test_a_shop_is_known_by_its_host_however_it_is_written(address: str) -> None:
    store = adapter.identify({**SHOP, "store_url": address})
    assert store == "kandil-demo.myshopify.com"
    assert adapter.read_envelope(delivery({}, x_stamped_store_url=address)).store == store


@pytest.mark.parametrize("address", ["", "kandil", "https://", "a b.example.com"])
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(BadRequest):
        adapter.identify({**SHOP, "store_url": address})
    with pytest.raises(Malformed):
        adapter.read_envelope(delivery({}, x_stamped_store_url=address))


def dashboard(pages: dict[int, list[dict[str, Any]]]) -> None:
    responses.reset()
    for number in range(1, max(pages) + 2):
        at = f"{LIST}?page={number}&take=100"
        responses.get(at, json={"results": pages.get(number, []), "total": 3})


def walked(since: datetime | None = None) -> list[str]:
    cursor: str | None = None
    found: list[str] = []
    for _ in range(100):
        page = client().page(Kind.REVIEW, since, cursor)
        found += [change.id for change in page.changes if isinstance(change, Review)]
        cursor = page.next_cursor
        if cursor is None:
            return found
    raise AssertionError("the walk has no end")


@responses.activate
def test_all_reviews_are_listed_with_whether_they_are_shown() -> None:
    dashboard({1: [a_row(1), a_row(2, reviewState=6)], 2: [a_row(3, reviewState=4)]})
    changes = tuple(client().fetch(Ref(kind=Kind.REVIEW, id=EVERY)))
    found = [change for change in changes if isinstance(change, Review)]
    assert [(each.id, each.status, each.raw_status) for each in found] == [
        ("1", ReviewStatus.PUBLISHED, "1"),
        ("2", ReviewStatus.PUBLISHED, "6"),
        ("3", ReviewStatus.UNKNOWN, "4"),
    ]
    assert found[0].author_email == "tom@example.net"
    assert found[0].created_at is None


@responses.activate
def test_a_walk_resumes_where_it_was_and_tells_how_far_it_is() -> None:
    dashboard({1: [a_row(1)], 2: [a_row(2)]})
    page = client().page(Kind.REVIEW, None, None)
    assert (page.next_cursor, page.total) == ("2", 3)
    rest = client().page(Kind.REVIEW, None, page.next_cursor)
    assert [change.id for change in rest.changes if isinstance(change, Review)] == ["2"]


@responses.activate
def test_a_sweep_stops_behind_what_is_new() -> None:
    """A day is given away: the dates are of no known place."""
    dashboard(
        {
            1: [a_row(1), a_row(2, dateCreated="2025-01-01T00:00:00")],
            2: [a_row(3, dateCreated="2025-12-31T12:00:00")],
            3: [a_row(4, dateCreated=None)],
            4: [a_row(5, dateCreated="2025-12-30T12:00:00.5")],
            5: [a_row(6, dateCreated="2025-12-30T12:00:00")],
        }
    )
    assert walked(datetime(2026, 1, 1, tzinfo=UTC)) == ["1", "2", "3", "4", "5"]
    assert walked() == ["1", "2", "3", "4", "5", "6"]


@responses.activate
def test_a_row_that_cannot_be_understood_hides_no_other() -> None:
    dashboard({1: [{"review": None}, a_row(2, productId=None), a_row(3)]})
    assert walked() == ["3"]


@responses.activate
def test_all_ids_are_listed_for_finding_what_is_gone() -> None:
    dashboard({1: [a_row(1), a_row(2)]})
    assert client().ids(Kind.REVIEW, None) == (("1", "2"), "2")
    assert client().ids(Kind.REVIEW, "2") == ((), None)
    responses.replace(responses.GET, f"{LIST}?page=1&take=100", json={"results": [{}]})
    with pytest.raises(PlatformAway):
        client().ids(Kind.REVIEW, None)


@responses.activate
def test_the_keys_are_shown_as_stamped_wants_them() -> None:
    dashboard({1: []})
    (note,) = client().check()
    assert note.what.endswith("It has 3 reviews.")
    assert responses.calls[0].request.headers["Authorization"] == "Basic cHVia2V5LTE6a2V5LTE="
    assert asked() == [("GET", "/api/v2/288000/dashboard/reviews", {"page": "1", "take": "100"})]


@pytest.mark.parametrize("missing", KEYS)
@responses.activate
def test_a_shop_without_keys_is_told_where_they_are(missing: str) -> None:
    with pytest.raises(AccessDenied, match="API Keys"):
        list(client(**{missing: " "}).check())
    assert not responses.calls


@responses.activate
def test_keys_that_stamped_does_not_know_are_told_with_the_cure() -> None:
    responses.get(LIST, json={}, status=401)
    with pytest.raises(AccessRevoked, match="store hash again"):
        list(client().check())


@responses.activate
def test_a_store_hash_leads_nowhere_else() -> None:
    responses.get("https://stamped.io/api/v2/..%2Fadmin/dashboard/reviews", json={"results": []})
    assert list(client(store_hash="../admin").check())


def test_what_stamped_cannot_do_is_said_with_what_to_do_by_hand() -> None:
    with pytest.raises(Unsupported, match=r"Payload URL https://storewire\.example\.net/x"):
        client().subscribe("https://storewire.example.net/x", "sesame", adapter.topics)
    with pytest.raises(Unsupported):
        client().subscriptions()
    with pytest.raises(Unsupported):
        client().fetch(Ref(kind=Kind.REVIEW, id="5"))
    assert tuple(client().fetch(Ref(kind=Kind.ORDER, id="5"))) == ()
