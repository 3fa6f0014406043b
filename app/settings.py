"""Settings of the web product: environment variables `REGELRUIMTE_*` and nothing else."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from regelruimte.engine.limits import Limits
from regelruimte.engine.patience import Patience

PREFIX = "REGELRUIMTE_"

DEFAULT_DATABASE_URL = "sqlite:///instance/regelruimte.sqlite"

LOG_KINDS = ("text", "json")

_SECRET_LENGTH = 32
_TOKEN_LENGTH = 16

_TRUE = frozenset({"1", "true", "yes", "on", "ja"})
_FALSE = frozenset({"", "0", "false", "no", "off", "nee"})


class SettingRefused(ValueError):
    """A setting is missing or cannot be read; the message names it and says what is expected."""


def _setting(default: Any, meaning: str) -> Any:
    """Declare a setting; `meaning` is its line in the reference."""
    return field(default=default, metadata={"meaning": meaning})


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What an organisation decides about its installation; each field is `REGELRUIMTE_<FIELD>`."""

    database_url: str = _setting(
        DEFAULT_DATABASE_URL,
        "Where cases are kept: an SQLite file or a PostgreSQL server.",
    )
    host: str = _setting("127.0.0.1", "Network address the server listens on.")
    port: int = _setting(8000, "Port the server listens on.")
    secret_key: str = _setting(
        "",
        "Secret that signs session cookies, at least 32 characters. May be left out in a demonstration only.",
    )
    demo: bool = _setting(
        default=False,
        meaning="Show demo persons to sign in as, without a password, and a banner on every page.",
    )
    organisation: str = _setting("Gemeente Lindewoude", "Name of the organisation, on every page.")
    theme: str = _setting("voorbeeld", "NL Design System theme: the class `<theme>-theme` on every page.")
    secure_cookies: bool = _setting(
        default=False,
        meaning="Send cookies over HTTPS only, and tell browsers to stay on HTTPS. On in production.",
    )
    trusted_proxies: int = _setting(0, "Number of proxies in front whose X-Forwarded headers are believed.")
    session_minutes: int = _setting(15, "Minutes without a click after which a resident is signed out.")
    staff_session_minutes: int = _setting(480, "Minutes without a click after which staff are signed out.")
    instance_folder: str = _setting("instance", "Folder for what belongs to this installation only.")
    contact_phone: str = _setting("", "Telephone number in the help block; left out when empty.")
    contact_phone_hours: str = _setting("", "When the telephone is answered, one plain sentence.")
    contact_email: str = _setting("", "E-mail address in the help block; left out when empty.")
    contact_address: str = _setting("", "Address of the desk in the help block; left out when empty.")
    contact_address_hours: str = _setting("", "When the desk is open, one plain sentence.")
    api_tokens: str = _setting(
        "",
        "Who may send messages: `name=sha256` of each token, with commas between; `regelruimte api-token` "
        "makes one.",
    )
    connectors: str = _setting(
        "", "File of the services that automatic steps may call by name: docs/howto/connect-a-service.md."
    )
    connector_hosts: str = _setting(
        "", "Hosts that services may be at, with commas between: `api.example.nl, *.example.nl:8443`."
    )
    connector_private: str = _setting(
        "", "Networks that are not public yet may be reached, with commas between: `10.1.0.0/16`."
    )
    accessibility_url: str = _setting("", "Page with the accessibility statement; no link when empty.")
    log: str = _setting(
        "text",
        "`text`: warnings and bugs, for a person at a screen. `json`: a line for each request and job.",
    )
    metrics: bool = _setting(
        default=False,
        meaning="Count, and tell Prometheus at `/metrics`; without a token only what asks from this machine.",
    )
    metrics_token: str = _setting(
        "", "Token that whoever reads `/metrics` has to send, 16 characters or more."
    )
    metrics_folder: str = _setting(
        "", "Folder where servers and workers of this machine count together, such as one in `/run`."
    )
    work_grace_seconds: int = _setting(
        30, "Seconds a worker that is stopped may take to finish the jobs it began."
    )
    tracing_url: str = _setting(
        "",
        "Collector of OpenTelemetry that gets traces (OTLP over HTTP), such as `http://127.0.0.1:4318`.",
    )
    privacy_url: str = _setting("", "Page about privacy; no link when empty.")

    def __post_init__(self) -> None:
        """Refuse a missing secret outside a demonstration, and a kind of log there is not."""
        read_log({f"{PREFIX}LOG": self.log})
        if 0 < len(self.metrics_token) < _TOKEN_LENGTH:
            raise SettingRefused(f"{PREFIX}METRICS_TOKEN: expected at least {_TOKEN_LENGTH} characters.")
        if not self.demo and len(self.secret_key) < _SECRET_LENGTH:
            raise SettingRefused(
                f"{PREFIX}SECRET_KEY: expected at least {_SECRET_LENGTH} characters without demonstration, "
                f"found {len(self.secret_key)}. Set it, or set {PREFIX}DEMO=1 to look around."
            )


def read_settings(environ: Mapping[str, str]) -> Settings:
    """Read the settings from environment variables.

    In a demonstration without a secret, a random one is made once and kept in the instance folder.

    Raises:
        SettingRefused: a value cannot be read, or the secret key is missing.
    """
    given = {
        setting.name: _parse(name, environ[name], like=setting.default)
        for setting in fields(Settings)
        if (name := PREFIX + setting.name.upper()) in environ
    }
    if given.get("demo") and not given.get("secret_key"):
        given["secret_key"] = _kept_secret(Path(given.get("instance_folder", "instance")))
    return Settings(**given)


def read_log(environ: Mapping[str, str]) -> str:
    """Read what kind of log to write; needs no other setting, so that workers need no secret.

    Raises:
        SettingRefused: there is no such kind.
    """
    kind = environ.get(f"{PREFIX}LOG", LOG_KINDS[0])
    if kind not in LOG_KINDS:
        raise SettingRefused(f"{PREFIX}LOG: expected {' or '.join(LOG_KINDS)}, found {kind!r}.")
    return kind


def read_grace(environ: Mapping[str, str]) -> float:
    """Read how many seconds a stopped worker has to finish; needs no other setting, as `read_log`.

    Raises:
        SettingRefused: it is no whole number.
    """
    name = f"{PREFIX}WORK_GRACE_SECONDS"
    return float(_parse(name, environ[name], like=0)) if name in environ else 30.0


def read_limits(environ: Mapping[str, str]) -> Limits:
    """Read how much a case and a model may take: `REGELRUIMTE_LIMIT_<FIELD>`, whole numbers above zero.

    Raises:
        SettingRefused: a value cannot be read.
    """
    return Limits(**_read_numbers(environ, f"{PREFIX}LIMIT_", Limits))


def read_patience(environ: Mapping[str, str]) -> Patience:
    """Read how long a database is waited for: `REGELRUIMTE_DATABASE_<FIELD>`, whole seconds above zero.

    Raises:
        SettingRefused: a value cannot be read.
    """
    return Patience(**_read_numbers(environ, f"{PREFIX}DATABASE_", Patience))


def _read_numbers(environ: Mapping[str, str], prefix: str, kind: type[Limits | Patience]) -> dict[str, int]:
    given = {
        number.name: _parse(name, environ[name], like=0)
        for number in fields(kind)
        if (name := prefix + number.name.upper()) in environ
    }
    zero = next((name for name, most in given.items() if most == 0), None)
    if zero is not None:
        raise SettingRefused(f"{prefix}{zero.upper()}: expected a number above zero, found 0.")
    return given


def _parse(name: str, text: str, *, like: object) -> Any:
    if isinstance(like, bool):
        return _parse_bool(name, text)
    if isinstance(like, int):
        if not text.strip().isdecimal():
            raise SettingRefused(f"{name}: expected a whole number, found {text!r}.")
        return int(text)
    return text


def _parse_bool(name: str, text: str) -> bool:
    plain = text.strip().casefold()
    if plain not in _TRUE | _FALSE:
        raise SettingRefused(f"{name}: expected 1 or 0, found {text!r}.")
    return plain in _TRUE


def _kept_secret(folder: Path) -> str:
    """Return the secret of the instance folder; made the first time, readable by its owner only."""
    kept = folder / "secret-key"
    if not kept.exists():
        folder.mkdir(parents=True, exist_ok=True)
        kept.touch(mode=0o600)
        kept.write_text(secrets.token_hex(32), encoding="ascii")
    return kept.read_text(encoding="ascii").strip()
