"""Shopify's own samples, where their folder is given."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

from adapters.shopify import adapter
from adapters.shopify.ignored import IGNORED
from connector.contract import Delivery
from tests.adapters.shopify_recorded import (
    DATA,
    RECORDINGS,
    body_of,
    changes,
    recording,
    samples,
)


def official() -> Iterator[tuple[str, Path]]:
    for path in sorted((DATA / "webhooks").glob("*/*.json")):
        yield f"{path.parent.name}/{path.stem}", path


@samples
def test_every_official_sample_is_parsed_or_known_to_be_without_use() -> None:
    found = dict(official())
    assert set(adapter.topics) <= set(found)
    assert set(found) <= set(adapter.topics) | IGNORED
    for topic in adapter.topics:
        assert changes(topic, found[topic].read_bytes()), topic


@samples
def test_our_recordings_have_no_key_that_shopify_does_not_send() -> None:
    found = dict(official())
    for name in RECORDINGS:
        envelope = adapter.read_envelope(recording(name))
        sample = json.loads(found[envelope.topic].read_bytes())
        assert set(body_of(name)) <= set(sample), name


@samples
def test_the_published_signature_is_ours() -> None:
    """It was made before the sample's ids got back the digits that JavaScript had rounded away."""
    (vector,) = json.loads((DATA / "hmac_vectors.json").read_text())["webhook"]
    body = (DATA / vector["body_file"]).read_text()
    rounded = re.sub(r"(?<=: )\d{17,}", lambda n: f"{Decimal(repr(float(n[0]))):f}", body)
    headers = {"x-shopify-hmac-sha256": vector["hmac_b64"]}
    delivery = Delivery(headers=headers, body=rounded.encode())
    assert adapter.signature.valid(delivery, [vector["secret"]])
