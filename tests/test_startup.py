"""What a server holds for as long as it runs is what its processes have imported, and what is
prepared for it elsewhere fails as if it had been prepared here."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

from config.deferred import deferred
from tests.running import ROOT

WAITING = """
import json, sys
import granian, storewire
from connector.cli import demo, serve
print(json.dumps(sorted(sys.modules)))
"""
SERVING = """
import json, os, sys, threading
from wsgi import served_app
served_app()
for thread in threading.enumerate():
    if thread.name == "jobs":
        thread.join()
print(json.dumps(sorted(sys.modules)), flush=True)
os._exit(0)
"""
APART = """
import time
from connector.cli.apart import apart
from connector.errors import Misconfigured

def task(tell):
    import sqlalchemy
    if {early}:
        raise Misconfigured("The shop burnt down.")
    tell(3)
    if {late}:
        raise Misconfigured("The shop burnt down.")

told, beside = apart(task)
import sys
print(told, "sqlalchemy" in sys.modules, flush=True)
time.sleep(20 if {late} else 0)
"""


def python(code: str, home: Path) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": os.environ["PATH"], "STOREWIRE_HOME": str(home)}
    command = [sys.executable, "-c", code]
    return subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=60
    )


def imported(code: str, home: Path) -> set[str]:
    done = python(code, home)
    assert done.stderr == ""
    return set(json.loads(done.stdout))


def test_the_process_that_waits_for_its_workers_has_nothing_of_the_service(tmp_path: Path) -> None:
    heavy = {"alembic", "cryptography", "flask", "msgspec", "pydantic", "requests", "sqlalchemy"}
    assert not {*heavy, "structlog", "wsgi", "config.settings"} & imported(WAITING, tmp_path)


def test_an_idle_server_has_nothing_that_it_may_never_need(tmp_path: Path) -> None:
    migrated = "from storewire import storewire; storewire(['migrate'])"
    assert python(migrated, tmp_path).returncode == 0
    found = imported(SERVING, tmp_path)
    assert {"dbos", "adapters.shopify", "connector.api.rest"} <= found, "it is all there"
    assert not {"alembic", "connector.cli", "holidays", "jwt", "psycopg", "yaml"} & found
    assert not {"hypothesis", "pytest", "responses", "connector.testing"} & found


@pytest.mark.parametrize(
    ("early", "late", "status", "said"),
    [
        (False, False, 0, "3 False\n"),
        (True, False, 2, ""),
        (False, True, -signal.SIGTERM, None),
    ],
)
def test_what_is_done_apart_is_told_and_its_failure_is_ours(
    tmp_path: Path, early: bool, late: bool, status: int, said: str | None
) -> None:
    done = python(APART.format(early=early, late=late), tmp_path)
    assert done.returncode == status
    assert said is None or done.stdout == said
    assert done.stderr == ("storewire: The shop burnt down.\n" if early or late else "")


LAMP = {
    "lamp/__init__.py": "from lamp import wick\nOIL = 'sesame'\n",
    "lamp/wick.py": "class Burnt(Exception): ...\n",
    "patient_reader.py": "import lamp\nfrom lamp import wick\n",
    "hasty_reader.py": "from lamp import OIL\nfrom lamp.wick import Burnt\n",
}


@pytest.fixture
def lamp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A package of which nothing has been imported, and two that import it."""
    (tmp_path / "lamp").mkdir()
    for name, code in LAMP.items():
        (tmp_path / name).write_text(code)
    monkeypatch.syspath_prepend(tmp_path)
    yield
    for name in ("lamp", "lamp.wick", "patient_reader", "hasty_reader"):
        sys.modules.pop(name, None)


@pytest.mark.usefixtures("lamp")
def test_what_is_deferred_is_imported_when_it_is_used() -> None:
    with deferred("lamp", "lamp.wick"):
        reader = import_module("patient_reader")
    assert "lamp" not in sys.modules
    assert reader.lamp.OIL == "sesame"
    assert reader.wick.Burnt is sys.modules["lamp.wick"].Burnt


@pytest.mark.usefixtures("lamp")
def test_what_is_used_at_once_is_imported_at_once() -> None:
    with deferred("lamp", "lamp.wick"):
        reader = import_module("hasty_reader")
        assert reader.Burnt is sys.modules["lamp.wick"].Burnt
    assert reader.OIL == sys.modules["lamp"].OIL


def test_what_is_there_already_is_not_deferred() -> None:
    with deferred("json", "json.decoder"):
        assert sys.modules["json"] is json
