"""A service on the loopback address that answers as a test says, and remembers what it was asked."""

import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_network

from regelruimte.engine.connect.gate import Gate

LOOPBACK = (ip_network("127.0.0.0/8"),)
HOST = "partner.example.nl"


def loopback_gate(*hosts, private=LOOPBACK, resolve=None):
    """Return a gate that finds every host at the loopback address, which is opened."""
    return Gate(hosts or (HOST,), private, resolve or (lambda _host, _port: ["127.0.0.1"]))


@dataclass
class Reply:
    """What the partner answers: `content` as bytes, or chunks that are sent one by one."""

    status: int = 200
    content: object = b"{}"
    headers: dict = field(default_factory=dict)


@dataclass
class Asked:
    method: str
    path: str
    headers: dict
    body: bytes


class Partner(ThreadingHTTPServer):
    """The service; `replies` are given in turn, the last one for ever."""

    daemon_threads = True

    def __init__(self, context=None):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.replies, self.asked, self.over = [Reply()], [], threading.Event()
        if context is not None:
            self.socket = context.wrap_socket(self.socket, server_side=True)

    @property
    def port(self):
        return self.server_address[1]

    def next_reply(self):
        return self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]

    def handle_error(self, request, client_address):
        """Say nothing of a caller that hung up: that is what the tests are about."""


class _Handler(BaseHTTPRequestHandler):
    def _answer(self):
        length = int(self.headers.get("Content-Length") or 0)
        self.server.asked.append(Asked(self.command, self.path, dict(self.headers), self.rfile.read(length)))
        reply = self.server.next_reply()
        chunks = [reply.content] if isinstance(reply.content, bytes) else reply.content
        self.send_response(reply.status)
        if isinstance(reply.content, bytes):
            self.send_header("Content-Length", str(len(reply.content)))
        for name, value in reply.headers.items():
            self.send_header(name, value)
        self.end_headers()
        for chunk in chunks:
            self.wfile.write(chunk)

    do_GET = do_POST = do_PUT = do_DELETE = do_PATCH = _answer  # noqa: N815  # the library's names

    def log_message(self, *_):
        """Keep the test's output quiet."""


@contextmanager
def partner(context=None):
    """Run a partner as long as a test needs it."""
    server = Partner(context)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.over.set()
        server.shutdown()
        server.server_close()
