from __future__ import annotations

import pytest
from pydantic import BaseModel, ValidationError

from connector.answers.answer import Answer, OrderStatusFacts, StockFacts
from connector.answers.order_status import order_status
from connector.answers.refund_facts import RefundStatusFacts
from connector.answers.return_facts import ReturnPolicyFacts
from connector.answers.words import speak
from tests.answers.demo import NOW, order, parcel, refund, whole

SHAPES: tuple[type[BaseModel], ...] = (
    Answer[OrderStatusFacts],
    Answer[RefundStatusFacts],
    Answer[StockFacts],
    Answer[ReturnPolicyFacts],
)


@pytest.mark.parametrize("shape", SHAPES)
def test_every_field_of_an_answer_is_described(shape: type[BaseModel]) -> None:
    schema = shape.model_json_schema(mode="serialization")
    objects = [schema, *schema["$defs"].values()]
    for described in objects:
        assert all("description" in field for field in described.get("properties", {}).values())


def test_an_answer_survives_json() -> None:
    found = whole(order(), parcel(), refund("5.00", {"1": "1"}))
    given = order_status(found, asked="1", words=speak("fa"), now=NOW)
    assert Answer[OrderStatusFacts].model_validate_json(given.model_dump_json()) == given


def test_an_answer_cannot_be_changed() -> None:
    given = order_status(None, asked="1", words=speak("en"), now=NOW)
    with pytest.raises(ValidationError):
        given.message = "Paid"
