"""A letter: a text with places, made into an accessible document that is kept with the case.

A letter text is plain: a blank line begins a paragraph, `# ` a heading, `- ` a line of a list. What is filled
in never begins any of these: the text is cut first, and what is filled in is escaped.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from html import escape

from regelruimte.engine.connect.declared import LETTER_TEXT, Answer, MadeDocument
from regelruimte.engine.connect.places import PlaceRefused, Places, read_places, readably
from regelruimte.engine.connect.registry import ConnectorFailed
from regelruimte.engine.terms import day_of
from regelruimte.engine.values import Value

MakePdf = Callable[[str], bytes]

HTML, PDF = "text/html", "application/pdf"
LONGEST_BYTES = 100_000
_LONGEST_NAME = 150

_STYLE = (
    "body{font:1rem/1.5 'Source Sans 3',Arial,sans-serif;color:#111;max-width:42rem;margin:3rem auto;"
    "padding:0 1rem}h1{font-size:1.5rem}h2{font-size:1.2rem}address{font-style:normal;margin-bottom:2rem}"
    "@page{size:A4;margin:2.5cm}@media print{body{margin:0;max-width:none}}"
)


@dataclass(frozen=True, slots=True)
class LetterConnector:
    """Makes a letter and has it kept with the case.

    Attributes:
        sender: who it is from, as the head of the letter says; place: where it is written.
        subject: what it is about, with places.
        text: the letter text of this installation; None when the input `brief` names one of the bundle.
        make_pdf: makes a PDF of the letter as well; None where that cannot be done.
    """

    sender: str
    subject: Places
    text: Places | None = None
    make_pdf: MakePdf | None = None

    def __call__(self, inputs: Mapping[str, Value], /, *, key: str, at: datetime) -> Answer:  # noqa: ARG002  # the port's signature
        """Make the letter; the answer names the documents, `documenten`.

        Raises:
            ConnectorFailed: there is no such letter text, or it cannot be filled in.
        """
        title = self.subject.fill(inputs, at=at, write=readably).strip() or "Brief"
        html = letter_html(self._places(inputs), inputs, at=at, title=title, sender=self.sender)
        name = _file_name(title)
        documents = [MadeDocument(f"{name}.html", HTML, html.encode())]
        if self.make_pdf is not None:
            documents.append(MadeDocument(f"{name}.pdf", PDF, self.make_pdf(html)))
        return Answer({"gemaakt": True, "gemaakt_op": at}, documents=tuple(documents))

    def _places(self, inputs: Mapping[str, Value]) -> Places:
        if self.text is not None:
            return self.text
        text = inputs.get(LETTER_TEXT)
        if not isinstance(text, str):
            name = str(inputs.get("brief") or "")
            message = f"De brieftekst ‘{name[:80]}’ staat niet in dit proces."
            raise ConnectorFailed("letter-missing", message, retry=False)
        try:
            return read_places(text)
        except PlaceRefused as refused:
            message = f"De brieftekst is niet te lezen: {refused}"
            raise ConnectorFailed("letter-unreadable", message, retry=False) from refused


@dataclass(frozen=True, slots=True)
class _Block:
    """A part of a letter: heading, list or paragraph, as its tag says."""

    tag: str
    lines: tuple[str, ...]


def letter_html(places: Places, inputs: Mapping[str, Value], *, at: datetime, title: str, sender: str) -> str:
    """Return a letter as an accessible HTML page: language, title, headings in order, no outside files."""
    filled: dict[str, str] = {}

    def keep(value: Value) -> str:
        # A mark that no letter text can hold stands for the value until the text has been cut.
        mark = f"\x00{len(filled)}\x00"
        filled[mark] = escape(readably(value).replace("\x00", "")).replace("\n", "<br>")
        return mark

    safe = Places(tuple(p.replace("\x00", "") if isinstance(p, str) else p for p in places.parts))
    body = "\n".join(_drawn(block) for block in _blocks(safe.fill(inputs, at=at, write=keep)))
    for mark, value in filled.items():
        body = body.replace(mark, value)
    return (
        f'<!doctype html>\n<html lang="nl">\n<head>\n<meta charset="utf-8">\n<title>{escape(title)}</title>\n'
        f'<meta name="viewport" content="width=device-width">\n<style>{_STYLE}</style>\n</head>\n<body>\n'
        f"<header><address>{escape(sender)}</address><p>{escape(readably(day_of(at)))}</p></header>\n"
        f"<main>\n<h1>{escape(title)}</h1>\n{body}\n</main>\n</body>\n</html>\n"
    )


def _blocks(text: str) -> Iterator[_Block]:
    for part in text.replace("\r\n", "\n").split("\n\n"):
        lines = tuple(line.strip() for line in part.split("\n") if line.strip())
        if not lines:
            continue
        if lines[0].startswith("# "):
            yield _Block("h2", (lines[0][2:],))
            lines = lines[1:]
        if lines and all(line.startswith("- ") for line in lines):
            yield _Block("ul", tuple(line[2:] for line in lines))
        elif lines:
            yield _Block("p", lines)


def _drawn(block: _Block) -> str:
    lines = [escape(line) for line in block.lines]
    if block.tag == "ul":
        return "<ul>" + "".join(f"<li>{line}</li>" for line in lines) + "</ul>"
    return f"<{block.tag}>{'<br>'.join(lines)}</{block.tag}>"


def _file_name(title: str) -> str:
    plain = "".join(letter for letter in title if letter.isprintable() and letter not in '/\\"<>|:*?')
    return plain.strip()[:_LONGEST_NAME] or "brief"


def find_pdf_maker() -> MakePdf | None:
    """Return what makes a PDF of a page, None where WeasyPrint is not installed or does not work."""
    try:
        from weasyprint import HTML as PAGE  # noqa: PLC0415  # an extra; without it there is only HTML
    except (ImportError, OSError):
        return None

    def make_pdf(html: str) -> bytes:
        # A letter has no outside files; whatever would ask for one is refused.
        return bytes(PAGE(string=html, url_fetcher=_refuse).write_pdf(pdf_variant="pdf/ua-1"))

    return make_pdf


def _refuse(url: str) -> object:
    raise ValueError(f"a letter has no outside files: {url[:80]}")
