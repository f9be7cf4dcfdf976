"""Judge.me: only ids are taken from its deliveries, and its API is asked for the reviews."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import msgspec
import pytest
import responses

from adapters.judgeme import adapter
from adapters.judgeme.client import LAST_PAGE, VENDOR, JudgeMe
from adapters.judgeme.reviews import review
from adapters.judgeme.shapes import Review as Payload
from connector.contract import Client
from connector.errors import AccessRevoked, BadRequest, Malformed, PlatformAway, Unsupported
from connector.records import EVERY, Deleted, Fetch, Kind, Ref, Review, ReviewStatus
from connector.web import understood
from tests.fakes.reviews.web import Shoebox, asked, delivery, sent
from tests.fakes.reviews.web import web as web_of

API = "https://judge.me/api/v1"
SHOP = {"shop_domain": "kandil-demo.myshopify.com", "api_token": "token-1"}
OURS = "https://storewire.example.net/webhooks/judgeme/key"
REF = Ref(kind=Kind.REVIEW, id="510200301")


def a_review(number: int = 510200301, **changes: Any) -> dict[str, object]:
    return {
        "id": number,
        "title": "Çok rahat",
        "body": "<p>Kışlık için <b>ideal</b> &amp; ucuz</p>",
        "rating": 5,
        "product_external_id": 8801223344556,
        "reviewer": {"name": "Zeynep  Yıldız", "email": "zeynep@example.com", "phone": None},
        "curated": "ok",
        "hidden": False,
        "verified": "buyer",
        "created_at": "2026-10-04T12:12:30+03:00",
        "updated_at": "2026-10-04T09:20:00Z",
        "pictures": [
            {"urls": {"original": "https://cdn.example.com/a.jpg", "small": "x"}},
            {"urls": {"original": "https://cdn.example.com/b.jpg"}, "hidden": True},
            {"urls": {"original": "javascript:alert(1)"}},
            {"urls": None},
        ],
        **changes,
    }


def client(**settings: str) -> Client:
    return JudgeMe(Shoebox(**{**SHOP, **settings}), web_of(VENDOR))


def read(**changes: Any) -> Review:
    payload = understood(msgspec.json.encode(a_review(**changes)), Payload)
    (found,) = review(payload)
    assert isinstance(found, Review)
    return found


def test_a_delivery_asks_for_the_review_and_tells_nothing_itself() -> None:
    for body in (
        {"review": a_review()},
        a_review(),
        {"key": "review/updated", "review": {"id": 510200301}},
    ):
        for topic in adapter.topics.values():
            assert topic.changes(delivery(body).body) == (Fetch(ref=REF),)


@pytest.mark.parametrize("body", [{}, {"review": {"id": 0}}, {"review": {"id": ""}}, {"id": None}])
def test_a_delivery_without_an_id_is_kept_as_failed(body: dict[str, object]) -> None:
    with pytest.raises(Malformed):
        adapter.topics["review/created"].changes(delivery(body).body)


@pytest.mark.parametrize(
    ("body", "headers", "topic"),
    [
        ({"key": "review/created"}, {}, "review/created"),
        ({}, {"x_judgeme_topic": "review/published"}, "review/published"),
        ({"key": "review/created"}, {"x_judgeme_topic": "review/published"}, "review/published"),
        ({"key": "orders/paid"}, {}, "review/updated"),
        ({"key": 5}, {"x_judgeme_topic": "é {"}, "review/updated"),
        ({}, {}, "review/updated"),
    ],
)
def test_a_topic_that_is_not_told_makes_no_difference(
    body: dict[str, object], headers: dict[str, str], topic: str
) -> None:
    assert adapter.read_envelope(delivery(body, **headers)).topic == topic


def test_a_review_is_told_in_our_words() -> None:
    assert read() == Review(
        id="510200301",
        updated_at=datetime(2026, 10, 4, 9, 20, tzinfo=UTC),
        product_id="8801223344556",
        status=ReviewStatus.PUBLISHED,
        raw_status="ok",
        rating=Decimal(5),
        title="Çok rahat",
        body="Kışlık için ideal & ucuz",
        author="Zeynep Yıldız",
        author_email="zeynep@example.com",
        created_at=datetime(2026, 10, 4, 9, 12, 30, tzinfo=UTC),
        verified_purchase=True,
        media=("https://cdn.example.com/a.jpg",),
    )


@pytest.mark.parametrize(
    ("changes", "status", "raw"),
    [
        ({"curated": "ok", "hidden": True}, ReviewStatus.REJECTED, "ok, hidden"),
        ({"curated": "not-yet"}, ReviewStatus.PENDING, "not-yet"),
        ({"curated": "spam"}, ReviewStatus.SPAM, "spam"),
        ({"curated": "spam", "hidden": True}, ReviewStatus.SPAM, "spam, hidden"),
        ({"curated": "archived"}, ReviewStatus.UNKNOWN, "archived"),
        ({"curated": None}, ReviewStatus.UNKNOWN, None),
    ],
)
def test_only_what_is_curated_and_not_hidden_is_published(
    changes: dict[str, object], status: ReviewStatus, raw: str | None
) -> None:
    found = read(**changes)
    assert (found.status, found.raw_status) == (status, raw)


@pytest.mark.parametrize(
    ("word", "verified"),
    [("buyer", True), ("nothing", False), ("semi", None), (True, True), (None, None), ("", None)],
)
def test_a_purchase_is_verified_only_where_judge_me_says_so(
    word: object, verified: bool | None
) -> None:
    assert read(verified=word).verified_purchase is verified


@pytest.mark.parametrize(("given", "rating"), [(0, None), (6, None), (None, None), (1, 1)])
def test_stars_that_are_none_are_not_counted(given: object, rating: int | None) -> None:
    assert read(rating=given).rating == rating


def test_a_review_of_the_shop_itself_has_no_product() -> None:
    assert read(product_external_id=None).product_id == ""


@responses.activate
def test_a_review_is_fetched_whether_it_comes_wrapped_or_bare() -> None:
    for body in ({"review": a_review()}, a_review()):
        responses.upsert(responses.GET, f"{API}/reviews/510200301", json=body)
        assert tuple(client().fetch(REF)) == (read(),)
    assert asked()[0] == ("GET", "/api/v1/reviews/510200301", SHOP)


@responses.activate
def test_a_review_that_is_gone_is_deleted_and_one_behind_a_broken_page_is_not() -> None:
    responses.get(f"{API}/reviews/510200301", json={"error": "Review not found"}, status=404)
    assert tuple(client().fetch(REF)) == (Deleted(ref=REF),)
    responses.replace(responses.GET, f"{API}/reviews/510200301", body="<html>", status=404)
    with pytest.raises(PlatformAway):
        tuple(client().fetch(REF))


@pytest.mark.parametrize("id_", ["../orders", "5?x=1", "", "é", "5/../6", "1" * 21])
@responses.activate
def test_a_stranger_s_id_leads_nowhere_else(id_: str) -> None:
    assert tuple(client().fetch(Ref(kind=Kind.REVIEW, id=id_))) == ()
    assert tuple(client().fetch(Ref(kind=Kind.ORDER, id="5"))) == ()
    assert not responses.calls


def shop(pages: dict[tuple[int, int], list[dict[str, object]]], clamps_at: int = 1000) -> None:
    """The list as Judge.me answers it: beyond `clamps_at` it gives that page again."""

    def answered(request: Any) -> tuple[int, dict[str, str], str]:
        query = request.params
        page = min(int(query["page"]), clamps_at)
        rows = pages.get((int(query["rating"]), page), [])
        return 200, {}, json.dumps({"reviews": rows, "current_page": page, "per_page": 100})

    responses.add_callback(responses.GET, f"{API}/reviews", callback=answered)


def walked(since: datetime | None = None) -> list[str]:
    cursor: str | None = None
    found: list[str] = []
    for _ in range(1000):
        page = client().page(Kind.REVIEW, since, cursor)
        found += [change.id for change in page.changes if isinstance(change, Review)]
        cursor = page.next_cursor
        if cursor is None:
            return found
    raise AssertionError("the walk has no end")


PAGES: dict[tuple[int, int], list[dict[str, object]]] = {
    (1, 1): [a_review(1, rating=1)],
    (5, 1): [a_review(2), a_review(3)],
    (5, 2): [a_review(4)],
}


@responses.activate
def test_all_reviews_are_read_star_by_star_and_a_walk_resumes_where_it_was() -> None:
    shop(PAGES)
    assert walked() == ["1", "2", "3", "4"]
    resumed = client().page(Kind.REVIEW, None, "5:2")
    assert [change.id for change in resumed.changes if isinstance(change, Review)] == ["4"]
    assert [
        change.id
        for change in client().fetch(Ref(kind=Kind.REVIEW, id=EVERY))
        if isinstance(change, Review)
    ] == ["1", "2", "3", "4"]


@responses.activate
def test_the_last_page_given_again_and_again_ends_the_walk() -> None:
    shop({(stars, 1): [a_review(stars)] for stars in range(1, 6)}, clamps_at=1)
    assert walked() == ["1", "2", "3", "4", "5"]


@responses.activate
def test_pages_that_do_not_say_their_number_end_where_judge_me_ends_them() -> None:
    responses.get(f"{API}/reviews", json={"reviews": [a_review(7)]})
    assert len(walked()) == 5 * LAST_PAGE


@responses.activate
def test_a_sweep_stops_behind_what_is_new() -> None:
    old = [a_review(8, updated_at="2025-01-01T00:00:00Z")]
    shop({(5, 1): [a_review(2), *old], (5, 2): old, (5, 3): [a_review(9)]})
    assert walked(datetime(2026, 1, 1, tzinfo=UTC)) == ["2", "8", "8"]


@responses.activate
def test_a_row_that_cannot_be_understood_hides_no_other() -> None:
    shop({(1, 1): [{"id": None}, a_review(5, created_at="yesterday"), a_review(6)]})
    assert walked() == ["6"]


@responses.activate
def test_a_page_of_which_nothing_is_understood_does_not_end_the_walk() -> None:
    shop({(5, 1): [{"id": None}], (5, 2): [a_review(6)]})
    assert walked() == ["6"]


@responses.activate
def test_all_ids_are_listed_for_finding_what_is_gone() -> None:
    shop(PAGES)
    found: list[str] = []
    cursor: str | None = None
    while True:
        ids, cursor = client().ids(Kind.REVIEW, cursor)
        found += ids
        if cursor is None:
            break
    assert found == ["1", "2", "3", "4"]


@responses.activate
def test_a_list_of_another_form_is_no_empty_list() -> None:
    """Else all we hold would be looked after as gone."""
    responses.get(f"{API}/reviews", json={"data": []})
    with pytest.raises(PlatformAway, match="not of the form"):
        client().ids(Kind.REVIEW, None)


@responses.activate
def test_subscribing_twice_leaves_one_webhook_a_topic() -> None:
    there: list[dict[str, object]] = [
        {"id": 1, "key": "review/created", "url": "https://other.example"}
    ]

    def made(request: Any) -> tuple[int, dict[str, str], str]:
        webhook = json.loads(request.body)["webhook"]
        there.append({"id": len(there) + 1, **webhook})
        return 201, {}, json.dumps({"webhook": webhook})

    def listed(request: Any) -> tuple[int, dict[str, str], str]:
        return 200, {}, json.dumps({"webhooks": there})

    responses.add_callback(responses.GET, f"{API}/webhooks", callback=listed)
    responses.add_callback(responses.POST, f"{API}/webhooks", callback=made)
    for _ in range(2):
        client().subscribe(OURS, "unused", adapter.topics)
    ours = [each for each in client().subscriptions() if each.delivery_url == OURS]
    assert sorted(each.topic for each in ours) == sorted(adapter.topics)
    assert sent()[0] == {"webhook": {"key": "review/created", "url": OURS}}


@responses.activate
def test_a_plan_without_webhooks_is_told_with_its_cure() -> None:
    responses.get(f"{API}/webhooks", json={"webhooks": []})
    said = {"error": "Shop is not awesome. Please upgrade to create webhooks."}
    responses.post(f"{API}/webhooks", json=said, status=422)
    with pytest.raises(Unsupported, match="upgrade the plan"):
        client().subscribe(OURS, "", adapter.topics)


@responses.activate
def test_a_topic_that_judge_me_does_not_know_is_done_without() -> None:
    responses.get(f"{API}/webhooks", json={"webhooks": []})
    responses.post(f"{API}/webhooks", json={"error": "Key is invalid"}, status=422)
    client().subscribe(OURS, "", adapter.topics)
    assert len(sent()) == 3
    assert "review/published" in adapter.may_lack


@responses.activate
def test_a_wrong_token_is_told_on_connecting() -> None:
    responses.get(f"{API}/reviews", json={"error": "Unauthorized"}, status=401)
    with pytest.raises(AccessRevoked, match="Copy the private API token again"):
        list(client().check())
    responses.replace(responses.GET, f"{API}/reviews", json={"reviews": []})
    assert [finding.severity for finding in client().check()] == ["note"]


@responses.activate
def test_a_stand_in_is_asked_in_place_of_judge_me() -> None:
    responses.get("http://127.0.0.1:8803/api/reviews", json={"reviews": []})
    assert list(client(api_url="http://127.0.0.1:8803/api/").check())


@pytest.mark.parametrize(
    "text", ["Kandil-Demo.myshopify.com", " https://kandil-demo.myshopify.com/"]
)
def test_a_shop_is_known_by_its_domain(text: str) -> None:
    store = adapter.identify({**SHOP, "shop_domain": text})
    assert store == "kandil-demo.myshopify.com"
    named = delivery({}, x_judgeme_shop_domain=text)
    assert adapter.read_envelope(named).store == store


@pytest.mark.parametrize(
    "text", ["", "kandil", "a b.example.com", "https://", "x.example.com/path"]
)
def test_what_is_no_domain_is_refused(text: str) -> None:
    with pytest.raises(BadRequest):
        adapter.identify({**SHOP, "shop_domain": text})
    assert adapter.read_envelope(delivery({}, x_judgeme_shop_domain=text)).store == ""
