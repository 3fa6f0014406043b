from dataclasses import fields
from pathlib import Path

import pytest
import regex

from regelruimte.app.settings import (
    PREFIX,
    SettingRefused,
    Settings,
    read_limits,
    read_patience,
    read_settings,
)
from regelruimte.engine.limits import STANDARD, Limits
from regelruimte.engine.patience import Patience

REFERENCE = Path(__file__).parents[3] / "docs" / "reference" / "settings.md"


def test_reads_values_when_variables_are_set():
    settings = read_settings(
        {
            "REGELRUIMTE_SECRET_KEY": "k" * 32,
            "REGELRUIMTE_PORT": "8123",
            "REGELRUIMTE_SECURE_COOKIES": "ja",
            "REGELRUIMTE_INSTANCE_FOLDER": "/srv/here",
            "PORT": "1",
        }
    )

    assert (settings.port, settings.secure_cookies, settings.instance_folder) == (
        8123,
        True,
        "/srv/here",
    )


@pytest.mark.parametrize(
    ("name", "value"), [("PORT", "veel"), ("PORT", "-1"), ("DEMO", "misschien"), ("SECRET_KEY", "short")]
)
def test_names_the_setting_when_a_value_cannot_be_read(name, value):
    environ = {"REGELRUIMTE_SECRET_KEY": "k" * 32, PREFIX + name: value}

    with pytest.raises(SettingRefused, match=PREFIX + name):
        read_settings(environ)


def test_refuses_a_missing_secret_when_not_a_demonstration():
    with pytest.raises(SettingRefused, match="REGELRUIMTE_SECRET_KEY"):
        read_settings({})


def test_keeps_one_random_secret_when_a_demonstration(tmp_path):
    environ = {"REGELRUIMTE_DEMO": "1", "REGELRUIMTE_INSTANCE_FOLDER": str(tmp_path / "new")}

    first, second = read_settings(environ), read_settings(environ)

    assert first.secret_key == second.secret_key
    assert len(first.secret_key) == 64
    assert (tmp_path / "new" / "secret-key").stat().st_mode & 0o077 == 0


def test_reference_tells_every_setting_with_its_default():
    told = dict(
        regex.findall(r"^\| `(REGELRUIMTE_[A-Z_]+)` \| (.*?) \| .* \|$", REFERENCE.read_text(), regex.M)
    )

    expected = {
        PREFIX + setting.name.upper(): "" if setting.default == "" else f"`{_shown(setting.default)}`"
        for setting in fields(Settings)
    }
    assert told == expected


def test_reference_tells_the_meaning_of_every_setting():
    text = REFERENCE.read_text()

    assert [s.name for s in fields(Settings) if s.metadata["meaning"] not in text] == []


def test_reads_limits_when_variables_are_set():
    assert read_limits({"REGELRUIMTE_LIMIT_TOKENS": "7"}) == Limits(tokens=7)
    assert read_limits({}) == STANDARD


@pytest.mark.parametrize("text", ["0", "-1", "many"])
def test_refuses_a_limit_when_it_is_no_number_above_zero(text):
    with pytest.raises(SettingRefused, match="REGELRUIMTE_LIMIT_STEPS"):
        read_limits({"REGELRUIMTE_LIMIT_STEPS": text})


@pytest.mark.parametrize("limit", fields(Limits), ids=lambda limit: limit.name)
def test_reference_tells_every_limit_with_its_default(limit):
    assert f"`{PREFIX}LIMIT_{limit.name.upper()}` ({limit.default})" in REFERENCE.read_text()


def test_reads_patience_when_variables_are_set():
    assert read_patience({"REGELRUIMTE_DATABASE_LOCK_SECONDS": "3"}) == Patience(lock_seconds=3)
    assert read_patience({"REGELRUIMTE_DATABASE_URL": "sqlite://"}) == Patience()


def test_refuses_patience_when_it_is_no_number_above_zero():
    with pytest.raises(SettingRefused, match="REGELRUIMTE_DATABASE_CONNECT_SECONDS"):
        read_patience({"REGELRUIMTE_DATABASE_CONNECT_SECONDS": "0"})


@pytest.mark.parametrize("patience", fields(Patience), ids=lambda patience: patience.name)
def test_reference_tells_every_patience_with_its_default(patience):
    assert f"`{PREFIX}DATABASE_{patience.name.upper()}` ({patience.default})" in REFERENCE.read_text()


def _shown(default):
    return str(int(default)) if isinstance(default, bool) else str(default)
