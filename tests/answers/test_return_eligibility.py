"""Whether an item can be returned, why, and what it costs."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import msgspec
import pytest
from pydantic import JsonValue

from connector.answers.answer import Answer
from connector.answers.policy import MerchantReturnPolicy
from connector.answers.policy_values import NOT_PERMITTED, UNLIMITED
from connector.answers.return_facts import (
    Eligible,
    ItemReturn,
    Payer,
    ReturnItem,
    ReturnPolicyFacts,
)
from connector.answers.return_facts import ReturnReason as Why
from connector.answers.return_policy import return_policy
from connector.answers.words import speak
from connector.joined import WholeOrder
from connector.records import FulfillmentStatus as F
from connector.records import PaymentStatus as P
from connector.records import Product, ReturnStatus
from connector.records import ShipmentStatus as S
from tests.answers.demo import NOW, ago, line, order, parcel, refund, returned, scan, whole
from tests.answers.demo import policy as policy_of

LINE = msgspec.structs.replace(line(), product_id="501", variant_id="502")
SENT = order(P.PAID, F.FULFILLED, lines=(LINE,), country="GB")


def policy(**more: JsonValue) -> MerchantReturnPolicy:
    return policy_of(**{"applicableCountry": None, **more})


def product(*tags: str) -> dict[str, Product]:
    return {"501": Product(id="501", title="Linen shirt", published=False, tags=tags)}


def delivered(days_ago: float = 3, country: str = "GB") -> WholeOrder:
    of = msgspec.structs.replace(SENT, ship_to_country=country)
    return whole(of, parcel(S.DELIVERED), scan(S.DELIVERED, ago(days_ago)))


def answer(
    found: WholeOrder,
    known: MerchantReturnPolicy,
    products: dict[str, Product] | None = None,
    now: datetime = NOW,
) -> Answer[ReturnPolicyFacts]:
    return return_policy(
        [known],
        country=None,
        order=found,
        words=speak("en"),
        now=now,
        products=product() if products is None else products,
    )


def item(
    found: WholeOrder,
    known: MerchantReturnPolicy,
    products: dict[str, Product] | None = None,
    now: datetime = NOW,
) -> ReturnItem:
    facts = answer(found, known, products, now).facts
    assert facts is not None
    return facts.items[0]


def word(found: ReturnItem) -> tuple[Eligible, Why]:
    return found.eligible, found.reasons[0]


def test_each_state_has_its_word_its_reason_and_what_to_do_next() -> None:
    asked: list[tuple[WholeOrder, MerchantReturnPolicy, Eligible, Why, str | None]] = [
        (delivered(), policy(), Eligible.YES, Why.WITHIN_WINDOW, "request_return"),
        (delivered(40), policy(), Eligible.NO, Why.WINDOW_OVER, "contact_store"),
        (whole(order()), policy(), Eligible.YES, Why.NOT_DELIVERED_YET, "wait"),
        (
            whole(SENT, parcel(shipped_at=ago(90))),
            policy(),
            Eligible.UNKNOWN,
            Why.DELIVERY_DATE_UNKNOWN,
            "contact_store",
        ),
        (
            delivered(),
            policy(returnPolicyCategory=NOT_PERMITTED),
            Eligible.NO,
            Why.NOT_RETURNABLE_POLICY,
            "contact_store",
        ),
        (
            delivered(),
            policy(returnPolicyCategory=None, merchantReturnDays=None),
            Eligible.UNKNOWN,
            Why.NO_POLICY,
            "contact_store",
        ),
        (
            whole(SENT, refund("9.00", {"1": "1"})),
            policy(),
            Eligible.NO,
            Why.ALREADY_REFUNDED,
            None,
        ),
        (
            whole(SENT, returned(ReturnStatus.RETURNED)),
            policy(),
            Eligible.NO,
            Why.ALREADY_RETURNED,
            None,
        ),
        (whole(order(P.VOIDED, F.CANCELLED)), policy(), Eligible.NO, Why.ORDER_CANCELLED, None),
    ]
    for found, known, eligible, why, then in asked:
        given = item(found, known)
        assert (given.eligible, given.reasons[0], given.next_action) == (eligible, why, then)
        assert (given.costs is None) == (eligible is Eligible.NO)


def test_a_cancelled_order_that_was_sent_all_the_same_is_for_people_to_sort_out() -> None:
    of = order(P.PAID, F.FULFILLED, cancelled_at=ago(1))
    given = item(whole(of, parcel(S.DELIVERED)), policy())
    assert (word(given), given.next_action) == (
        (Eligible.UNKNOWN, Why.ORDER_CANCELLED),
        "contact_store",
    )


def test_a_guess_is_named_and_so_is_a_return_that_is_under_way() -> None:
    guessed = item(whole(SENT, parcel(shipped_at=ago(3))), policy())
    assert guessed.reasons == [Why.WITHIN_WINDOW, Why.DELIVERY_DATE_UNKNOWN]
    found = whole(
        SENT, parcel(S.DELIVERED), scan(S.DELIVERED, ago(3)), returned(ReturnStatus.IN_TRANSIT)
    )
    assert item(found, policy()).reasons == [Why.WITHIN_WINDOW, Why.RETURN_UNDER_WAY]
    assert "A return for this order is already under way." in answer(found, policy()).message


@pytest.mark.parametrize(
    ("rules", "tags", "why", "said"),
    [
        ({"x_final_sale_tags": ["Final-Sale"]}, ("final-sale",), Why.FINAL_SALE, "final sale"),
        ({"x_exempt_tags": "personalised"}, (" Personalised ",), Why.EXEMPT_BY_LAW, "law exempts"),
        (
            {"x_product_exclusions": [{"tags": "gift-card", "reason": "gift_card"}]},
            ("gift-card",),
            Why.GIFT_CARD,
            "gift cards cannot",
        ),
        (
            {"x_product_exclusions": [{"skus": ["sku-1"]}]},
            (),
            Why.NOT_RETURNABLE_POLICY,
            "it cannot be returned.",
        ),
        (
            {"x_product_exclusions": [{"products": [501], "reason": "final_sale"}]},
            (),
            Why.FINAL_SALE,
            "final sale",
        ),
        (
            {"x_product_exclusions": [{"products": "502"}]},
            (),
            Why.NOT_RETURNABLE_POLICY,
            "it cannot be returned.",
        ),
        (
            {"x_product_overrides": [{"tags": "sale", "returnPolicyCategory": NOT_PERMITTED}]},
            ("sale",),
            Why.NOT_RETURNABLE_POLICY,
            "it cannot be returned.",
        ),
    ],
)
def test_goods_that_are_not_taken_back_are_refused_with_the_reason(
    rules: dict[str, JsonValue], tags: tuple[str, ...], why: Why, said: str
) -> None:
    season: JsonValue = {
        "startDate": "2026-01-01",
        "endDate": "2026-12-31",
        "merchantReturnDays": 60,
    }
    known = policy(**rules, returnPolicySeasonalOverride=season)
    given = answer(delivered(), known, product(*tags))
    assert given.facts is not None
    assert word(given.facts.items[0]) == (Eligible.NO, why)
    assert said in given.message
    assert "your rights if an item is faulty" in given.message
    other = msgspec.structs.replace(LINE, product_id="7", variant_id="8", sku="OTHER")
    others = whole(msgspec.structs.replace(SENT, lines=(other,)), *delivered().shipments)
    mug = {"7": Product(id="7", title="Mug", published=True, tags=("mug",))}
    assert word(item(others, known, mug))[0] is Eligible.YES


def test_the_law_beats_a_final_sale_and_not_what_it_exempts_itself() -> None:
    found = delivered(country="TR")
    final = policy(x_final_sale_tags="sale", x_exempt_tags="engraved")
    assert word(item(found, final, product("sale"))) == (Eligible.YES, Why.WITHIN_WINDOW)
    assert Why.STATUTORY in item(found, final, product("sale")).reasons
    both = item(found, final, product("sale", "engraved"))
    assert word(both) == (Eligible.NO, Why.EXEMPT_BY_LAW)
    cards = policy(x_product_exclusions=[{"tags": "card", "reason": "gift_card"}])
    assert word(item(found, cards, product("card"))) == (Eligible.UNKNOWN, Why.GIFT_CARD)


def test_goods_that_the_laws_own_list_exempts_are_left_to_the_stores_policy() -> None:
    found, fresh = delivered(5, "DE"), product("Perishable")
    short = policy(merchantReturnDays=2)
    assert word(item(found, short)) == (Eligible.YES, Why.WITHIN_WINDOW)
    assert word(item(found, short, fresh)) == (Eligible.NO, Why.WINDOW_OVER)
    assert word(item(found, policy(merchantReturnDays=9), fresh))[0] is Eligible.YES


def test_a_product_that_we_have_no_copy_of_is_not_promised_where_tags_decide() -> None:
    tagged = policy(x_final_sale_tags="sale")
    assert word(item(delivered(), tagged, {})) == (Eligible.UNKNOWN, Why.PRODUCT_UNKNOWN)
    assert item(delivered(40), tagged, {}).eligible is Eligible.NO
    assert item(delivered(), policy(), {}).eligible is Eligible.YES
    own = policy(x_product_exclusions=[{"skus": "OTHER"}])
    assert item(delivered(), own, {}).eligible is Eligible.YES


def test_goods_may_have_terms_of_their_own() -> None:
    override: JsonValue = [
        {
            "skus": "SKU-1",
            "merchantReturnDays": 30,
            "returnFees": "FreeReturn",
            "returnMethod": ["https://schema.org/ReturnInStore"],
        },
        {"products": "501", "merchantReturnDays": 90},
    ]
    known = policy(
        x_product_overrides=override,
        returnFees="ReturnShippingFees",
        returnMethod="ReturnByMail",
    )
    given = item(delivered(), known)
    assert given.window_start is not None
    assert given.window_end == given.window_start + timedelta(days=30)
    assert given.methods == ["ReturnInStore"]
    assert given.costs is not None
    assert given.costs.return_shipping is Payer.STORE
    fees_only = policy(x_product_overrides=[{"skus": "SKU-1", "returnFees": "FreeReturn"}])
    assert item(delivered(13), fees_only).eligible is Eligible.YES
    assert item(delivered(20), fees_only).eligible is Eligible.NO


def test_a_window_may_start_with_the_order_or_with_its_sending() -> None:
    found = whole(SENT, parcel(S.DELIVERED, shipped_at=ago(10)), scan(S.DELIVERED, ago(3)))
    by_order = item(found, policy(x_start="order", merchantReturnDays=30))
    assert (by_order.window_start, by_order.basis) == (date(2026, 11, 1), "placed")
    by_sending = item(found, policy(x_start="shipment"))
    assert (by_sending.window_start, by_sending.basis) == (date(2026, 11, 11), "shipped")
    assert by_sending.reasons == [Why.WITHIN_WINDOW]
    assert item(found, policy(x_start="order")).reasons == [Why.WINDOW_OVER]
    under_way = whole(SENT, parcel(S.IN_TRANSIT, shipped_at=ago(10)))
    late = item(under_way, policy(x_start="order"))
    assert word(late) == (Eligible.UNKNOWN, Why.NOT_DELIVERED_YET)
    unsent = answer(whole(order(country="GB")), policy(x_start="shipment")).message
    assert "the return period has not started yet." in unsent
    assert "The return period starts on the day the order is sent." in unsent


def test_a_general_answer_says_from_when_a_period_runs_and_which_days_count() -> None:
    def told(**more: JsonValue) -> str:
        return return_policy(
            [policy(**more)], country="GB", order=None, words=speak("en"), now=NOW
        ).message

    assert told(x_start="order").startswith(
        "The return period is 14 days. The return period starts on the day of the order."
    )
    assert "within 14 working days of delivery" in told(x_day_type="business")
    assert "The return period is 1 working day." in told(
        x_day_type="business", x_start="shipment", merchantReturnDays=1
    )


def test_business_days_are_those_of_the_country_and_an_end_may_roll() -> None:
    christmas = datetime.fromisoformat("2026-12-18T12:00:00+00:00")  # a Friday
    found = whole(SENT, parcel(S.DELIVERED), scan(S.DELIVERED, christmas))

    def last(**more: JsonValue) -> date | None:
        return item(found, policy(**more), now=christmas).window_end

    assert last(merchantReturnDays=7) == date(2026, 12, 25)
    rolled = last(merchantReturnDays=7, x_roll_to_business_day=True)
    assert rolled == date(2026, 12, 29)  # the 28th is Boxing Day in lieu
    assert last(merchantReturnDays=5, x_day_type="business") == date(2026, 12, 29)
    saturday = christmas + timedelta(days=1)
    same = whole(SENT, parcel(S.DELIVERED), scan(S.DELIVERED, saturday))
    none = policy(merchantReturnDays=0, x_day_type="business")
    assert item(same, none, now=saturday).window_end == date(2026, 12, 19)


def test_what_a_return_costs_is_told_with_its_amount() -> None:
    euros: JsonValue = {"@type": "MonetaryAmount", "value": "4.90", "currency": "EUR"}
    known = policy(
        returnFees=["ReturnShippingFees", "OriginalShippingFees"],
        returnShippingFeesAmount=euros,
        restockingFee=10,
        itemDefectReturnFees="FreeReturn",
    )
    given = answer(delivered(), known)
    assert given.facts is not None
    assert given.facts.items[0].costs is not None
    assert given.facts.items[0].costs.model_dump() == {
        "return_shipping": "customer",
        "return_shipping_amount": {"amount": "4.90", "currency": "EUR"},
        "restocking_fee": None,
        "restocking_percent": "10",
        "original_shipping_refunded": False,
        "faulty_return_shipping": "store",
    }
    assert "You pay €4.90 for return shipping." in given.message
    assert "A restocking fee (10%) is charged for returned items." in given.message
    fixed = answer(delivered(), policy(restockingFee=euros, returnFees="FreeReturn"))
    assert "A restocking fee of €4.90 is charged" in fixed.message
    assert "free of charge" not in fixed.message
    nothing = answer(delivered(), policy(restockingFee=0, returnFees="FreeReturn"))
    assert "free of charge" in nothing.message


def test_what_can_be_returned_at_any_time_has_no_last_day() -> None:
    lasting = item(delivered(900), policy(returnPolicyCategory=UNLIMITED))
    assert (lasting.status, lasting.window_ends_at) == (ItemReturn.OPEN, None)
    assert lasting.eligible is Eligible.YES
