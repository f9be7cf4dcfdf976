"""Okendo: reviews of shops on Shopify. https://docs.okendo.io"""

from __future__ import annotations

from adapters.okendo.client import connect
from adapters.okendo.envelope import (
    IGNORED_RESOURCES,
    VERBS,
    identify,
    read_envelope,
    signature,
)
from adapters.okendo.reviews import changed, removed
from adapters.okendo.shapes import Event, RemovedEvent
from connector.contract import Adapter, Setting, topic
from connector.records import Kind

adapter = Adapter(
    name="okendo",
    title="Okendo",
    needs_store=True,
    settings=(
        Setting(name="user_id", help="The Okendo user id, under Settings > Integrations"),
        Setting(
            name="api_key",
            help="The API key beside the user id, for reading reviews and making webhooks",
            secret=True,
            required=False,
        ),
        Setting(
            name="webhook_secret",
            help="Only where you made the webhook yourself: the webhookSecret (whsec_...) that"
            " Okendo answered with",
            secret=True,
            required=False,
        ),
        Setting(name="api_url", help="Of a stand-in for Okendo's API", required=False),
    ),
    identify=identify,
    signed_with="webhook_secret",
    signature=signature,
    read_envelope=read_envelope,
    topics={
        "review.create": topic(Event, changed),
        "review.update": topic(Event, changed),
        "review.delete": topic(RemovedEvent, removed),
    },
    ignored=frozenset(f"{kind}.{verb}" for kind in IGNORED_RESOURCES for verb in VERBS),
    own_url=True,
    kinds=(Kind.REVIEW,),
    connect=connect,
)
