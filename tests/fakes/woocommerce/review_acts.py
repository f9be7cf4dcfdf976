"""What happens to reviews. Only what is done through REST has a topic of its own."""

from __future__ import annotations

from tests.fakes.woocommerce.errors import invalid_id
from tests.fakes.woocommerce.model import Product, Review
from tests.fakes.woocommerce.order_acts import OrderActs
from tests.fakes.woocommerce.people_json import comment_row


class ReviewActs(OrderActs):
    """Every act raises RestError where there is no such review."""

    def review(self, review_id: int) -> Review:
        found = self.reviews.get(review_id)
        if found is None:
            raise invalid_id("review")
        return found

    def write_review(
        self,
        product_id: int,
        reviewer: str,
        email: str,
        text: str,
        rating: int,
        status: str = "approved",
        by_rest: bool = False,
    ) -> int:
        product = self.product(product_id)
        review = Review(
            id=self.new_comment_id(),
            product_id=product_id,
            created=self.clock.now(),
            status=status,
            reviewer=reviewer,
            email=email,
            text=text,
            rating=rating,
        )
        if by_rest:
            # Counted before its rating is kept: the product tells of it only at the next change.
            self._recount(product)
        self.reviews[review.id] = review
        if not by_rest:
            self._recount(product)
        self._told(review, product, by_rest)
        return review.id

    def set_review_status(self, review_id: int, status: str, by_rest: bool = False) -> None:
        """approved, hold or spam."""
        review = self.review(review_id)
        review.status = status
        self._changed(review, by_rest)

    def edit_review(self, review_id: int, text: str, by_rest: bool = False) -> None:
        review = self.review(review_id)
        review.text = text
        self._changed(review, by_rest)

    def trash_review(self, review_id: int, by_rest: bool = False) -> None:
        review = self.review(review_id)
        review.status = "trash"
        product = self.product(review.product_id)
        self._recount(product)
        self.save_product(product)
        if by_rest:
            self.fire("woocommerce_rest_delete_review", comment_row(review))

    def erase_review(self, review_id: int, by_rest: bool = False) -> None:
        """For good. Out of the bin nothing tells, but the action of REST."""
        review = self.review(review_id)
        del self.reviews[review_id]
        product = self.products.get(review.product_id)
        if product and review.status != "trash":
            self._recount(product)
            self.save_product(product)
        if by_rest:
            self.fire("woocommerce_rest_delete_review", comment_row(review))

    def _changed(self, review: Review, by_rest: bool) -> None:
        product = self.product(review.product_id)
        self._recount(product)
        self._told(review, product, by_rest)

    def _told(self, review: Review, product: Product, by_rest: bool) -> None:
        self.save_product(product)
        if by_rest:
            self.fire("woocommerce_rest_insert_product_review", comment_row(review))

    def _recount(self, product: Product) -> None:
        ratings = [
            review.rating
            for review in self.reviews.values()
            if review.product_id == product.id and review.status == "approved"
        ]
        product.rating_count, product.rating_sum = len(ratings), sum(ratings)
