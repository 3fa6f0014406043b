"""A crawler that follows every link and submits every form a person meets, bounded per page and per form."""

import json
from collections import Counter
from dataclasses import dataclass, field
from http import HTTPStatus
from io import BytesIO
from urllib.parse import urljoin, urlsplit

from lxml import html
from werkzeug.exceptions import HTTPException

SITE = "http://localhost"
PAGES_PER_ENDPOINT = 8
TIMES_PER_FORM = 3
MOST_REDIRECTS = 8
LEFT_ALONE = {"sign_in.sign_out", "sign_in.submit", "sign_in.submit_demo", "frame.switch_language", "static"}
"""Signing in and out and the language would make it a crawl of somebody else."""
REFUSED_IN_ORDER = {409, 413, 422}
"""What a page may answer to answers that do not fit; the page itself must lead on."""
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"

VALUES = (
    ("kenteken", "GK-482-T"), ("postcode", "1234 AB"), ("iban", "NL91 ABNA 0417 1643 00"),
    ("bsn", "111222333"),
    ("mail", "iemand@voorbeeld.nl"), ("telefoon", "06 12345678"), ("huisnummer", "12"), ("percent", "20"),
    ("-dag", "4"), ("-maand", "1"), ("-jaar", "2027"), ("due", "27-01-2027"), ("datum", "27-01-2027"),
    ("aantal", "2"), ("bedrag", "100"), ("inkomen", "1100"), ("huur", "600"), ("key", ""), ("rule", ""),
)  # fmt: skip


@dataclass
class Crawler:
    """One person's walk through the product.

    Attributes:
        client: a signed-in test client; urls: the addresses of the application, bound.
        after: called after every form, so that automatic steps go on.
        visited: pages seen, by endpoint; submitted: forms sent, by endpoint and status.
        problems: what a person would trip over, in words.
    """

    client: object
    urls: object
    after: object
    visited: Counter = field(default_factory=Counter)
    submitted: Counter = field(default_factory=Counter)
    problems: list = field(default_factory=list)
    waiting: dict = field(default_factory=dict)
    seen: set = field(default_factory=set)
    sent: Counter = field(default_factory=Counter)
    landed: list = field(default_factory=list)

    def crawl(self, start):
        """Walk on from an address until nothing new is left."""
        self._wait_for(start, "the start")
        while self.waiting or self.landed:
            if self.landed:
                self._read(*self.landed.pop())
                continue
            url = min(self.waiting, key=lambda one: self.visited[self._endpoint(one)])
            source = self.waiting.pop(url)
            if self.visited[self._endpoint(url)] < PAGES_PER_ENDPOINT:
                self._visit(url, source)

    def _wait_for(self, url, source):
        endpoint = self._endpoint(url)
        if endpoint is None:
            self.problems.append(f"{source} links to {url}, which is no page")
        elif endpoint not in LEFT_ALONE and url not in self.seen:
            self.seen.add(url)
            self.waiting[url] = source

    def _endpoint(self, url):
        path = urlsplit(url).path
        try:
            return self.urls.match(path, method="GET")[0]
        except HTTPException:
            return None

    def _visit(self, url, source):
        answer, url = self._get(url)
        if answer.status_code == 404 and not self._still_links(source, url):
            return
        if answer.status_code not in {200, 409}:
            self.problems.append(f"{source} links to {url}: {answer.status_code}")
            return
        self._read(answer, url)

    def _get(self, url):
        for _ in range(MOST_REDIRECTS):
            self.seen.add(url)
            self.visited[self._endpoint(url)] += 1
            answer = self.client.get(url)
            if answer.status_code not in {301, 302, 303, 307, 308}:
                return answer, url
            url = self._local(answer.headers["Location"], url)
        raise AssertionError(f"{url} keeps leading elsewhere")

    def _still_links(self, source, url):
        """Tell whether a page still offers what is gone: a step done meanwhile takes its links along."""
        if not urlsplit(source).path.startswith("/"):
            return False
        page = self.client.get(source)
        # A page that is gone too offers nothing, though its address may begin with this one.
        return page.status_code == HTTPStatus.OK and url in page.text

    def _local(self, link, base):
        whole = urlsplit(urljoin(SITE + base, link))
        return whole.path + (f"?{whole.query}" if whole.query else "")

    def _read(self, answer, url):
        if not answer.mimetype.startswith("text/html") or "attachment" in answer.headers.get(
            "Content-Disposition", ""
        ):
            return
        page = html.document_fromstring(answer.text)
        if page.find(".//main") is None:
            return
        self._read_links(page, url)
        if not page.xpath("//main//a[@href] | //main//button"):
            self.problems.append(f"{url} leads nowhere")
        for form in page.xpath("//form"):
            self._try_form(form, url)

    def _read_links(self, page, url):
        for link in page.xpath("//a/@href | //iframe/@src | //*/@data-bpmn-url"):
            if link.startswith("#"):
                if not page.xpath("//*[@id=$id]", id=link[1:]):
                    self.problems.append(f"{url} points at {link}, which is not on the page")
            elif link.startswith("/") or not urlsplit(link).scheme:
                self._wait_for(self._local(link, url), url)
        for island in page.xpath('//script[@type="application/json"]/text()'):
            told = json.loads(island)
            for name in ("bpmnUrl", "formUrl"):
                if name in told:
                    self._wait_for(told[name], url)

    def _try_form(self, form, url):
        action = self._local(form.get("action") or url, url)
        method = form.get("method", "get").upper()
        if method == "GET":
            self._wait_for(f"{action.split('?')[0]}?{self._query(form)}", url)
            return
        endpoint, process = self._post_endpoint(action)
        if endpoint in LEFT_ALONE:
            return
        names = {one.get("name") or "" for one in form.iter("input", "select", "textarea")}
        kind = (endpoint, process, tuple(sorted(names)))
        if self.sent[kind] > TIMES_PER_FORM:
            return
        self.sent[kind] += 1
        if self.sent[kind] == 1 and form.xpath(".//input[@type!='hidden'] | .//textarea | .//select"):
            self._send(form, action, url, endpoint, choice=None)
        self._send(form, action, url, endpoint, choice=self.sent[kind] - 1)

    def _post_endpoint(self, action):
        try:
            endpoint, arguments = self.urls.match(urlsplit(action).path, method="POST")
        except HTTPException:
            return None, None
        return endpoint, arguments.get("key")

    def _query(self, form):
        return "&".join(
            f"{one.get('name')}=vergunning" for one in form.iter("input") if one.get("name") == "q"
        )

    def _send(self, form, action, url, endpoint, *, choice):
        data = filled_in(form, choice)
        kind = "multipart/form-data" if "multipart" in (form.get("enctype") or "") else None
        answer = self.client.post(action, data=data, content_type=kind)
        self.after()
        self.submitted[(endpoint, answer.status_code)] += 1
        if answer.status_code in {301, 302, 303}:
            self._land(answer, action, url)
        elif answer.status_code in REFUSED_IN_ORDER or answer.status_code == 200:
            self._look_at_answer(answer, action)
        else:
            how = "empty" if choice is None else "filled in"
            self.problems.append(f"the form {action} on {url}, sent {how}, answers {answer.status_code}")

    def _land(self, answer, action, url):
        target = self._local(answer.headers["Location"], action)
        landed, target = self._get(target)
        if landed.status_code != 200:
            self.problems.append(f"the form {action} on {url} leads to {target}: {landed.status_code}")
        else:
            self.landed.append((landed, target))

    def _look_at_answer(self, answer, action):
        if answer.mimetype != "text/html":
            return
        page = html.document_fromstring(answer.text)
        if not page.xpath("//main//a[@href] | //main//button"):
            self.problems.append(f"the answer of {action} leads nowhere")
        self._read_links(page, action)
        for form in page.xpath("//main//form"):
            self._try_form(form, action)


def filled_in(form, choice):
    """Return what a person would fill in; empty where `choice` is None, else the choice-th of each choice."""
    data = {
        one.get("name"): one.get("value") or "" for one in form.iter("input") if one.get("type") == "hidden"
    }
    if choice is None:
        return data
    for one in form.iter("input", "textarea", "select"):
        name, kind = one.get("name"), one.get("type") or one.tag
        if not name or kind == "hidden":
            continue
        if kind in {"radio", "checkbox"}:
            same = [other for other in form.iter("input") if other.get("name") == name]
            told = [other for other in same if other.get("checked") is not None]
            data[name] = (told or [same[choice % len(same)]])[0].get("value") or "on"
        elif kind == "select":
            options = [option.get("value") for option in one.iter("option") if option.get("value")]
            data[name] = options[choice % len(options)] if options else ""
        elif kind == "file":
            data[name] = (BytesIO(PDF), "bewijs.pdf")
        else:
            data[name] = one.get("value") or one.text or value_for(name, choice)
    return data | pressed(form, choice)


def pressed(form, choice):
    """Return what the pressed button sends: the first one, as Enter does, and the last one time in three."""
    buttons = [one for one in form.iter("button") if one.get("type", "submit") == "submit"]
    button = buttons[-1 if choice % 3 == 2 else 0] if buttons else None
    return {} if button is None or not button.get("name") else {button.get("name"): button.get("value") or ""}


def value_for(name, choice):
    """Return a sensible text for a field, by its name."""
    plain = name.casefold()
    found = next((value for part, value in VALUES if part in plain), None)
    return f"Antwoord {choice + 1}" if found is None else found
