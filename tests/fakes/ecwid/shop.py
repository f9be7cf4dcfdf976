"""The shop: its things, its owner's hand, and its webhooks."""

from __future__ import annotations

import secrets
from collections import defaultdict
from threading import RLock

from tests.fakes.ecwid.clock import Clock, Json
from tests.fakes.ecwid.life import live, populate
from tests.fakes.ecwid.model import Combination, Gone, Line, Order, Product, Refund, Review
from tests.fakes.ecwid.profile import Profile
from tests.fakes.ecwid.switches import Switches
from tests.fakes.ecwid.webhooks import HONEST, Carriage, Post, Sent
from tests.fakes.ecwid.words import Person, dice

LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"


class Shop:
    """Every act changes what there is, notes its time and posts a webhook of it."""

    def __init__(self, clock: Clock | None = None, store_id: int = 20_380_115) -> None:
        self.clock = clock or Clock()
        self.store_id = store_id
        self.token = f"secret_{secrets.token_hex(16)}"
        self.client_id = "custom-app-20380115-1"
        self.client_secret = "KandilDemoClientSecret0123456789"
        self.scopes = {"read_store_profile", "read_orders", "read_catalog", "read_reviews"}
        self.lock = RLock()
        self.switches = Switches()
        self.profile = Profile(store_id=store_id)
        self.orders: dict[int, Order] = {}
        self.carts: dict[int, Order] = {}
        self.products: dict[int, Product] = {}
        self.reviews: dict[int, Review] = {}
        self.gone: dict[str, list[Gone]] = defaultdict(list)
        self.post = Post(store_id, self.clock)
        self.installed = True
        self._next = 540_000_000

    def populate(self, orders: int, products: int = 12, reviews: int = 8, seed: int = 1) -> None:
        """A past of so many orders, of which no webhook is sent any more."""
        with self.lock:
            populate(self, orders, products, reviews, seed)
            self.post.queue.clear()

    def live(self, changes: int, seed: int = 1, pace: int = 3) -> None:
        """So many random acts, `pace` seconds apart."""
        live(self, changes, seed, pace)

    def deliver(self, how: Carriage = HONEST) -> list[Sent]:
        """Posts what is due."""
        return self.post.deliver(self.client_secret, how)

    def number(self) -> int:
        self._next += 1
        return self._next

    def public_id(self) -> str:
        """Letters that tell nothing of the number, behind the shop's own prefix."""
        chance = dice(self._next)
        return self.profile.order_prefix + "".join(chance.choices(LETTERS, k=6))

    # Products

    def add_product(
        self, name: str, sku: str, price: float, quantity: int | None = 10, **more: bool | int
    ) -> Product:
        now = self.clock.now()
        product = Product(
            id=self.number(),
            name=name,
            sku=sku,
            price=price,
            quantity=quantity,
            created=now,
            updated=now,
        )
        for field, value in more.items():
            setattr(product, field, value)
        self.products[product.id] = product
        self._say("product.created", product.id)
        return product

    def add_combination(
        self, product: Product, options: dict[str, str], sku: str = "", quantity: int | None = None
    ) -> Combination:
        made = Combination(id=self.number(), options=options, sku=sku, quantity=quantity)
        product.combinations.append(made)
        self.touch_product(product)
        return made

    def drop_combination(self, product: Product, combination: Combination) -> None:
        product.combinations.remove(combination)
        self.touch_product(product)

    def touch_product(self, product: Product) -> None:
        product.updated = self.clock.now()
        self._say("product.updated", product.id)

    def set_stock(
        self, product: Product, quantity: int | None, combination: Combination | None = None
    ) -> None:
        (combination or product).quantity = quantity
        self.touch_product(product)

    def delete_product(self, product: Product) -> None:
        del self.products[product.id]
        self._bury("products", product.id)
        self._say("product.deleted", product.id)

    # Orders

    def place_order(self, person: Person, lines: list[Line]) -> Order:
        now = self.clock.now()
        order = Order(
            internal_id=self.number(),
            public_id=self.public_id(),
            created=now,
            updated=now,
            person=person,
            lines=lines,
        )
        self.orders[order.internal_id] = order
        self._say_order("order.created", order)
        for line in lines:
            self._take(line)
        return order

    def _take(self, line: Line) -> None:
        product = self.products.get(line.product_id)
        if product is None:
            return
        own = next((c for c in product.combinations if c.id == line.combination_id), None)
        stocked = own if own and (own.sku or own.quantity is not None) else product
        if stocked.quantity is not None:
            self.set_stock(
                product, max(stocked.quantity - line.quantity, 0), own and stocked_of(own)
            )

    def leave_cart(self, person: Person, lines: list[Line]) -> Order:
        """An abandoned cart: in no list of orders."""
        now = self.clock.now()
        cart = Order(
            internal_id=self.number(),
            public_id=self.public_id(),
            created=now,
            updated=now,
            person=person,
            lines=lines,
            payment="INCOMPLETE",
        )
        self.carts[cart.internal_id] = cart
        self._say("unfinished_order.created", cart.internal_id, {"orderId": cart.public_id})
        return cart

    def set_status(self, order: Order, *, payment: str = "", fulfillment: str = "") -> None:
        order.payment = payment or order.payment
        order.fulfillment = fulfillment or order.fulfillment
        self.touch_order(order)

    def touch_order(self, order: Order) -> None:
        order.updated = self.clock.now()
        self._say_order("order.updated", order)

    def ship(self, order: Order, number: str, carrier: str) -> None:
        order.tracking_number, order.carrier = number, carrier
        self.set_status(order, fulfillment="SHIPPED")

    def refund(self, order: Order, amount: float, reason: str = "") -> None:
        order.refunds.append(Refund(at=self.clock.now(), amount=amount, reason=reason))
        whole = order.refunded >= order.total
        self.set_status(order, payment="REFUNDED" if whole else "PARTIALLY_REFUNDED")

    def ask_withdrawal(self, order: Order) -> None:
        order.withdrawal = True
        self.touch_order(order)

    def delete_order(self, order: Order) -> None:
        del self.orders[order.internal_id]
        self._bury("orders", order.internal_id)
        self._say("order.deleted", order.internal_id, {"orderId": order.public_id})

    # Reviews

    def write_review(self, order: Order, product_id: int, rating: int, text: str) -> Review:
        now = self.clock.now()
        review = Review(
            id=self.number(),
            product_id=product_id,
            order=order,
            rating=rating,
            text=text,
            created=now,
            updated=now,
        )
        self.reviews[review.id] = review
        self._say_review("review.created", review)
        return review

    def publish(self, review: Review) -> None:
        review.status, review.updated = "published", self.clock.now()
        self._say_review("review.updated", review)

    def delete_review(self, review: Review) -> None:
        del self.reviews[review.id]
        self._bury("reviews", review.id)
        self._say_review("review.deleted", review)

    # The owner

    def write_policy(self, kind: str, title: str, text: str = "", url: str = "") -> None:
        self.profile.write(kind, title, text, url)
        self._say("profile.updated", self.store_id)

    def uninstall(self) -> None:
        self.installed = False
        self._say("application.uninstalled", str(self.store_id))

    def erase(self, person: Person) -> None:
        """Ecwid forgets someone who asked for it: their orders stay, without them."""
        for order in self.orders.values():
            if order.person and order.person.customer_id == person.customer_id:
                order.person = None
        self._say("customer.personalDataRemovalRequest", person.customer_id)

    def _bury(self, what: str, own_id: int) -> None:
        self.gone[what].append(Gone(id=own_id, at=self.clock.now()))

    def _say_order(self, topic: str, order: Order) -> None:
        data: Json = {
            "orderId": order.public_id,
            "newPaymentStatus": order.payment,
            "newFulfillmentStatus": order.fulfillment,
        }
        self._say(topic, order.internal_id, data)

    def _say_review(self, topic: str, review: Review) -> None:
        data: Json = {"productId": review.product_id, "orderId": review.order.internal_id}
        if topic != "review.deleted":
            data["status"] = review.status.upper()
        self._say(topic, review.id, data)

    def _say(self, topic: str, entity: int | str, data: Json | None = None) -> None:
        self.post.say(topic, entity, data)


def stocked_of(combination: Combination) -> Combination | None:
    return combination if combination.quantity is not None else None
