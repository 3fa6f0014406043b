"""A visitor: HTTP with cookies, redirects and forms, as a browser without scripts does them."""

from __future__ import annotations

import http.client
import time
from collections import Counter
from dataclasses import dataclass
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urljoin, urlsplit

from lxml import html

_SECONDS = 120
_MOST_REDIRECTS = 5
_MOST_BUSY = 30


class Unexpected(Exception):
    """An answer that no page of the product should give here."""


@dataclass(frozen=True)
class Page:
    """A page as it came.

    Attributes:
        path: its address; body: as sent; headers: by lower-case name.
    """

    path: str
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        """The page as text."""
        return self.body.decode()

    def links(self, start: str) -> list[str]:
        """Return the addresses on the page that begin so."""
        found = html.document_fromstring(self.text).xpath("//a/@href")
        return list(dict.fromkeys(link for link in found if link.startswith(start)))

    def form(self, action: str | None = None) -> html.FormElement:
        """Return the posted form in the main part of the page; with an action, the first whose holds it.

        Raises:
            Unexpected: there is none.
        """
        main = html.document_fromstring(self.text).find(".//main")
        for form in () if main is None else main.iter("form"):
            if form.method == "POST" and (action is None or action in (form.action or "")):
                return form
        raise Unexpected(f"{self.path} ({self.status}) has no form {action or ''}")


class Visitor:
    """Somebody who asks for pages and sends forms.

    Attributes:
        asked: number of requests, by method, and of answers that it is too busy now, as `busy`; may be shared
            by visitors of one thread.
    """

    def __init__(self, port: int, asked: Counter[str] | None = None) -> None:
        self._line = http.client.HTTPConnection("127.0.0.1", port, timeout=_SECONDS)
        self._cookies: dict[str, str] = {}
        self.asked: Counter[str] = Counter() if asked is None else asked

    def get(self, path: str, *, status: int = 200, **headers: str) -> Page:
        """Ask for a page, following where it leads.

        Raises:
            Unexpected: another status than that of the argument.
        """
        return self._expect(self._follow(self.ask("GET", path, headers=headers)), status)

    def send(self, page: Page, values: dict[str, str], *, action: str | None = None) -> Page:
        """Send a form of a page with its hidden fields; return where it leads.

        Raises:
            Unexpected: there is no such form, or it was not accepted.
        """
        return self._expect(self._follow(self.post(page, values, action=action)), 200)

    def post(self, page: Page, values: dict[str, str], *, action: str | None = None) -> Page:
        """Send a form of a page; return the answer itself.

        Raises:
            Unexpected: there is no such form, or it was not accepted.
        """
        form = page.form(action)
        to = urljoin(page.path, form.action or page.path)
        told = {**dict(form.form_values()), **values}
        answer = self.ask("POST", to, told)
        for _ in range(_MOST_BUSY):
            if answer.status != 503:
                break
            # "It is busy now, nothing was stored": people send the same again, and its key keeps it one.
            self.asked["busy"] += 1
            time.sleep(1)
            answer = self.ask("POST", to, told)
        return self._expect(answer, 303)

    def sign_in(self, name: str, password: str) -> None:
        """Sign in by name."""
        self.post(self.get("/sign-in"), {"name": name, "password": password}, action="/sign-in")

    def ask(
        self,
        method: str,
        path: str,
        values: dict[str, str] | None = None,
        *,
        headers: dict[str, str] | None = None,
    ) -> Page:
        """Send one request and return its answer, whatever it is."""
        told = {"Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items())}
        told |= {name.replace("_", "-"): value for name, value in (headers or {}).items()}
        if values is not None:
            told["Content-Type"] = "application/x-www-form-urlencoded"
        self.asked[method] += 1
        try:
            answer = self._request(method, path, values, told)
        except (ConnectionError, http.client.RemoteDisconnected):
            # A server hangs up on who is silent for a while; browsers then ask again on a new line.
            self._line.close()
            answer = self._request(method, path, values, told)
        body = answer.read()
        for cookie in answer.headers.get_all("Set-Cookie") or ():
            self._cookies.update({name: one.value for name, one in SimpleCookie(cookie).items()})
        return Page(path, answer.status, {name.lower(): text for name, text in answer.getheaders()}, body)

    def _request(
        self, method: str, path: str, values: dict[str, str] | None, headers: dict[str, str]
    ) -> http.client.HTTPResponse:
        self._line.request(method, path, None if values is None else urlencode(values), headers)
        return self._line.getresponse()

    def close(self) -> None:
        """Hang up."""
        self._line.close()

    def _follow(self, page: Page) -> Page:
        for _ in range(_MOST_REDIRECTS):
            if page.status not in {302, 303}:
                break
            parts = urlsplit(urljoin(page.path, page.headers["location"]))
            page = self.ask("GET", parts.path + (f"?{parts.query}" if parts.query else ""))
        return page

    @staticmethod
    def _expect(page: Page, status: int) -> Page:
        if page.status != status:
            raise Unexpected(f"{page.path} answered {page.status}, expected {status}: {_said(page)}")
        return page


def _said(page: Page) -> str:
    if not page.body:
        return ""
    main = html.document_fromstring(page.text).find(".//main")
    return "" if main is None else " ".join(main.text_content().split())[:200]
