"""Laws of the message, whatever the order is like and whoever wrote what stands in it."""

from __future__ import annotations

import unicodedata
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from connector.answers import order_words
from connector.answers.answer import Answer, OrderStatusFacts
from connector.answers.order_status import ask_which, order_status
from connector.answers.words import speak
from connector.joined import WholeOrder
from connector.records import FulfillmentStatus as F
from connector.records import PaymentStatus as P
from connector.records import ReturnStatus as R
from connector.records import ShipmentStatus as S
from connector.records import (
    Tracking,
)
from tests.answers.demo import (
    LANGUAGES,
    NOW,
    ago,
    line,
    order,
    parcel,
    whole,
)

DHL = Tracking(number="00340434", url="https://track.example.com/00340434")


def answer(
    found: WholeOrder | None, asked: str = "1001", tongue: str = "en"
) -> Answer[OrderStatusFacts]:
    return order_status(found, asked=asked, words=speak(tongue), now=NOW)


texts = st.text(max_size=30) | st.sampled_from(
    [
        "<b>x</b>",
        "{number}",
        "{{ticket}}",
        "[a](https://x.example)",
        "\x00\n\u202e",
        "%s",
        "<",
        "`",
        "",
    ]
)


@given(
    texts,
    texts,
    texts,
    texts,
    st.sampled_from(F),
    st.lists(st.sampled_from(S), max_size=2),
    st.sampled_from(LANGUAGES),
)
def test_no_strangers_text_reaches_a_message_as_more_than_words(
    number: str, title: str, carrier: str, tracking: str, sent: F, statuses: list[S], tongue: str
) -> None:
    of = order(P.PAID, sent, number=number, lines=(line("1", title),))
    parcels = [
        parcel(
            status,
            id_=f"p{n}",
            carrier=carrier,
            tracking=(Tracking(number=tracking),),
            lines=("1",),
        )
        for n, status in enumerate(statuses)
    ]
    found = whole(of, *parcels)
    for message in (
        answer(found, tongue=tongue).message,
        answer(None, asked=number, tongue=tongue).message,
        ask_which([found, found], speak(tongue)).message,
    ):
        assert not set("{}<>`") & set(message)
        assert "](" not in message
        controls = {c for c in message if unicodedata.category(c) in {"Cc", "Cs", "Zl", "Zp"}}
        assert controls <= {"\n"}
        assert not set("\u202a\u202b\u202d\u202e\u2066\u2067") & set(message)
        assert message.count("\u2068") == message.count("\u2069")


OPENINGS = [
    value
    for name, value in vars(order_words).items()
    if name.isupper() and isinstance(value, str) and "{number}" in value
] + [*order_words.LOST.values(), *order_words.DUE.values()]


def openings(of: WholeOrder) -> list[str]:
    message = answer(of).message
    return [one for one in OPENINGS if one.format(number="#1001") in message]


def test_every_payment_fulfilment_and_parcel_has_exactly_one_headline_sentence() -> None:
    assert len(set(OPENINGS)) == len(OPENINGS) > 20
    for payment, sent, status in product(P, F, (None, *S)):
        found = whole(order(payment, sent), *([parcel(status)] if status else []))
        assert len(openings(found)) == 1, (payment, sent, status)


@given(
    st.sampled_from(P),
    st.sampled_from(F),
    st.none() | st.sampled_from(R),
    st.lists(st.sampled_from(S), max_size=3),
    st.booleans(),
    st.booleans(),
)
def test_every_combination_of_the_axes_has_exactly_one_headline_sentence(
    payment: P, sent: F, back: R | None, statuses: list[S], called_off: bool, virtual: bool
) -> None:
    of = order(
        payment,
        sent,
        return_status=back,
        cancelled_at=ago(1) if called_off else None,
        lines=(line(requires_shipping=not virtual),),
    )
    found = whole(of, *(parcel(status, id_=f"p{n}") for n, status in enumerate(statuses)))
    [said] = openings(found)
    assert answer(found).message.startswith(said.format(number="#1001"))
