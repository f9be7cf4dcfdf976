"""An adapter of somebody else's, installed beside Storewire in a clean environment, and served."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import venv
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import pytest
import requests

from connector.contract import Delivery, HmacSha256
from connector.testing import RULES
from connector.testing.recordings import delivery
from tests.running import ROOT, Installation

pytestmark = pytest.mark.server

HERE = Path(__file__).parent
OUTSIDE = HERE / "storewire-kandil"
SECRET = "the-secret-of-one-kandil-shop"
SOURCES = ("adapters", "config", "connector", "webhooks")
FILES = ("storewire.py", "wsgi.py", "setup.cfg", "pyproject.toml", "README.md", "LICENSE")


@dataclass
class Beside(Installation):
    """A Storewire that knows nothing of this checkout."""

    python: Path = field(default_factory=Path)

    def environment(self) -> dict[str, str]:
        told = super().environment()
        del told["PYTHONPATH"]
        return told

    def command(self, *words: str) -> list[str]:
        return [str(self.python), "-m", "storewire", *words]

    def answer(self, *words: str) -> str:
        """What a Python there prints."""
        done = subprocess.run(
            [str(self.python), *words],
            env=self.environment(),
            cwd=self.home,
            capture_output=True,
            text=True,
            check=False,
            timeout=100,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout


def needs_a_builder() -> None:
    """Older ones need the package wheel as well."""
    try:
        known = int(version("setuptools").partition(".")[0])
    except PackageNotFoundError:
        known = 0
    if known < 77:
        pytest.skip("building without a network needs setuptools 77, as `make test` installs it")


def clean_environment(folder: Path) -> Path:
    """With the packages that Storewire needs, and nothing that is installed for editing: a `.pth`
    leads to other folders, whose own `.pth` files are not read."""
    venv.create(folder, with_pip=False)
    beside = [path for path in sys.path if Path(path).name in ("site-packages", "dist-packages")]
    (site,) = folder.glob("lib/python*/site-packages")
    (site / "beside.pth").write_text("\n".join(beside))
    return folder / "bin" / "python"


def sources(folder: Path) -> Path:
    """Building writes beside what is built, so a copy is."""
    leave = shutil.ignore_patterns("__pycache__")
    for name in SOURCES:
        shutil.copytree(ROOT / name, folder / name, ignore=leave)
    for name in FILES:
        shutil.copy(ROOT / name, folder)
    return folder


def install(python: Path, *sources: Path) -> None:
    """Without a network: everything they need is beside them."""
    quiet = ("--quiet", "--disable-pip-version-check", "--no-compile")
    offline = ("--no-index", "--no-deps", "--no-build-isolation", "--ignore-installed")
    command = [sys.executable, "-m", "pip", "--python", str(python), "install", *quiet, *offline]
    done = subprocess.run(
        [*command, *map(str, sources)], capture_output=True, text=True, check=False, timeout=100
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="module")
def beside(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Beside]:
    needs_a_builder()
    pytest.importorskip("pip")
    folder = tmp_path_factory.mktemp("outside")
    python = clean_environment(folder / "venv")
    outside = shutil.copytree(OUTSIDE, folder / "storewire-kandil")
    (folder / "storewire").mkdir()
    install(python, sources(folder / "storewire"), outside)
    home = folder / "home"
    home.mkdir()
    one = Beside(home=home, python=python)
    one.start()
    yield one
    one.stop()


@pytest.fixture(scope="module")
def store(beside: Beside) -> Any:
    words = ("--name", "Fener", "--store", "fener", "--webhook-secret", SECRET)
    return beside.ask("store", "add", "kandil", *words)


RECORDED = delivery((OUTSIDE / "storewire_kandil/fixtures/order_saved.http").read_bytes())


def signed(secret: str) -> Delivery:
    headers = HmacSha256(headers=("x-kandil-signature",)).sign(RECORDED, secret)
    return Delivery(headers={**RECORDED.headers, **headers}, body=RECORDED.body)


def test_storewire_there_is_the_installed_one(beside: Beside) -> None:
    code = "from importlib.util import find_spec as f; print(f('wsgi'), f('connector'))"
    told = beside.answer("-c", code)
    assert str(ROOT) not in told
    assert told.count("site-packages") >= 2


def test_the_adapter_is_discovered_beside_those_that_ship(beside: Beside) -> None:
    code = "from connector.registry import discover; print(sorted(discover()))"
    names = beside.answer("-c", code)
    assert "'kandil'" in names
    assert "'woocommerce'" in names


def test_the_kit_passes_inside_that_environment(beside: Beside) -> None:
    suite = str(beside.home.parent / OUTSIDE.name / "tests" / "kandil_keeps_the_rules.py")
    told = beside.answer("-m", "pytest", "-p", "no:cacheprovider", suite)
    assert f"{len(RULES)} passed" in told


def test_a_signed_delivery_is_accepted_and_the_question_about_its_order_is_answered(
    beside: Beside, store: Any
) -> None:
    sent = signed(SECRET)
    kept = requests.post(store["delivery_url"], sent.body, headers=dict(sent.headers), timeout=30)
    assert kept.status_code == 200
    key = beside.ask("key", "create", "--store", store["id"], "--scope", "answers")["key"]
    answer = requests.get(
        f"{beside.url}/v1/order-status",
        {"order": "K-4021", "email": "zeynep@example.com"},
        headers={"Authorization": f"Bearer {key}"},
        timeout=30,
    ).json()
    assert answer["outcome"] == "ok"
    assert "K-4021" in json.dumps(answer)


def test_a_delivery_signed_with_another_secret_is_refused(beside: Beside, store: Any) -> None:
    sent = signed("not-its-secret")
    refused = requests.post(
        store["delivery_url"], sent.body, headers=dict(sent.headers), timeout=30
    )
    assert refused.status_code == 401


def test_what_ships_with_storewire_is_installed_with_it(beside: Beside) -> None:
    """Recordings, questions, pages and templates are data: a wheel forgets them silently."""
    code = (
        "from pathlib import Path; import connector, adapters;"
        "print(*(p.relative_to(r) for m in (connector, adapters) for r in [Path(m.__file__).parent"
        " if m.__file__ else Path(next(iter(m.__path__)))] for p in r.rglob('*')"
        " if p.is_file() and p.suffix != '.pyc'), sep='\\n')"
    )
    there = set(beside.answer("-c", code).splitlines())
    ours = {
        str(path.relative_to(root))
        for root in (ROOT / "connector", ROOT / "adapters")
        for path in root.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert {name for name in ours - there if not name.endswith(".py")} == set()
