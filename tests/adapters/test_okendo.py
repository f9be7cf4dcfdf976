"""Okendo: events that come in any order, and the API that says how a review is now."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from urllib.parse import quote

import pytest
import responses

from adapters.okendo import adapter
from adapters.okendo.api import VENDOR, Api
from adapters.okendo.client import Okendo
from connector.contract import Client
from connector.errors import AccessDenied, AccessRevoked, BadRequest, Malformed, PlatformAway
from connector.records import EVERY, Deleted, Fetch, Kind, Ref, Review, ReviewStatus
from tests.fakes.reviews.web import Shoebox, asked, delivery
from tests.fakes.reviews.web import web as web_of

API = "https://api.okendo.io/enterprise"
USER = "5f0c1d2e-7a3b-4c4d-8e5f-60718293a4b5"
ID = "0b6c0c1e-2f3a-4b5c-9d6e-7f8091a2b3c4"
REF = Ref(kind=Kind.REVIEW, id=ID)


def a_review(number: int | None = None, **changes: Any) -> dict[str, Any]:
    id_ = ID if number is None else f"{number:08x}-0000-4000-8000-000000000000"
    return {
        "subscriberId": USER,
        "reviewId": id_,
        "productId": "shopify-8801223344556",
        "variantId": "44001122",
        "status": "approved",
        "rating": 5,
        "title": "Best socks",
        "body": "Very warm.",
        "dateCreated": "2026-10-07T13:24:34.170Z",
        "order": {"orderId": "5500112233", "orderNumber": "#1001"},
        "reviewer": {
            "displayName": "Mina A.",
            "name": "Mina Azadi",
            "email": "mina@example.com",
            "isVerified": True,
            "verifiedStatus": "Verified Buyer",
        },
        "reply": {
            "body": "<p>Thanks, <b>Mina</b></p>",
            "dateCreated": "2026-10-08T07:00:00Z",
            "isPrivate": False,
        },
        "media": [{"fullSizeUrl": "https://cdn.example.com/a.jpg", "isHidden": False}],
        **changes,
    }


def event(topic: str, resource: dict[str, Any], **changes: Any) -> dict[str, Any]:
    heading = {"topic": topic, "resourceType": "review", "version": "2025-02-01"}
    return {**heading, "sequenceNumber": "4900000000012345", "resource": resource, **changes}


def read(**changes: Any) -> Review:
    body = delivery(event("update", a_review(**changes))).body
    found, fetch = adapter.topics["review.update"].changes(body)
    assert fetch == Fetch(ref=REF)
    assert isinstance(found, Review)
    return found


def shoebox(**settings: str) -> Shoebox:
    return Shoebox(**{"user_id": USER, "api_key": "key-1", **settings})


def client(account: Shoebox | None = None) -> Client:
    box = account or shoebox()
    return Okendo(box, Api(box, web_of(VENDOR)))


def test_a_review_is_told_in_our_words_and_asked_after() -> None:
    assert read() == Review(
        id=ID,
        product_id="8801223344556",
        variant_id="44001122",
        status=ReviewStatus.PUBLISHED,
        raw_status="approved",
        rating=Decimal(5),
        title="Best socks",
        body="Very warm.",
        author="Mina A.",
        author_email="mina@example.com",
        created_at=datetime(2026, 10, 7, 13, 24, 34, 170000, tzinfo=UTC),
        verified_purchase=True,
        order_id="5500112233",
        order_number="#1001",
        reply="Thanks, Mina",
        replied_at=datetime(2026, 10, 8, 7, tzinfo=UTC),
        media=("https://cdn.example.com/a.jpg",),
    )


def test_a_date_of_change_is_used_where_okendo_tells_one() -> None:
    changed_at = datetime(2026, 10, 9, tzinfo=UTC)
    assert read(dateModified="2026-10-09T03:00:00+03:00").updated_at == changed_at


def test_a_private_reply_and_hidden_pictures_stay_with_the_shop() -> None:
    private = {"body": "Call us.", "isPrivate": True, "dateCreated": "2026-10-08T07:00:00Z"}
    unsaid = {"body": "Call us."}
    for reply in (private, unsaid):
        found = read(reply=reply, media=[{"fullSizeUrl": "https://x.example/a", "isHidden": True}])
        assert (found.reply, found.replied_at, found.media) == ("", None, ())


@pytest.mark.parametrize(
    ("reviewer", "verified"),
    [
        ({"verifiedStatus": "Verified Buyer"}, True),
        ({"verifiedStatus": "Verified Reviewer", "isVerified": True}, False),
        ({"isVerified": False}, False),
        ({"isVerified": True}, None),
        (None, None),
    ],
)
def test_a_verified_address_is_no_verified_purchase(
    reviewer: dict[str, Any] | None, verified: bool | None
) -> None:
    assert read(reviewer=reviewer).verified_purchase is verified


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("pending", ReviewStatus.PENDING),
        ("rejected", ReviewStatus.REJECTED),
        ("archived", ReviewStatus.UNKNOWN),
        (None, ReviewStatus.UNKNOWN),
    ],
)
def test_each_status_has_its_word(word: str | None, status: ReviewStatus) -> None:
    assert read(status=word).status is status


def test_a_review_that_was_removed_is_deleted_as_of_its_delivery() -> None:
    body = delivery(event("delete", {"reviewId": ID})).body
    assert adapter.topics["review.delete"].changes(body) == (Deleted(ref=REF),)


@pytest.mark.parametrize("key", ["reviewId", "productId"])
def test_a_review_of_nothing_is_kept_as_failed(key: str) -> None:
    with pytest.raises(Malformed) as raised:
        read(**{key: " "})
    assert raised.value.path == f"$.resource.{key}"


def test_the_time_of_a_delivery_and_its_shop_are_in_its_envelope() -> None:
    headers = {"svix_id": "msg_1", "svix_timestamp": "1791379500"}
    one = adapter.read_envelope(delivery(event("update", a_review()), **headers))
    assert one.sent_at == datetime(2026, 10, 7, 13, 25, tzinfo=UTC)
    assert (one.store, one.topic) == (USER, "review.update")
    other = adapter.read_envelope(delivery(event("update", a_review(rating=1)), **headers))
    assert one.key != other.key
    nameless = delivery(event("delete", {"reviewId": ID}), **headers)
    assert adapter.read_envelope(nameless).store == ""
    for missing in headers:
        rest = {name: value for name, value in headers.items() if name != missing}
        with pytest.raises(Malformed):
            adapter.read_envelope(delivery(event("update", a_review()), **rest))


@responses.activate
def test_a_review_is_fetched_whether_it_comes_wrapped_or_bare() -> None:
    for body in ({"review": a_review()}, a_review()):
        responses.upsert(responses.GET, f"{API}/reviews/{ID}", json=body)
        assert tuple(client().fetch(REF)) == (read(),)
    headers = responses.calls[0].request.headers
    assert headers["okendo-api-version"] == "2025-02-01"
    assert headers["Authorization"].startswith("Basic ")
    responses.replace(responses.GET, f"{API}/reviews/{ID}", json={"error": "x"}, status=404)
    assert tuple(client().fetch(REF)) == (Deleted(ref=REF),)


@pytest.mark.parametrize("id_", ["../settings", f"{ID}/reply", "", "5", f"{ID}?x"])
@responses.activate
def test_a_stranger_s_id_leads_nowhere_else(id_: str) -> None:
    assert tuple(client().fetch(Ref(kind=Kind.REVIEW, id=id_))) == ()
    assert not responses.calls


def shop(**lists: list[list[dict[str, Any]]]) -> None:
    """Lists by status, in pages; `nextUrl` as Okendo writes it."""

    def answered(request: Any) -> tuple[int, dict[str, str], str]:
        status = request.params["status"]
        place = json.loads(request.params.get("lastEvaluated", '{"page": 0}'))["page"]
        pages = lists.get(status, [[]])
        body: dict[str, Any] = {"reviews": pages[place]}
        if place + 1 < len(pages):
            last = quote(json.dumps({"page": place + 1}), safe="")
            body["nextUrl"] = f"/reviews?limit=100&lastEvaluated={last}"
        return 200, {}, json.dumps(body)

    responses.add_callback(responses.GET, f"{API}/reviews", callback=answered)


def walked(since: datetime | None = None) -> list[tuple[int, ReviewStatus]]:
    cursor: str | None = None
    found: list[tuple[int, ReviewStatus]] = []
    for _ in range(100):
        page = client().page(Kind.REVIEW, since, cursor)
        reviews = [change for change in page.changes if isinstance(change, Review)]
        found += [(int(each.id[:8], 16), each.status) for each in reviews]
        cursor = page.next_cursor
        if cursor is None:
            return found
    raise AssertionError("the walk has no end")


ALL = [
    (1, ReviewStatus.PUBLISHED),
    (2, ReviewStatus.PUBLISHED),
    (3, ReviewStatus.PENDING),
    (4, ReviewStatus.REJECTED),
]


@responses.activate
def test_reviews_of_every_status_are_read_page_by_page() -> None:
    shop(
        approved=[[a_review(1, status=None)], [a_review(2, status=None)]],
        pending=[[a_review(3, status=None)]],
        rejected=[[a_review(4, status=None)]],
    )
    assert walked() == ALL
    assert {query["orderBy"] for _, _, query in asked()} == {"date asc"}
    everything = tuple(client().fetch(Ref(kind=Kind.REVIEW, id=EVERY)))
    assert len(everything) == 4


@responses.activate
def test_a_walk_resumes_where_it_was() -> None:
    shop(approved=[[a_review(1)], [a_review(2)]])
    cursor = client().page(Kind.REVIEW, None, None).next_cursor
    page = client().page(Kind.REVIEW, None, cursor)
    assert [change.id[:8] for change in page.changes if isinstance(change, Review)] == ["00000002"]
    assert page.next_cursor == "pending"


@responses.activate
def test_a_sweep_stops_behind_what_is_new() -> None:
    old = "2025-01-01T00:00:00Z"
    shop(approved=[[a_review(1), a_review(2, dateCreated=old)], [a_review(9, dateCreated=old)]])
    assert walked(datetime(2026, 1, 1, tzinfo=UTC)) == ALL[:2]
    assert {query["orderBy"] for _, _, query in asked()} == {"date desc"}


@responses.activate
def test_all_ids_are_listed_for_finding_what_is_gone() -> None:
    shop(approved=[[a_review(1)], [a_review(2)]], rejected=[[a_review(4)]])
    found: list[str] = []
    cursor: str | None = None
    while True:
        ids, cursor = client().ids(Kind.REVIEW, cursor)
        found += ids
        if cursor is None:
            break
    assert [id_[:8] for id_ in found] == ["00000001", "00000002", "00000004"]


@pytest.mark.parametrize(
    "next_url", ["https://evil.example/reviews", "/reviews?page=2", "http://["]
)
@responses.activate
def test_a_next_page_that_leads_elsewhere_is_not_followed(next_url: str) -> None:
    responses.get(f"{API}/reviews", json={"reviews": [], "nextUrl": next_url})
    with pytest.raises(PlatformAway, match="where it begins"):
        client().page(Kind.REVIEW, None, None)
    assert len(responses.calls) == 1


@responses.activate
def test_a_row_that_cannot_be_understood_hides_no_other() -> None:
    shop(approved=[[{"reviewId": 5}, a_review(1, dateCreated="today"), a_review(2)]])
    assert walked() == ALL[1:2]


@responses.activate
def test_a_shop_without_a_key_is_told_where_it_is() -> None:
    with pytest.raises(AccessDenied, match="Copy the API key"):
        list(client(shoebox(api_key="")).check())
    assert not responses.calls
    responses.get(f"{API}/reviews", json={}, status=401)
    with pytest.raises(AccessRevoked, match="user id"):
        list(client().check())


@pytest.mark.parametrize("user_id", ["", "kandil", USER[:-1], f"{USER}0"])
def test_what_is_no_user_id_is_refused(user_id: str) -> None:
    with pytest.raises(BadRequest) as raised:
        adapter.identify({"user_id": user_id})
    assert raised.value.parameter == "user_id"
    assert adapter.identify({"user_id": f" {USER.upper()} "}) == USER
