"""A shop that lives: whatever is done to it here happens, and webhooks tell of it."""

from __future__ import annotations

from datetime import timedelta

from tests.fakes.shopify import rest_goods
from tests.fakes.shopify.bulk import Bulk
from tests.fakes.shopify.faults import Faults
from tests.fakes.shopify.generate import Population
from tests.fakes.shopify.life import Life
from tests.fakes.shopify.model import Customer
from tests.fakes.shopify.oauth import Tokens
from tests.fakes.shopify.parcels import Parcels
from tests.fakes.shopify.reviews import Reviewed
from tests.fakes.shopify.sales import Sales
from tests.fakes.shopify.shelves import Shelves
from tests.fakes.shopify.throttle import Buckets
from tests.fakes.shopify.truth import Truth


class Shop(Sales, Parcels, Shelves, Reviewed):
    def __init__(self, domain: str = "lale-demo.myshopify.com") -> None:
        super().__init__(domain)
        self.tokens: Tokens = Tokens(self)
        self.bulk: Bulk = Bulk(self)
        self.buckets = Buckets()
        self.faults = Faults()

    def populate(
        self,
        orders: int,
        seed: int = 1,
        *,
        products: int = 200,
        reviews: int = 0,
        days: int = 50,
        ago: timedelta = timedelta(hours=2),
    ) -> None:
        """A past of this many orders, up to `ago`; nobody is told. Once, on an empty shop."""
        with self.lock:
            if len(self.orders):
                raise ValueError("This shop already has a past.")
            self.stock(seed, products)
            end = self.now() - ago
            self.orders.begin(
                Population(
                    seed=seed,
                    count=orders,
                    start=int((end - timedelta(days=days)).timestamp()),
                    end=int(end.timestamp()),
                    products=tuple(self.goods.products.values()),
                    location_id=min(self.goods.locations),
                    currency=self.currency,
                    customers=max(1, orders // 3),
                )
            )
            self.write_reviews(seed, reviews)

    def live(self, changes: int, seed: int = 1, *, over: timedelta = timedelta(hours=1)) -> None:
        """Random changes, one after the other, spread over the time that ends now. Webhooks of
        them wait until they are pumped."""
        Life(self, seed).live(changes, over)

    def truth(self) -> Truth:
        """All as it is at this moment, for comparison; later changes do not show in it."""
        with self.lock:
            return Truth(orders=self.orders.snapshot(), goods=self.goods.snapshot(),
                         policies=dict(self.policies), reviews=dict(self.reviews))  # fmt: skip

    def install(self) -> None:
        self.app.installed = True

    def uninstall(self) -> None:
        """Tokens end at once; what the Admin API had subscribed goes with the app."""
        with self.lock:
            self.app.installed = False
            self.tokens.revoke_all()
            self.tell(("app/uninstalled", rest_goods.shop_body(self)))
            self.webhooks.of_api.clear()

    def ask_for_data(self, who: Customer, order_ids: tuple[int, ...] = ()) -> None:
        body = rest_goods.compliance_body(self) | {
            "customer": rest_goods.person(who),
            "orders_requested": list(order_ids),
            "data_request": {"id": self.new_id()},
        }
        self.tell(("customers/data_request", body))

    def redact_customer(self, who: Customer, order_ids: tuple[int, ...] = ()) -> None:
        more = {"customer": rest_goods.person(who), "orders_to_redact": list(order_ids)}
        self.tell(("customers/redact", rest_goods.compliance_body(self) | more))

    def redact_shop(self) -> None:
        self.tell(("shop/redact", rest_goods.compliance_body(self)))

    def change_scopes(self, *scopes: str) -> None:
        with self.lock:
            before, self.app.scopes = sorted(self.app.scopes), set(scopes)
            body = {
                "id": self.new_id(),
                "shop_id": f"gid://shopify/Shop/{self.id}",
                "previous": before,
                "current": sorted(scopes),
                "updated_at": self.now().isoformat(),
            }
            self.tell(("app/scopes_update", body))
