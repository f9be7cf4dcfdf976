"""Return policies out of the JSON that owners have: one, a list, or inside their organization."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from functools import lru_cache

from pydantic import JsonValue, ValidationError
from pydantic_core import ErrorDetails

from connector.answers.owner_document import DOCUMENTS, refuse_constant
from connector.answers.policy import (
    FIXED,
    MANY,
    ONE,
    PERCENT,
    MerchantReturnPolicy,
    SchemaOrg,
)
from connector.answers.policy_values import listed, types_of
from connector.answers.text import clean
from connector.errors import BadRequest

MOST_TEXT = 1_000_000
"""Characters; room for a policy of its own for every country and every member tier."""
MOST_NESTED = 40
OWN = {f.alias or name for name, f in MerchantReturnPolicy.model_fields.items()}
SHARED = {"additionalProperty", "itemCondition", "validForMemberTier"}
TELLTALE = (
    OWN - SHARED - {f.alias or name for name, f in SchemaOrg.model_fields.items()} - {"@type"}
)
"""Properties by which a policy is known even if its `@type` is misspelt."""
GOODS = {
    *("Product", "ProductGroup", "ProductModel", "IndividualProduct", "SomeProducts", "Vehicle"),
    *("Offer", "AggregateOffer", "OfferForLease", "OfferForPurchase", "Demand"),
}
"""A policy of theirs holds for one product, not for the store."""
IN_ORGANIZATION = "hasMerchantReturnPolicy"
TAGS = {ONE, MANY, FIXED, PERCENT}
"""What pydantic puts into a path where there was a choice."""


@lru_cache(DOCUMENTS)
def parse_policies(text: str) -> tuple[MerchantReturnPolicy, ...]:
    """A policy, a list or JSON-LD `@graph` of them, or an organization that has some.

    Raises BadRequest naming the field and what is wrong."""
    document = json_of(text)
    if document == []:
        raise bad_policy("The list of return policies is empty.")
    policies = without_references(list(policies_in(document)))
    if not policies:
        raise bad_policy("There is no MerchantReturnPolicy of a store in this document.")
    return tuple(parse_policy(policy, place) for place, policy in enumerate(policies, start=1))


def json_of(text: str) -> JsonValue:
    """Without nulls, which JSON-LD takes as absent: https://www.w3.org/TR/json-ld11/#dfn-null"""
    if len(text) > MOST_TEXT:
        raise bad_policy(f"The return policy is longer than {MOST_TEXT} characters.")
    try:
        document: JsonValue = json.loads(
            text.removeprefix("\N{ZERO WIDTH NO-BREAK SPACE}"),
            parse_constant=refuse_constant,
            object_pairs_hook=object_of,
        )
    except RecursionError:
        raise bad_policy(TOO_DEEP) from None
    except ValueError as error:
        raise bad_policy(f"The return policy is not valid JSON: {error}.") from None
    known = without_nulls(document)
    check_passable(known)
    return known


TOO_DEEP = "The return policy is nested too deeply."


def object_of(pairs: list[tuple[str, JsonValue]]) -> dict[str, JsonValue]:
    """Of a property given twice JSON keeps the last, perhaps not the one that was meant."""
    found: dict[str, JsonValue] = {}
    for name, value in pairs:
        if name in found:
            raise bad_policy(f"{clean(name)} is given more than once in one JSON object.")
        found[name] = value
    return found


def without_nulls(value: JsonValue, depth: int = 0) -> JsonValue:
    if depth > MOST_NESTED:
        raise bad_policy(TOO_DEEP)
    if isinstance(value, dict):
        return {k: without_nulls(v, depth + 1) for k, v in value.items() if v is not None}
    if isinstance(value, list):
        return [without_nulls(v, depth + 1) for v in value if v is not None]
    return value


def check_passable(document: JsonValue) -> None:
    """1e999 and half a surrogate pair can be read from JSON, but not be written again."""
    try:
        json.dumps(document, ensure_ascii=False, allow_nan=False).encode()
    except ValueError:
        raise bad_policy(
            "The return policy holds a number or a character that cannot be passed on."
        ) from None


def policies_in(node: JsonValue) -> Iterator[JsonValue]:
    """What is, or should be, a policy. Other things that a page's JSON-LD tells are passed over."""
    if isinstance(node, list):
        for each in node:
            yield from policies_in(each)
    elif not isinstance(node, dict) or is_policy(node):
        yield node
    elif "@graph" in node:
        yield from policies_in(node["@graph"])
    elif not types_of(node) & GOODS:
        yield from listed(node.get(IN_ORGANIZATION, []))


def is_policy(node: dict[str, JsonValue]) -> bool:
    untyped = not node.keys() & {"@type", "@graph", IN_ORGANIZATION}
    return untyped or "MerchantReturnPolicy" in types_of(node) or bool(node.keys() & TELLTALE)


def without_references(policies: Sequence[JsonValue]) -> list[JsonValue]:
    """`{"@id": "#returns"}` stands for the policy of that `@id`, which is there once already."""
    ids = {
        str(p.get("@id")) for p in policies if isinstance(p, dict) and p.keys() - {"@id", "@type"}
    }
    return [p for p in policies if reference(p) not in ids]


def reference(policy: JsonValue) -> str | None:
    if not isinstance(policy, dict) or policy.keys() - {"@id", "@type"} or "@id" not in policy:
        return None
    return str(policy["@id"])


def parse_policy(document: JsonValue, place: int) -> MerchantReturnPolicy:
    if not isinstance(document, dict):
        raise bad_policy(f"Return policy {place} must be a JSON object.")
    try:
        return MerchantReturnPolicy.model_validate(document)
    except ValidationError as error:
        wrong = " ".join(explained(e) for e in error.errors()[:5])
        raise bad_policy(f"Return policy {place}: {wrong}") from None


def explained(error: ErrorDetails) -> str:
    """`merchantReturnDays: Input should be a valid integer.`"""
    path = ".".join(clean(str(step)) for step in error["loc"] if step not in TAGS)
    if error["type"] == "extra_forbidden":
        whose = "there is" if "x_" in path else "schema.org knows"
        return f"{path}: {whose} no such property here."
    wrong = error["msg"].removeprefix("Value error, ")
    return f"{path}: {wrong}." if path else f"{wrong}."


def bad_policy(detail: str) -> BadRequest:
    return BadRequest(detail, parameter="policy")
