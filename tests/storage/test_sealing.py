"""What is personal stands in no file: neither where it is kept nor where it is looked up by."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from connector.contract import Delivery
from connector.errors import Misconfigured
from connector.records import Address, Buyer, DataRequest, Fetch, Kind, Redact, Ref, Review
from connector.records import ReviewStatus as Status
from connector.storage.deliveries import State, opened_body, sealed_body
from connector.storage.engine import Database
from connector.storage.migrate import migrate, open_database
from connector.storage.sealing import Keyring, compressed, decompressed, digest, wrapping
from connector.storage.stores import get_store, rotate
from tests.data import SECRET_KEYS
from tests.storage.shop import NINE, Shop, order

OLD, NEW = "the secret key of last year", "the secret key of this year"


def keyring() -> Keyring:
    return Keyring.opened(wrapping([OLD]).encrypt(Keyring.new_keys()), [OLD])


KEYRING = keyring()


@given(plain=st.binary(), context=st.binary(max_size=32))
def test_what_is_sealed_opens_again_in_its_place(plain: bytes, context: bytes) -> None:
    assert KEYRING.unseal(KEYRING.seal(plain, context), context) == plain


@given(plain=st.binary(), one=st.binary(max_size=8), other=st.binary(max_size=8))
def test_a_sealed_value_moved_elsewhere_does_not_open(
    plain: bytes, one: bytes, other: bytes
) -> None:
    if one != other:
        with pytest.raises(Misconfigured, match="does not open"):
            KEYRING.unseal(KEYRING.seal(plain, one), other)


@given(plain=st.binary(), where=st.integers(min_value=0), bit=st.integers(0, 7))
def test_a_sealed_value_altered_in_one_bit_does_not_open(
    plain: bytes, where: int, bit: int
) -> None:
    sealed = bytearray(KEYRING.seal(plain, b"here"))
    sealed[where % len(sealed)] ^= 1 << bit
    with pytest.raises(Misconfigured):
        KEYRING.unseal(bytes(sealed), b"here")


@given(plain=st.binary(max_size=20), length=st.integers(min_value=0))
def test_a_sealed_value_cut_short_does_not_open(plain: bytes, length: int) -> None:
    sealed = KEYRING.seal(plain, b"here")
    with pytest.raises(Misconfigured):
        KEYRING.unseal(sealed[: length % len(sealed)], b"here")


def test_sealed_twice_looks_different_each_time() -> None:
    assert KEYRING.seal(b"same", b"here") != KEYRING.seal(b"same", b"here")


@given(st.text(), st.text())
def test_a_blind_index_finds_equal_values_of_one_field_only(one: str, other: str) -> None:
    assert (KEYRING.blind("EMAIL", one) == KEYRING.blind("EMAIL", other)) == (one == other)
    assert KEYRING.blind("EMAIL", one) != KEYRING.blind("PHONE", one)
    assert KEYRING.blind("EMAIL", one) != keyring().blind("EMAIL", one)


def test_another_secret_key_opens_nothing() -> None:
    wrapped = wrapping([OLD]).encrypt(Keyring.new_keys())
    with pytest.raises(Misconfigured, match="STOREWIRE_SECRET_KEY"):
        Keyring.opened(wrapped, [NEW])


@given(st.binary())
def test_what_is_packed_unpacks(raw: bytes) -> None:
    assert decompressed(compressed(raw)) == raw


@given(headers=st.dictionaries(st.text(), st.text()), body=st.binary())
def test_a_kept_delivery_opens_as_it_came(headers: dict[str, str], body: bytes) -> None:
    delivery, key = Delivery(headers=headers, body=body), digest("delivery", 1, "key")
    assert opened_body(KEYRING, key, sealed_body(KEYRING, key, delivery)) == delivery


def test_the_secret_key_is_changed_by_giving_new_and_old_once(empty_url: str) -> None:
    migrate(empty_url, [OLD])
    opened = open_database(empty_url, [OLD])
    sealed = opened.keyring.seal(b"kept from before", b"here")
    opened.close()
    migrate(empty_url, [NEW, OLD])
    migrate(empty_url, [NEW])
    opened = open_database(empty_url, [NEW])
    assert opened.keyring.unseal(sealed, b"here") == b"kept from before"
    opened.close()
    with pytest.raises(Misconfigured, match="STOREWIRE_SECRET_KEY"):
        open_database(empty_url, [OLD])


CANARIES = {
    "email": "canary.kerem@example.com",
    "name": "Kanarya Demirci",
    "phone": "+905559876501",
    "postcode": "34987CANARY",
    "street": "Kanarya Sokak 77",
    "customer": "cust-canary-4711",
    "secret": "canary-webhook-secret",
}
ADDRESS = Address(
    name=CANARIES["name"], street=CANARIES["street"], postal_code=CANARIES["postcode"]
)
KEREM = Buyer(
    customer_id=CANARIES["customer"],
    name=CANARIES["name"],
    emails=(CANARIES["email"],),
    phones=(CANARIES["phone"],),
    shipping_address=ADDRESS,
)


@pytest.fixture
def told(shop: Shop) -> Shop:
    """A shop to which a person has been mentioned in every way there is."""
    body = json.dumps(CANARIES).encode()
    review = Review(
        id="1",
        product_id="31",
        status=Status.PUBLISHED,
        author=CANARIES["name"],
        author_email=CANARIES["email"],
        updated_at=NINE,
    )
    asks = DataRequest(id="2", customer_id=CANARIES["customer"], emails=(CANARIES["email"],))
    shop.keep(shop.kept("order", order(buyer=KEREM), body=body))
    shop.keep(shop.kept("review", review, body=body), shop.kept("asks", asks, body=body))
    shop.keep(shop.kept("thin", Fetch(ref=Ref(kind=Kind.ORDER, id="9")), body=body))
    shop.keep(shop.kept("failed", body=body, state=State.FAILED, reason="no id", path="$.id"))
    shop.arrive(order("5002", buyer=KEREM))
    shop.arrive(Redact(emails=("nobody@example.com",), phones=(CANARIES["phone"][:-1] + "9",)))
    return shop


def spellings(word: str) -> set[bytes]:
    """As it is, as a lookup would spell it, and as a dump shows bytes."""
    plain = {word, word.casefold(), word.replace(" ", ""), word.removeprefix("+")}
    return {form for one in plain for form in (one.encode(), one.encode().hex().encode())}


def dump(database: Database, folder: Path) -> bytes:
    """Every byte that the database keeps."""
    if database.engine.dialect.name == "sqlite":
        files = sorted(folder.glob("storewire.db*"))
        assert any(file.name.endswith("-wal") and file.stat().st_size for file in files)
        return b"".join(file.read_bytes() for file in files)
    listed = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
    with database.reading() as connection:
        names = connection.execute(text(listed)).scalars().all()
        rows = [row for name in names for row in connection.execute(text(f"TABLE {name}"))]
    values = [value for row in rows for value in row]
    return b"\n".join(v if isinstance(v, bytes) else str(v).encode() for v in values)


def test_no_personal_data_stands_in_the_database(told: Shop, tmp_path: Path) -> None:
    everything = dump(told.database, tmp_path)
    assert b"1001" in everything, "the dump misses what is there"
    leaks = [name for name, word in CANARIES.items() for s in spellings(word) if s in everything]
    assert leaks == []


def test_the_person_is_there_all_the_same_and_can_be_looked_up(told: Shop) -> None:
    found = told.find(phone=CANARIES["phone"])
    assert found is not None
    assert found.order.buyer == KEREM


def test_the_settings_of_a_store_are_sealed_too(told: Shop, tmp_path: Path) -> None:
    rotate(told.database, get_store(told.database, told.id), "secret", CANARIES["secret"])
    assert get_store(told.database, told.id).settings["secret"] == (CANARIES["secret"], "s")
    assert CANARIES["secret"].encode() not in dump(told.database, tmp_path)


def test_the_secret_key_itself_is_kept_nowhere(told: Shop, tmp_path: Path) -> None:
    assert SECRET_KEYS[0].encode() not in dump(told.database, tmp_path)
