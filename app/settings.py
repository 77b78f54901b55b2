"""Every setting of the platform, read from the environment."""

import secrets
from functools import cached_property
from pathlib import Path
from typing import Literal, Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

MEGABYTE = 1024 * 1024


class Settings(BaseSettings):
    """Names are those of the environment variables; sizes in bytes, times in seconds unless the name says otherwise."""

    model_config = SettingsConfigDict(env_file=None, extra="ignore")

    port: int = 8000
    host: str = "127.0.0.1"
    base_url: str = ""
    secret_key: SecretStr = SecretStr("")
    data_dir: Path = Path("var")
    media_dir: Path = Path("media")
    database_url: str = ""
    smtp_url: SecretStr = SecretStr("")
    mail_from: str = "Excellent Experiences <no-reply@localhost>"
    # Addresses of reverse proxies whose X-Forwarded-For is believed, separated by commas.
    trusted_proxies: str = ""
    worker_in_web: bool = True
    search_engine: Literal["whoosh", "tantivy"] = "whoosh"
    demo: bool = False

    max_form_bytes: int = 4 * MEGABYTE
    max_upload_bytes: int = 100 * MEGABYTE
    max_media_per_case: int = 60
    min_free_disk_bytes: int = 200 * MEGABYTE
    request_threads: int = Field(default=10, ge=2, le=64)
    sign_in_days: int = 60
    link_hours: int = 48
    invitation_days: int = 14
    sign_in_failures: int = 8
    throttle_minutes: int = 15
    extraction_seconds: int = 60
    extraction_memory_bytes: int = 600 * MEGABYTE
    conversion_seconds: int = 900
    job_attempts: int = 5
    # The currency in which learning visits are budgeted, as three letters (ISO 4217).
    visits_currency: str = Field(default="EUR", pattern=r"^[A-Z]{3}$")

    @model_validator(mode="after")
    def _complete(self) -> Self:
        self.base_url = (self.base_url or f"http://127.0.0.1:{self.port}").rstrip("/")
        if self.production and len(self.secret_key.get_secret_value()) < 32:
            raise ValueError("SECRET_KEY needs at least 32 characters when BASE_URL begins with https://")
        if not self.database_url:
            self.database_url = f"sqlite:///{(self.data_dir / 'excellent.sqlite3').absolute()}"
        if self.database_url.startswith(("postgres://", "postgresql://")):
            self.database_url = "postgresql+psycopg://" + self.database_url.split("://", 1)[1]
        return self

    @property
    def production(self) -> bool:
        """Served to the world: a public address is https."""
        return urlsplit(self.base_url).scheme == "https"

    @property
    def pdf_dir(self) -> Path:
        """PDFs once made, to be thrown away at any time."""
        return self.data_dir / "pdf"

    @cached_property
    def secret(self) -> bytes:
        """The key for signatures; in development made once and kept beside the database."""
        if given := self.secret_key.get_secret_value():
            return given.encode()
        path = self.data_dir / "secret_key"
        if not path.exists():
            self.data_dir.mkdir(parents=True, exist_ok=True)
            path.write_text(secrets.token_hex(32))
            path.chmod(0o600)
        return path.read_text().strip().encode()
