"""Drawing of a page: from questions and judged answers to blocks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import regex

from regelruimte.forms.answers import ASKED, Answers, Judgement, add_name, count_name, remove_name
from regelruimte.forms.blocks import Block, Entry, Option, Part
from regelruimte.forms.conditions import answer_that_shows, is_hidden
from regelruimte.forms.fields.checkbox import TICKED
from regelruimte.forms.fields.textarea import LONGEST
from regelruimte.forms.filling import fill
from regelruimte.forms.kind import Asking, Question, Raw
from regelruimte.forms.spec import FieldSpec, GroupSpec, Item, Need, PageSpec, TextSpec
from regelruimte.forms.unfit_block import draw_unfit

OPTIONAL = {"nl": "(niet verplicht)", "en": "(optional)"}
"""What stands behind the label of a question that may stay open."""

_PART_LABELS = {
    "nl": {"dag": "Dag", "maand": "Maand", "jaar": "Jaar"},
    "en": {"dag": "Day", "maand": "Month", "jaar": "Year"},
}
_WIDTHS = {"dag": "2", "maand": "4", "jaar": "4"}
_CHOOSE = {"nl": "Maak een keuze", "en": "Choose"}
_ADD = {"nl": "Nog een toevoegen", "en": "Add another"}
_REMOVE = {"nl": "Verwijder", "en": "Remove"}
_NOT_FILLED_IN = {"nl": "Niet ingevuld", "en": "Not filled in"}
_NOT_IN_IDS = regex.compile(r"[^a-z0-9]+")
_GROUPED = frozenset({"date", "radios", "checkboxes", "repeating"})


@dataclass(frozen=True, slots=True)
class _Pen:
    """What is the same for all blocks drawn together."""

    answers: Answers
    asking: Asking
    silent: frozenset[str]
    prefix: str = ""


def draw_page(page: PageSpec, answers: Answers, silent: frozenset[str]) -> tuple[Block, ...]:
    """Return the blocks of a page.

    Args:
        page: what the page asks.
        answers: the judged answers of the whole form.
        silent: keys whose errors are not shown.
    """
    asking = next((one.asking for one in answers.questions.values()), Asking())
    blocks = _draw(page.items, _Pen(answers, asking, silent))
    asked = tuple(_asked(blocks))
    if not asked:
        return blocks
    unfit = draw_unfit([answers.questions[key] for key in asked if key in answers.questions], answers, silent)
    return (*blocks, *unfit, Block(kind="hidden", name=ASKED, value=" ".join(asked)))


def _asked(blocks: Iterable[Block]) -> Iterator[str]:
    # A follow-up under an answer is on the page even while its answer is not chosen.
    for block in blocks:
        if block.key and block.kind != "shown":
            yield block.key
        for option in block.options:
            yield from _asked(option.follow_ups)
        yield from _asked(block.blocks)


def _draw(items: Sequence[Item], pen: _Pen) -> tuple[Block, ...]:
    following = _follow_ups(items, pen)
    nested = {id(one) for after in following.values() for one in after}
    drawn: list[Block] = []
    for item in items:
        if id(item) in nested or _is_hidden(item, pen):
            continue
        block = _block(item, pen)
        drawn.append(
            replace(block, options=tuple(_with_follow_ups(block, following, pen))) if block.options else block
        )
    return tuple(drawn)


def _follow_ups(items: Sequence[Item], pen: _Pen) -> dict[tuple[str, str], list[Item]]:
    found: dict[tuple[str, str], list[Item]] = {}
    radios = {
        one.key: {choice.value for choice in pen.answers.questions[one.key].choices}
        for one in items
        if isinstance(one, FieldSpec) and one.kind == "radio" and not one.is_readonly
    }
    for item in items:
        shows = answer_that_shows(item.hides[-1]) if item.hides else None
        if shows and shows[1] in radios.get(shows[0], ()):
            found.setdefault(shows, []).append(item)
    return found


def _with_follow_ups(
    block: Block, following: Mapping[tuple[str, str], list[Item]], pen: _Pen
) -> Iterator[Option]:
    for option in block.options:
        after = following.get((block.key, option.value), ())
        yield replace(option, follow_ups=tuple(_follow_up(one, following, pen) for one in after))


def _follow_up(item: Item, following: Mapping[tuple[str, str], list[Item]], pen: _Pen) -> Block:
    """Return a question under an answer, with the questions that its own answers bring up.

    A question hangs under one answer only, so questions that wait for each other are never reached from here.
    """
    block = replace(_block(item, pen), is_shown=not _is_hidden(item, pen))
    return replace(block, options=tuple(_with_follow_ups(block, following, pen)))


def _is_hidden(item: Item, pen: _Pen) -> bool:
    if isinstance(item, FieldSpec):
        return item.key in pen.answers.hidden
    if isinstance(item, GroupSpec) and not any(isinstance(one, TextSpec) for one in item.items):
        inner = [not _is_hidden(one, pen) for one in item.items]
        return not any(inner)
    return is_hidden(item.hides, pen.answers.context, pen.asking.now)


def _block(item: Item, pen: _Pen) -> Block:
    locale = pen.asking.locale
    if isinstance(item, TextSpec):
        return _static_block(item, pen)
    if isinstance(item, GroupSpec):
        texts = item.texts(locale)
        inner = _draw(item.items, pen)
        lang = _lang(item.en.label, locale)
        return Block(
            kind="fieldset",
            id=item.id,
            label=texts.label,
            description=texts.description,
            blocks=inner,
            lang=lang,
        )
    return _field_block(pen.answers.questions[item.key], pen)


def _static_block(item: TextSpec, pen: _Pen) -> Block:
    locale = pen.asking.locale
    text = fill(
        item.text(locale), pen.answers.context, locale=locale, now=pen.asking.now, is_html=item.is_html
    )
    return Block(kind="static", id=item.id, text=text, is_html=item.is_html, lang=_lang(item.en, locale))


def _lang(english: str, locale: str) -> str:
    return "nl" if locale == "en" and not english else ""


def _field_block(question: Question, pen: _Pen) -> Block:
    one, texts, html_id = question.field, question.texts, pen.prefix + question.field.key
    judged = pen.answers.judged.get(one.key, Judgement())
    if one.is_readonly:
        return _shown_block(question, judged, html_id)
    wrong = None if one.key in pen.silent or judged.unfit is not None else judged.refusal
    error, raw = (wrong.message if wrong else ""), pen.answers.raw[one.key]
    description_id = f"{html_id}-uitleg" if texts.description else ""
    error_id = f"{html_id}-fout" if error else ""
    plain = Block(
        kind=question.kind.shape,
        field_kind=question.kind.name,
        key=one.key,
        id=html_id,
        name=html_id,
        label=texts.label,
        description=texts.description,
        description_id=description_id,
        error=error,
        error_id=error_id,
        describedby=" ".join(filter(None, (description_id, error_id))),
        is_required=one.is_required,
        optional_mark=OPTIONAL[_known(question)] if one.need is Need.OPTIONAL else "",
        prefix=one.prefix or ("€" if question.kind.shape == "amount" else ""),
        suffix=one.suffix,
        is_multiple=one.is_multiple,
        lang=_lang(one.en.label, question.asking.locale),
        why=texts.why,
        ground=texts.ground,
        source=texts.source,
    )
    block = _shaped(plain, question, raw, judged, pen)
    target = next((part.id for part in block.parts if part.is_wrong), block.first_id)
    return replace(block, attributes=_attributes(block, question), error_target=target if error else "")


def _shown_block(question: Question, judged: Judgement, html_id: str) -> Block:
    has_answer = judged.value not in (None, "", [])
    locale = _known(question)
    return Block(
        kind="shown",
        field_kind=question.kind.name,
        key=question.field.key,
        id=html_id,
        label=question.texts.label,
        text=question.kind.show(judged.value, question) if has_answer else _NOT_FILLED_IN[locale],
        lang=_lang(question.field.en.label, locale),
        why=question.texts.why,
        ground=question.texts.ground,
        source=question.texts.source,
    )


def _shaped(block: Block, question: Question, raw: Raw, judged: Judgement, pen: _Pen) -> Block:
    shape = block.kind
    if shape == "date":
        wrong = judged.refusal.part if judged.refusal and block.error else ""
        parts = tuple(_parts(block, question, raw, wrong))
        return replace(block, parts=parts, first_id=parts[0].id)
    if shape in ("radios", "checkboxes", "select"):
        options = tuple(_options(block, question, raw))
        first = block.id if shape == "select" or not options else options[0].id
        return replace(block, options=options, first_id=first)
    if shape == "repeating":
        return _repeating(block, question, judged, pen)
    if shape == "file":
        files = tuple((one, question.asking.files.get(one, one)) for one in raw)
        taken_off = replace(
            block, remove_name=remove_name(block.name), remove_label=_REMOVE[_known(question)]
        )
        return replace(taken_off, files=files, first_id=block.id)
    if shape == "checkbox":
        return replace(block, value=TICKED, is_checked=bool(raw), first_id=block.id)
    longest = question.field.limits.longest or LONGEST if shape == "textarea" else 0
    return replace(block, value=str(raw), first_id=block.id, longest=longest)


def _parts(block: Block, question: Question, raw: Raw, wrong: str) -> Iterator[Part]:
    birth = (question.field.autocomplete or "").startswith("bday")
    english = {"dag": "day", "maand": "month", "jaar": "year"}
    for name in question.kind.parts:
        is_wrong = bool(block.error) and wrong in ("", name)
        attributes = dict(question.kind.attributes) | {
            "autocomplete": f"bday-{english[name]}" if birth else "off"
        }
        if name == "maand":
            attributes["inputmode"] = "text"  # month names are welcome
        yield Part(
            id=f"{block.id}-{name}",
            name=f"{block.name}-{name}",
            label=_PART_LABELS[_known(question)][name],
            value=str(raw.get(name, "")),
            width=_WIDTHS[name],
            attributes=attributes | _aria(block, is_wrong=is_wrong),
            is_wrong=is_wrong,
        )


def _options(block: Block, question: Question, raw: Raw) -> Iterator[Option]:
    chosen = set(raw) if isinstance(raw, list) else {raw}
    locale, used = question.asking.locale, set()
    if block.kind == "select":
        yield Option(id=f"{block.id}-geen", value="", label=_CHOOSE[_known(question)], is_checked=not raw)
    for at, choice in enumerate(question.choices):
        slug = _NOT_IN_IDS.sub("-", choice.value.casefold()).strip("-")
        html_id = f"{block.id}-{slug if slug and slug not in used else at + 1}"
        used.add(slug)
        hint = choice.hint_in(locale)
        yield Option(
            id=html_id,
            value=choice.value,
            label=choice.label(locale),
            hint=hint,
            hint_id=f"{html_id}-uitleg" if hint else "",
            is_checked=choice.value in chosen,
        )


def _repeating(block: Block, question: Question, judged: Judgement, pen: _Pen) -> Block:
    locale, entries = _known(question), []
    for at, answers in enumerate(judged.entries):
        silent = frozenset(answers.questions) if question.field.key in pen.silent else frozenset()
        inner = _Pen(answers, pen.asking, silent, f"{block.name}-{at}-")
        title = f"{block.label} {at + 1}"
        entries.append(
            Entry(
                title=title,
                blocks=_draw(question.field.items, inner),
                remove_value=str(at),
                remove_label=f"{_REMOVE[locale]} {title[:1].lower()}{title[1:]}",
            )
        )
    return replace(
        block,
        entries=tuple(entries),
        first_id=add_name(block.id),
        value=str(len(entries)),
        add_name=add_name(block.name),
        add_label=_ADD[locale],
        remove_name=remove_name(block.name),
        remove_label=_REMOVE[locale],
        count_name=count_name(block.name),
    )


def _attributes(block: Block, question: Question) -> dict[str, str]:
    if block.kind in _GROUPED:
        return {"aria-describedby": block.describedby} if block.describedby else {}
    attributes = dict(question.kind.attributes)
    if question.field.autocomplete:
        attributes["autocomplete"] = question.field.autocomplete
    if question.kind.name == "number" and question.field.limits.decimals:
        attributes["inputmode"] = "decimal"
    if block.kind == "file":
        attributes |= {"accept": question.field.accept} if question.field.accept else {}
        attributes |= {"multiple": "multiple"} if block.is_multiple else {}
    return attributes | _aria(block, is_wrong=bool(block.error))


def _aria(block: Block, *, is_wrong: bool) -> dict[str, str]:
    aria = {"aria-required": "true"} if block.is_required else {}
    if block.kind not in _GROUPED and block.describedby:
        aria["aria-describedby"] = block.describedby
    return aria | ({"aria-invalid": "true"} if is_wrong else {})


def _known(question: Question) -> str:
    return "en" if question.asking.locale == "en" else "nl"
