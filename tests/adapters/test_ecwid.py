"""What an Ecwid delivery can do: be let in, and make us ask. Nothing in it is believed."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.ecwid import adapter
from connector.contract import Delivery
from connector.errors import BadRequest, Malformed
from connector.records import EVERY, Fetch, Kind, Ref
from connector.testing import OTHER_SECRET, SECRET
from tests.adapters.ecwid_kit import asked_for, delivery, official

EVENT: dict[str, Any] = {
    "eventId": "80aece08-40e8-4145-8764-6c2f0d38678",
    "eventCreated": 1_774_000_000,
    "storeId": 20_380_115,
    "entityId": 540_112_233,
    "eventType": "order.updated",
    "data": {"orderId": "KANDIL-7QX2M"},
}
HEADER = "x-ecwid-webhook-signature"


def test_ecwids_own_examples_of_signatures_are_judged_as_it_says() -> None:
    for vector in official("signature_test_vectors.json")["vectors"]:
        event = EVENT | {key: vector[key] for key in ("eventCreated", "eventId")}
        event |= vector.get("body_tampered", {})
        sent = Delivery(
            headers={HEADER: vector["X-Ecwid-Webhook-Signature"]}, body=json.dumps(event).encode()
        )
        said = adapter.signature.valid(sent, [vector["client_secret"]])
        assert said is vector["valid"], vector.get("why")


def test_a_delivery_without_its_signature_is_refused() -> None:
    body = json.dumps(EVENT).encode()
    assert adapter.signature.valid(delivery(EVENT), [SECRET])
    assert not adapter.signature.valid(Delivery(headers={}, body=body), [SECRET])
    assert not adapter.signature.valid(delivery(EVENT, OTHER_SECRET), [SECRET])


def test_the_secret_token_does_not_sign() -> None:
    assert adapter.signed_with == "client_secret"


@given(
    topic=st.sampled_from(sorted(adapter.topics)),
    entity=st.integers(1, 10**12),
    data=st.dictionaries(
        st.sampled_from(["orderId", "status", "productId"]), st.text(max_size=20) | st.integers()
    ),
)
def test_a_forged_body_under_a_true_signature_only_makes_us_ask(
    topic: str, entity: int, data: dict[str, Any]
) -> None:
    true = delivery(EVENT)
    forged = EVENT | {"eventType": topic, "entityId": entity, "data": data, "total": 1}
    body = json.dumps(forged).encode()
    assert adapter.signature.valid(Delivery(headers=true.headers, body=body), [SECRET])
    changes = adapter.topics[topic].changes(body)
    assert changes
    assert all(isinstance(change, Fetch) for change in changes)


def test_a_forged_body_does_not_take_the_place_of_the_true_one() -> None:
    true = adapter.read_envelope(delivery(EVENT))
    forged = adapter.read_envelope(delivery(EVENT | {"entityId": 1}))
    again = adapter.read_envelope(delivery(EVENT))
    assert true.key == again.key
    assert true.key != forged.key


def test_an_order_is_asked_for_by_its_number_with_what_shoppers_know_it_by() -> None:
    wanted = Ref(kind=Kind.ORDER, id="540112233", parent_id="KANDIL-7QX2M")
    for topic in ("order.created", "order.updated", "order.deleted"):
        assert asked_for(json.dumps(EVENT | {"eventType": topic}).encode()) == [wanted]


def test_an_order_of_an_older_delivery_is_asked_for_by_its_number_alone() -> None:
    body = {key: value for key, value in EVENT.items() if key != "data"}
    assert asked_for(json.dumps(body).encode()) == [Ref(kind=Kind.ORDER, id="540112233")]


@pytest.mark.parametrize("topic", ["application.uninstalled", "profile.personalDataRemovalRequest"])
def test_the_end_of_a_shop_is_asked_about_and_not_believed(topic: str) -> None:
    body = json.dumps(EVENT | {"eventType": topic, "entityId": "20380115"}).encode()
    assert asked_for(body) == [Ref(kind=Kind.POLICY, id=EVERY)]


def test_a_person_who_wants_to_be_forgotten_has_their_orders_read_anew() -> None:
    body = EVENT | {"eventType": "customer.personalDataRemovalRequest", "entityId": 270_919_001}
    wanted = Ref(kind=Kind.ORDER, id=EVERY, parent_id="270919001")
    assert asked_for(json.dumps(body).encode()) == [wanted]


def test_carts_that_were_left_are_no_orders() -> None:
    assert "unfinished_order.created" in adapter.ignored
    assert not [topic for topic in adapter.topics if topic.startswith("unfinished")]


def test_every_event_of_ecwids_catalogue_is_either_read_or_passed_over() -> None:
    catalogue = official("webhook_event_catalog.json")
    entries = catalogue["events"] if isinstance(catalogue, dict) else catalogue
    names = {entry["eventType"] for entry in entries}
    assert len(names) == 42
    assert names <= {*adapter.topics, *adapter.ignored}
    assert set(adapter.topics) <= names


def test_ecwids_own_examples_of_events_name_their_store_and_can_be_asked_about() -> None:
    samples = official("webhook_samples.json")
    for event in (*samples["docs_current"], *samples["ecwid_go_tests"]):
        envelope = adapter.read_envelope(delivery(event))
        assert envelope.store == str(event["storeId"])
        asked_for(json.dumps(event).encode())


@pytest.mark.parametrize("entity", [-1, 0, "", "../orders", "1/2", None, {}, 1.5])
def test_an_order_without_a_number_is_malformed(entity: object) -> None:
    with pytest.raises(Malformed) as raised:
        asked_for(json.dumps(EVENT | {"entityId": entity}).encode())
    assert raised.value.path == "$.entityId"


@pytest.mark.parametrize("store", ["", "abc", "1003/orders", "0", "../1"])
def test_what_is_no_number_is_no_store(store: str) -> None:
    with pytest.raises(BadRequest) as raised:
        adapter.identify({"store_id": store})
    assert raised.value.parameter == "store_id"


def test_a_store_is_found_by_the_number_its_deliveries_bear() -> None:
    assert adapter.identify({"store_id": " 20380115 "}) == "20380115"
    assert adapter.read_envelope(delivery(EVENT)).store == "20380115"
