"""The client against a whole shop at the wire, which goes on living while it is read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
import requests

from adapters.woocommerce import adapter
from connector.contract import Client
from connector.errors import AccessRevoked, PlatformAway, Unsupported
from connector.records import (
    EVERY,
    Change,
    Deleted,
    Kind,
    Order,
    Product,
    Ref,
    Refund,
    Review,
    Shipment,
    Variant,
)
from tests.adapters.woocommerce_client_kit import Shoebox

fakes = pytest.importorskip("tests.fakes.woocommerce", reason="needs the fake shop")
if TYPE_CHECKING:
    from tests.fakes.woocommerce import Running

OURS = "https://connect.example.com/webhooks/woocommerce/unguessable"
NAMES = ("action.woocommerce_updated_product_stock", "order.created", "order.updated")


@pytest.fixture
def running() -> Iterator[Running]:
    with fakes.fake_woocommerce(clock=fakes.Clock(1_795_000_000)) as running:
        running.shop.switches.fulfillments = True
        yield running


def key_of(running: Running) -> dict[str, str]:
    return {"consumer_key": running.consumer_key, "consumer_secret": running.consumer_secret}


def client(running: Running, **changed: str) -> Client:
    settings = {"url": running.url, **key_of(running), **changed}
    assert adapter.connect
    return adapter.connect(Shoebox(**settings), requests.Session())


@dataclass
class Copy:
    """What someone knows who applied these changes in turn."""

    held: dict[tuple[type[Any], str], Any] = field(default_factory=dict)

    def take(self, changes: tuple[Change, ...]) -> None:
        for change in changes:
            if isinstance(change, Deleted):
                self.forget(change.ref)
            elif hasattr(change, "id"):
                self.held[type(change), change.id] = change

    def forget(self, ref: Ref) -> None:
        for kind, own_id in list(self.held):
            if own_id == ref.id and kind.__name__.lower() == ref.kind.replace("_", ""):
                del self.held[kind, own_id]

    def ids(self, kind: type[Any]) -> set[int]:
        return {int(own_id) for each, own_id in self.held if each is kind}

    def get(self, kind: type[Any], own_id: object) -> Any:
        return self.held[kind, str(own_id)]


def load(shop: Client, copy: Copy, kind: Kind, since: datetime | None = None) -> None:
    cursor: str | None = None
    while True:
        page = shop.page(kind, since, cursor)
        copy.take(page.changes)
        cursor = page.next_cursor
        if cursor is None:
            return


def the_ids(shop: Client, kind: Kind) -> set[int]:
    found, cursor = set[int](), None
    while True:
        ids, cursor = shop.ids(kind, cursor)
        found.update(map(int, ids))
        if cursor is None:
            return found


def assert_equal(copy: Copy, running: Running) -> None:
    """Field by field, what a shopper might ask for."""
    truth = running.shop.truth()
    assert copy.ids(Order) == truth.order_ids()
    for order in truth.orders():
        ours = copy.get(Order, order["id"])
        assert ours.raw_status == order["status"]
        assert str(ours.total.amount) == order["total"]
        assert set(ours.refund_ids) == {str(each["id"]) for each in order["refunds"]}
    for order_id, refund in truth.refunds():
        ours = copy.get(Refund, refund["id"])
        assert (ours.order_id, str(ours.amount.amount)) == (str(order_id), refund["amount"])
        assert ours.created_at == utc(refund["date_created_gmt"])
        assert len(ours.lines) == len(refund["line_items"])
    for product in truth.products():
        assert copy.get(Product, product["id"]).title == product["name"]
    for variation in truth.variations():
        assert copy.get(Variant, variation["id"]).sku == variation["sku"]
    for review in truth.reviews():
        assert copy.get(Review, review["id"]).rating == review["rating"]


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize("seed", [1, 2])
def test_a_shop_is_read_whole_and_one_sweep_later_the_copy_is_equal_again(
    running: Running, seed: int
) -> None:
    shop, copy = client(running), Copy()
    running.shop.populate(orders=330, products=40, seed=seed)
    for kind in adapter.kinds:
        load(shop, copy, kind)
    assert_equal(copy, running)
    began = datetime.fromtimestamp(running.shop.clock.now(), UTC)
    running.shop.live(150, seed=seed, pace=1)
    for kind in adapter.kinds:
        load(shop, copy, kind, None if kind is Kind.REVIEW else began - timedelta(minutes=5))
    sweep_what_fell_silently(shop, copy, running)
    assert_equal(copy, running)


def sweep_what_fell_silently(shop: Client, copy: Copy, running: Running) -> None:
    """As the nightly pass: what we hold and the shop has no more is asked for by itself."""
    for kind, record in ((Kind.ORDER, Order), (Kind.PRODUCT, Product), (Kind.REVIEW, Review)):
        for own_id in copy.ids(record) - the_ids(shop, kind):
            copy.take(tuple(shop.fetch(Ref(kind=kind, id=str(own_id)))))
    # Deleting a refund leaves the order's date as it was, so its order is asked for.
    for own_id in copy.ids(Refund) - the_ids(shop, Kind.REFUND):
        order_id = copy.get(Refund, own_id).order_id
        copy.take(tuple(shop.fetch(Ref(kind=Kind.ORDER, id=order_id))))


def test_a_shop_that_lives_while_it_is_read_loses_nothing(running: Running) -> None:
    shop, copy = client(running), Copy()
    running.shop.populate(orders=450, products=10)
    cursor: str | None = None
    for turn in range(60):
        page = shop.page(Kind.ORDER, None, cursor)
        copy.take(page.changes)
        cursor = page.next_cursor
        if cursor is None or cursor.startswith("1|"):
            break  # What is left to read are those in the bin.
        running.shop.live(15, seed=turn, pace=1)
        shop = client(running)  # As after a crash: only the cursor is left.
    assert cursor
    assert cursor.startswith("1|")
    assert running.shop.truth().order_ids() <= copy.ids(Order)


def test_an_order_is_fetched_with_its_parcels(running: Running) -> None:
    running.shop.populate(orders=3, products=5)
    order_id = min(running.shop.truth().order_ids())
    metas = [("_items", []), ("_tracking_number", "0034"), ("_shipping_provider", "dhl")]
    made = running.shop.fulfill(order_id, metas, "fulfilled")
    shop = client(running)
    (parcel,) = (
        change
        for change in shop.fetch(Ref(kind=Kind.SHIPMENT, id=EVERY, parent_id=str(order_id)))
        if isinstance(change, Shipment)
    )
    assert (parcel.id, parcel.tracking[0].number) == (str(made.id), "0034")
    assert parcel.updated_at == datetime.fromtimestamp(running.shop.clock.now(), UTC)


def test_webhooks_are_made_once_and_a_disabled_one_anew(running: Running) -> None:
    shop = client(running)
    shop.subscribe(OURS, "s" * 40, NAMES)
    shop.subscribe(OURS, "s" * 40, NAMES)
    before = list(shop.subscriptions())
    assert sorted(each.topic for each in before) == sorted(NAMES)
    broken = before[0]
    running.shop.change_webhook(int(broken.id), status="disabled")
    assert [each.active for each in shop.subscriptions()].count(False) == 1
    shop.subscribe(OURS, "s" * 40, NAMES)
    after = list(shop.subscriptions())
    assert all(each.active for each in after)
    assert sorted(each.topic for each in after) == sorted(NAMES)
    assert broken.id not in {each.id for each in after}


def test_a_key_for_reading_is_told_from_one_for_writing(running: Running) -> None:
    reading = running.shop.keyring.cut("read")
    shop = client(
        running, consumer_key=reading.consumer_key, consumer_secret=reading.consumer_secret
    )
    assert any("by hand" in found.what for found in shop.check())
    with pytest.raises(Unsupported, match="by hand"):
        shop.subscribe(OURS, "s" * 40, NAMES)


def test_a_revoked_key_and_a_wrong_secret_are_told_apart(running: Running) -> None:
    with pytest.raises(AccessRevoked, match="signature"):
        client(running, consumer_secret="cs_wrong").page(Kind.ORDER, None, None)
    with pytest.raises(AccessRevoked, match="revoked"):
        client(running, consumer_key="ck_wrong").page(Kind.ORDER, None, None)


@pytest.mark.parametrize("switch", ["wall", "maintenance"])
def test_a_wall_deletes_nothing(running: Running, switch: str) -> None:
    setattr(running.shop.switches, switch, True)
    with pytest.raises(PlatformAway):
        tuple(client(running).fetch(Ref(kind=Kind.ORDER, id="1")))


@pytest.mark.parametrize("stripped", [False, True])
def test_over_https_a_private_authority_is_trusted_and_a_lost_header_found_out(
    monkeypatch: pytest.MonkeyPatch, stripped: bool
) -> None:
    with fakes.fake_woocommerce(tls=True) as running:
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", running.certificate)
        running.shop.populate(orders=2, products=3)
        running.shop.switches.strip_authorization = stripped
        shop, copy = client(running), Copy()
        load(shop, copy, Kind.ORDER)
        assert len(copy.ids(Order)) == 2
        lost = [found for found in shop.check() if "loses the Authorization" in found.what]
        assert bool(lost) is stripped
        assert all(running.consumer_secret not in each.query for each in running.asked)
