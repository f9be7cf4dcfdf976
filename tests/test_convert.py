"""From what platforms send to what records hold."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from enum import StrEnum

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from structlog.testing import capture_logs

from connector.convert import (
    GmtTime,
    Time,
    canonical,
    money,
    plain_text,
    text_id,
    utc,
    utc_or_none,
    web_url,
    words,
)
from connector.errors import Malformed
from connector.records import Money

offsets = st.integers(-23 * 60, 23 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
# A day away from both ends, so that no offset leads out of the calendar.
aware = st.datetimes(datetime(1, 1, 3), datetime(9999, 12, 29), timezones=offsets)  # noqa: DTZ001
amounts = st.decimals(-(10**20), 10**20, places=6)


@given(st.integers(1))
def test_an_id_is_the_same_as_number_text_and_global_id(number: int) -> None:
    assert text_id(number) == str(number)
    assert text_id(str(number)) == str(number)
    assert text_id(f"gid://shopify/Order/{number}") == str(number)
    assert text_id(f"gid://shopify/InventoryLevel/{number}?inventory_item_id=9") == str(number)


@given(st.text(st.characters(exclude_characters="/?"), min_size=1))
def test_making_an_id_text_twice_changes_nothing(value: str) -> None:
    assert text_id(text_id(value)) == text_id(value) == value


@pytest.mark.parametrize("value", [None, "", 0])
def test_no_id_is_empty(value: str | int | None) -> None:
    assert text_id(value) == ""


@given(aware)
def test_a_time_becomes_the_same_moment_in_utc(value: datetime) -> None:
    assert utc(value) == value
    assert utc(value).utcoffset() == timedelta(0)
    assert utc(utc(value)) == utc(value)


@given(st.datetimes())
def test_a_time_documented_as_utc_keeps_its_clock(value: datetime) -> None:
    assert utc(value).replace(tzinfo=None) == value
    assert utc(value).tzinfo is UTC


@pytest.mark.parametrize("text", ["0001-01-01T00:00:00+03:00", "9999-12-31T23:59:59-05:00"])
def test_a_time_that_leaves_the_calendar_in_utc_is_refused(text: str) -> None:
    """Some platforms write "never" as the first moment there is, in the shop's own time."""
    with pytest.raises(Malformed):
        utc(datetime.fromisoformat(text))


def test_no_time_stays_none() -> None:
    assert utc_or_none(None) is None
    assert utc_or_none(datetime(2026, 3, 20, tzinfo=UTC)) == datetime(2026, 3, 20, tzinfo=UTC)


@given(aware)
def test_a_time_survives_being_written_and_read(value: datetime) -> None:
    assert msgspec.json.decode(msgspec.json.encode(value), type=Time) == value


def test_the_offsets_of_tehran_istanbul_and_shanghai_are_read() -> None:
    for text in ("09:30:00+03:30", "09:00:00+03:00", "14:00:00+08:00", "06:00:00Z"):
        read = msgspec.json.decode(f'"2026-03-20T{text}"', type=Time)
        assert utc(read) == datetime(2026, 3, 20, 6, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-20T09:30:00",
        "2026-03-20",
        "0000-00-00T00:00:00Z",
        "2026-02-30T00:00:00Z",
        "20.03.2026 09:30",
        "",
        "now",
    ],
)
def test_a_time_without_offset_or_sense_is_refused(text: str) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(msgspec.json.encode(text), type=Time)


@pytest.mark.parametrize("text", ["2026-03-20T09:30:00Z", "2026-03-20T09:30:00+03:30", ""])
def test_a_time_documented_without_offset_may_not_have_one(text: str) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(msgspec.json.encode(text), type=GmtTime)


@given(amounts)
def test_an_amount_keeps_every_digit(amount: Decimal) -> None:
    assert money(amount, "TRY") == Money(amount=amount, currency="TRY")
    assert str(money(f"{amount:f}", "TRY").amount) == f"{amount:f}"


@given(amounts)
def test_money_survives_being_written_and_read(amount: Decimal) -> None:
    given_money = money(amount, "IRR")
    again = msgspec.json.decode(msgspec.json.encode(given_money), type=Money)
    assert (str(again.amount), again.currency) == (str(given_money.amount), "IRR")


@given(st.decimals(places=2, min_value=0, max_value=10**9))
def test_an_amount_written_as_json_number_is_read_without_a_float(amount: Decimal) -> None:
    assert msgspec.json.decode(str(amount), type=Decimal) == amount


BAD_AMOUNTS = [
    *("NaN", "sNaN", "-NaN", "Infinity", "-Infinity", "inf", "", " ", " 1 ", "None", "twelve"),
    *(
        "12,50",
        "1.234,50",
        "12.50 €",
        "€12.50",
        "1 000",
        "1_000",
        "1.2.3",
        "--1",
        "0x10",
        "1e3",
        "١٢",
    ),
]


@pytest.mark.parametrize("amount", BAD_AMOUNTS)
def test_an_amount_that_is_no_number_is_refused(amount: str) -> None:
    with pytest.raises(Malformed):
        money(amount, "EUR")


@pytest.mark.parametrize("amount", ["NaN", "sNaN", "Infinity", "-Infinity", "1e9999", "1e-9999"])
def test_a_decimal_that_is_no_number_is_refused(amount: str) -> None:
    with pytest.raises(Malformed):
        money(Decimal(amount), "EUR")


@pytest.mark.parametrize(
    "currency", ["eur", "Eur", "EU", "EURO", "", "€", " EUR", "EUR ", "EUR\n", "E1R", "ＥＵＲ"]
)
def test_a_currency_that_is_no_iso_code_is_refused(currency: str) -> None:
    with pytest.raises(Malformed):
        money("1.00", currency)


class Light(StrEnum):
    UNKNOWN = "unknown"
    GREEN = "green"


def test_a_known_word_is_translated_and_says_nothing() -> None:
    with capture_logs() as logs:
        assert canonical({"go": Light.GREEN}, "go", Light.UNKNOWN) is Light.GREEN
        assert canonical({"go": Light.GREEN}, None, Light.UNKNOWN) is Light.UNKNOWN
    assert logs == []


def test_a_new_word_is_unknown_and_one_warning() -> None:
    with capture_logs() as logs:
        assert canonical({"go": Light.GREEN}, "halt" * 20, Light.UNKNOWN) is Light.UNKNOWN
    (entry,) = logs
    assert entry["log_level"] == "warning"
    assert entry["of"] == "Light"
    assert entry["word"] == ("halt" * 20)[:40]


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>Gül &amp; Söhne</p>", "Gül & Söhne"),
        ("one<br>two", "one two"),
        ("<a href='x'>دفتر</a>", "دفتر"),
        ("a &lt;b&gt; c", "a <b> c"),
        ("", ""),
        ("  no   markup\n", "no markup"),
    ],
)
def test_markup_becomes_text(markup: str, text: str) -> None:
    assert plain_text(markup) == text


@pytest.mark.parametrize(
    "address", ["https://track.example.com/?n=1&m=2", "http://example.com", "HTTPS://example.com/é"]
)
def test_a_web_address_is_kept(address: str) -> None:
    assert web_url(address) == address
    assert web_url(f" {address}\n") == address


@pytest.mark.parametrize(
    "address",
    [
        None,
        "",
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        "data:text/html,x",
        "ftp://example.com",
        "//example.com",
        "example.com",
        "https://",
        "https:///path",
        "http:example.com",
        "https://[",
        "https://[::1",
    ],
)
def test_what_is_no_web_address_is_empty(address: str | None) -> None:
    assert web_url(address) == ""


@given(st.text())
def test_an_address_is_never_anything_but_http(text: str) -> None:
    assert web_url(text) == "" or web_url(text).lower().startswith("http")


@given(st.text())
def test_words_are_one_line(text: str) -> None:
    line = words(text)
    assert line.splitlines() in ([], [line])
    assert line == line.strip()
    assert words(line) == line


def test_no_words_are_empty() -> None:
    assert words(None) == ""
