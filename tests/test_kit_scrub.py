"""A kept delivery without its people: nobody survives, and it is still what it was."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import adapters
from connector.contract import Adapter, Delivery, Payload, topic
from connector.errors import BadRequest, Malformed
from connector.records import Change, Order, Record, Review, Shipment
from connector.registry import discover
from connector.testing import RULES, Recording, recordings
from connector.testing.recordings import delivery, rendered, topic_of, written
from connector.testing.scrub import reading, scrubbed
from connector.testing.scrub.fakes import Fakes
from connector.testing.scrub.keys import Role, role_of
from connector.testing.scrub.leaves import leaves, replaced
from tests.adapters.lale import HONEST, STORE

LONE_RULES = [
    r for r in RULES if r not in ("every_topic_has_a_recording", "missing_keys_make_no_claims")
]
SHOPS_OWN = re.compile(
    # What is sold and who sells it: the shop's words, no person's.
    r"(line_items|products?|variants|attributes|options|shipping_lines|tax_lines|fee_lines|name"
    r"|number|order_number|slug|sku|tags|title|option|images?|barcode|locations?|tracking_company"
    r"|tracking_provider|_tracking_provider|meta_data)$"
)
PERSONS = re.compile(
    # Written by hand from the vendors' pages, and not taken from what is being tested.
    r"(^|\.)(billing|shipping|billing_address|shipping_address|customer|default_address|destination)"
    r"\.(first_name|last_name|name|company|address_?1|address_?2|city|postcode|zip|phone|email)$"
    r"|(^|\.)(email|contact_email|phone|customer_note|note|customer_ip_address|customer_user_agent"
    r"|browser_ip|order_key|cart_token|checkout_token|comment_author|comment_author_email"
    r"|comment_author_url|comment_author_IP|comment_content|comment_agent|reviewer"
    r"|reviewer_email|review|client_details\.\w+|reason)$"
)


def recorded(adapter: Adapter) -> tuple[Recording, ...]:
    folder = Path(adapters.__path__[0]) / adapter.name
    return recordings(folder / "fixtures") if folder.exists() else ()


def all_recorded() -> list[Any]:
    return list(every_recorded())


def every_recorded() -> Iterator[Any]:
    for adapter in discover().values():
        for each in recorded(adapter):
            if topic_of(adapter, each):
                yield pytest.param(adapter, each, id=f"{adapter.name} {each.name}")


def with_canaries(adapter: Adapter, whole: Delivery) -> tuple[Delivery, Mapping[str, str]]:
    """One in each text that the adapter takes any text for; the path of each."""
    text = whole.body.decode()
    parse = reading(adapter, whole)
    planted: dict[Any, str] = {}
    for place, leaf in enumerate(each for each in leaves(text) if each.is_text and not each.is_key):
        canary = {
            **planted,
            leaf: f"Kanarya{chr(97 + place % 26)}{chr(97 + place // 26 % 26)} Saksagan",
        }
        try:
            changed = parse(replaced(text, canary).encode())
        except Malformed:
            continue
        if [type(c) for c in changed] == [type(c) for c in parse(text.encode())]:
            planted = canary
    body = replaced(text, planted).encode()
    paths = {value: ".".join(leaf.keys) for leaf, value in planted.items()}
    return Delivery(headers=whole.headers, body=body), paths


@pytest.mark.parametrize(("adapter", "recording"), all_recorded())
def test_no_canary_of_a_person_survives(adapter: Adapter, recording: Recording) -> None:
    planted, paths = with_canaries(adapter, recording.delivery)
    made, _ = scrubbed(adapter, planted)
    left = {path for canary, path in paths.items() if canary.encode() in made.body}
    assert not [path for path in left if PERSONS.search(path)]
    assert not [path for path in left if not is_needed(adapter, planted, paths, path)]


def is_needed(adapter: Adapter, planted: Delivery, paths: Mapping[str, str], path: str) -> bool:
    """Whether the adapter puts it into a field that is no person's."""
    changes = adapter.topics[adapter.read_envelope(planted).topic].changes(planted.body)
    told = json.dumps([of_no_person(change) for change in changes], ensure_ascii=False)
    return any(canary in told for canary, at in paths.items() if at == path)


def of_no_person(change: Change) -> Any:
    (told,) = rendered([change])
    if isinstance(change, Order):
        told.pop("buyer", None)
    if isinstance(change, Shipment):
        told.pop("tracking", None)
    if isinstance(change, Review):
        for name in ("author", "author_email", "author_phone", "title", "body", "reply", "media"):
            told.pop(name, None)
    return told


@pytest.mark.parametrize(("adapter", "recording"), all_recorded())
def test_a_scrubbed_recording_keeps_the_rules_and_says_the_same(
    adapter: Adapter, recording: Recording
) -> None:
    made, changes = scrubbed(adapter, recording.delivery)
    again = delivery(written(made))
    assert again == made
    new = Recording(name="scrubbed", delivery=again, expected=rendered(changes))
    assert {
        rule: RULES[rule](adapter, [new]) for rule in LONE_RULES if RULES[rule](adapter, [new])
    } == {}
    kept = [of_no_person(change) for change in changes]
    assert [each["type"] for each in kept] == [each["type"] for each in recording.expected]
    ids = [each.id for each in changes if isinstance(each, Record)]
    assert ids == [each["id"] for each in recording.expected if "id" in each]


def form(value: Any) -> Any:
    """Keys, types and the lengths of numbers."""
    if isinstance(value, dict):
        return {key: form(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [form(inner) for inner in value]
    return re.sub(r"\d", "0", repr(value)) if isinstance(value, int | float) else type(value)


@pytest.mark.parametrize(("adapter", "recording"), all_recorded())
def test_keys_types_and_lengths_of_numbers_stay(adapter: Adapter, recording: Recording) -> None:
    made, _ = scrubbed(adapter, recording.delivery)
    assert form(json.loads(made.body)) == form(json.loads(recording.delivery.body))


# One delivery, looked at closely.


class Anything(Payload, frozen=True, kw_only=True):
    """Has no field we rely on."""


LOOSE = {**HONEST.topics, "note.saved": topic(Anything, lambda shape: ())}


def lale(body: Any, name: str = "note.saved", **headers: str) -> Delivery:
    told = {"x-lale-store": STORE, "x-lale-topic": name, "x-lale-sent": "1774000000"}
    raw = body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode()
    return Delivery(headers={**told, **headers}, body=raw)


def after(body: Any, *secrets: str) -> Any:
    made, _ = scrubbed(loose(), lale(body), secrets)
    return json.loads(made.body)


def loose() -> Adapter:
    from dataclasses import replace

    return replace(HONEST, topics=LOOSE)


PERSON = {
    "first_name": "Zeynep",
    "last_name": "Yıldız",
    "full_name": "YILDIZ, zeynep",
    "email": "Zeynep.Yildiz@example.net",
    "phone": "+90 (532) 123 45 67",
    "street": "Gül Sokağı 12/3",
    "city": "Üsküdar",
    "postcode": "34664",
    "customer_ip": "198.51.100.23",
}


def test_the_same_person_is_the_same_fake_everywhere() -> None:
    told = after(
        {
            "customer": PERSON,
            "again": {"billing": {**PERSON, "phone": "0532 123 4567"}},
            "text": "Zeynep Yıldız <ZEYNEP.YILDIZ@example.net>, 0532 1234567, Üsküdar",
        }
    )
    one, two = told["customer"], told["again"]["billing"]
    same = set(PERSON) - {"phone"}
    assert {name: one[name] for name in same} == {name: two[name] for name in same}
    assert re.sub(r"\D", "", one["phone"])[-7:] == re.sub(r"\D", "", two["phone"])[-7:]
    assert one["email"] == "person1@example.com"
    first, last = one["first_name"], one["last_name"]
    assert one["full_name"].casefold() == f"{last}, {first}".casefold()


@pytest.mark.parametrize("private", [*PERSON.values(), "5321234567", "Gül", "Üsküdar"])
def test_nothing_of_the_person_is_left(private: str) -> None:
    told = after(
        {"customer": PERSON, "comment": f"Of {' '.join(PERSON.values())}", "x": PERSON["email"]}
    )
    assert private.casefold() not in json.dumps(told, ensure_ascii=False).casefold()


def test_formats_stay() -> None:
    told = after({"billing": PERSON, "contact": {"phone": 905321234567, "zip": "SW1A 2AA"}})
    assert re.fullmatch(r"\+\d\d \(\d{3}\) \d{3} \d\d \d\d", told["billing"]["phone"])
    assert re.fullmatch(r"\d{5}", told["billing"]["postcode"])
    assert re.fullmatch(r"X+\d[A-Z] \d[A-Z]{2}", told["contact"]["zip"])
    assert len(str(told["contact"]["phone"])) == 12
    assert re.fullmatch(r"203\.0\.113\.\d+", told["billing"]["customer_ip"])


def test_persian_and_chinese_names_and_digits_are_people_too() -> None:
    told = after(
        {"buyer": {"name": "شیرین رستمی", "phone": "۰۹۱۲۱۲۳۴۵۶۷", "address": "南京西路 100 号"}}
    )
    text = json.dumps(told, ensure_ascii=False)
    assert not re.search("شیرین|رستمی|南京|۱۲۳۴۵۶۷", text)
    assert re.fullmatch("[۰-۹]{11}", told["buyer"]["phone"])


MACHINES: dict[str, Any] = {
    "id": 820982911946154508,
    "number": "#1001",
    "order_number": "WEB-2026-0007",
    "status": "ready_for_pickup",
    "currency": "TRY",
    "country_code": "TR",
    "total": "1249.90",
    "created_at": "2026-03-20T09:30:00+03:00",
    "date": "2026-03-20 09:30:00",
    "version": "10.5.0",
    "gid": "gid://shopify/Order/820982911946154508",
    "uuid": "3c6c0c1e-2f3a-4b5c-9d6e-7f8091a2b3c4",
    "link": "https://demo.example.com/wp-json/wc/v3/orders/1001",
    "locale": "zh-Hans",
    "paid": True,
    "nothing": None,
}
STAYING = [name for name in MACHINES if name not in ("number", "order_number")]


@pytest.mark.parametrize("name", STAYING)
def test_what_machines_write_to_machines_stays(name: str) -> None:
    assert after(MACHINES)[name] == MACHINES[name]


def test_numbers_of_orders_that_the_adapter_reads_stay() -> None:
    body = b'{"id": 5, "number": "#A-7", "placed": "2026-03-20T09:30:00Z", "sum": 1.50, "currency":'
    body += b' "TRY", "changed": "2026-03-20T09:30:00Z"}'
    made, _ = scrubbed(HONEST, lale(body, "order.changed"))
    assert made.body == body


SECRETS = {
    "token": "8f14e45fceea167a5a36dedd4bea2543",
    "order_key": "wc_order_uH3kPq",
    "password": "correct horse",
    "url": "https://demo.example.com/pay?key=wc_order_uH3kPq",
    "odd": "eyJhbGciOiJIUzI1NiJ9-k3jd92KJd02",
    "taxId": "12345678901",
}


@pytest.mark.parametrize("name", SECRETS)
def test_what_opens_a_door_is_replaced(name: str) -> None:
    told = after(SECRETS)
    assert told[name] != SECRETS[name]
    assert "uH3kPq" not in json.dumps(told)


def test_the_stores_own_secret_is_replaced_wherever_it_stands() -> None:
    adapter, secret = loose(), "lale-secret-0123456789"
    made, _ = scrubbed(
        adapter, lale({"debug": {"used": secret}}, **{"x-lale-debug": secret}), [secret]
    )
    assert secret not in written(made).decode()


def test_headers_of_proxies_and_browsers_are_left_out() -> None:
    told = {
        "x-forwarded-for": "198.51.100.23",
        "x-real-ip": "198.51.100.23",
        "cookie": "session=1",
        "authorization": "Bearer a",
        "cf-connecting-ip": "198.51.100.23",
        "host": "receiver.internal",
        "x-lale-attempt": "2",
        "content-type": "application/json",
    }
    made, _ = scrubbed(HONEST, lale(b'{"id": 5}', "order.gone", **told))
    ours = {"x-lale-store", "x-lale-topic", "x-lale-sent", "x-lale-signature", "x-lale-attempt"}
    assert set(made.headers) == {*ours, "content-type"}


def test_an_address_as_a_key_is_replaced_and_other_keys_stay() -> None:
    told = after({"by": {"zeynep@example.net": {"first_name": "Zeynep"}}, "Zeynep": 1})
    assert list(told["by"]) == ["person1@example.com"]
    assert "Zeynep" in told


def test_spacing_escapes_and_the_spelling_of_numbers_stay() -> None:
    body = b'{ "a":1.50 ,\n"link":"https:\\/\\/demo.example.com\\/a", "note":"\\u0639", "b": 1E2 }'
    made, _ = scrubbed(loose(), lale(body))
    assert re.fullmatch(
        rb'\{ "a":1\.50 ,\n"link":"https:\\/\\/demo\.example\.com\\/a", "note":"\w+", "b": 1E2 \}',
        made.body,
    )


@pytest.mark.parametrize("body", [b"a=1&b=2", b"", b"\xff", b'{"a": '])
def test_a_body_that_is_no_json_is_refused(body: bytes) -> None:
    with pytest.raises(BadRequest, match="no JSON"):
        scrubbed(loose(), lale(body))


@pytest.mark.parametrize(
    ("key", "role"),
    [
        ("firstName", Role.NAME),
        ("customer_ip_address", Role.IP),
        ("shippingPostalCode", Role.POSTCODE),
        ("billing_phone", Role.PHONE),
        ("E-Mail", Role.EMAIL),
        ("birthDate", Role.NAME),
        ("api_key", Role.TOKEN),
        ("customer_note", Role.PROSE),
        ("address_id", None),
        ("country", None),
        ("email_count", None),
        ("key", None),
        ("", None),
    ],
)
def test_a_key_says_whose_its_value_is(key: str, role: Role | None) -> None:
    assert role_of(key) is role


scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.text()
    | st.floats(allow_nan=False, allow_infinity=False)
)
documents = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
)


@given(documents, st.booleans())
def test_every_text_and_number_of_a_document_is_found(document: Any, ascii_only: bool) -> None:
    text = json.dumps(document, ensure_ascii=ascii_only)
    values = [json.loads(text[leaf.start : leaf.end]) for leaf in leaves(text)]
    assert values == list(spelled(document))
    assert replaced(text, {}) == text


def spelled(value: Any) -> Iterator[Any]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield key
            yield from spelled(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from spelled(inner)
    elif value is not None and not isinstance(value, bool):
        yield value


@given(st.sampled_from([*Role]), st.text(min_size=1))
def test_a_fake_is_made_of_any_text_and_is_always_the_same(role: Role, value: str) -> None:
    fakes = Fakes(value)
    assert fakes.make(role, value) == fakes.make(role, value)
