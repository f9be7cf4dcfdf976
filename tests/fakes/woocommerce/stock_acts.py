"""What happens to products and their stock, and the hooks that it fires."""

from __future__ import annotations

from typing import Any

from tests.fakes.woocommerce.errors import RestError, invalid_id
from tests.fakes.woocommerce.floor import Floor
from tests.fakes.woocommerce.model import Coupon, Product, Review
from tests.fakes.woocommerce.product_json import counted, stock_status


class StockActs(Floor):
    """Every act raises RestError where there is no such product."""

    def product(self, product_id: int) -> Product:
        found = self.products.get(product_id)
        if found is None:
            raise invalid_id("product")
        return found

    def add_product(self, name: str, sku: str, price: int, **fields: Any) -> Product:
        """`price` in cents; a variation says `parent_id` and `kind`."""
        if any(sku and sku == one.sku for one in self.products.values()):
            raise RestError(
                "product_invalid_sku",
                "Invalid or duplicated SKU.",
                400,
                {"status": 400, "unique_sku": f"{sku}-1"},
            )
        now = self.clock.now()
        made = Product(
            id=self.new_post_id(),
            kind=fields.pop("kind", "simple"),
            name=name,
            sku=sku,
            price=price,
            created=now,
            modified=now,
            **fields,
        )
        self.products[made.id] = made
        self._announce(made)
        return made

    def _announce(self, product: Product) -> None:
        parent = self.parent(product)
        self.fire(f"woocommerce_{_word(product)}_set_stock_status", product.id)
        if parent:
            parent.variations.append(product.id)
            self.fire("woocommerce_new_product_variation", product.id, "product")
        else:
            self.fire("woocommerce_new_product", product.id, "product")

    def save_product(self, product: Product) -> None:
        """As `WC_Product::save()`. A variation takes its parent's date along."""
        product.modified = self.clock.now()
        parent = self.parent(product)
        if parent:
            parent.modified = product.modified
            self.fire("woocommerce_update_product_variation", product.id, "product")
        else:
            self.fire("woocommerce_update_product", product.id, "product")

    def edit_product(self, product_id: int, **fields: Any) -> None:
        """By REST or on the admin page: price, name, description, stock..."""
        product = self.product(product_id)
        before = stock_status(product, self.parent(product))
        for name, value in fields.items():
            setattr(product, name, value)
        if "stock" in fields:
            self.fire(f"woocommerce_{_word(product)}_set_stock", [])
        if stock_status(product, self.parent(product)) != before:
            self.fire(f"woocommerce_{_word(product)}_set_stock_status", product_id)
        self.save_product(product)

    def set_stock(self, product_id: int, quantity: int) -> None:
        """As `wc_update_product_stock()`, which plugins call."""
        product = self.product(product_id)
        self._moved(counted(product, self.parent(product)), quantity)

    def set_stock_silently(self, product_id: int, quantity: int) -> None:
        """By SQL, as importers and ERP plugins do: no hook and no new date."""
        self.product(product_id).stock = quantity

    def sell(self, product: Product, quantity: int, order_id: int) -> None:
        """Negative to give back."""
        owner = counted(product, self.parent(product))
        if owner.manage_stock is not True:
            return
        owner.sold += quantity
        self._moved(owner, (owner.stock or 0) - quantity)
        left = owner.stock or 0
        if left <= 0 < quantity:
            self.fire("woocommerce_no_stock", [])
        elif left <= 2 and quantity > 0:
            self.fire("woocommerce_low_stock", [])
        if left < 0 < quantity:
            lost = {"product": [], "order_id": order_id, "quantity": quantity}
            self.fire("woocommerce_product_on_backorder", lost)

    def _moved(self, owner: Product, quantity: int) -> None:
        before = stock_status(owner)
        owner.stock = quantity
        self.fire("woocommerce_updated_product_stock", owner.id)
        if stock_status(owner) != before:
            self.fire(f"woocommerce_{_word(owner)}_set_stock_status", owner.id)
        self.save_product(owner)
        self.fire(f"woocommerce_{_word(owner)}_set_stock", [])

    def trash_product(self, product_id: int) -> None:
        """Its variations and reviews go with it, and come back with it."""
        product = self.product(product_id)
        for one in (product, *self._own_variations(product)):
            one.status_before_trash, one.status = one.status, "trash"
            one.modified = self.clock.now()
        for review in self._own_reviews(product):
            review.status_before_trash, review.status = review.status, "post-trashed"
        self.fire("wp_trash_post", product_id, "product")

    def restore_product(self, product_id: int) -> None:
        product = self.product(product_id)
        for one in (product, *self._own_variations(product)):
            one.status, one.modified = one.status_before_trash, self.clock.now()
        for review in self._own_reviews(product):
            review.status = review.status_before_trash or review.status
        self.fire("untrashed_post", product_id, "product")

    def erase_product(self, product_id: int) -> None:
        """For good, with its variations and reviews: nothing is sent."""
        product = self.product(product_id)
        for review in self._own_reviews(product):
            del self.reviews[review.id]
        del self.products[product_id]
        for variation in product.variations:
            self.products.pop(variation, None)
        parent = self.parent(product)
        if parent and product_id in parent.variations:
            parent.variations.remove(product_id)

    def _own_variations(self, product: Product) -> list[Product]:
        return [self.products[one] for one in product.variations]

    def _own_reviews(self, product: Product) -> list[Review]:
        return [review for review in self.reviews.values() if review.product_id == product.id]

    def add_coupon(self, code: str) -> int:
        now = self.clock.now()
        made = Coupon(id=self.new_post_id(), code=code, created=now, modified=now)
        self.coupons[made.id] = made
        self.fire("woocommerce_new_coupon", made.id, "coupon")
        return made.id

    def trash_coupon(self, coupon_id: int) -> None:
        self.coupons[coupon_id].status = "trash"
        self.fire("wp_trash_post", coupon_id, "coupon")

    def restore_coupon(self, coupon_id: int) -> None:
        self.coupons[coupon_id].status = "publish"
        self.fire("untrashed_post", coupon_id, "coupon")


def _word(product: Product) -> str:
    return "variation" if product.kind == "variation" else "product"
