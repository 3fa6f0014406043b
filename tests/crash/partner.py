"""The fake partner: does what is asked, and fails a third of the time, before or after doing it."""

from __future__ import annotations

import json
import random
import threading
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Partner(ThreadingHTTPServer):
    """Remembers each effect by its key, as a partner that honours idempotency keys does.

    Attributes:
        keys: the keys each (case, effect) was asked under: more than one would have been done twice.
    """

    daemon_threads = True

    def __init__(self, seed: int) -> None:
        super().__init__(("127.0.0.1", 0), _Line)
        self.keys: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
        self.asked: Counter[str] = Counter()
        self.lock = threading.Lock()
        self._chance = random.Random(seed)  # noqa: S311  # a seeded choice, no secret

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def mood(self) -> str:
        """Return how the next request fares: two thirds well, the rest each way of failing."""
        with self.lock:
            return self._chance.choice(["well"] * 6 + ["refuses", "dies before", "dies after"])


class _Line(BaseHTTPRequestHandler):
    server: Partner

    def do_POST(self) -> None:
        told = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        mood = self.server.mood()
        if mood in {"well", "dies after"}:
            with self.server.lock:
                self.server.keys[told["case"], told["effect"]].add(told["key"])
        with self.server.lock:
            self.server.asked[mood] += 1
        if mood in {"well", "refuses"}:
            self.send_response(200 if mood == "well" else 503)
            self.send_header("Content-Length", "0")
            self.end_headers()
        self.close_connection = True

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def open_partner(seed: int) -> Iterator[Partner]:
    """Keep a partner answering."""
    partner = Partner(seed)
    thread = threading.Thread(target=partner.serve_forever, daemon=True)
    thread.start()
    try:
        yield partner
    finally:
        partner.shutdown()
        partner.server_close()
        thread.join()
