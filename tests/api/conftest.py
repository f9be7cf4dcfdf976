"""Two shops side by side, as the API sees them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import structlog
from apiflask import APIFlask
from structlog.testing import LogCapture
from werkzeug.test import TestResponse

from connector.api import examples, library, problems, rest
from connector.api.limits import Limits
from connector.records import (
    Address,
    Buyer,
    FulfillmentStatus,
    Money,
    Order,
    PaymentStatus,
    Product,
    Record,
    StockLevel,
    Variant,
)
from connector.storage.apply import apply
from connector.storage.engine import Database
from connector.storage.held import Arrival
from connector.storage.migrate import migrate, open_database
from connector.storage.stores import Scope, Store, add_store, create_key

SECRET_KEYS = ["a secret of the tests"]
EMAIL, PHONE, POSTCODE = "maryam@example.com", "+49 30 901820", "10115"


def order(number: str, buyer: Buyer, **more: Any) -> Order:
    return Order(
        id=f"id-of-{number}",
        number=number,
        placed_at=examples.SEEN,
        total=Money(amount=Decimal("12.50"), currency="TRY"),
        payment_status=PaymentStatus.PAID,
        fulfillment_status=FulfillmentStatus.UNFULFILLED,
        buyer=buyer,
        **more,
    )


NEIGHBOURS_ORDER = order("1002", Buyer(name="李雷", emails=("lilei@example.org",)))
"""Of another buyer in the same shop."""
UNLIMITED = Limits(per_hour=10**6, per_key_and_hour=10**6)
"""For tests that guess for other reasons."""
OTHER_SHOP: tuple[Record, ...] = (
    order(
        "2001",
        Buyer(
            name="Ayşe Yılmaz",
            emails=(EMAIL,),
            phones=(PHONE,),
            shipping_address=Address(postal_code=POSTCODE),
        ),
    ),
    Product(id="801", title="Mavi gömlek", published=True, sku="GOMLEK"),
    Variant(id="802", product_id="801", title="S", sku="GOMLEK-S", inventory_item_id="803"),
    StockLevel(id="803", inventory_item_id="803", available=Decimal(7)),
)
"""Somewhere else, and the buyer has the same e-mail address, phone number and postcode."""


def open_shop(database: Database, name: str, records: Sequence[Record]) -> Store:
    store = add_store(database, "woocommerce", f"{name}.example", name, {"webhook_secret": "s"})
    arrive(database, store, records)
    return store


def arrive(database: Database, store: Store, records: Sequence[Any]) -> None:
    arrival = Arrival(
        store_id=store.id,
        delivery=b"",
        at=examples.SEEN,
        received_at=examples.SEEN,
        changes=tuple(records),
    )
    with database.writing() as connection:
        apply(connection, database.keyring, [arrival])


@dataclass(frozen=True)
class Street:
    """The app, and whoever may ask it."""

    app: APIFlask
    database: Database
    file: Path
    store: Store
    other_store: Store
    keys: dict[Scope, str]
    others_key: str

    def ask(self, path: str, key: str | None = None, /, **query: str) -> TestResponse:
        """With the cup shop's `answers` key, unless another is given; an empty one is not sent."""
        bearer = self.keys[Scope.ANSWERS] if key is None else key
        headers = {"Authorization": f"Bearer {bearer}"} if bearer else {}
        return self.app.test_client().get(path, query_string=query or None, headers=headers)

    def answer(self, path: str, key: str | None = None, /, **query: str) -> dict[str, Any]:
        response = self.ask(path, key, **query)
        assert response.status_code == 200, response.text
        found: dict[str, Any] | None = response.json
        assert found is not None
        return found

    def as_agent(self, path: str, **query: str) -> dict[str, Any]:
        return self.answer(path, self.keys[Scope.AGENT], **query)


def build_street(folder: Path, limits: Limits = UNLIMITED) -> Street:
    file = folder / "street.db"
    migrate(f"sqlite:///{file}", SECRET_KEYS)
    database = open_database(f"sqlite:///{file}", SECRET_KEYS)
    cups = open_shop(database, "cups", (*examples.RECORDS, NEIGHBOURS_ORDER))
    shirts = open_shop(database, "shirts", OTHER_SHOP)
    app = rest.new_app()
    rest.add_rest(app, database, lambda: examples.NOW, limits)
    return Street(
        app=app,
        database=database,
        file=file,
        store=cups,
        other_store=shirts,
        keys={scope: create_key(database, cups.id, scope) for scope in Scope},
        others_key=create_key(database, shirts.id, Scope.AGENT),
    )


@pytest.fixture(scope="session")
def street(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Street]:
    """Shared by tests that only ask."""
    built = build_street(tmp_path_factory.mktemp("street"))
    yield built
    built.database.close()


@pytest.fixture
def own_street(tmp_path: Path) -> Iterator[Street]:
    """For tests that change or break something."""
    built = build_street(tmp_path)
    yield built
    built.database.close()


@pytest.fixture
def events() -> Iterator[list[Any]]:
    """Everything that our code logs."""
    before = structlog.get_config()
    capture = LogCapture()
    for log in (library.log, problems.log):
        # A test that set up logging before us has left each logger the set-up of its own.
        vars(log).pop("bind", None)
    structlog.configure(processors=[capture], cache_logger_on_first_use=False)
    yield capture.entries
    structlog.configure(**before)
