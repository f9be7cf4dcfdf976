"""Every setting, read once from the environment. Nothing else in Storewire reads the environment.

`DATABASE_URL` and names beginning with `STOREWIRE_` are the only ones looked at.
"""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pydantic import AliasChoices, Field, PrivateAttr, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from config.errors import WrongSettings

PREFIX = "STOREWIRE_"
SHORTEST_SECRET_KEY = 16
_DATABASE = re.compile(r"sqlite:///(?!:memory:)[^?]|postgresql\+psycopg://")
"""An SQLite database in memory would be another one for each connection."""


class Settings(BaseSettings):
    """`STOREWIRE_<NAME>` sets `<name>`; the database is `DATABASE_URL`."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="ignore")

    home: Path = Field(
        default=Path("~/.storewire"),
        description="Folder of the embedded database and its key, where DATABASE_URL is unset.",
    )
    database_url: str = Field(
        default="",
        validation_alias=AliasChoices("DATABASE_URL", "database_url"),
        description="`postgresql://user:password@host/name` or `sqlite:////path/to/file.db`; "
        "unset means an SQLite file in `STOREWIRE_HOME`.",
    )
    secret_key: SecretStr = Field(
        default=SecretStr(""),
        description="At least 16 characters; protects the keys that personal data is encrypted "
        "with. While changing it: `new,old`. Beside an SQLite file one is generated and kept.",
    )
    public_url: str = Field(
        default="",
        description="Address under which platforms reach this server, `https://connect.example`.",
    )
    max_body_bytes: int = Field(
        default=5 * 1024 * 1024, gt=0, description="Largest delivery accepted; larger ones get 413."
    )
    keep_bodies_days: int = Field(
        default=90, gt=0, description="For how long the bodies of applied deliveries are kept."
    )
    workers: int = Field(
        default=1, gt=0, description="Server processes; more than one needs PostgreSQL."
    )
    guesses_per_hour: int = Field(
        default=10,
        gt=0,
        description="How often an order number, an e-mail address or a phone number may be asked "
        "about in vain before it is refused; a postcode ten times as often.",
    )
    guesses_per_key_and_hour: int = Field(
        default=2000, gt=0, description="The same of an API key, and of a client address."
    )
    trusted_proxies: int = Field(
        default=0,
        ge=0,
        description="How many proxies of yours stand in front and add to `X-Forwarded-For`; the "
        "client's address is taken from there.",
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="info", description="The least severe events that are logged."
    )
    log_format: Literal["json", "text"] = Field(
        default="json", description="`json` is a line of JSON an event; `text` is for reading."
    )

    _apps: Mapping[str, SecretStr] = PrivateAttr(
        default_factory=lambda: {
            name: SecretStr(value) for name, value in os.environ.items() if name.startswith(PREFIX)
        }
    )

    def of_app(self, platform: str, names: Iterable[str]) -> dict[str, str]:
        """Those of `STOREWIRE_<PLATFORM>_<NAME>` that are set, by name."""
        stem = f"{PREFIX}{platform}_".upper()
        given = {name: self._apps.get(f"{stem}{name.upper()}") for name in names}
        return {name: value.get_secret_value() for name, value in given.items() if value}

    @property
    def embedded(self) -> bool:
        """True for SQLite: one process owns the file, and it is migrated when the server starts."""
        return self.database.startswith("sqlite")

    @property
    def database(self) -> str:
        """The SQLAlchemy address of the database."""
        url = self.database_url or f"sqlite:///{self.home.expanduser() / 'storewire.db'}"
        for prefix in ("postgres://", "postgresql://"):
            url = url.replace(prefix, "postgresql+psycopg://", 1) if url.startswith(prefix) else url
        return url

    @property
    def secret_keys(self) -> tuple[str, ...]:
        """The newest first; an embedded database keeps its own beside its file."""
        given = self.secret_key.get_secret_value() or (self._kept_key() if self.embedded else "")
        return tuple(key.strip() for key in given.split(",") if key.strip())

    def _kept_key(self) -> str:
        path = Path(self.database.removeprefix("sqlite:///")).with_suffix(".key")
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                file.write(secrets.token_urlsafe(48))
        except FileExistsError:
            pass
        return path.read_text().strip()

    def problems(self) -> list[str]:
        """What no single field can see, one sentence each."""
        found = []
        if self.embedded and self.workers > 1:
            found.append("STOREWIRE_WORKERS: SQLite has one process; set DATABASE_URL for more.")
        if not _DATABASE.match(self.database) or not _has_sound_port(self.database):
            found.append("DATABASE_URL: use postgresql://... or sqlite:////path/to/file.db.")
        elif not self.embedded and not self.secret_key.get_secret_value():
            found.append("STOREWIRE_SECRET_KEY: needed with PostgreSQL; keep it safe and the same.")
        elif not self.secret_keys or min(map(len, self.secret_keys)) < SHORTEST_SECRET_KEY:
            found.append(f"STOREWIRE_SECRET_KEY: use at least {SHORTEST_SECRET_KEY} characters.")
        return found


def _has_sound_port(url: str) -> bool:
    try:
        return urlsplit(url).port != 0
    except ValueError:
        return False


def load_settings() -> Settings:
    """Raises WrongSettings once, naming everything that has to be mended."""
    wrong: dict[str, str] = {}
    try:
        settings = Settings()
    except ValidationError as error:
        wrong = {str(found["loc"][0]): found["msg"] for found in error.errors()}
        # The others are looked at as if these had not been set.
        settings = Settings(**{name: Settings.model_fields[name].default for name in wrong})
    lines = [f"STOREWIRE_{name.upper()}: {message}." for name, message in wrong.items()]
    if problems := [*lines, *settings.problems()]:
        raise WrongSettings("\n".join(problems))
    return settings
