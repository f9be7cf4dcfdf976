"""What the store and the law say of certain goods: by product, SKU or tag."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import JsonValue

from connector.answers.legal import Preset
from connector.answers.policy import Goods, MerchantReturnPolicy, ProductOverride
from connector.answers.policy_values import listed
from connector.answers.return_facts import ReturnReason
from connector.records import OrderLine, Product


@dataclass(frozen=True, slots=True, kw_only=True)
class Sold:
    """What a policy can know an order line by."""

    ids: frozenset[str] = frozenset()
    sku: str = ""
    tags: frozenset[str] | None = frozenset()
    """In lower case; None where we have no copy of the product."""


ANYTHING = Sold()


def sold(line: OrderLine, products: Mapping[str, Product]) -> Sold:
    product = products.get(line.product_id)
    ids = frozenset(filter(None, (line.product_id, line.variant_id)))
    return Sold(
        ids=ids,
        sku=line.sku.casefold(),
        tags=names(list(product.tags)) if product else None if line.product_id else frozenset(),
    )


def names(given: JsonValue) -> frozenset[str]:
    texts = (str(name).strip().casefold() for name in listed(given) if name is not None)
    return frozenset(texts)


def is_tagged(item: Sold, tags: JsonValue) -> bool:
    return bool(names(tags) & (item.tags or frozenset()))


def is_meant(goods: Goods, item: Sold) -> bool:
    by_id = names(goods.products) & {each.casefold() for each in item.ids}
    by_sku = bool(item.sku) and item.sku in names(goods.skus)
    return bool(by_id) or by_sku or is_tagged(item, goods.tags)


def exclusion(policy: MerchantReturnPolicy, item: Sold) -> ReturnReason | None:
    """Why the store does not take it back, what the law allows before what it may not."""
    reasons = {
        ReturnReason(each.reason)
        for each in policy.x_product_exclusions or ()
        if is_meant(each, item)
    }
    if is_tagged(item, policy.x_exempt_tags):
        reasons.add(ReturnReason.EXEMPT_BY_LAW)
    if is_tagged(item, policy.x_final_sale_tags):
        reasons.add(ReturnReason.FINAL_SALE)
    return next((reason for reason in FIRST if reason in reasons), None)


FIRST = (
    ReturnReason.EXEMPT_BY_LAW,
    ReturnReason.GIFT_CARD,
    ReturnReason.FINAL_SALE,
    ReturnReason.NOT_RETURNABLE_POLICY,
)


def product_terms(policy: MerchantReturnPolicy, item: Sold) -> ProductOverride | None:
    """The first that means it."""
    return next((o for o in policy.x_product_overrides or () if is_meant(o, item)), None)


def is_unclear(policy: MerchantReturnPolicy, item: Sold) -> bool:
    """The policy turns on tags, and we do not know them."""
    rules = [*(policy.x_product_exclusions or ()), *(policy.x_product_overrides or ())]
    tags = [policy.x_exempt_tags, policy.x_final_sale_tags, *(rule.tags for rule in rules)]
    return item.tags is None and any(each is not None for each in tags)


def law_for(policy: MerchantReturnPolicy, preset: Preset | None, item: Sold) -> Preset | None:
    """None where the law leaves these goods to the store."""
    if preset is None:
        return None
    outside = {ReturnReason.EXEMPT_BY_LAW, ReturnReason.GIFT_CARD}
    if exclusion(policy, item) in outside or is_tagged(item, list(preset.exempt_tags)):
        return None
    return preset
