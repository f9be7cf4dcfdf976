"""Yotpo: unsigned hints, in text or typed, and the API that is asked for what they hint at."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import msgspec
import pytest
import responses

from adapters.yotpo import adapter
from adapters.yotpo.api import VENDOR, Api
from adapters.yotpo.client import Yotpo
from adapters.yotpo.reviews import review
from adapters.yotpo.shapes import Review as Payload
from connector.contract import Client
from connector.errors import AccessRevoked, BadRequest, Malformed, PlatformAway, Unsupported
from connector.records import EVERY, Change, Deleted, Fetch, Kind, Ref, Review, ReviewStatus
from connector.web import understood
from tests.fakes.reviews.web import Shoebox, asked, delivery, sent
from tests.fakes.reviews.web import web as web_of

KEY = "KandilDemoAppKey0123456789abcdefGHIJklmn"
TOKEN = "https://api.yotpo.com/oauth/token"
LIST = f"https://api.yotpo.com/v1/apps/{KEY}/reviews"
ONE = "https://api.yotpo.com/reviews/4220"
HOOKS = f"https://developers.yotpo.com/v2/{KEY}/webhooks"
OURS = "https://storewire.example.net/webhooks/yotpo/key"
REF = Ref(kind=Kind.REVIEW, id="4220")


def a_review(number: object = 4220, **changes: Any) -> dict[str, Any]:
    return {
        "id": number,
        "title": "很好",
        "content": "质量&amp;不错",
        "score": 4,
        "created_at": "2026-10-09T21:31:13.000Z",
        "updated_at": "2026-10-10T08:00:00.000Z",
        "sku": "8801223344556",
        "name": "王芳",
        "email": "wang.fang@example.org",
        "reviewer_type": "verified_buyer",
        "deleted": False,
        "archived": False,
        "escalated": False,
        **changes,
    }


def changes_of(**changes: Any) -> tuple[Change, ...]:
    return tuple(review(understood(msgspec.json.encode(a_review(**changes)), Payload)))


def read(**changes: Any) -> Review:
    (found,) = changes_of(**changes)
    assert isinstance(found, Review)
    return found


def client(**settings: str) -> Client:
    account = Shoebox(**{"app_key": KEY, "secret": "secret-1", **settings})
    return Yotpo(Api(account, web_of(VENDOR)))


def lets_in() -> None:
    responses.post(TOKEN, json={"access_token": "token-1", "token_type": "bearer"})


@pytest.mark.parametrize("id_", [4220, "4220"])
def test_a_delivery_asks_for_the_review_and_tells_nothing_itself(id_: object) -> None:
    data = a_review(id_, app_key=KEY, score="5", deleted="true")
    for name, topic in adapter.topics.items():
        body = delivery({"event": name, "data": data})
        assert topic.changes(body.body) == (Fetch(ref=REF),)
        envelope = adapter.read_envelope(body)
        assert (envelope.store, envelope.topic) == (KEY, name)


def test_a_delivery_without_an_id_is_kept_as_failed() -> None:
    for data in ({"id": 0}, {"id": ""}, {}):
        with pytest.raises(Malformed):
            adapter.topics["review_create"].changes(delivery({"event": "x", "data": data}).body)


def test_a_review_is_told_in_our_words() -> None:
    assert read() == Review(
        id="4220",
        updated_at=datetime(2026, 10, 10, 8, tzinfo=UTC),
        product_id="8801223344556",
        status=ReviewStatus.PUBLISHED,
        rating=Decimal(4),
        title="很好",
        body="质量&不错",
        author="王芳",
        author_email="wang.fang@example.org",
        created_at=datetime(2026, 10, 9, 21, 31, 13, tzinfo=UTC),
        verified_purchase=True,
    )


def test_text_and_typed_values_mean_the_same() -> None:
    as_text = read(
        id="4220",
        score="4",
        deleted="false",
        archived="false",
        escalated="false",
        created_at="2026-10-09 21:31:13 UTC",
        updated_at="2026-10-10 08:00:00 UTC",
    )
    assert as_text == read()


@pytest.mark.parametrize("yes", [True, "true", 1, "1"])
def test_each_flag_has_its_status(yes: object) -> None:
    assert read(archived=yes, new=yes).status is ReviewStatus.REJECTED
    assert read(escalated=yes).status is ReviewStatus.PENDING
    assert read(new=yes).raw_status == "new"
    assert changes_of(deleted=yes) == (Deleted(ref=REF, at=datetime(2026, 10, 10, 8, tzinfo=UTC)),)


def test_a_review_that_says_nothing_of_itself_is_not_called_published() -> None:
    found = read(archived=None, escalated=None)
    assert (found.status, found.raw_status) == (ReviewStatus.UNKNOWN, None)


@pytest.mark.parametrize(
    ("changes", "product"),
    [
        ({"sku": "yotpo_site_reviews"}, ""),
        ({"sku": None, "external_product_id": 77}, "77"),
        ({"sku": None, "products": [{"Product": {"domain_key": "78"}}]}, "78"),
        ({"sku": None, "products": [{}, {"Product": {"external_product_id": "79"}}]}, "79"),
    ],
)
def test_the_product_is_the_shop_platform_s_own(changes: dict[str, Any], product: str) -> None:
    assert read(**changes).product_id == product


def test_a_review_of_no_known_product_is_not_taken_for_one_of_the_shop() -> None:
    with pytest.raises(Malformed):
        read(sku=None)


@pytest.mark.parametrize(
    ("changes", "verified"),
    [
        ({"verified_buyer": True}, True),
        ({"verified_buyer": "false"}, False),
        ({"reviewer_type": "anonymous"}, False),
        ({"reviewer_type": None}, None),
    ],
)
def test_a_purchase_is_verified_only_where_yotpo_says_so(
    changes: dict[str, Any], verified: bool | None
) -> None:
    assert read(**changes).verified_purchase is verified


def test_what_single_reviews_tell_besides() -> None:
    found = read(
        user={"display_name": "王 芳", "email": "x@example.org"},
        name=None,
        email=None,
        comment={"content": "谢谢", "created_at": "2026-10-11T00:00:00Z"},
        images_data=[{"original_url": "https://cdn.example.com/a.jpg"}, {"image_url": "//x"}],
        order={"external_id": "5500112234"},
    )
    assert (found.author, found.author_email) == ("王 芳", "x@example.org")
    assert (found.reply, found.replied_at) == ("谢谢", datetime(2026, 10, 11, tzinfo=UTC))
    assert found.media == ("https://cdn.example.com/a.jpg",)
    assert found.order_id == "5500112234"


@pytest.mark.parametrize("time", ["", None, "2026-10-09 21:31:13", "soon"])
def test_a_time_without_its_zone_is_left_out(time: str | None) -> None:
    assert read(created_at=time).created_at is None


@responses.activate
def test_a_review_is_fetched_with_a_token_that_serves_for_many() -> None:
    lets_in()
    responses.get(ONE, json={"status": {"code": 200}, "response": {"review": a_review()}})
    shop = client()
    assert tuple(shop.fetch(REF)) == (read(),)
    assert tuple(shop.fetch(REF)) == (read(),)
    ways = [(method, path, query) for method, path, query in asked()]
    assert ways == [
        ("POST", "/oauth/token", {}),
        ("GET", "/reviews/4220", {"utoken": "token-1"}),
        ("GET", "/reviews/4220", {"utoken": "token-1"}),
    ]
    assert sent() == [
        {"client_id": KEY, "client_secret": "secret-1", "grant_type": "client_credentials"}
    ]


@responses.activate
def test_a_token_that_ran_out_is_asked_for_anew_once() -> None:
    lets_in()
    responses.get(ONE, json={"response": {"review": a_review()}})
    shop = client()
    tuple(shop.fetch(REF))
    responses.replace(responses.POST, TOKEN, json={"access_token": "token-2"})
    responses.replace(responses.GET, ONE, json={}, status=401)
    responses.get(ONE, json={"response": {"review": a_review()}})
    assert tuple(shop.fetch(REF)) == (read(),)
    assert [query.get("utoken") for _, _, query in asked()][-3:] == ["token-1", None, "token-2"]
    responses.replace(responses.GET, ONE, json={}, status=401)
    with pytest.raises(AccessRevoked):
        tuple(shop.fetch(REF))


@pytest.mark.parametrize("status", [400, 401])
@responses.activate
def test_a_wrong_secret_is_told_with_the_cure(status: int) -> None:
    responses.post(TOKEN, json={"error": "invalid_client"}, status=status)
    with pytest.raises(AccessRevoked, match="Was the secret made anew"):
        list(client().check())


@responses.activate
def test_a_review_that_is_gone_is_deleted() -> None:
    lets_in()
    responses.get(ONE, json={"status": {"code": 404}}, status=404)
    assert tuple(client().fetch(REF)) == (Deleted(ref=REF),)


@pytest.mark.parametrize("id_", ["../apps", "5/vote/up", "", "5?x"])
@responses.activate
def test_a_stranger_s_id_leads_nowhere_else(id_: str) -> None:
    assert tuple(client().fetch(Ref(kind=Kind.REVIEW, id=id_))) == ()
    assert not responses.calls


def listing(pages: list[list[dict[str, Any]]]) -> None:
    lets_in()
    for number, rows in enumerate([*pages, []], start=1):
        matches = responses.matchers.query_param_matcher({"page": str(number)}, strict_match=False)
        responses.get(LIST, json={"reviews": rows}, match=[matches])


@responses.activate
def test_all_reviews_are_read_and_a_walk_resumes_where_it_was() -> None:
    listing([[a_review(1), {"id": 2, "sku": None}], [a_review(3)]])
    everything = tuple(client().fetch(Ref(kind=Kind.REVIEW, id=EVERY)))
    assert [change.id for change in everything if isinstance(change, Review)] == ["1", "3"]
    page = client().page(Kind.REVIEW, None, "2")
    assert [change.id for change in page.changes if isinstance(change, Review)] == ["3"]
    assert page.next_cursor == "3"
    assert client().page(Kind.REVIEW, None, "3").next_cursor is None
    assert client().ids(Kind.REVIEW, None) == (("1", "2"), "2")


@responses.activate
def test_a_sweep_asks_from_the_day_before() -> None:
    listing([])
    client().page(Kind.REVIEW, datetime(2026, 10, 10, 1, tzinfo=UTC), None)
    assert asked()[-1][2]["since_updated_at"] == "2026-10-09"


@responses.activate
def test_a_list_of_another_form_is_no_empty_list() -> None:
    lets_in()
    responses.get(LIST, json={"data": []})
    with pytest.raises(PlatformAway, match="not of the form"):
        client().ids(Kind.REVIEW, None)


@responses.activate
def test_webhooks_that_are_missing_are_made() -> None:
    lets_in()
    there = [{"id": 1, "url": OURS, "event_name": "review_create"}]
    responses.get(HOOKS, json={"webhooks": there})
    responses.post(HOOKS, json={})
    client().subscribe(OURS, "unused", adapter.topics)
    assert sent()[1:] == [{"event_name": "review_updated", "url": OURS}]
    assert asked()[-1][2] == {"access_token": "token-1"}


@responses.activate
def test_webhooks_are_made_also_where_yotpo_does_not_list_them() -> None:
    lets_in()
    responses.get(HOOKS, json={"something": "else"})
    responses.post(HOOKS, json={})
    client().subscribe(OURS, "", adapter.topics)
    assert len(sent()) == 3
    with pytest.raises(Unsupported):
        client().subscriptions()


@pytest.mark.parametrize("status", [403, 404, 422])
@responses.activate
def test_where_webhooks_are_not_switched_on_the_owner_is_told_whom_to_ask(status: int) -> None:
    lets_in()
    responses.get(HOOKS, json={}, status=status)
    responses.post(HOOKS, json={}, status=status)
    with pytest.raises(Unsupported, match=f"representatives .* {OURS}"):
        client().subscribe(OURS, "", adapter.topics)


@responses.activate
def test_a_stand_in_is_asked_in_place_of_all_of_yotpo_s_addresses() -> None:
    base = "http://127.0.0.1:8804"
    responses.post(f"{base}/oauth/token", json={"access_token": "t"})
    responses.get(f"{base}/v2/{KEY}/webhooks", json={"webhooks": []})
    assert tuple(client(api_url=base).subscriptions()) == ()


@pytest.mark.parametrize("key", ["", "short", "with space 0123456789", "a/../b0123456789"])
def test_what_is_no_app_key_is_refused(key: str) -> None:
    with pytest.raises(BadRequest):
        adapter.identify({"app_key": key})
    assert adapter.identify({"app_key": f" {KEY}\n"}) == KEY
