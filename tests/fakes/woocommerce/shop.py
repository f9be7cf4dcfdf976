"""The shop that tests hold in their hands."""

from __future__ import annotations

from collections import Counter

from tests.fakes.woocommerce import scenario
from tests.fakes.woocommerce.clock import Clock
from tests.fakes.woocommerce.site import first_pages
from tests.fakes.woocommerce.truth import Truth


class Shop(scenario.Lively):
    """Everything an owner, a plugin or a shopper may do is a method; see `order_acts`,
    `stock_acts`, `review_acts` and `dispatch`. Hold `lock` around acts made while clients ask."""

    def __init__(self, clock: Clock | None = None) -> None:
        super().__init__(clock)
        self.key = self.keyring.cut()
        """Of an administrator, for reading and writing."""

        self.pages = first_pages(self.clock.now())
        """The policy page among them is a draft of sample text, as WooCommerce makes it."""

    def publish_page(self, slug: str, content: str | None = None) -> None:
        """With a text of its own, or with the one it has."""
        page = next(page for page in self.pages if page.slug == slug)
        page.status, page.modified = "publish", self.clock.now()
        page.content = page.content if content is None else content

    def populate(
        self, *, orders: int = 0, products: int = 40, reviews: int = 60, seed: int = 1
    ) -> None:
        """A past that no webhook told of. Only once, and first of all."""
        with self.lock:
            scenario.populate(self, orders, products, reviews, seed)

    def live(
        self, changes: int, *, seed: int = 1, pace: int = 0, build_every: int = 0
    ) -> Counter[str]:
        """Random changes; how many of each. See `scenario.live`."""
        return scenario.live(self, changes, seed, pace, build_every)

    def truth(self) -> Truth:
        return Truth(self)
