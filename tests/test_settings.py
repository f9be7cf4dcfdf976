"""Whoever sets Storewire up is told everything that is wrong, once, before anything starts."""

from __future__ import annotations

import io
import json
import logging
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
from pydantic import ValidationError

from config.errors import WrongSettings
from config.logs import configure_logs
from config.settings import Settings, load_settings

POSTGRES = "postgresql://storewire:secret@db.example.com/storewire"
KEY = "sixteen letters!"

FROM_ENVIRONMENT: dict[str, tuple[str, str, object]] = {
    "home": ("STOREWIRE_HOME", "/srv/storewire", Path("/srv/storewire")),
    "database_url": ("DATABASE_URL", POSTGRES, POSTGRES),
    "secret_key": ("STOREWIRE_SECRET_KEY", KEY, None),
    "public_url": ("STOREWIRE_PUBLIC_URL", "https://x.example.com", "https://x.example.com"),
    "max_body_bytes": ("STOREWIRE_MAX_BODY_BYTES", "1000", 1000),
    "keep_bodies_days": ("STOREWIRE_KEEP_BODIES_DAYS", "30", 30),
    "workers": ("STOREWIRE_WORKERS", "2", 2),
    "guesses_per_hour": ("STOREWIRE_GUESSES_PER_HOUR", "5", 5),
    "guesses_per_key_and_hour": ("STOREWIRE_GUESSES_PER_KEY_AND_HOUR", "500", 500),
    "trusted_proxies": ("STOREWIRE_TRUSTED_PROXIES", "1", 1),
    "log_level": ("STOREWIRE_LOG_LEVEL", "warning", "warning"),
    "log_format": ("STOREWIRE_LOG_FORMAT", "text", "text"),
}


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name, _, _ in FROM_ENVIRONMENT.values():
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("STOREWIRE_HOME", str(tmp_path / "home"))


def set_all(monkeypatch: pytest.MonkeyPatch, **values: str) -> None:
    for name, value in values.items():
        monkeypatch.setenv(name, value)


def complaints() -> list[str]:
    with pytest.raises(WrongSettings) as caught:
        load_settings()
    return str(caught.value).splitlines()


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_is_read_from_the_environment(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    for variable, text, _ in FROM_ENVIRONMENT.values():
        monkeypatch.setenv(variable, text)
    settings = load_settings()
    expected = FROM_ENVIRONMENT[name][2]
    assert expected is None or getattr(settings, name) == expected
    assert settings.secret_keys == (KEY,)


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_says_what_it_is_for(name: str) -> None:
    assert Settings.model_fields[name].description


def test_nothing_has_to_be_set(tmp_path: Path) -> None:
    settings = load_settings()
    assert settings.embedded
    assert settings.database == f"sqlite:///{tmp_path / 'home' / 'storewire.db'}"
    assert settings.workers == 1


def test_what_is_wrong_is_named_all_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    set_all(
        monkeypatch,
        STOREWIRE_WORKERS="none",
        STOREWIRE_LOG_LEVEL="loud",
        STOREWIRE_MAX_BODY_BYTES="-1",
        DATABASE_URL=POSTGRES,
    )
    named = {line.split(":")[0] for line in complaints()}
    assert named == {
        "STOREWIRE_WORKERS",
        "STOREWIRE_LOG_LEVEL",
        "STOREWIRE_MAX_BODY_BYTES",
        "STOREWIRE_SECRET_KEY",
    }


def test_sqlite_is_for_one_process(monkeypatch: pytest.MonkeyPatch) -> None:
    set_all(monkeypatch, STOREWIRE_WORKERS="2")
    [line] = complaints()
    assert line.startswith("STOREWIRE_WORKERS:")
    assert "DATABASE_URL" in line


def test_postgresql_needs_a_key_of_the_owners(monkeypatch: pytest.MonkeyPatch) -> None:
    set_all(monkeypatch, DATABASE_URL=POSTGRES, STOREWIRE_WORKERS="4")
    [line] = complaints()
    assert line.startswith("STOREWIRE_SECRET_KEY:")


@pytest.mark.parametrize("url", [POSTGRES, ""])
@pytest.mark.parametrize("key", ["too short", f"{KEY},old", f"old,{KEY}", ",", " , "])
def test_a_short_key_is_refused(monkeypatch: pytest.MonkeyPatch, key: str, url: str) -> None:
    set_all(monkeypatch, DATABASE_URL=url, STOREWIRE_SECRET_KEY=key)
    [line] = complaints()
    assert line == "STOREWIRE_SECRET_KEY: use at least 16 characters."


@pytest.mark.parametrize(
    "url",
    [
        "mysql://x/y",
        "storewire.db",
        "sqlite://",
        "sqlite:///",
        "sqlite:///:memory:",
        "x",
        "postgresql://h:port/x",
    ],
)
def test_an_unknown_kind_of_database_is_refused(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    set_all(monkeypatch, DATABASE_URL=url, STOREWIRE_SECRET_KEY=KEY)
    [line] = complaints()
    assert line.startswith("DATABASE_URL:")


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_postgresql_by_any_of_its_names(monkeypatch: pytest.MonkeyPatch, scheme: str) -> None:
    set_all(monkeypatch, DATABASE_URL=f"{scheme}://db/x?a=postgres://", STOREWIRE_SECRET_KEY=KEY)
    settings = load_settings()
    assert settings.database == "postgresql+psycopg://db/x?a=postgres://"
    assert not settings.embedded


def test_a_key_is_changed_by_naming_the_new_one_first(monkeypatch: pytest.MonkeyPatch) -> None:
    new = "the new key, no: one"
    set_all(monkeypatch, STOREWIRE_SECRET_KEY=f"{new.replace(',', '')}, {KEY} ,")
    assert load_settings().secret_keys == (new.replace(",", ""), KEY)


def test_a_key_is_made_beside_an_embedded_database_and_kept(tmp_path: Path) -> None:
    first = load_settings().secret_keys
    kept = tmp_path / "home" / "storewire.key"
    assert first == (kept.read_text(),)
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert stat.S_IMODE(kept.parent.stat().st_mode) == 0o700
    assert load_settings().secret_keys == first


def test_the_key_lies_beside_the_file_wherever_that_is(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    set_all(monkeypatch, DATABASE_URL=f"sqlite:///{tmp_path / 'elsewhere.db'}")
    assert load_settings().secret_keys == ((tmp_path / "elsewhere.key").read_text(),)


def test_an_empty_key_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "storewire.key").touch()
    [line] = complaints()
    assert line.startswith("STOREWIRE_SECRET_KEY:")


def test_no_key_file_is_made_where_the_owner_gives_a_key(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    set_all(monkeypatch, STOREWIRE_SECRET_KEY=KEY)
    assert load_settings().secret_keys == (KEY,)
    assert not (tmp_path / "home").exists()


def test_neither_settings_nor_complaints_show_the_key(monkeypatch: pytest.MonkeyPatch) -> None:
    set_all(monkeypatch, STOREWIRE_SECRET_KEY="hush hush", STOREWIRE_LOG_LEVEL="loud")
    assert "hush" not in "".join(complaints())
    assert "hush" not in repr(Settings(log_level="info"))


def test_settings_do_not_change_under_way() -> None:
    with pytest.raises(ValidationError):
        load_settings().workers = 2


@pytest.fixture
def own_logs() -> Iterator[io.StringIO]:
    root = logging.getLogger()
    before = root.handlers[:], root.level
    yield io.StringIO()
    root.handlers[:], root.level = before
    structlog.reset_defaults()


def test_an_event_is_a_line_of_json(own_logs: io.StringIO) -> None:
    configure_logs(Settings(log_level="info"), own_logs)
    structlog.get_logger("test").info("delivery.received", store=1)
    structlog.get_logger("test").debug("too.fine")
    [line] = own_logs.getvalue().splitlines()
    shown = json.loads(line)
    assert shown.pop("timestamp")
    assert shown == {"event": "delivery.received", "level": "info", "store": 1}


def test_an_event_is_readable_where_asked_for(own_logs: io.StringIO) -> None:
    configure_logs(Settings(log_format="text"), own_logs)
    structlog.get_logger("test").warning("delivery.refused", store=1)
    assert "delivery.refused" in own_logs.getvalue()
    assert "\x1b" not in own_logs.getvalue()


@pytest.mark.parametrize("form", ["json", "text"])
def test_a_bug_is_logged_with_its_kind_and_place_but_no_values(
    own_logs: io.StringIO, form: str
) -> None:
    configure_logs(Settings.model_validate({"log_format": form}), own_logs)
    try:
        int("ada@example.com")
    except ValueError:
        structlog.get_logger("test").exception("delivery.broke")
    assert "ValueError" in own_logs.getvalue()
    assert "test_settings.py" in own_logs.getvalue()
    assert "example.com" not in own_logs.getvalue()


def test_libraries_are_heard_from_warnings_on(own_logs: io.StringIO) -> None:
    logging.getLogger().handlers.clear()  # pytest's, which are there anew in each test
    configure_logs(Settings(), own_logs)
    logging.getLogger("some.library").info("chatter")
    logging.getLogger("some.library").warning("careful")
    assert own_logs.getvalue() == "WARNING some.library careful\n"


def test_a_server_database_makes_no_key_beside_anything(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", "postgresql://postgres@127.0.0.1:1/nothing")
    monkeypatch.delenv("STOREWIRE_SECRET_KEY", raising=False)
    assert Settings().secret_keys == ()
    assert list(tmp_path.iterdir()) == []


def test_a_platforms_app_is_known_by_its_own_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STOREWIRE_LALE_CLIENT_ID", "app-1")
    monkeypatch.setenv("STOREWIRE_LALE_CLIENT_SECRET", "canary")
    settings = Settings()
    assert settings.of_app("lale", ["client_id", "scopes"]) == {"client_id": "app-1"}
    assert "canary" not in repr(settings)
