"""What a test may change about the shop's host, plugins and age."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True, kw_only=True)
class Switches:
    # The connection
    is_ssl: bool = False
    """A TLS proxy in front of a plain-http server that WordPress knows about."""
    basic_over_http: bool = False
    """Takes the Basic header over plain http, which WooCommerce never does; for quick tests."""
    strip_authorization: bool = False
    """A CGI host that hides the header from PHP. The query string still works."""
    redirect_to: str = ""
    """Every request is sent on to this address with 301, as from http to https."""
    wall: bool = False
    """A bot wall: 403 and HTML, whoever asks."""
    maintenance: bool = False
    """WordPress's own page while it updates: 503 and HTML."""
    failing: int = 0
    """This status for the next `failing_times` requests, without a body."""
    failing_times: int = 0
    slow: float = 0
    """Seconds before each answer."""
    # Plugins and features
    shipment_tracking: bool = False
    fulfillments: bool = False
    # What the site allows
    http_callbacks: bool = False
    """wc-auth takes a callback_url without TLS, which WooCommerce never does."""
    safe_urls_only: bool = False
    """Webhooks to loopback addresses and odd ports fail, as they do on a real site."""
    # What later releases changed
    refund_deletion_speaks: bool = False
    """11.2: deleting a refund sends order.updated."""
    cross_resource_deletes: bool = True
    """Until 11.x: binning a product also sends coupon.deleted, and the other way round."""
