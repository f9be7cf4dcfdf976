"""Stamped: reviews of shops on Shopify, WooCommerce and others.

https://support.stamped.io/article/834-webhooks
"""

from __future__ import annotations

from adapters.stamped.client import connect
from adapters.stamped.envelope import OTHER, REVIEW, identify, read_envelope, signature
from adapters.stamped.reviews import delivered
from adapters.stamped.shapes import Delivered
from connector.contract import Adapter, Setting, topic
from connector.records import Kind

adapter = Adapter(
    name="stamped",
    title="Stamped",
    needs_store=True,
    settings=(
        Setting(name="store_url", help="The shop's address in Stamped, such as demo.myshopify.com"),
        Setting(
            name="webhook_secret",
            help="The secret of the webhook, as you write it under Settings > Webhooks",
            secret=True,
        ),
        Setting(
            name="store_hash",
            help="The store hash, under Settings > API Keys, for reading the reviews",
            required=False,
        ),
        Setting(name="public_key", help="The public key beside the store hash", required=False),
        Setting(
            name="private_key",
            help="The private key beside the store hash",
            secret=True,
            required=False,
        ),
        Setting(name="api_url", help="Of a stand-in for Stamped's API", required=False),
    ),
    identify=identify,
    signed_with="webhook_secret",
    signature=signature,
    read_envelope=read_envelope,
    topics={REVIEW: topic(Delivered, delivered)},
    ignored=frozenset({OTHER}),
    kinds=(Kind.REVIEW,),
    connect=connect,
)
