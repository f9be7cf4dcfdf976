"""Yotpo: reviews of shops on many platforms. https://apidocs.yotpo.com"""

from __future__ import annotations

from adapters.yotpo.client import connect
from adapters.yotpo.envelope import TOPICS, identify, read_envelope, signature
from adapters.yotpo.reviews import hinted
from adapters.yotpo.shapes import Hint
from connector.contract import Adapter, Setting, topic
from connector.records import Kind

adapter = Adapter(
    name="yotpo",
    title="Yotpo",
    needs_store=True,
    settings=(
        Setting(name="app_key", help="The app key, under Settings > Store Settings"),
        Setting(name="secret", help="The secret key beside the app key", secret=True),
        Setting(name="api_url", help="Of a stand-in for Yotpo's API", required=False),
    ),
    identify=identify,
    signed_with="",
    signature=signature,
    read_envelope=read_envelope,
    topics={name: topic(Hint, hinted) for name in TOPICS},
    own_url=True,
    kinds=(Kind.REVIEW,),
    connect=connect,
)
