"""The OpenAPI document: valid, the same every time, and true."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest
from openapi_schema_validator import OAS31Validator
from openapi_spec_validator import OpenAPIV31SpecValidator
from werkzeug.datastructures import Headers

from connector.api.asker import TRUSTED
from connector.api.problems import Problem
from connector.api.questions import IDENTITY, LONGEST, LONGEST_IDENTITY
from connector.storage.stores import Scope
from tests.api.conftest import EMAIL, Street

ROOT = Path(__file__).parents[2]
OPERATIONS = {
    "get_order_status": "/v1/order-status",
    "get_refund_status": "/v1/refund-status",
    "get_return_policy": "/v1/return-policy",
    "get_stock": "/v1/stock",
    "get_reviews": "/v1/reviews",
    "get_shipping": "/v1/shipping",
    "get_policies": "/v1/policies",
    "get_faq": "/v1/faq",
    "get_hours": "/v1/hours",
    "get_stock_insights": "/v1/stock/insights",
    "start_verification": "/v1/verification",
    "confirm_verification": "/v1/verification/confirm",
}
FOR_STAFF = {"get_stock_insights"}
SENT = {
    "start_verification": ["order", "email", "phone", "locale"],
    "confirm_verification": ["verification", "code", "locale"],
}
"""Fields of the body, for what is not asked by GET."""


@pytest.fixture(scope="session")
def document(street: Street) -> dict[str, Any]:
    response = street.app.test_client().get("/openapi.json")
    assert response.mimetype == "application/json"
    found: dict[str, Any] | None = response.json
    assert found is not None
    return found


def operations(document: dict[str, Any]) -> dict[str, dict[str, Any]]:
    found = [o for path in document["paths"].values() for o in path.values()]
    return {operation["operationId"]: operation for operation in found}


def asked_by_get(document: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {name: told for name, told in operations(document).items() if name not in SENT}


def test_the_document_is_valid_openapi_3_1(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.1.")
    assert list(OpenAPIV31SpecValidator(document).iter_errors()) == []


def test_it_describes_these_questions_and_nothing_else(document: dict[str, Any]) -> None:
    assert {
        operation["operationId"]: path
        for path, methods in document["paths"].items()
        for operation in methods.values()
    } == OPERATIONS


def test_every_question_needs_the_bearer_key(document: dict[str, Any]) -> None:
    scheme = document["components"]["securitySchemes"]["ApiKey"]
    assert (scheme["type"], scheme["scheme"]) == ("http", "bearer")
    for operation in operations(document).values():
        assert operation["security"] == [{"ApiKey": []}]


def test_a_tool_is_told_when_to_ask_and_what_it_needs(document: dict[str, Any]) -> None:
    for name, operation in operations(document).items():
        asks = "staff ask" if name in FOR_STAFF else "a shopper asks"
        assert operation["description"].startswith(f"Use when {asks}")
    told = operations(document)["get_order_status"]["description"]
    assert "order number and one of e-mail, phone or postcode" in told


def test_parameters_are_flat_texts_that_explain_themselves(document: dict[str, Any]) -> None:
    names = {name: [p["name"] for p in o["parameters"]] for name, o in operations(document).items()}
    assert names == {
        "get_order_status": ["order", "email", "phone", "postcode", "identity", "locale"],
        "get_refund_status": ["order", "email", "phone", "postcode", "identity", "locale"],
        "get_return_policy": [
            *("country", "order", "email", "phone", "postcode", "identity", "locale"),
        ],
        "get_stock": ["sku", "product", "q", "locale"],
        "get_reviews": ["rating", "state", "product", "answered", "since", "limit", "cursor"],
        "get_shipping": ["country", "postcode", "total", "locale"],
        "get_policies": ["which", "locale"],
        "get_faq": ["q", "locale"],
        "get_hours": ["locale"],
        "get_stock_insights": ["kind", "limit", "locale"],
        **{name: [] for name in SENT},
    }
    for operation in operations(document).values():
        for parameter in operation["parameters"]:
            assert parameter["in"] == "query"
            assert parameter["schema"]["type"] == "string"
            longest = LONGEST_IDENTITY if parameter["name"] == IDENTITY else LONGEST
            assert parameter["schema"]["maxLength"] == longest
            assert set(parameter["schema"]) <= {"type", "maxLength", "pattern"}
            assert parameter["description"]
            assert parameter["example"]


def test_what_is_sent_in_a_body_is_flat_and_explains_itself(document: dict[str, Any]) -> None:
    for name, fields in SENT.items():
        body = operations(document)[name]["requestBody"]
        kinds = ["application/json", "application/x-www-form-urlencoded"]
        assert (body["required"], list(body["content"])) == (True, kinds)
        for kind in kinds:
            schema = body["content"][kind]["schema"]
            assert list(schema["properties"]) == fields
            for field in schema["properties"].values():
                assert (field["type"], field["maxLength"]) == ("string", LONGEST)
                assert field["description"]
                assert field["examples"]
    confirm = operations(document)["confirm_verification"]["requestBody"]["content"]
    assert confirm["application/json"]["schema"]["required"] == ["verification", "code"]


def test_what_always_has_to_be_told_is_a_question(document: dict[str, Any]) -> None:
    required = [
        (name, parameter["name"])
        for name, operation in operations(document).items()
        for parameter in operation["parameters"]
        if parameter["required"]
    ]
    assert required == [("get_faq", "q")], "an order only where nobody is vouched for"


def test_the_examples_are_what_the_demo_store_really_answers(
    street: Street, document: dict[str, Any]
) -> None:
    for name, operation in asked_by_get(document).items():
        shown = operation["responses"]["200"]["content"]["application/json"]["examples"]
        assert len(shown) >= 2
        key = street.keys[Scope.AGENT] if name in FOR_STAFF else None
        for example in shown.values():
            query = {k: v[0] for k, v in parse_qs(example["summary"].lstrip("?")).items()}
            assert street.answer(OPERATIONS[name], key, **query) == example["value"]


def test_what_is_sent_is_what_is_described(street: Street, document: dict[str, Any]) -> None:
    asked = {
        "get_order_status": {"order": "1001", "email": EMAIL},
        "get_refund_status": {"order": "1000", "email": EMAIL},
        "get_return_policy": {"order": "1001", "email": EMAIL},
        "get_stock": {"q": "cup", "locale": "fa"},
        "get_reviews": {"answered": "true"},
        "get_shipping": {"country": "DE"},
        "get_policies": {"locale": "fa"},
        "get_faq": {"q": "How can I pay?"},
        "get_hours": {},
        "get_stock_insights": {"kind": "out_of_stock"},
    }
    for name, query in asked.items():
        content = operations(document)[name]["responses"]["200"]["content"]
        schema = {**content["application/json"]["schema"], "components": document["components"]}
        keys = {scope: key for scope, key in street.keys.items() if scope in TRUSTED}
        for key in (keys if name in FOR_STAFF else street.keys).values():
            sent = street.answer(OPERATIONS[name], key, **query)
            assert list(OAS31Validator(schema).iter_errors(sent)) == []
        assert list(OAS31Validator(schema).iter_errors({"outcome": "maybe"})) != []


def test_every_field_is_promised_and_the_outcomes_are_listed(document: dict[str, Any]) -> None:
    schemas = document["components"]["schemas"]
    assert "default" not in schemas["Problem"]["properties"]["parameter"]
    for name in (
        *("OrderStatusAnswer", "RefundStatusAnswer", "ReturnPolicyAnswer", "StockAnswer"),
        "InsightsAnswer",
    ):
        assert set(schemas[name]["required"]) == set(schemas[name]["properties"])
        outcomes = schemas[name]["properties"]["outcome"]["enum"]
        assert outcomes == ["ok", "no_match", "choose", "unreachable"]
    for name in (
        *("ReviewsAnswer", "ReviewFacts", "Contact"),
        *("VerificationStarted", "VerificationConfirmed"),
    ):
        assert set(schemas[name]["required"]) == set(schemas[name]["properties"])


def test_what_is_described_as_a_pattern_is_what_is_taken(
    street: Street, document: dict[str, Any]
) -> None:
    patterns = {
        (name, parameter["name"]): parameter["schema"]["pattern"]
        for name, operation in operations(document).items()
        for parameter in operation["parameters"]
        if "pattern" in parameter["schema"]
    }
    tried = {
        "rating": ["1", "5", "0", "6", "4.5"],
        "state": ["published", "spam", "unknown", "deleted", "Published"],
        "answered": ["true", "false", "yes"],
        "limit": ["1", "99", "100", "0", "101", "-1", "1e1"],
    }
    for name, values in tried.items():
        for value in values:
            key = street.keys[Scope.AGENT]
            taken = street.ask("/v1/reviews", key, **{name: value}).status_code == 200
            assert bool(re.search(patterns["get_reviews", name], value)) == taken, (name, value)


def test_refusals_are_described_as_problems(document: dict[str, Any]) -> None:
    for operation in operations(document).values():
        locked = {"429"} & set(operation["responses"])
        about_order = any(given["name"] == "order" for given in operation["parameters"])
        assert bool(locked) == about_order, operation["operationId"]
        refusals = {"400", "401", "503", *locked}
        asked = operation["operationId"].startswith("get_")
        done = {"200", "304"} if asked else {"200", "202"} & set(operation["responses"])
        assert set(operation["responses"]) == {*done, *refusals}
        assert len(done) == 1 + asked
        for status in refusals:
            content = operation["responses"][status]["content"]
            assert list(content) == ["application/problem+json"]
            for example in content["application/problem+json"]["examples"].values():
                Problem.model_validate(example["value"], extra="forbid")
                assert example["value"]["status"] == int(status)
        assert "WWW-Authenticate" in operation["responses"]["401"]["headers"]
        for status in {"503", *locked}:
            assert "Retry-After" in operation["responses"][status]["headers"]


def test_every_reference_leads_somewhere_and_nothing_is_left_over(
    document: dict[str, Any],
) -> None:
    used: set[str] = set()
    waiting = [references(document["paths"])]
    while waiting:
        new = waiting.pop() - used
        used |= new
        waiting += [references(document["components"]["schemas"][name]) for name in new]
    assert used == set(document["components"]["schemas"])


def references(part: object) -> set[str]:
    if isinstance(part, list):
        return set().union(*map(references, part))
    if not isinstance(part, dict):
        return set()
    own = {part["$ref"].rsplit("/", 1)[-1]} if isinstance(part.get("$ref"), str) else set()
    return own.union(*map(references, part.values()))


def test_the_document_does_not_depend_on_who_asks_first(own_street: Street) -> None:
    """It is made once and kept: a forged Host must not end up in everybody's copy."""
    app = own_street.app
    forged = app.test_client().get("/openapi.json", headers=Headers({"Host": "evil.example"}))
    assert "evil.example" not in forged.text
    assert app.test_client().get("/openapi.json").text == forged.text


PRINT_DOCUMENT = """
from connector.api import rest
app = rest.new_app()
app.register_blueprint(rest.v1)
print(app.test_client().get("/openapi.json").text)
"""


def test_the_document_is_the_same_in_every_process() -> None:
    made = [
        subprocess.run(
            [sys.executable, "-c", PRINT_DOCUMENT],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    ]
    assert made[0] == made[1]
    assert b"get_order_status" in made[0]
