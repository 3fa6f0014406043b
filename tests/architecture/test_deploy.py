"""The files of docs/deploy can be read by what reads them, and name only what the product has."""

import configparser
import shutil
import subprocess
from dataclasses import fields
from pathlib import Path

import pytest
import regex
import yaml
from prometheus_client import CollectorRegistry

from regelruimte.app.cli import main
from regelruimte.app.metrics import FiguresCollector, Measures, Told
from regelruimte.app.settings import PREFIX, Settings, read_settings
from regelruimte.engine.store.reads.figures import Figures

DEPLOY = Path(__file__).resolve().parents[2] / "docs" / "deploy"
UNITS = sorted([*DEPLOY.glob("*.service"), *DEPLOY.glob("*.timer")])
SETTING = regex.compile(rf"\b{PREFIX}[A-Z_]+\b")
COMMAND = regex.compile(r"(?:bin/regelruimte|^regelruimte) ([a-z][a-z-]+)", regex.MULTILINE)
MEASURE = regex.compile(r"\bregelruimte_[a-z_]+\b")


def files():
    return sorted(path for path in DEPLOY.iterdir() if path.is_file())


def unit(path):
    # Keys may come back in a unit (`Environment=` twice); values may hold % signs.
    read = configparser.RawConfigParser(strict=False)
    read.optionxform = str
    read.read_string(path.read_text(encoding="utf-8"))
    return read


def measures():
    """Return the names of all measures, with the endings the library adds."""
    registry = CollectorRegistry()
    registry.register(FiguresCollector(Told({"open": 1}, Figures({"ready": 1}, 0, 0, 0, 0.0, 0.0))))
    names = set()
    for family in [*Measures().registry.collect(), *registry.collect()]:
        names |= {family.name, f"{family.name}_total", f"{family.name}_count", f"{family.name}_bucket"}
    return names


@pytest.mark.parametrize("path", files(), ids=lambda path: path.name)
def test_names_only_settings_that_exist(path):
    known = {PREFIX + setting.name.upper() for setting in fields(Settings)}

    assert set(SETTING.findall(path.read_text(encoding="utf-8"))) - known == set()


@pytest.mark.parametrize("path", files(), ids=lambda path: path.name)
def test_names_only_commands_that_exist(path):
    assert set(COMMAND.findall(path.read_text(encoding="utf-8"))) - set(main.commands) == set()


@pytest.mark.parametrize("name", ["README.md", "alerts.yaml", "sizing.md"])
def test_names_only_measures_that_exist(name):
    named = set(MEASURE.findall((DEPLOY / name).read_text(encoding="utf-8")))

    assert named
    assert named - measures() == set()


def test_every_measure_is_told_when_it_exists():
    told = set(MEASURE.findall((DEPLOY / "README.md").read_text(encoding="utf-8")))
    plain = {name for name in measures() if not name.endswith(("_total", "_count", "_bucket"))}

    assert {name for name in plain if not {name, f"{name}_total"} & told} == set()


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_unit_has_its_parts_when_it_is_read(path):
    read = unit(path)

    assert read["Unit"]["Description"].startswith("Regelruimte")
    assert {"Service", "Timer"} & set(read.sections())


@pytest.mark.parametrize("path", [path for path in UNITS if path.suffix == ".service"], ids=lambda p: p.name)
def test_service_runs_as_itself_and_may_do_little(path):
    service = unit(path)["Service"]

    assert service["User"] == "regelruimte"
    assert (service["NoNewPrivileges"], service["ProtectSystem"]) == ("yes", "strict")
    assert service["EnvironmentFile"] == "/etc/regelruimte/regelruimte.env"
    assert SETTING.search(path.read_text(encoding="utf-8")) is None


@pytest.mark.parametrize("name", ["web", "worker"])
def test_process_comes_back_when_it_stops(name):
    assert unit(DEPLOY / f"regelruimte-{name}.service")["Service"]["Restart"] == "always"


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is absent")
def test_systemd_takes_the_units_when_it_is_there():
    told = subprocess.run(["systemd-analyze", "verify", *UNITS], check=False, capture_output=True, text=True)

    # The program is not installed where the tests run; all else must be as systemd wants it.
    complaints = [
        line for line in told.stderr.splitlines() if path_of_unit(line) and "is not executable" not in line
    ]
    assert complaints == []


def path_of_unit(line):
    return any(path.name in line for path in UNITS)


def test_example_settings_can_be_read_when_the_secret_is_filled_in():
    lines = (DEPLOY / "regelruimte.env").read_text(encoding="utf-8").splitlines()
    told = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))

    settings = read_settings(told | {f"{PREFIX}SECRET_KEY": "s" * 32})

    assert told[f"{PREFIX}SECRET_KEY"] == ""
    assert (settings.demo, settings.secure_cookies, settings.trusted_proxies) == (False, True, 1)


def test_compose_starts_server_and_worker_after_the_schema_on_one_database():
    read = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
    services = read["services"]

    assert set(services) == {"database", "schema", "web", "worker"}
    assert {services[name]["command"][0] for name in ("schema", "web", "worker")} <= set(main.commands)
    addresses = {
        services[name]["environment"][f"{PREFIX}DATABASE_URL"] for name in ("schema", "web", "worker")
    }
    assert len(addresses) == 1
    for name in ("web", "worker"):
        assert services[name]["depends_on"]["schema"]["condition"] == "service_completed_successfully"
    assert services["web"]["ports"] == ["127.0.0.1:8000:8000"]
    assert set(read["volumes"]) == {"database", "files"}


def test_compose_asks_only_what_its_example_names():
    text = (DEPLOY / "compose.yaml").read_text(encoding="utf-8")
    example = (DEPLOY / "compose.env").read_text(encoding="utf-8")

    asked = set(regex.findall(r"\$\{([A-Z_]+)", text))

    assert asked == set(regex.findall(r"^([A-Z_]+)=", example, regex.MULTILINE))


def test_container_runs_as_nobody_in_particular():
    lines = (DEPLOY / "Containerfile").read_text(encoding="utf-8").splitlines()
    orders = [line.split(" ", 1) for line in lines if regex.match(r"[A-Z]+ ", line)]

    assert [words for order, words in orders if order == "USER"] == ["10001"]
    assert ["ENTRYPOINT", '["regelruimte"]'] in orders
    assert ["CMD", '["serve"]'] in orders


def test_alerts_can_be_read_and_say_what_is_the_matter():
    (group,) = yaml.safe_load((DEPLOY / "alerts.yaml").read_text(encoding="utf-8"))["groups"]

    for rule in group["rules"]:
        assert {"alert", "expr", "for", "labels", "annotations"} == set(rule)
        assert rule["expr"].count("(") == rule["expr"].count(")")
        assert rule["labels"]["severity"] in {"page", "ticket"}


@pytest.mark.parametrize("name", ["nginx.conf", "Caddyfile"])
def test_proxy_keeps_measures_inside_and_closes_what_it_opens(name):
    lines = [line.split("#")[0] for line in (DEPLOY / name).read_text(encoding="utf-8").splitlines()]
    text = "\n".join(lines)

    assert text.count("{") == text.count("}")
    assert "/metrics" in text
    assert "127.0.0.1:8000" in text


def test_nginx_believes_nothing_a_visitor_says_about_himself():
    text = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")

    assert "X-Forwarded-For $remote_addr" in text
    assert "$proxy_add_x_forwarded_for" not in text
    log_format = text.partition("log_format")[2].partition(";")[0]
    assert not {"$request ", "$request_uri", "$args", "$remote_addr", "$http_referer"} & set(
        log_format.split()
    )
