"""Write the reference pages that follow from the code: `python docs/generate.py [--check]`.

With `--check` nothing is written; exit 1 names the pages that are out of date.
"""

import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from regelruimte.app import access
from regelruimte.app.settings import Settings
from regelruimte.app.wiring import create_app
from regelruimte.engine import Engine
from regelruimte.engine.audit_tags import TAGS
from regelruimte.engine.connect.keys import BY_KIND, POLICY, Key
from regelruimte.engine.errors import EngineError

ROOT = Path(__file__).resolve().parents[1]
REFERENCE = ROOT / "docs" / "reference"
ELEMENTS_TEST = "tests/unit/engine/spiff/test_elements.py"


def refusals(root: type[EngineError] = EngineError) -> Iterator[type[EngineError]]:
    """Yield every refusal of the engine."""
    for refusal in root.__subclasses__():
        yield refusal
        yield from refusals(refusal)


def errors_page() -> str:
    """Return the page of refusals: code, class and meaning."""
    rows = [f"| `{r.code}` | `{r.__name__}` | {(r.__doc__ or '').splitlines()[0]} |" for r in refusals()]
    return page(
        "Refusals",
        "What the engine answers when something may not or cannot be done. A refusal changes nothing. The\n"
        "code is stable; `error.facts` tells the particulars. All are subclasses of\n"
        "`regelruimte.engine.errors.EngineError`.",
        ("code", "class", "meaning"),
        sorted(rows),
    )


def audit_tags_page() -> str:
    """Return the page of audit tags."""
    rows = [f"| `{tag}` | {meaning} |" for tag, meaning in sorted(TAGS.items())]
    return page(
        "Audit tags",
        "What the log of a case, a process or the system can say: `subject:act`. Entries are append-only\n"
        "and hash-chained.",
        ("tag", "meaning"),
        rows,
    )


def urls_page() -> str:
    """Return the page of addresses, with who may ask for them."""
    return page(
        "Addresses",
        "Every address of the web product and who may open it (`app/access.py`). What a person may do to a\n"
        "case is decided by the engine.",
        ("address", "methods", "page", "who"),
        sorted(url_rows()),
    )


def url_rows() -> Iterator[str]:
    """Yield a row for every address of the web product."""
    with TemporaryDirectory() as folder:
        engine = Engine.open(f"sqlite:///{folder}/none.sqlite")
        app = create_app(
            engine=engine, settings=Settings(demo=True, secret_key="x" * 32, instance_folder=folder)
        )
        engine.close()
        for rule in app.url_map.iter_rules():
            methods = ", ".join(sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}))
            yield f"| `{rule.rule}` | {methods} | `{rule.endpoint}` | {who(rule.endpoint)} |"


def who(endpoint: str) -> str:
    """Return in words who may open a page."""
    roles = access.TABLE.get(endpoint)
    if roles is None:
        return "nobody"
    if roles == access.ANYONE:
        return "anyone"
    if roles == access.SIGNED_IN:
        return "everyone signed in"
    return ", ".join(sorted(role.value for role in roles))


def elements_page() -> str:
    """Return the page of BPMN elements, from the table that the tests run."""
    if str(ROOT) not in sys.path:
        sys.path.append(str(ROOT))
    from tests.unit.engine.spiff.elements_table import LINES  # noqa: PLC0415  # tests are no package of ours

    return page(
        "BPMN elements",
        "What the engine does with every BPMN element in every place: it runs as BPMN 2.0.2 says, or the\n"
        "model is refused before it is published, with the finding named here. Every row is drawn, and\n"
        f"played or refused, by `{ELEMENTS_TEST}`; the last column is what `pytest -k` calls it.\n"
        "What catches a compensation has no interrupting and not interrupting form: both run the same. What\n"
        "is only drawn (pools, message flows, data objects and stores, annotations) is kept and shown; the\n"
        "variables of the process hold the data.",
        ("element", "place", "runs or is refused", "BPMN 2.0.2", "test"),
        [
            f"| {line.element} | {line.place} | {line.verdict} | {line.section} | `{line.name}` |"
            for line in LINES.values()
        ],
    )


def connectors_page() -> str:
    """Return the page of what may stand in the file of connectors."""
    parts = [
        page(
            "Connectors",
            "What may stand in the file that `REGELRUIMTE_CONNECTORS` names: TOML, a table\n"
            "`[connectors.NAME]` for each service that a step may call by name. Other keys are refused.\n"
            "How to: [connect a service](../howto/connect-a-service.md).",
            ("kind", "what it is"),
            [
                "| `http` | A JSON service: one request a call. |",
                "| `mail` | A plain text message by SMTP to one person. |",
                "| `letter` | A letter that is kept with the case. |",
            ],
        )
    ]
    for title, keys in (*((f"Kind `{kind}`", keys) for kind, keys in BY_KIND.items()), ("Policy", POLICY)):
        rows = [f"| `{key.name}` | {key.kind.value} | {default_of(key)} | {key.meaning} |" for key in keys]
        table = ["| key | value | default | meaning |", "|---|---|---|---|", *rows]
        parts.append("\n".join([f"## {title}", "", *table]) + "\n")
    return "\n".join(parts)


def default_of(key: Key) -> str:
    """Return in words what holds when a key is left out."""
    if key.default is None:
        return "required"
    return f"`{key.default}`" if key.default not in ("", {}, []) else ""


def page(title: str, text: str, heads: tuple[str, ...], rows: list[str]) -> str:
    """Return a page with one table."""
    head = f"| {' | '.join(heads)} |\n|{'---|' * len(heads)}"
    note = "<!-- Written by docs/generate.py (`make docs`); do not edit. -->"
    return "\n".join([f"# {title}", "", note, "", text, "", head, *rows]) + "\n"


PAGES = {
    "errors.md": errors_page,
    "audit-tags.md": audit_tags_page,
    "urls.md": urls_page,
    "bpmn.md": elements_page,
    "connectors.md": connectors_page,
}


def stale_pages() -> list[str]:
    """Return the names of the pages that are not as they would be written now."""
    return [name for name, make in PAGES.items() if not is_fresh(REFERENCE / name, make())]


def is_fresh(path: Path, text: str) -> bool:
    """Tell whether a page holds a text."""
    return path.exists() and path.read_text(encoding="utf-8") == text


def main(arguments: list[str]) -> int:
    """Write or check the pages; return the exit code."""
    if "--check" in arguments:
        stale = stale_pages()
        print(*(f"docs/reference/{name} is out of date: run `make docs`." for name in stale), sep="\n")
        return 1 if stale else 0
    for name, make in PAGES.items():
        (REFERENCE / name).write_text(make(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
