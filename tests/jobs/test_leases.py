"""One holder at a time, and a token that several renew is renewed once."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from connector.jobs.account import StoreAccount
from connector.storage.engine import Database
from connector.storage.leases import is_anyone_alive, lease, release, take
from connector.storage.stores import add_store


def together(number: int, what: Callable[[], None]) -> None:
    """All at once, from a standing start."""
    ready = threading.Barrier(number)

    def run() -> None:
        ready.wait()
        what()

    threads = [threading.Thread(target=run) for _ in range(number)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()


def test_one_holds_it_until_it_lets_go(database: Database) -> None:
    assert take(database, "a", "one")
    assert take(database, "a", "one")
    assert not take(database, "a", "other")
    release(database, "a", "other")
    assert not take(database, "a", "other")
    release(database, "a", "one")
    assert take(database, "a", "other")


def test_a_holder_that_died_lets_go_by_itself(database: Database) -> None:
    assert take(database, "a", "dead", seconds=0.05)
    time.sleep(0.1)
    assert take(database, "a", "other")
    assert not take(database, "a", "dead")


def test_of_several_that_reach_for_it_at_once_one_has_it(database: Database) -> None:
    for round_ in range(5):
        got: list[bool] = []

        def reach(name: str = f"a{round_}", got: list[bool] = got) -> None:
            got.append(take(database, name, str(threading.get_ident())))

        together(4, reach)
        assert sorted(got) == [False, False, False, True]


def test_those_who_wait_have_it_one_after_the_other(database: Database) -> None:
    inside, most = 0, []

    def work() -> None:
        nonlocal inside
        with lease(database, "a"):
            inside += 1
            most.append(inside)
            time.sleep(0.02)
            inside -= 1

    together(3, work)
    assert most == [1, 1, 1]


def test_only_those_alive_count(database: Database) -> None:
    assert not is_anyone_alive(database, "executor ")
    take(database, "executor one", "other")
    assert not is_anyone_alive(database, "executor ")
    take(database, "executor two", "two", seconds=0.05)
    assert is_anyone_alive(database, "executor ")
    time.sleep(0.1)
    assert not is_anyone_alive(database, "executor ")


def test_two_that_renew_one_token_renew_it_once(database: Database) -> None:
    given = {"token": "old", "secret": "s"}
    store = add_store(database, "lale", "shop.example.com", "Lale", given)
    renewed: list[str] = []
    seen: list[str] = []

    def renew() -> None:
        account = StoreAccount(database, store.id)
        with account.exclusively() as settings:
            if settings["token"] == "old":
                renewed.append("new")
                time.sleep(0.05)
                account.keep({"token": "new"})
        seen.append(account.settings["token"])

    together(2, renew)
    assert renewed == ["new"]
    assert seen == ["new", "new"]
    assert StoreAccount(database, store.id).settings["secret"] == "s"
