"""Everything that can be set from outside, with what to write there. Reads the environment and `.env`, nothing else."""

import re
from pathlib import Path
from typing import Annotated

from pydantic import Field, SecretStr, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

DEFAULT_DATABASE = "sqlite+aiosqlite:///data/tandem.db"
TOKEN = re.compile(r"\d{3,20}:[A-Za-z0-9_-]{20,}")
TELEGRAM = "https://api.telegram.org"


class Settings(BaseSettings):
    """Names, defaults and hints; `.env.example` is compared with this by a test."""

    model_config = SettingsConfigDict(
        env_file=".env", env_file_encoding="utf-8", extra="ignore", hide_input_in_errors=True
    )

    bot_token: SecretStr = Field(description="the token from @BotFather, like 123456789:AAE...")
    owner_ids: Annotated[frozenset[int], NoDecode] = Field(
        description="your own Telegram id (ask @userinfobot); several with commas: 1001,1002", min_length=1
    )
    master_key: SecretStr | None = Field(
        default=None,
        description="the key that locks the exchange keys: make one with `python -m bot check --new-key`",
    )
    master_key_file: Path | None = Field(
        default=None,
        description="a file only you can read that holds the master key, or nothing when MASTER_KEY is set",
        validate_default=True,
    )
    database_url: str = Field(
        default=DEFAULT_DATABASE,
        description=f"where the book is kept, like {DEFAULT_DATABASE}",
        pattern=r"^sqlite\+aiosqlite:///.+",
    )
    telegram_api_url: str = Field(
        default=TELEGRAM, description=f"base of a Bot API server, like {TELEGRAM}", pattern=r"^https?://[^\s/]+(/.*)?$"
    )
    exchange_gateway: str = Field(
        default="",
        description="empty for the real exchanges, or host:port of a gateway, like 127.0.0.1:9443",
        pattern=r"^$|^[A-Za-z0-9.-]+:\d{1,5}$",
    )
    exchange_ca_file: Path | None = Field(default=None, description="the CA certificate of the gateway, or empty")
    log_level: str = Field(
        default="INFO", description="one of DEBUG, INFO, WARNING, ERROR", pattern=r"^(DEBUG|INFO|WARNING|ERROR)$"
    )
    metrics_port: int = Field(
        default=0, description="a port on 127.0.0.1 for /healthz and /metrics, like 9100; 0 for none", ge=0, le=65535
    )
    key_port: int = Field(
        default=0,
        description="the port on 127.0.0.1 of the page for keys, open only while asked for; 0 for any free one",
        ge=0,
        le=65535,
    )
    order_transport: str = Field(
        default="ordinary",
        description="how orders leave: ordinary, or lean (open connections of their own, less work per order)",
        pattern=r"^(ordinary|lean)$",
    )
    confirm_seconds: int = Field(
        default=120, description="how long a confirmation waits for a press, 15 to 3600 seconds", ge=15, le=3600
    )

    backup_dir: Path | None = Field(
        default=None, description="a folder for the daily backups; empty for `backups` beside the database"
    )
    backup_days: int = Field(
        default=7, description="how many days a daily backup is kept, 0 to 365; 0 for no backups", ge=0, le=365
    )
    clock_skew_seconds: float = Field(
        default=1.0,
        description="how far this clock may be from an exchange's before entries wait, 0.2 to 5",
        ge=0.2,
        le=5,
    )

    @field_validator("owner_ids", mode="before")
    @classmethod
    def split_ids(cls, value: object) -> object:
        return [part for part in value.replace(" ", "").split(",") if part] if isinstance(value, str) else value

    @field_validator("master_key", "master_key_file", "exchange_ca_file", "backup_dir", mode="before")
    @classmethod
    def empty_means_none(cls, value: object) -> object:
        return None if value == "" else value

    @field_validator("bot_token")
    @classmethod
    def looks_like_a_token(cls, token: SecretStr) -> SecretStr:
        if not TOKEN.fullmatch(token.get_secret_value()):
            raise ValueError("not a token")
        return token

    @field_validator("master_key_file")
    @classmethod
    def one_master_key(cls, file: Path | None, known: ValidationInfo) -> Path | None:
        """Exactly one of the two; two would leave open which one opens the vault."""
        if (known.data.get("master_key") is None) == (file is None):
            raise ValueError("MASTER_KEY or MASTER_KEY_FILE")
        return file

    def key_ring(self) -> SecretStr:
        """The text of the key ring, from wherever it was set. Raises OSError when the file can't be read."""
        if self.master_key is not None:
            return self.master_key
        if self.master_key_file is None:
            raise ValueError("no master key")
        return SecretStr(self.master_key_file.read_text().strip())


def read_settings(env_file: Path = Path(".env")) -> Settings:
    """From the environment, then the file. Raises pydantic's ValidationError, which shows no input."""
    return Settings(_env_file=env_file)  # type: ignore[call-arg] # the fields come from outside
