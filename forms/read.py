"""Reading of form-js JSON into a `FormSpec`, with findings for all that cannot be asked as written."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from regelruimte.engine.findings import Finding, Severity, has_errors
from regelruimte.engine.values import Value, to_value
from regelruimte.forms.fields import kind_of_type, kinds
from regelruimte.forms.kind import Kind
from regelruimte.forms.limits import read_limits
from regelruimte.forms.numerals import MOST_DIGITS
from regelruimte.forms.spec import (
    Choice,
    FieldSpec,
    FormSpec,
    GroupSpec,
    Item,
    Need,
    PageSpec,
    Texts,
    TextSpec,
)

Component = Mapping[str, Any]

MOST_BYTES = 2_000_000
"""A larger file is not a form that people fill in."""

DEEPEST = 12
"""Groups in groups in a page, counted with the form itself."""

_NOTHING_TO_ASK = frozenset({"separator", "spacer", "button"})
_TYPE_WORDS = {
    "iframe": "een ingesloten webpagina",
    "table": "een tabel",
    "documentPreview": "een voorbeeld van een document",
    "expression": "een berekening",
    "image": "een afbeelding",
}


class FormRefused(ValueError):
    """The file is not a form that can be asked.

    Attributes:
        findings: what is the matter, the errors among them.
    """

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        super().__init__("; ".join(one.message for one in findings))
        self.findings = findings


@dataclass(slots=True)
class Reader:
    """Collects findings while a form is read.

    Attributes:
        may_not_fit: whether the form lets people say that a question does not fit.
    """

    file: str = ""
    findings: list[Finding] = field(default_factory=list)
    may_not_fit: bool = True

    def refuse(self, code: str, element: str | None, message: str, suggestion: str = "") -> None:
        """Note an error."""
        self.findings.append(Finding(code, Severity.ERROR, element, message, suggestion, self.file))

    def warn(self, code: str, element: str | None, message: str, suggestion: str = "") -> None:
        """Note what deserves a look but stops nobody."""
        self.findings.append(Finding(code, Severity.WARNING, element, message, suggestion, self.file))


def read_form(data: bytes) -> FormSpec:
    """Read a form.

    Raises:
        FormRefused: it is not JSON, not a form, or has something that cannot be asked.
    """
    reader = Reader()
    spec = read_into(reader, data)
    if spec is None or has_errors(tuple(reader.findings)):
        raise FormRefused(tuple(reader.findings))
    return spec


def read_into(reader: Reader, data: bytes) -> FormSpec | None:
    """Read a form as far as it can be read, noting in `reader` what is the matter."""
    schema = _parse(reader, data)
    if schema is None:
        return None
    own = _dict(schema.get("regelruimte"))
    form_id = str(schema.get("id") or "")
    if not form_id:
        reader.refuse("form-without-id", None, "Het formulier heeft geen id.", "Geef het formulier een id.")
    title = str(own.get("title") or schema.get("title") or form_id)
    english = str(_dict(own.get("en")).get("title") or "")
    reader.may_not_fit = own.get("pastNiet") is not False
    pages = _pages(reader, schema, Texts(label=title), Texts(label=english))
    return FormSpec(id=form_id, title=title, title_en=english, pages=pages)


def _parse(reader: Reader, data: bytes) -> Component | None:
    is_small = len(data) <= MOST_BYTES
    try:
        schema = json.loads(data, parse_float=Decimal, parse_constant=_no_number) if is_small else None
    except (ValueError, RecursionError):
        schema = None
    if (
        not isinstance(schema, dict)
        or not isinstance(schema.get("components"), list)
        or _depth(schema) > DEEPEST
    ):
        reader.refuse(
            "form-unreadable",
            None,
            "Dit bestand is geen formulier.",
            "Open het in de formuliereneditor, of kies een ander bestand.",
        )
        return None
    return schema


def _no_number(text: str) -> None:
    raise ValueError(text)


def _depth(one: Component) -> int:
    depth, level = 0, [one]
    while level:
        depth, level = depth + 1, [inner for outer in level for inner in _components(outer)]
    return depth


def _pages(reader: Reader, schema: Component, nl: Texts, en: Texts) -> tuple[PageSpec, ...]:
    components = _components(schema)
    if not any(_is_page(one) for one in components):
        items = tuple(_items(reader, components, ()))
        return (PageSpec(id="pagina-1", nl=nl, en=en, items=items),)
    pages: list[PageSpec] = []
    loose: list[Component] = []
    for one in components:
        if _is_page(one):
            hides = _hides(one)
            items = tuple(_items(reader, _components(one), hides))
            number = f"pagina-{len(pages) + 1}"
            texts = _texts(one)
            if not texts[0].label:
                reader.refuse(
                    "page-without-title", _id(one), "Een pagina heeft geen titel.", "Schrijf een titel."
                )
            pages.append(
                PageSpec(id=str(one.get("id") or number), nl=texts[0], en=texts[1], items=items, hides=hides)
            )
        elif str(one.get("type")) not in _NOTHING_TO_ASK:
            loose.append(one)
    for one in loose:
        reader.refuse(
            "outside-pages", _id(one), f"‘{_name(one)}’ staat buiten de pagina's.", "Zet het op een pagina."
        )
    return tuple(pages)


def _items(reader: Reader, components: Iterable[Component], hides: tuple[str, ...]) -> Iterable[Item]:
    for one in components:
        item = _item(reader, one, hides)
        if item is not None:
            yield item


def _item(reader: Reader, one: Component, outer: tuple[str, ...]) -> Item | None:
    form_js_type = str(one.get("type") or "")
    hides = (*outer, *_hides(one))
    if form_js_type in _NOTHING_TO_ASK:
        return None
    if form_js_type in ("text", "html"):
        return _text(one, form_js_type, hides)
    if form_js_type == "group":
        return _group(reader, one, hides)
    kind = _kind(reader, one, form_js_type)
    return None if kind is None else _field(reader, one, kind, hides)


def _kind(reader: Reader, one: Component, form_js_type: str) -> str | None:
    narrower = str(_own(one).get("kind") or _DATA_KINDS.get(str(_validation(one).get("validationType")), ""))
    general = kind_of_type(form_js_type)
    if general is None:
        words = _TYPE_WORDS.get(form_js_type, f"het onderdeel ‘{form_js_type}’")
        reader.refuse(
            "component-unknown",
            _id(one),
            f"Een formulier kan {words} niet tonen.",
            "Haal dit onderdeel weg, of stel een gewone vraag.",
        )
        return None
    if form_js_type == "datetime" and one.get("subtype") not in (None, "date"):
        reader.refuse(
            "component-unknown",
            _id(one),
            f"De vraag ‘{_name(one)}’ vraagt naar een tijd. Dat kan nog niet.",
            "Vraag alleen de datum, of vraag de tijd als tekst.",
        )
        return None
    return _narrowed(reader, one, general, narrower) if narrower else general.name


def _narrowed(reader: Reader, one: Component, general: Kind, narrower: str) -> str | None:
    kind = kinds().get(narrower)
    if kind is None:
        reader.refuse(
            "kind-unknown",
            _id(one),
            f"De vraag ‘{_name(one)}’ is van de soort ‘{narrower}’. Die soort bestaat niet.",
            "Kies een soort uit de lijst.",
        )
        return None
    if general.shape in _OWN_SHAPES and kind.shape != general.shape:
        reader.refuse(
            "kind-impossible",
            _id(one),
            f"De vraag ‘{_name(one)}’ kan niet van de soort ‘{narrower}’ zijn.",
            "Kies een tekstveld voor deze soort, of haal de soort weg.",
        )
        return None
    return kind.name


_OWN_SHAPES = frozenset({"radios", "checkboxes", "checkbox", "select", "file", "repeating"})
_DATA_KINDS = {"email": "email", "phone": "telephone"}


def _field(reader: Reader, one: Component, kind: str, hides: tuple[str, ...]) -> FieldSpec:
    own, validation = _own(one), _validation(one)
    nl, en = _texts(one)
    required = validation.get("required") is True
    need = Need.SOFT if own.get("soft") is True else Need.REQUIRED if required else Need.OPTIONAL
    return FieldSpec(
        id=str(one.get("id") or one.get("key") or ""),
        key=str(one.get("key") or one.get("path") or ""),
        kind=kind,
        nl=nl,
        en=en,
        need=need,
        choices=_choices(one),
        choices_key=str(one.get("valuesKey") or ""),
        choices_expression=str(one.get("valuesExpression") or ""),
        hides=hides,
        autocomplete=str(own.get("autocomplete") or _dict(one.get("properties")).get("autocomplete") or ""),
        limits=read_limits(reader, one),
        default=_default(one.get("defaultValue")),
        items=tuple(_items(reader, _components(one), ())) if kind == "dynamiclist" else (),
        is_readonly=one.get("readonly") is True or one.get("disabled") is True,
        may_not_fit=reader.may_not_fit and own.get("pastNiet") is not False,
        exclusive=str(own.get("exclusive") or ""),
        prefix=str(_dict(one.get("appearance")).get("prefixAdorner") or ""),
        suffix=str(_dict(one.get("appearance")).get("suffixAdorner") or ""),
        accept=str(one.get("accept") or ""),
        is_multiple=one.get("multiple") is True,
        is_own_question=own.get("ownQuestion") is True,
    )


def _default(given: object) -> Value:
    if isinstance(given, Decimal) and abs(given.adjusted()) > MOST_DIGITS:
        return None
    return to_value(given)


def _text(one: Component, form_js_type: str, hides: tuple[str, ...]) -> TextSpec:
    source = "content" if form_js_type == "html" else "text"
    english = _dict(_own(one).get("en"))
    return TextSpec(
        id=str(one.get("id") or ""),
        nl=str(one.get(source) or ""),
        en=str(english.get("text") or english.get(source) or ""),
        hides=hides,
        is_html=form_js_type == "html",
    )


def _group(reader: Reader, one: Component, hides: tuple[str, ...]) -> GroupSpec:
    if one.get("path"):
        reader.refuse(
            "group-with-path",
            _id(one),
            f"De groep ‘{_name(one)}’ heeft een pad. Dat verandert de namen van de antwoorden.",
            "Haal het pad weg en geef elke vraag een eigen sleutel.",
        )
    nl, en = _texts(one)
    return GroupSpec(
        id=str(one.get("id") or ""),
        nl=nl,
        en=en,
        items=tuple(_items(reader, _components(one), hides)),
        hides=hides,
    )


def _texts(one: Component) -> tuple[Texts, Texts]:
    own = _own(one)
    label = one.get("label") or one.get("dateLabel") or one.get("timeLabel")
    return _texts_from({**one, "label": label}, own), _texts_from(*[_dict(own.get("en"))] * 2)


def _texts_from(words: Component, own: Component) -> Texts:
    errors = _dict(own.get("errors"))
    return Texts(
        label=str(words.get("label") or words.get("title") or ""),
        description=str(words.get("description") or ""),
        why=str(own.get("why") or ""),
        ground=str(own.get("ground") or ""),
        source=str(own.get("source") or ""),
        empty=str(errors.get("empty") or ""),
        invalid=str(errors.get("invalid") or ""),
        to_resident=str(own.get("toResident") or ""),
    )


def _choices(one: Component) -> tuple[Choice, ...]:
    listed = one.get("values")
    english = _dict(_dict(_own(one).get("en")).get("values"))
    return (
        tuple(_choice(each, english) for each in listed if isinstance(each, dict))
        if isinstance(listed, list)
        else ()
    )


def _choice(each: Component, english: Component) -> Choice:
    own = _own(each)
    raw = each.get("value")
    value = str(raw).lower() if isinstance(raw, bool) else "" if raw is None else str(raw)
    return Choice(
        value=value,
        nl=str(each.get("label") or value),
        en=str(_dict(own.get("en")).get("label") or english.get(value) or ""),
        hint=str(own.get("hint") or each.get("description") or ""),
        hint_en=str(_dict(own.get("en")).get("hint") or ""),
    )


def _hides(one: Component) -> tuple[str, ...]:
    hide = _dict(one.get("conditional")).get("hide")
    return (hide,) if isinstance(hide, str) and hide.strip().removeprefix("=").strip() else ()


def _is_page(one: Component) -> bool:
    return one.get("type") == "group" and _own(one).get("page") is True


def _components(one: Component) -> tuple[Component, ...]:
    listed = one.get("components")
    return tuple(each for each in listed if isinstance(each, dict)) if isinstance(listed, list) else ()


def _own(one: Component) -> Component:
    return _dict(one.get("regelruimte"))


def _validation(one: Component) -> Component:
    return _dict(one.get("validate"))


def _dict(found: object) -> dict[str, Any]:
    return found if isinstance(found, dict) else {}


def _id(one: Component) -> str | None:
    return str(one.get("id") or one.get("key") or "") or None


def _name(one: Component) -> str:
    return str(one.get("label") or one.get("key") or one.get("id") or one.get("type") or "")
