"""A web process of a crash test: the engine behind HTTP, as an embedder would put it there."""

from __future__ import annotations

import json
import sys
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from regelruimte.engine import Channel, Engine, Intake, Sent, cases, dossier, tasks
from regelruimte.engine.errors import DatabaseUnavailable, EngineError
from tests.crash.world import CLIENT, KEY, World


class Door(BaseHTTPRequestHandler):
    """Answers one request; what is refused is 409 with the name of the refusal."""

    engine: Engine
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        told = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        try:
            self._answer(200, ACTS[self.path](self.engine, told))
        except DatabaseUnavailable:
            self._answer(503, {})
        except EngineError as refused:
            self._answer(409, {"refused": type(refused).__name__})

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def _answer(self, status: int, body: object) -> None:
        text = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)


def start(engine: Engine, told: dict[str, str]) -> dict[str, object]:
    """Start a case."""
    sent = Sent(told["key"], {"n": int(told["n"])})
    with engine.work(CLIENT) as work:
        receipt = cases.start_case(work, KEY, Intake(Channel.API, date(2026, 11, 22)), sent)
    return {"case": receipt.case_number, "submission": receipt.submission}


def complete(engine: Engine, told: dict[str, str]) -> dict[str, object]:
    """Complete a task."""
    with engine.work(CLIENT) as work:
        receipt = tasks.complete_task(work, told["task"], Sent(told["key"], {"done": True}))
    return {"submission": receipt.submission}


def look(engine: Engine, told: dict[str, str]) -> dict[str, object]:
    """Tell where a case is."""
    with engine.view(CLIENT) as view:
        seen = dossier.get_dossier(view, told["case"])
    return {
        "status": seen.case.status.value,
        "tasks": [task.id for task in seen.open_tasks],
        "incidents": [incident.id for incident in seen.incidents],
    }


ACTS = {"/start": start, "/complete": complete, "/look": look}


class Server(ThreadingHTTPServer):
    """A server that takes the place of a killed one at once."""

    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 64


def main() -> None:
    """Serve without end."""
    port, database, partner, began = sys.argv[1:]
    Door.engine = World(database, int(partner), began).engine()
    Server(("127.0.0.1", int(port)), Door).serve_forever()


if __name__ == "__main__":
    main()
