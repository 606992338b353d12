"""What can be set from outside, each with one environment variable ``DANGOL_…``."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_core import PydanticCustomError
from pydantic_settings import BaseSettings, SettingsConfigDict
from pydantic_settings.exceptions import SettingsError

from agent.errors import BadInput

PREFIX = "DANGOL_"
_ADDRESS = re.compile(r"https?://(\[[0-9A-Fa-f:.]+\]|[^\s/?#@:\[\]\\%]+)(:[0-9]{1,5})?/?")


class Settings(BaseSettings):
    """Read once at start by ``bootstrap``; besides it only the command line looks at the environment (its language)."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="ignore")

    home: Path = Field(default=Path.home() / ".dangol", description="folder of the database and the playbook index")
    database_url: str | None = Field(default=None, description="SQLAlchemy URL; by default SQLite in `home`")
    chroma_url: str | None = Field(default=None, description="Chroma server that several processes share as the index")
    tenant: str = Field(default="local", description="whose campaigns the command line works on")
    api_keys: dict[str, SecretStr] = Field(
        default_factory=dict, description='tenant → API key, as JSON: {"my-shop": "a long secret"}'
    )
    stricter: tuple[str, ...] = Field(
        default=(), description='ids of rules that block even where they would only warn, as JSON: ["KR-16"]'
    )
    max_upload_bytes: int = Field(default=200 * 1024 * 1024, gt=0)

    @field_validator("chroma_url")
    @classmethod
    def _address(cls, value: str | None) -> str | None:
        if value and not _is_address(value):
            raise PydanticCustomError("address", "http://host:port")
        return value or None

    @field_validator("tenant")
    @classmethod
    def _text(cls, value: str) -> str:
        return _encodable(value)

    @property
    def database(self) -> str:
        return self.database_url or f"sqlite:///{self.home / 'dangol.db'}"

    @property
    def index(self) -> Path:
        return self.home / "playbooks"


def _is_address(value: str) -> bool:
    """Whether ``value`` is a host and perhaps a port, without user, path or query."""
    try:
        port = urlsplit(_encodable(value)).port
    except ValueError:  # brackets without an address in them, or a port beyond 65535
        return False
    return port != 0 and bool(_ADDRESS.fullmatch(value))


def _encodable(value: str) -> str:
    """``value``, unless it holds bytes that are no text, which Python reads as surrogates."""
    if any("\ud800" <= letter <= "\udfff" for letter in value):
        raise PydanticCustomError("not_text", "UTF-8")
    return value


def load_settings() -> Settings:
    """The settings of this environment; ``BadInput`` names the variable that is wrong, never its value."""
    try:
        return Settings()
    except SettingsError as error:
        # pydantic-settings names the field in its message alone.
        named = re.search(r'field "(\w+)"', str(error))
        name = PREFIX + named[1].upper() if named else PREFIX
        raise BadInput("doors.bad_setting", name=name, detail="JSON") from None
    except ValidationError as error:
        first = error.errors()[0]
        name = PREFIX + str(first["loc"][0]).upper()
        raise BadInput("doors.bad_setting", name=name, detail=first["msg"]) from None
