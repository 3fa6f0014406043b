"""A mail server on the loopback address that keeps what it takes, or answers as a test says."""

import asyncio
import threading
from contextlib import contextmanager

from aiosmtpd.smtp import SMTP


class Box:
    """A mailbox; `answer` is what it says to a message, `recipient` what it says to an address."""

    def __init__(self):
        self.taken, self.answer, self.recipient = [], "250 OK", "250 OK"

    async def handle_RCPT(self, _server, _session, envelope, address, _options):  # noqa: N802  # the library's name
        if self.recipient.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.recipient

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802  # same
        if self.answer.startswith("250"):
            self.taken.append(envelope.content)
        return self.answer


@contextmanager
def mail_server(box, **said):
    """Run a mail server as long as a test needs it; gives its port."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()

    async def begin():
        return await loop.create_server(
            lambda: SMTP(box, hostname="mail.example.nl", loop=loop, **said), "127.0.0.1", 0
        )

    async def end():
        server.close()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    server = asyncio.run_coroutine_threadsafe(begin(), loop).result(10)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        asyncio.run_coroutine_threadsafe(end(), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()
