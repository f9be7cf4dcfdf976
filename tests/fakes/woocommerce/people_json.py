"""Reviews and customers in the recorded shapes, and the comment row that review actions carry."""

from __future__ import annotations

from hashlib import sha256

from tests.fakes.woocommerce.clock import SQL, gmt, local
from tests.fakes.woocommerce.model import Product, Review
from tests.fakes.woocommerce.order_json import ALL, address, link
from tests.fakes.woocommerce.php import Json
from tests.fakes.woocommerce.product_json import permalink
from tests.fakes.woocommerce.words import Person

APPROVED = {"approved": "1", "hold": "0"}


def review_json(review: Review, product: Product, base: str) -> Json:
    collection = f"{base}/wp-json/wc/v3/products/reviews"
    return {
        "id": review.id,
        "date_created": local(review.created),
        "date_created_gmt": gmt(review.created),
        "product_id": review.product_id,
        "product_name": product.name,
        "product_permalink": permalink(product, base, None),
        "status": review.status,
        "reviewer": review.reviewer,
        "reviewer_email": review.email,
        "review": f"<p>{review.text}</p>\n",
        "rating": review.rating,
        "verified": review.verified,
        "reviewer_avatar_urls": {size: avatar(review.email, size) for size in ("24", "48", "96")},
        "_links": {
            "self": link(f"{collection}/{review.id}", ALL),
            "collection": link(collection),
            "up": link(f"{base}/wp-json/wc/v3/products/{review.product_id}"),
        },
    }


def avatar(email: str, size: str) -> str:
    digest = sha256(email.lower().encode()).hexdigest()
    return f"https://secure.gravatar.com/avatar/{digest}?s={size}&d=mm&r=g"


def comment_row(review: Review) -> Json:
    """WP_Comment as it comes out of the queue: every value is text, and there is no rating."""
    return {
        "comment_ID": str(review.id),
        "comment_post_ID": str(review.product_id),
        "comment_author": review.reviewer,
        "comment_author_email": review.email,
        "comment_author_url": "",
        "comment_author_IP": "127.0.0.1",
        "comment_date": local(review.created, SQL),
        "comment_date_gmt": gmt(review.created, SQL),
        "comment_content": review.text,
        "comment_karma": "0",
        "comment_approved": APPROVED.get(review.status, review.status),
        "comment_agent": "",
        "comment_type": "review",
        "comment_parent": "0",
        "user_id": "0",
    }


def customer_json(customer_id: int, person: Person, created: int, base: str) -> Json:
    place = address(person)
    return {
        "id": customer_id,
        "date_created": local(created),
        "date_created_gmt": gmt(created),
        "date_modified": local(created),
        "date_modified_gmt": gmt(created),
        "email": person.email,
        "first_name": person.first_name,
        "last_name": person.last_name,
        "role": "customer",
        "username": person.email.partition("@")[0],
        "billing": {**place, "email": person.email, "phone": person.phone},
        "shipping": {**place, "phone": ""},
        "is_paying_customer": True,
        "avatar_url": avatar(person.email, "96"),
        "meta_data": [],
        "_links": {
            "self": link(f"{base}/wp-json/wc/v3/customers/{customer_id}", ALL),
            "collection": link(f"{base}/wp-json/wc/v3/customers"),
        },
    }
