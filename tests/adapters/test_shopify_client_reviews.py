"""Reviews that review apps keep in Shopify itself, where the shop lets us read them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
import requests
import responses
from hypothesis import given
from hypothesis import strategies as st

from adapters.shopify import adapter, checking, reviews
from adapters.shopify.client import ShopifyClient
from connector.contract import Page
from connector.errors import PlatformAway, Unsupported
from connector.records import Kind, Review, ReviewStatus
from tests.adapters.shopify_api import STATIC, Answers, Desk, denied, fetched, make_admin, said
from tests.adapters.shopify_in_graphql import gid, nodes

FIELDS = {
    "rating": '{"scale_min": "1.0", "scale_max": "5.0", "value": "4.0"}',
    "title": "Çok güzel &amp; sağlam",
    "body": "Rengi resimdeki gibi.\nTeşekkürler!",
    "submitted_at": "2026-10-01T12:00:00+03:00",
    "edited_at": "2026-10-02T12:00:00Z",
    "published_at": "2026-10-01T10:00:00Z",
    "source": "Lale Reviews",
    "author": "gid://shopify/Customer/7",
    "author_display_name": "Leyla  Y.",
    "order": "gid://shopify/Order/61",
    "product": "gid://shopify/Product/93",
    "product_variant": "gid://shopify/ProductVariant/49",
    "merchant_reply": "Biz teşekkür ederiz.",
    "merchant_replied_at": "2026-10-03T12:00:00",
    "media_urls": '["https://pictures.example.com/1.jpg", "javascript:alert(1)", 7]',
    "language": "tr",
    "app_verification_status": "verified_buyer",
    "a_key_of_tomorrow": "x",
}
ONE = Review(
    id="44",
    updated_at=datetime(2026, 10, 3, 12, 0, 1, tzinfo=UTC),
    product_id="93",
    variant_id="49",
    order_id="61",
    status=ReviewStatus.PUBLISHED,
    raw_status="active",
    rating=Decimal(4),
    title="Çok güzel & sağlam",
    body="Rengi resimdeki gibi. Teşekkürler!",
    author="Leyla Y.",
    created_at=datetime(2026, 10, 1, 9, tzinfo=UTC),
    verified_purchase=True,
    reply="Biz teşekkür ederiz.",
    replied_at=datetime(2026, 10, 3, 12, tzinfo=UTC),
    media=("https://pictures.example.com/1.jpg",),
    language="tr",
)
BARE = Review(id="44", updated_at=ONE.updated_at, status=ReviewStatus.PENDING)
REFUSED = said(None, denied("metaobjects"))
UNDEFINED = said(None, denied("metaobjects") | {"extensions": {"code": "RECORD_NOT_FOUND"}})


@pytest.fixture
def mock() -> Iterator[responses.RequestsMock]:
    with responses.RequestsMock(assert_all_requests_are_fired=False) as made:
        yield made


def metaobject(
    number: int = 44, status: str | None = "ACTIVE", **changed: str | None
) -> dict[str, Any]:
    fields = {**FIELDS, **changed}
    return {
        "id": gid("Metaobject", number),
        "type": "product_review",
        "updatedAt": "2026-10-03T12:00:01Z",
        "fields": [{"key": key, "value": value} for key, value in fields.items()],
        "capabilities": {"publishable": {"status": status} if status else None},
    }


def bare(**fields: str | None) -> dict[str, Any]:
    given = [{"key": key, "value": value} for key, value in fields.items()]
    return metaobject(status=None) | {"fields": given}


def listed(*found: dict[str, Any]) -> dict[str, Any]:
    return said({"metaobjects": nodes(list(found))})


def client() -> ShopifyClient:
    return ShopifyClient(Desk(STATIC), requests.Session(), adapter.topics)


def page() -> Page:
    return client().page(Kind.REVIEW, None, None)


def test_reviews_are_loaded_with_all_else() -> None:
    assert Kind.REVIEW in adapter.kinds


def test_a_review_is_kept_with_all_it_says(mock: responses.RequestsMock) -> None:
    Answers(
        mock, ReviewsChanged=listed(metaobject()), ReviewById=said({"metaobject": metaobject()})
    )
    assert page() == Page((ONE,), None)
    assert fetched(Kind.REVIEW, "44") == (ONE,)


def test_a_review_that_says_next_to_nothing_is_kept_too(mock: responses.RequestsMock) -> None:
    Answers(mock, ReviewsChanged=listed(bare(), bare(title=None, published_at="2026-10-01")))
    one, other = page().changes
    assert one == BARE
    assert other == Review(**{**as_dict(BARE), "status": ReviewStatus.PUBLISHED})


def as_dict(record: Review) -> dict[str, Any]:
    return {name: getattr(record, name) for name in record.__struct_fields__}


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("rating", "five"),
        ("rating", '{"value": "NaN"}'),
        ("rating", '{"value": "1", "scale_min": "-9e999999", "scale_max": "9e999999"}'),
        ("rating", '{"value": "6", "scale_min": "1", "scale_max": "5"}'),
        ("rating", '{"value": "1", "scale_min": "1", "scale_max": "1"}'),
        ("submitted_at", "yesterday"),
        ("submitted_at", "0001-01-01T00:00:00+05:00"),
        ("product", "gid://shopify/Product/mug"),
        ("media_urls", "https://pictures.example.com/1.jpg"),
        ("media_urls", "{}"),
        ("app_verification_status", "perhaps"),
    ],
)
def test_a_value_nobody_understands_is_left_out_and_the_rest_kept(
    mock: responses.RequestsMock, key: str, value: str
) -> None:
    Answers(mock, ReviewsChanged=listed(bare(**{key: value})))
    assert page().changes == (BARE,)


def test_a_strange_review_hides_no_other(mock: responses.RequestsMock) -> None:
    strange = metaobject(45) | {"updatedAt": None}
    Answers(mock, ReviewsChanged=listed(strange, metaobject()))
    assert page().changes == (ONE,)


def test_a_metaobject_of_another_kind_is_no_review(mock: responses.RequestsMock) -> None:
    Answers(mock, ReviewById=said({"metaobject": metaobject() | {"type": "lookbook"}}))
    assert fetched(Kind.REVIEW, "44") == ()


@pytest.mark.parametrize(
    ("status", "published_at", "found"),
    [
        ("ACTIVE", "2026-10-01T10:00:00Z", ReviewStatus.PUBLISHED),
        (None, "2026-10-01T10:00:00Z", ReviewStatus.PUBLISHED),
        ("ACTIVE", None, ReviewStatus.PENDING),
        ("DRAFT", "2026-10-01T10:00:00Z", ReviewStatus.PENDING),
        ("HIDDEN_BY_LAW", "2026-10-01T10:00:00Z", ReviewStatus.UNKNOWN),
    ],
)
def test_only_what_shoppers_are_shown_is_published(
    mock: responses.RequestsMock,
    status: str | None,
    published_at: str | None,
    found: ReviewStatus,
) -> None:
    Answers(mock, ReviewsChanged=listed(metaobject(status=status, published_at=published_at)))
    (kept,) = page().changes
    assert isinstance(kept, Review)
    assert kept.status is found


@pytest.mark.parametrize(
    ("value", "worst", "best", "stars"),
    [("4.5", "1.0", "5.0", "4.5"), ("10", "0", "10", "5"), ("0", "0", "10", "1"),
     ("1", "1", "4", "1"), ("2", "1", "4", "2.33")],
)  # fmt: skip
def test_other_scales_become_five_stars(value: str, worst: str, best: str, stars: str) -> None:
    text = json.dumps({"value": value, "scale_min": worst, "scale_max": best})
    assert reviews.stars(text) == Decimal(stars)


@given(st.text(max_size=60) | st.from_type(Decimal).map(lambda d: json.dumps({"value": str(d)})))
def test_no_text_is_more_than_five_stars_or_fewer_than_one(text: str) -> None:
    found = reviews.stars(text)
    assert found is None or 1 <= found <= 5


@pytest.mark.parametrize("refusal", [REFUSED, UNDEFINED])
def test_a_shop_that_shows_us_none_stops_no_load_and_loses_nothing(
    mock: responses.RequestsMock, refusal: dict[str, Any]
) -> None:
    Answers(mock, ReviewsChanged=refusal, ReviewIds=refusal)
    assert page() == Page((), None)
    with pytest.raises(Unsupported):
        client().ids(Kind.REVIEW, None)


def test_one_we_may_not_read_any_more_is_not_gone(mock: responses.RequestsMock) -> None:
    Answers(mock, ReviewById=said(None, denied("metaobject")))
    assert fetched(Kind.REVIEW, "44") == ()


def test_an_empty_list_takes_no_review_away(mock: responses.RequestsMock) -> None:
    """It is what a shop without reviews answers, and may be what an app without leave is."""
    Answers(mock, ReviewIds=listed())
    with pytest.raises(Unsupported):
        client().ids(Kind.REVIEW, None)


def test_a_shop_that_is_away_is_no_missing_leave(mock: responses.RequestsMock) -> None:
    Answers(mock, ReviewsChanged=said(None, {"message": "no", "path": ["metaobjects"]}))
    with pytest.raises(PlatformAway):
        page()


def notes(mock: responses.RequestsMock, granted: set[str], answer: dict[str, Any]) -> list[str]:
    Answers(mock, ReviewIds=answer)
    made, _ = make_admin()
    found = list(checking.reviews(made, granted))
    assert all(each.severity == "note" for each in found)
    return [f"{each.what} {each.cure}" for each in found]


@pytest.mark.parametrize(
    ("granted", "answer"),
    [(set[str](), listed()), ({"read_metaobjects"}, REFUSED), ({"read_metaobjects"}, listed())],
)
def test_the_owner_is_told_what_reading_them_takes(
    mock: responses.RequestsMock, granted: set[str], answer: dict[str, Any]
) -> None:
    (note,) = notes(mock, granted, answer)
    assert "read_metaobjects" in note
    assert "standard product reviews" in note


def test_an_owner_whose_reviews_are_read_is_told_nothing(mock: responses.RequestsMock) -> None:
    assert notes(mock, {"write_metaobjects"}, listed({"id": gid("Metaobject", 1)})) == []
