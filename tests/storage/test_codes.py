"""One-time codes: tried five times at most, used once, and counted."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select

from connector.records import Redact
from connector.storage.codes import (
    LASTS,
    TRIES,
    WINDOW,
    Address,
    Verification,
    count_codes,
    keep_code,
    take_code,
)
from connector.storage.retention import drop_old_codes
from connector.storage.tables import codes
from tests.storage.shop import NINE, Shop, new_shop

SHIRIN = Address(email="shirin@example.com")
CODE = "482913"


@pytest.fixture
def sent(shop: Shop) -> Verification:
    of = Verification(store_id=shop.id, id="unguessable")
    keep_code(shop.database, of, CODE, SHIRIN, NINE + LASTS)
    return of


def test_the_right_code_works_once(shop: Shop, sent: Verification) -> None:
    assert take_code(shop.database, sent, CODE, NINE) == SHIRIN
    assert take_code(shop.database, sent, CODE, NINE) is None


def test_a_sixth_try_is_refused_though_it_is_right(shop: Shop, sent: Verification) -> None:
    for _ in range(TRIES - 1):
        assert take_code(shop.database, sent, "000000", NINE) is None
    other = Verification(store_id=shop.id, id="another")
    keep_code(shop.database, other, CODE, SHIRIN, NINE + LASTS)
    for _ in range(TRIES):
        assert take_code(shop.database, other, "000000", NINE) is None
    assert take_code(shop.database, sent, CODE, NINE) == SHIRIN, "the fifth"
    assert take_code(shop.database, other, CODE, NINE) is None, "the sixth"


def test_tries_that_come_together_are_each_counted(shop: Shop, sent: Verification) -> None:
    with ThreadPoolExecutor(8) as together:
        tried = [
            together.submit(take_code, shop.database, sent, wrong, NINE)
            for wrong in ["000000"] * 20
        ]
    assert [each.result() for each in tried] == [None] * 20
    with shop.database.reading() as connection:
        assert connection.execute(select(codes.c.tries)).scalars().all().count(TRIES) >= 1
    assert take_code(shop.database, sent, CODE, NINE) is None


def test_of_several_who_come_with_the_right_code_one_is_let_in(
    shop: Shop, sent: Verification
) -> None:
    with ThreadPoolExecutor(4) as together:
        tried = [together.submit(take_code, shop.database, sent, CODE, NINE) for _ in range(4)]
    assert sorted(each.result() is None for each in tried) == [False, True, True, True]


def test_an_old_code_and_another_store_s_are_refused(shop: Shop, sent: Verification) -> None:
    assert take_code(shop.database, sent, CODE, NINE + LASTS) is None
    elsewhere = Verification(store_id=new_shop(shop.database).id, id=sent.id)
    assert take_code(shop.database, elsewhere, CODE, NINE) is None
    unknown = Verification(store_id=shop.id, id="unknown")
    assert take_code(shop.database, unknown, CODE, NINE) is None
    assert take_code(shop.database, sent, CODE, NINE) == SHIRIN


def test_neither_code_nor_address_stands_in_the_database(shop: Shop, sent: Verification) -> None:
    with shop.database.reading() as connection:
        rows = connection.execute(select(codes).where(codes.c.store_id == shop.id)).all()
    assert len(rows) == 1
    said = b" ".join(value for row in rows for value in row if isinstance(value, bytes))
    for secret in (CODE, "shirin", sent.id):
        assert secret.encode() not in said


def test_three_an_hour_are_allowed_and_then_again(shop: Shop) -> None:
    def allowed(minutes: int, **subjects: int) -> bool:
        at = NINE + timedelta(minutes=minutes)
        return count_codes(shop.database, shop.id, subjects, at)

    assert [allowed(n, person=3, order=3) for n in range(4)] == [True, True, True, False]
    assert not allowed(5, order=3), "of the order too"
    assert allowed(5, other=3)
    assert count_codes(shop.database, new_shop(shop.database).id, {"person": 3}, NINE)
    assert allowed(60, person=3)


def test_what_is_over_is_removed(shop: Shop, sent: Verification) -> None:
    count_codes(shop.database, shop.id, {"person": 3}, NINE)
    assert drop_old_codes(shop.database, NINE + LASTS - timedelta(seconds=1)) == 0
    assert drop_old_codes(shop.database, NINE + LASTS) == 1
    assert drop_old_codes(shop.database, NINE + WINDOW) == 1


def test_who_is_forgotten_has_no_code_left(shop: Shop, sent: Verification) -> None:
    shop.arrive(Redact(emails=("shirin@example.com",)))
    assert take_code(shop.database, sent, CODE, NINE) is None
