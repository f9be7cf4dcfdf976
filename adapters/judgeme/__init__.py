"""Judge.me: reviews of shops on Shopify, WooCommerce and others. https://judge.me/api/docs"""

from __future__ import annotations

from adapters.judgeme.client import connect
from adapters.judgeme.envelope import TOPICS, identify, read_envelope, signature
from adapters.judgeme.reviews import hinted
from adapters.judgeme.shapes import Hint
from connector.contract import Adapter, Setting, topic
from connector.records import Kind

adapter = Adapter(
    name="judgeme",
    title="Judge.me",
    needs_store=True,
    settings=(
        Setting(
            name="shop_domain", help="The shop's domain in Judge.me, such as demo.myshopify.com"
        ),
        Setting(
            name="api_token",
            help="The private API token, under Settings > Integrations > View API tokens",
            secret=True,
        ),
        Setting(
            name="oauth_secret",
            help="Only where an OAuth app of your own made the webhooks: its secret",
            secret=True,
            required=False,
        ),
        Setting(name="api_url", help="Of a stand-in for Judge.me's API", required=False),
    ),
    identify=identify,
    # In this order because the first of them may be left out.
    signed_with="oauth_secret",
    also_signed_with=("api_token",),
    signature=signature,
    read_envelope=read_envelope,
    topics={name: topic(Hint, hinted) for name in TOPICS},
    may_lack=frozenset({"review/published"}),
    own_url=True,
    kinds=(Kind.REVIEW,),
    connect=connect,
)
