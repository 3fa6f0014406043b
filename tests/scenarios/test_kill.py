"""The server is killed between any two steps of the story and started again: nothing is lost."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode, urlsplit
from urllib.request import HTTPCookieProcessor, build_opener

import pytest
from lxml import html

ROOT = Path(__file__).resolve().parents[2]
KEY = "bewonersparkeervergunning"
START_SECONDS = 60
PAGES = (
    ("adres", {"naam": "Mehmet Aydin", "postcode": "1234 AB", "huisnummer": "12"}),
    ("auto", {"kenteken": "GK-482-T", "auto_van_wie": "ik"}),
    ("startdatum_pagina", {"startdatum-dag": "4", "startdatum-maand": "1", "startdatum-jaar": "2027"}),
    ("bijzonderheden_pagina", {"bijzonderheden": "ja", "toelichting": "Ik zorg voor mijn moeder."}),
)


def free_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


@dataclass
class Installation:
    """A server in a process group of its own, on a database that outlives it.

    Attributes:
        folder: where its database is; port: where it listens; kills: how often it was killed.
    """

    folder: Path
    port: int = field(default_factory=free_port)
    server: subprocess.Popen | None = None
    kills: int = 0

    @property
    def environment(self):
        return os.environ | {
            "REGELRUIMTE_DEMO": "1",
            "REGELRUIMTE_DATABASE_URL": f"sqlite:///{self.folder}/kill.sqlite",
            "REGELRUIMTE_PORT": str(self.port),
            "REGELRUIMTE_INSTANCE_FOLDER": str(self.folder / "instance"),
        }

    def command(self, *words):
        return [sys.executable, "-m", "regelruimte.app.cli", *words]

    def run(self, *words):
        subprocess.run(
            self.command(*words), env=self.environment, check=True, capture_output=True, cwd=self.folder
        )

    def start(self):
        self.server = subprocess.Popen(
            self.command("serve"), env=self.environment, cwd=self.folder, start_new_session=True,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        self._wait_until_it_answers()

    def kill(self):
        """Kill the server and its own workers, without any warning."""
        os.killpg(self.server.pid, signal.SIGKILL)
        self.server.wait()
        self.kills += 1

    def kill_and_start(self):
        self.kill()
        self.start()

    def go_on(self):
        """Do what happens by itself, as the worker process does."""
        self.run("work", "--once")

    def _wait_until_it_answers(self):
        until = time.monotonic() + START_SECONDS
        while True:
            try:
                asked = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
                asked.request("GET", "/healthz")
                assert asked.getresponse().status == 200
                asked.close()
            except OSError:
                assert time.monotonic() < until, "the server does not answer"
                with suppress(subprocess.TimeoutExpired):
                    self.server.wait(timeout=0.1)
                    raise AssertionError("the server stopped by itself") from None
            else:
                return


class Visitor:
    """A person with a browser without JavaScript; the server is killed before every page they ask for."""

    def __init__(self, installation, name):
        self.installation = installation
        self.opener = build_opener(HTTPCookieProcessor(CookieJar()))
        self.url = ""
        self.page = None
        self._ask("/sign-in")
        self.submit(lambda form: name in form.text_content())

    def open(self, path):
        self.installation.kill_and_start()
        self._ask(path)

    def submit(self, fits, **answers):
        """Fill in and send the form that fits; hidden fields and the first button go along."""
        form = next(one for one in self.page.xpath("//form") if fits(one))
        data = {one.get("name"): one.get("value") or "" for one in form.xpath(".//input[@type='hidden']")}
        button = form.find(".//button")
        data |= {button.get("name"): button.get("value")} if button.get("name") else {}
        target = form.get("action") or self.url
        self.installation.kill_and_start()
        self._ask(target, data | answers)

    @property
    def text(self):
        return " ".join(self.page.find(".//main").text_content().split())

    def link(self, text):
        return next(a.get("href") for a in self.page.iter("a") if text in " ".join(a.text_content().split()))

    def _ask(self, path, data=None):
        sent = None if data is None else urlencode(data).encode()
        with self.opener.open(f"http://127.0.0.1:{self.installation.port}{path}", sent) as answer:
            whole = urlsplit(answer.url)
            self.url = whole.path + (f"?{whole.query}" if whole.query else "")
            self.page = html.document_fromstring(answer.read())


@pytest.fixture(scope="module")
def installation(tmp_path_factory):
    made = Installation(tmp_path_factory.mktemp("kill"))
    made.run("demo", "--no-serve")
    made.start()
    yield made
    made.kill()


def has(name):
    return lambda form: bool(form.xpath(".//*[@name=$name]", name=name))


def by_button(text):
    return lambda form: any(text in one.text_content() for one in form.iter("button"))


def apply(citizen):
    citizen.open(f"/aanvragen/{KEY}")
    citizen.submit(by_button("Begin met aanvragen"))
    for page, answers in PAGES:
        assert citizen.url.endswith(f"/{page}"), citizen.url
        citizen.submit(has(next(iter(answers))), **answers)
    citizen.submit(by_button("Aanvraag versturen"))
    assert "Wij hebben uw aanvraag ontvangen" in citizen.text
    return citizen.page.xpath("//*[contains(@class, 'rr-receipt__number')]")[0].text_content().strip()


def take_a_detour(worker, number):
    worker.open(f"/worklist/cases/{number}")
    worker.open(worker.link("Advies vragen aan wijkteam"))
    ground = worker.page.xpath("//input[@name='ground']/@value")[0]
    worker.submit(has("reason"), reason="Het wijkteam kent haar.", ground=ground)
    assert "Advies vragen aan wijkteam" in worker.text


def decide(worker, number):
    worker.open(worker.link("Sluit dit blok"))
    worker.submit(by_button("Sluit af"))
    worker.open(worker.link("Open de taak"))
    worker.submit(
        has("besluit"),
        besluit="verlenen",
        besluit_grond="hardheidsclausule",
        besluit_reden="U zorgt elke dag.",
    )
    worker.installation.go_on()
    worker.open(f"/worklist/cases/{number}")
    assert "Betaal uw vergunning" in worker.text


def test_nothing_is_lost_when_the_server_is_killed_between_any_two_steps(installation):
    citizen, worker = Visitor(installation, "Mehmet Aydin"), Visitor(installation, "Marieke Bos")

    number = apply(citizen)
    installation.go_on()
    take_a_detour(worker, number)
    decide(worker, number)
    citizen.open(f"/mijn-zaken/{number}")
    citizen.open(citizen.link("Begin"))
    citizen.submit(has("betaald"), betaald="online")
    installation.go_on()
    citizen.open(f"/mijn-zaken/{number}")

    assert "U hebt de vergunning. U mag bij uw huis parkeren vanaf de dag die u koos." in citizen.text
    assert "Ik zorg voor mijn moeder." in citizen.text
    worker.open(f"/worklist/cases/{number}/log")
    assert worker.text.count("Advies vragen aan wijkteam") >= 1
    assert installation.kills > len(PAGES) + 10
