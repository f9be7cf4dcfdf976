"""Can I send it back: what the shop rules out, what the law adds, what it costs."""

from __future__ import annotations

from tests.situations.recorded import Delivered, having, shopify
from tests.situations.returns import GLASSES, HERE, PAGE, days, policy, to_country, wanting
from tests.situations.situation import at


def tagged(tags: str) -> Delivered:
    """The product in `#1003`, with these tags."""
    return shopify("products-create", having(id=8123400000103, tags=tags))


RETURN_RULES = (
    wanting(
        "I bought it on sale and for good",
        deliveries=(*HERE, tagged("ev, SON-FIYAT")),
        owner=policy(days(30, x_final_sale_tags=["son-fiyat"])),
        facts={"items.0.reasons": ["final_sale"], "items.0.eligible": "no"},
        next_actions=("contact_store",),
        says=("it was a final sale",),
        tells=(GLASSES,),
    ),
    wanting(
        "I bought a gift card",
        owner=policy(
            days(30, x_product_exclusions=[{"skus": ["CAY-SET-6"], "reason": "gift_card"}])
        ),
        facts={"items.0.reasons": ["gift_card"], "items.0.eligible": "no"},
        next_actions=("contact_store",),
        says=("gift cards cannot be returned",),
        tells=(GLASSES,),
    ),
    wanting(
        "It was made for me alone",
        deliveries=(*HERE, tagged("kisiye-ozel")),
        owner=policy(days(30, x_exempt_tags=["kisiye-ozel"])),
        facts={"items.0.reasons": ["exempt_by_law"], "items.0.eligible": "no"},
        next_actions=("contact_store",),
        says=("the law exempts goods of this kind",),
        tells=(GLASSES,),
    ),
    wanting(
        "This shop takes nothing back",
        owner=policy(
            {
                "@type": "MerchantReturnPolicy",
                "applicableCountry": "GB",
                "returnPolicyCategory": "MerchantReturnNotPermitted",
                "merchantReturnLink": PAGE,
            }
        ),
        facts={"items.0.eligible": "no", "items.0.reasons": ["not_returnable_policy"]},
        next_actions=("contact_store",),
        tells=(GLASSES,),
    ),
    wanting(
        "I can send it back whenever I like",
        owner=policy(
            {
                "@type": "MerchantReturnPolicy",
                "applicableCountry": "GB",
                "returnPolicyCategory": "MerchantReturnUnlimitedWindow",
                "merchantReturnLink": PAGE,
                "returnFees": "FreeReturn",
            }
        ),
        facts={"items.0.eligible": "yes", "items.0.window_end": None},
        next_actions=("request_return",),
        says=("at any time", "Returning items is free of charge."),
        tells=(GLASSES,),
    ),
    wanting(
        "In Germany the law gives me more than the shop",
        deliveries=(to_country("DE"), HERE[1]),
        owner=policy(days(7, "DE")),
        facts={
            "statutory.preset": "eu-crd",
            "items.0.window_end": "2026-10-19",
            "items.0.reasons": ["within_window", "statutory"],
        },
        next_actions=("request_return",),
        says=("The law requires this return period.",),
        tells=(GLASSES, at("2026-10-19")),
    ),
    wanting(
        "In Turkey the law gives me more than the shop, and free of charge",
        deliveries=(to_country("TR"), HERE[1]),
        owner=policy(days(7, "TR", returnFees="ReturnFeesCustomerResponsibility")),
        facts={
            "statutory.preset": "tr-mesafeli",
            "items.0.window_end": "2026-10-19",
            "items.0.costs.return_shipping": "store",
        },
        next_actions=("request_return",),
        says=("The law requires this return period.", "Returning items is free of charge."),
        tells=(GLASSES, at("2026-10-19")),
    ),
    wanting(
        "In Iran the law counts working days",
        deliveries=(to_country("IR"), HERE[1]),
        owner=policy(days(3, "IR")),
        facts={"statutory.preset": "ir-ecommerce", "items.0.eligible": "yes"},
        next_actions=("request_return",),
        says=("The law requires this return period.",),
        tells=(GLASSES,),
    ),
    wanting(
        "In China the law gives me seven days",
        deliveries=(to_country("CN"), HERE[1]),
        owner=policy(days(3, "CN")),
        facts={"statutory.preset": "cn-7day", "items.0.eligible": "yes"},
        next_actions=("request_return",),
        says=("The law requires this return period.",),
        tells=(GLASSES,),
    ),
    wanting(
        "I bought it for New Year and the shop waits longer then",
        now=at("2026-11-20T12:00"),
        owner=policy(
            days(
                14,
                returnPolicySeasonalOverride={
                    "@type": "MerchantReturnPolicySeasonalOverride",
                    "startDate": "2026-10-01",
                    "endDate": "2026-12-31",
                    "merchantReturnDays": 90,
                },
            )
        ),
        facts={"items.0.status": "open", "items.0.window_end": "2027-01-02"},
        next_actions=("request_return",),
        tells=(GLASSES, at("2027-01-02")),
    ),
    wanting(
        "Sending it back costs me something",
        owner=policy(
            days(
                30,
                returnFees="ReturnShippingFees",
                returnShippingFeesAmount={"value": 4.5, "currency": "GBP"},
                restockingFee=10,
            )
        ),
        facts={
            "items.0.costs.return_shipping": "customer",
            "items.0.costs.return_shipping_amount": {"amount": "4.5", "currency": "GBP"},
            "items.0.costs.restocking_percent": "10",
        },
        next_actions=("request_return",),
        says=("You pay £4.50 for return shipping.", "A restocking fee (10%)"),
        tells=(GLASSES, 10),
    ),
)
