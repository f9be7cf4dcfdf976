"""The client against a whole shop at the wire: what it finds, and what it says when it does not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import requests
import structlog

from adapters.ecwid import adapter
from adapters.ecwid.rest import api_url
from connector.errors import (
    AccessDenied,
    AccessRevoked,
    BadRequest,
    PlatformAway,
    StorewireError,
    Throttled,
    Unsupported,
)
from connector.records import EVERY, Deleted, Kind, Order, Policy, Product, Ref, Review
from tests.adapters.ecwid_kit import Copy, Shoebox, all_ids, all_pages, client, settings
from tests.fakes.ecwid import Running, fake_ecwid
from tests.fakes.ecwid.words import person


@pytest.fixture
def running() -> Iterator[Running]:
    with fake_ecwid() as running:
        yield running


def of_order(running: Running, place: int = 0) -> Ref:
    order = list(running.shop.orders.values())[place]
    return Ref(kind=Kind.ORDER, id=str(order.internal_id), parent_id=order.public_id)


def test_a_copy_of_the_shop_is_the_shop(running: Running) -> None:
    running.shop.populate(orders=230, products=24, reviews=15)
    running.shop.write_policy("REVOCATION_TERMS", "İade", "14 gün")
    copy, asked = Copy(), client(running)
    for kind in adapter.kinds:
        copy.apply(all_pages(asked, kind))
    truth = running.truth()
    assert copy.ids(Kind.ORDER) == {str(number) for number in truth.order_numbers()}
    for order in truth.orders():
        held = copy.of(Kind.ORDER)[str(order["internalId"])]
        assert (held.number, held.raw_payment_status, held.raw_fulfillment_status) == (
            order["id"],
            order["paymentStatus"],
            order["fulfillmentStatus"],
        )
        assert len(held.refund_ids) == len(order["refunds"])  # type: ignore[arg-type]
    assert {held.id for held in copy.of(Kind.PRODUCT).values()} == {
        str(each["id"]) for each in truth.products()
    }
    assert copy.ids(Kind.REVIEW) == {str(each["id"]) for each in truth.reviews()}
    assert copy.ids(Kind.POLICY) == {"refund_policy_text"}


@pytest.mark.parametrize("kind", [Kind.ORDER, Kind.PRODUCT, Kind.VARIANT, Kind.REVIEW])
def test_the_ids_are_those_of_what_is_listed(running: Running, kind: Kind) -> None:
    running.shop.populate(orders=130, products=30, reviews=12)
    running.shop.leave_cart(person(1), [])
    copy, asked = Copy(), client(running)
    copy.apply(all_pages(asked, kind))
    assert all_ids(asked, kind) == copy.ids(kind)


def test_what_is_fetched_is_what_is_listed(running: Running) -> None:
    running.shop.populate(orders=40, products=12, reviews=6)
    asked = client(running)
    for kind in (Kind.ORDER, Kind.PRODUCT, Kind.VARIANT, Kind.REVIEW):
        listed = Copy()
        listed.apply(all_pages(asked, kind))
        for own_id, record in listed.of(kind).items():
            fetched = Copy()
            fetched.apply(asked.fetch(Ref(kind=kind, id=own_id)))
            assert fetched.of(kind)[own_id] == record


def test_how_far_a_load_is_can_be_seen(running: Running) -> None:
    running.shop.populate(orders=260, products=6, reviews=0)
    asked, done, cursor = client(running), 0, None
    early = asked.page(Kind.ORDER, None, None).total
    while True:
        page = asked.page(Kind.ORDER, None, cursor)
        done, cursor = done + len(page.changes), page.next_cursor
        assert page.total
        assert page.total >= done
        if cursor is None:
            break
    assert page.total == pytest.approx(done, rel=0.05)
    assert early == pytest.approx(done, rel=0.3)


def test_a_cursor_resumes_days_later_in_another_process(running: Running) -> None:
    running.shop.populate(orders=250, products=6, reviews=0)
    first = client(running).page(Kind.ORDER, None, None)
    copy = Copy()
    copy.apply(first.changes)
    running.shop.clock.advance(3 * 86_400)
    cursor = first.next_cursor
    assert cursor
    while cursor:
        page = client(running).page(Kind.ORDER, None, cursor)
        copy.apply(page.changes)
        cursor = page.next_cursor
    assert copy.ids(Kind.ORDER) == {str(number) for number in running.shop.orders}


def test_a_cursor_that_is_none_of_ours_begins_anew(running: Running) -> None:
    running.shop.populate(orders=5, products=4, reviews=0)
    for cursor in ("x", "{}", '{"at":-1}', '{"at":"no"}'):
        assert len(client(running).page(Kind.ORDER, None, cursor).changes) >= 5


def test_only_what_changed_since_then_is_told(running: Running) -> None:
    running.shop.populate(orders=30, products=4, reviews=0)
    running.shop.clock.advance(600)
    since = datetime.fromtimestamp(running.shop.clock.now(), UTC)
    order = list(running.shop.orders.values())[3]
    running.shop.set_status(order, fulfillment="DELIVERED")
    found = list(all_pages(client(running), Kind.ORDER, since))
    assert {each.id for each in found if isinstance(each, Order)} == {str(order.internal_id)}


def test_what_was_deleted_since_then_is_told(running: Running) -> None:
    shop = running.shop
    shop.populate(orders=40, products=8, reviews=5)
    shop.clock.advance(600)
    since = datetime.fromtimestamp(shop.clock.now(), UTC)
    order, product = next(iter(shop.orders.values())), next(iter(shop.products.values()))
    review = next(iter(shop.reviews.values()))
    shop.delete_review(review)
    shop.delete_order(order)
    shop.delete_product(product)
    gone = {
        (each.ref.kind, each.ref.id)
        for kind in (Kind.ORDER, Kind.PRODUCT, Kind.REVIEW)
        for each in all_pages(client(running), kind, since)
        if isinstance(each, Deleted)
    }
    assert gone == {
        (Kind.ORDER, str(order.internal_id)),
        (Kind.PRODUCT, str(product.id)),
        (Kind.VARIANT, str(product.id)),
        (Kind.STOCK_LEVEL, str(product.id)),
        (Kind.REVIEW, str(review.id)),
    }


def test_more_deletions_than_one_answer_holds_are_all_told(running: Running) -> None:
    shop = running.shop
    shop.populate(orders=240, products=4, reviews=0)
    since = datetime.fromtimestamp(shop.clock.now(), UTC)
    for order in list(shop.orders.values())[:210]:
        shop.delete_order(order)
    found = all_pages(client(running), Kind.ORDER, since)
    assert len({each.ref.id for each in found if isinstance(each, Deleted)}) == 210


@pytest.mark.parametrize("known_as", ["", "its own", "KANDIL-NOPE", "deleted", "..", "a/b?c"])
def test_an_order_is_found_by_its_number_whatever_a_stranger_calls_it(
    running: Running, known_as: str
) -> None:
    running.shop.populate(orders=5, products=4, reviews=0)
    ref = of_order(running)
    called = ref.parent_id if known_as == "its own" else known_as
    found = tuple(client(running).fetch(Ref(kind=Kind.ORDER, id=ref.id, parent_id=called)))
    assert isinstance(found[0], Order)
    assert found[0].id == ref.id


def test_another_orders_name_does_not_bring_that_order(running: Running) -> None:
    running.shop.populate(orders=5, products=4, reviews=0)
    one, other = of_order(running, 0), of_order(running, 1)
    found = client(running).fetch(Ref(kind=Kind.ORDER, id=one.id, parent_id=other.parent_id))
    assert [each.id for each in found if isinstance(each, Order)] == [one.id]


def test_a_number_that_others_begin_with_is_not_theirs(running: Running) -> None:
    """`ids` finds prefixes too."""
    running.shop.populate(orders=5, products=4, reviews=0)
    short = of_order(running).id[:-2]
    found = tuple(client(running).fetch(Ref(kind=Kind.ORDER, id=short)))
    assert found == (Deleted(ref=Ref(kind=Kind.ORDER, id=short)),)


def test_what_is_gone_is_said_to_be_gone(running: Running) -> None:
    shop = running.shop
    shop.populate(orders=5, products=4, reviews=2)
    ref, review = of_order(running), next(iter(shop.reviews.values()))
    combined = next(each for each in shop.products.values() if each.combinations)
    shop.delete_review(review)
    shop.delete_order(shop.orders[int(ref.id)])
    shop.delete_product(combined)
    asked = client(running)
    variant = f"{combined.id}-{combined.combinations[0].id}"
    for gone in (
        Ref(kind=Kind.ORDER, id=ref.id),
        Ref(kind=Kind.PRODUCT, id=str(combined.id)),
        Ref(kind=Kind.VARIANT, id=variant),
        Ref(kind=Kind.REVIEW, id=str(review.id)),
    ):
        assert Deleted(ref=gone) in tuple(asked.fetch(gone))
    assert Deleted(ref=Ref(kind=Kind.ORDER, id=ref.id)) in tuple(asked.fetch(ref))


def test_a_combination_that_was_removed_is_gone_and_its_product_is_not(running: Running) -> None:
    product = running.shop.add_product("Yün Şal", "KND-1", 250)
    gone = running.shop.add_combination(product, {"Renk": "Siyah"}, "KND-1-S", 3)
    running.shop.add_combination(product, {"Renk": "Mavi"}, "KND-1-M", 3)
    product.combinations.remove(gone)
    ref = Ref(kind=Kind.VARIANT, id=f"{product.id}-{gone.id}")
    found = tuple(client(running).fetch(ref))
    assert Deleted(ref=ref) in found
    assert any(isinstance(each, Product) for each in found)


def test_a_combination_of_a_product_that_is_no_more_is_gone_and_nothing_else_is_said(
    running: Running,
) -> None:
    """Its product's deletion was told long ago: told again, it would look like one we missed."""
    product = running.shop.add_product("Yün Şal", "KND-1", 250)
    colour = running.shop.add_combination(product, {"Renk": "Siyah"}, "KND-1-S", 3)
    running.shop.delete_product(product)
    own_id = f"{product.id}-{colour.id}"
    found = {each.ref for each in client(running).fetch(Ref(kind=Kind.VARIANT, id=own_id))}  # type: ignore[union-attr]
    assert found == {Ref(kind=kind, id=own_id) for kind in (Kind.VARIANT, Kind.STOCK_LEVEL)}


def test_orders_of_one_who_was_forgotten_lose_their_buyer(running: Running) -> None:
    running.shop.populate(orders=9, products=4, reviews=0)
    someone = next(each.person for each in running.shop.orders.values() if each.person)
    numbers = {
        str(each.internal_id) for each in running.shop.orders.values() if each.person == someone
    }
    ref = Ref(kind=Kind.ORDER, id=EVERY, parent_id=str(someone.customer_id))
    found = [each for each in client(running).fetch(ref) if isinstance(each, Order)]
    assert {each.id for each in found} == numbers
    running.shop.erase(someone)
    for number in numbers:
        (order, *_) = client(running).fetch(Ref(kind=Kind.ORDER, id=number))
        assert isinstance(order, Order)
        assert order.buyer is None


@pytest.mark.parametrize("own_id", ["../profile", "1?x=1", "", "0", "1-2-3", "a"])
def test_an_id_that_is_none_is_asked_of_nobody(running: Running, own_id: str) -> None:
    for kind in (Kind.ORDER, Kind.PRODUCT, Kind.VARIANT, Kind.REVIEW):
        assert tuple(client(running).fetch(Ref(kind=kind, id=own_id))) == ()
    assert not running.asked


def test_a_short_wait_is_waited_and_a_long_one_is_told(running: Running) -> None:
    running.shop.populate(orders=3, products=4, reviews=0)
    waits: list[float] = []
    asked = client(running, waits)
    running.shop.switches.failing.append(429)
    assert all_ids(asked, Kind.ORDER)
    assert waits == [2]
    running.shop.switches.retry_after = 120
    running.shop.switches.failing.append(429)
    with pytest.raises(Throttled) as raised:
        all_ids(asked, Kind.ORDER)
    assert raised.value.wait == 120


def test_a_wait_without_its_length_is_a_minute(running: Running) -> None:
    running.shop.switches.retry_after = None
    running.shop.switches.failing.append(429)
    with pytest.raises(Throttled) as raised:
        all_ids(client(running), Kind.ORDER)
    assert raised.value.wait == 60


def test_a_failure_that_passes_is_not_noticed(running: Running) -> None:
    running.shop.populate(orders=3, products=4, reviews=0)
    running.shop.switches.failing.extend([500, 503])
    assert len(all_ids(client(running), Kind.ORDER)) == 3
    running.shop.switches.failing.extend([500, 500, 500])
    with pytest.raises(PlatformAway):
        all_ids(client(running), Kind.ORDER)


def test_a_removed_app_is_told_with_its_cure(running: Running) -> None:
    running.shop.uninstall()
    asked = client(running)
    for ref in (Ref(kind=Kind.POLICY, id=EVERY), Ref(kind=Kind.ORDER, id="1")):
        with pytest.raises(AccessRevoked, match="Install the app again"):
            tuple(asked.fetch(ref))
    with pytest.raises(AccessRevoked):
        asked.check()


@pytest.mark.parametrize(
    ("changed", "error", "cure"),
    [
        ({"access_token": "secret_other"}, AccessRevoked, "secret token"),
        ({"access_token": ""}, AccessDenied, "secret_"),
        ({"store_id": "1"}, AccessRevoked, "number"),
    ],
)
def test_a_wrong_setting_is_told_with_its_cure(
    running: Running, changed: dict[str, str], error: type[StorewireError], cure: str
) -> None:
    with pytest.raises(error, match=cure):
        client(running, None, **changed).check()


def test_a_missing_scope_is_found_and_has_to_be_asked_of_ecwid(running: Running) -> None:
    running.shop.scopes -= {"read_reviews"}
    asked = client(running)
    (finding,) = (each for each in asked.check() if each.severity != "note")
    assert finding.severity == "warning"
    assert "read_reviews" in finding.what
    assert "ask" in finding.cure
    with pytest.raises(AccessDenied, match="scopes"):
        all_ids(asked, Kind.REVIEW)
    running.shop.scopes -= {"read_orders"}
    assert [each.severity for each in asked.check() if each.severity != "note"] == [
        "error",
        "warning",
    ]


def test_a_plan_without_an_api_is_told(running: Running) -> None:
    running.shop.switches.plan_without_api = True
    with pytest.raises(AccessDenied, match="plan"):
        client(running).check()


def test_a_page_in_place_of_an_answer_is_no_deletion(running: Running) -> None:
    running.shop.switches.page_instead = True
    for kind in (Kind.ORDER, Kind.PRODUCT, Kind.REVIEW):
        with pytest.raises(PlatformAway):
            tuple(client(running).fetch(Ref(kind=kind, id="540000001")))


def test_a_suspended_shop_and_a_foreign_token_are_found(running: Running) -> None:
    running.shop.profile.suspended = True
    running.shop.profile.store_id = 1003
    found = [each for each in client(running).check() if each.severity == "error"]
    assert "1003" in found[0].what
    assert "suspended" in found[1].what


def test_a_clock_that_goes_wrong_is_found(running: Running) -> None:
    running.shop.clock.advance(600)
    (finding,) = (each for each in client(running).check() if each.severity != "note")
    assert "behind" in finding.what


def test_an_access_that_is_enough_has_nothing_to_mend(running: Running) -> None:
    assert {each.severity for each in client(running).check()} == {"note"}


def test_webhooks_are_asked_of_ecwid_by_hand(running: Running) -> None:
    asked = client(running)
    url = "https://connect.example.com/webhooks/ecwid"
    with pytest.raises(Unsupported) as raised:
        asked.subscribe(url, "secret", adapter.topics)
    assert url in raised.value.detail
    assert "order.created" in raised.value.detail
    assert "secret" not in raised.value.detail.replace("client_secret", "")
    with pytest.raises(Unsupported):
        asked.subscriptions()


@pytest.mark.parametrize(
    "url", ["http://app.example.com", "ftp://x", "https://", "https://u:p@x", "x", "http://[::1"]
)
def test_the_token_is_sent_to_no_one_in_clear(url: str) -> None:
    assert adapter.connect
    with pytest.raises(BadRequest) as raised:
        adapter.connect(Shoebox({"store_id": "1003", "api_url": url}), requests.Session())
    assert raised.value.parameter == "api_url"


def test_a_stand_in_on_this_machine_may_be_asked_in_clear() -> None:
    assert api_url({"api_url": "http://127.0.0.1:8803/"}) == "http://127.0.0.1:8803"
    assert api_url({}) == "https://app.ecwid.com"


def test_neither_errors_nor_logs_have_the_token_or_a_shopper(running: Running) -> None:
    running.shop.populate(orders=4, products=4, reviews=2)
    order = next(iter(running.shop.orders.values()))
    order.payment = "SOMETHING_NEW"
    spoilt = list(running.shop.orders.values())[1]
    spoilt.internal_id = 0
    asked = client(running)
    with structlog.testing.capture_logs() as logs:
        tuple(all_pages(asked, Kind.ORDER))
        running.shop.scopes = set()
        with pytest.raises(AccessDenied) as raised:
            asked.check()
    said = f"{logs} {raised.value.detail} {raised.value.__context__}"
    assert any(each["event"] == "ecwid.row_not_understood" for each in logs)
    for secret in (running.shop.token, running.shop.client_secret, "example.com", "example.org"):
        assert secret not in said


def test_one_order_that_cannot_be_read_hides_no_other(running: Running) -> None:
    running.shop.populate(orders=4, products=4, reviews=0)
    list(running.shop.orders.values())[1].internal_id = 0
    found = [each for each in all_pages(client(running), Kind.ORDER) if isinstance(each, Order)]
    assert len(found) == 3


def test_the_policy_is_read_when_the_profile_changed(running: Running) -> None:
    running.shop.write_policy("REVOCATION_TERMS", "İade", "14 gün")
    found = client(running).fetch(Ref(kind=Kind.POLICY, id=EVERY))
    assert [each.id for each in found if isinstance(each, Policy)] == ["refund_policy_text"]


def test_a_review_is_asked_for_by_its_number(running: Running) -> None:
    running.shop.populate(orders=4, products=4, reviews=3)
    review = list(running.shop.reviews.values())[1]
    found = tuple(client(running).fetch(Ref(kind=Kind.REVIEW, id=str(review.id))))
    assert [each.body for each in found if isinstance(each, Review)] == [review.text]


def test_the_currency_is_the_stores(running: Running) -> None:
    running.shop.profile.currency = "EUR"
    running.shop.populate(orders=1, products=4, reviews=0)
    (order,) = (e for e in all_pages(client(running), Kind.ORDER) if isinstance(e, Order))
    assert order.total.currency == "EUR"


def test_the_setting_of_a_stand_in_is_optional(running: Running) -> None:
    needed = {each.name for each in adapter.settings if each.required}
    assert needed == {"store_id", "client_secret"}
    assert needed <= set(settings(running))
