"""Every REST route there is, by path and method."""

from __future__ import annotations

import re
from collections.abc import Callable

from tests.fakes.woocommerce import rest_orders, rest_parts, rest_products, rest_site, rest_webhooks
from tests.fakes.woocommerce.call import Answer, Call
from tests.fakes.woocommerce.errors import no_route

Route = Callable[[Call], Answer]
ORDER = r"/wc/v3/orders/(\d+)"
TRACKING = r"/wc-shipment-tracking/v3/orders/(\d+)/shipment-trackings"
EDITED = ("POST", "PUT", "PATCH")
TABLE: dict[str, dict[str, Route]] = {
    "/": {"GET": rest_site.index},
    "/wc/v3/orders": {"GET": rest_orders.orders, "POST": rest_orders.create},
    "/wc/v3/orders/statuses": {"GET": rest_orders.statuses},
    ORDER: {
        "GET": rest_orders.order,
        **dict.fromkeys(EDITED, rest_orders.update),
        "DELETE": rest_orders.delete,
    },
    ORDER + "/refunds": {"GET": rest_parts.refunds, "POST": rest_parts.create_refund},
    ORDER + r"/refunds/(\d+)": {"GET": rest_parts.refund, "DELETE": rest_parts.delete_refund},
    ORDER + "/notes": {"GET": rest_parts.notes},
    ORDER + "/fulfillments": {
        "GET": rest_parts.fulfillments,
        "POST": rest_parts.create_fulfillment,
    },
    ORDER + r"/fulfillments/(\d+)": {
        "GET": rest_parts.fulfillment,
        **dict.fromkeys(EDITED, rest_parts.update_fulfillment),
        "DELETE": rest_parts.delete_fulfillment,
    },
    ORDER + "/shipment-trackings": {"GET": rest_parts.trackings},
    TRACKING: {"GET": rest_parts.trackings},
    "/wc/v3/products": {"GET": rest_products.products, "POST": rest_products.create},
    "/wc/v3/products/reviews": {
        "GET": rest_products.reviews,
        "POST": rest_products.create_review,
    },
    r"/wc/v3/products/reviews/(\d+)": {
        "GET": rest_products.review,
        **dict.fromkeys(EDITED, rest_products.update_review),
        "DELETE": rest_products.delete_review,
    },
    r"/wc/v3/products/(\d+)": {
        "GET": rest_products.product,
        **dict.fromkeys(EDITED, rest_products.update),
        "DELETE": rest_products.delete,
    },
    r"/wc/v3/products/(\d+)/variations": {"GET": rest_products.variations},
    r"/wc/v3/products/(\d+)/variations/(\d+)": {
        "GET": rest_products.variation,
        **dict.fromkeys(EDITED, rest_products.update_variation),
    },
    "/wc/v3/variations": {"GET": rest_products.all_variations},
    "/wc/v3/webhooks": {"GET": rest_webhooks.webhooks, "POST": rest_webhooks.create},
    r"/wc/v3/webhooks/(\d+)": {
        "GET": rest_webhooks.webhook,
        **dict.fromkeys(EDITED, rest_webhooks.update),
        "DELETE": rest_webhooks.delete,
    },
    "/wc/v3/system_status": {"GET": rest_site.system_status},
    r"/wc/v3/settings/([a-z_]+)": {"GET": rest_site.settings},
    r"/wc/v3/settings/([a-z_]+)/([a-z_]+)": {"GET": rest_site.setting},
    "/wc/v3/data/currencies/current": {"GET": rest_site.currency},
    "/wp/v2/pages": {"GET": rest_site.pages},
    r"/wp/v2/pages/(\d+)": {"GET": rest_site.page},
    "/wp/v2/settings": {"GET": rest_site.private},
}
POSTING = (rest_webhooks.create, rest_webhooks.update)
"""They ping before they answer, and whoever is pinged may ask us something meanwhile."""
PATTERNS = [(re.compile(path), methods) for path, methods in TABLE.items()]


def route(path: str, method: str) -> tuple[Route, tuple[str, ...], list[str]]:
    """The route, what its path says, and the methods it has. Raises RestError 404."""
    path = re.sub("/+", "/", path)
    path = path.rstrip("/") or "/"
    for pattern, methods in PATTERNS:
        found = pattern.fullmatch(path)
        if found:
            wanted = methods.get("GET" if method == "HEAD" else method)
            if wanted is None:
                raise no_route()
            return wanted, found.groups(), list(methods)
    raise no_route()
