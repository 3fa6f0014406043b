"""What a configured service may never leave behind: its secret, and in what is kept of a call any value."""

import logging
import ssl
from pathlib import Path

import pytest
import trustme

from regelruimte.engine.connect.config import read_connectors
from regelruimte.engine.store import exchange_rows
from tests.builders import mapping, process
from tests.desk import WORKER
from tests.loopback_partner import HOST, Reply, loopback_gate, partner

SECRET = "zeer-geheim-4711"
BSN = "999990019"
FILE = """
[connectors.personen]
kind = "http"
url = "https://{host}:{port}/personen/{{bsn}}"
method = "POST"
body = "={{ bsn: bsn }}"
headers = {{ Authorization = {{ file = "token", prefix = "Bearer " }} }}
ca_file = "ca.pem"
[connectors.personen.policy]
attempts = 1
"""


@pytest.fixture
def server(authority):
    with partner(authority.serving) as made:
        yield made


@pytest.fixture
def authority():
    return Authority()


class Authority:
    """Vouches for the partner."""

    def __init__(self):
        self.made = trustme.CA()
        self.serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.made.issue_cert(HOST).configure_cert(self.serving)


@pytest.fixture
def folder(tmp_path, server, authority):
    (tmp_path / "token").write_text(SECRET)
    authority.made.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    (tmp_path / "connectors.toml").write_text(FILE.format(host=HOST, port=server.port))
    return tmp_path


@pytest.mark.parametrize(
    "reply",
    [
        Reply(500, SECRET.encode()),
        Reply(401, f'"{SECRET}"'.encode()),
        Reply(200, b"{broken " + SECRET.encode()),
    ],
)
def test_leaves_no_secret_and_no_value_behind_when_a_service_fails(
    desk, engine, folder, server, reply, caplog
):
    caplog.set_level(logging.DEBUG)
    server.replies = [reply]
    for one in read_connectors(folder / "connectors.toml", loopback_gate(), {}):
        engine.connectors.register(one.name, one.connector, declared=one.declared)
    desk.publish(process().start().service("ask", "personen", mapping(inputs=[("=bsn", "bsn")])).end())
    number = desk.start({"bsn": BSN})

    engine.run_due()

    assert server.asked[0].headers["Authorization"] == f"Bearer {SECRET}"
    dossier = desk.dossier(number)
    with engine.view(WORKER) as view:
        kept = exchange_rows.list_exchanges(view, dossier.case.id)
    assert len(dossier.incidents) == len(kept) == 1
    assert BSN not in repr((dossier.incidents, kept, dossier.log, caplog.text))
    engine.close()
    stored = b"".join(file.read_bytes() for file in Path(folder).glob("engine.sqlite*"))
    assert BSN.encode() in stored
    assert SECRET.encode() not in stored
    assert SECRET not in caplog.text
