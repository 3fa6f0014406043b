"""What a page of a form looks like on the screen of a resident: its blocks, its step and its ways on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from regelruimte.app.portal.filling import Filling
from regelruimte.forms import Block, BoundPage, PageSpec
from regelruimte.forms.blocks import errors_of
from regelruimte.forms.fields import kind_named

Change = Callable[[Block], Block]


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnPage:
    """A page of a form, ready for the template.

    Attributes:
        number, of: "Stap 2 van 5"; the page where answers are checked counts too.
        next_title: title of the page that comes next whatever is answered here, else empty.
    """

    title: str
    items: tuple[Block, ...]
    errors: tuple[tuple[str, str], ...]
    number: int
    of: int
    next_title: str = ""
    lang: str = ""


def draw(
    filling: Filling, bound: BoundPage, refused: Mapping[str, str] | None = None, *, has_check: bool = True
) -> DrawnPage:
    """Return a page as it is shown; `refused` names file inputs with what is wrong with their file."""
    told = _told(filling, bound.page)
    items = changed(bound.items, lambda block: _source_only_where_told(block, told))
    items = changed(items, lambda block: _with_refusal(block, refused or {}))
    pages = [page.id for page in filling.pages]
    texts = bound.page.texts(filling.locale)
    is_dutch = filling.locale == "en" and not bound.page.en.label
    return DrawnPage(
        title=texts.label,
        items=items,
        errors=tuple(errors_of(items)),
        number=pages.index(bound.page.id) + 1 if bound.page.id in pages else 1,
        of=len(pages) + has_check,
        next_title=_next_title(filling, bound.page),
        lang="nl" if is_dutch else "",
    )


def changed(blocks: Iterable[Block], change: Change) -> tuple[Block, ...]:
    """Return blocks with a change made to each, those inside others too."""
    return tuple(_changed(block, change) for block in blocks)


def _changed(block: Block, change: Change) -> Block:
    inside = replace(
        block,
        options=tuple(
            replace(option, follow_ups=changed(option.follow_ups, change)) for option in block.options
        ),
        blocks=changed(block.blocks, change),
        entries=tuple(replace(entry, blocks=changed(entry.blocks, change)) for entry in block.entries),
    )
    return change(inside)


def unchanged_facts(filling: Filling) -> frozenset[str]:
    """Return the keys of the questions whose answer is still what we knew."""
    return frozenset(key for page in filling.pages for key in _told(filling, page))


def _told(filling: Filling, page: PageSpec) -> frozenset[str]:
    known = filling.known
    return frozenset(
        one.key
        for one in page.fields
        if one.key in known
        and (
            one.is_readonly
            or filling.answers.get(one.key, known[one.key])
            in (known[one.key], _raw(one.kind, known[one.key]))
        )
    )


def _raw(kind: str, value: object) -> object:
    return kind_named(kind).raw(value)


def _source_only_where_told(block: Block, told: frozenset[str]) -> Block:
    return block if not block.source or block.key in told else replace(block, source="")


def _with_refusal(block: Block, refused: Mapping[str, str]) -> Block:
    if block.kind != "file" or block.name not in refused:
        return block
    error_id = f"{block.id}-fout"
    described = " ".join(filter(None, (block.description_id, error_id)))
    attributes = {**block.attributes, "aria-describedby": described, "aria-invalid": "true"}
    return replace(
        block,
        error=refused[block.name],
        error_id=error_id,
        error_target=block.id,
        describedby=described,
        attributes=attributes,
    )


def _next_title(filling: Filling, page: PageSpec) -> str:
    """Return the title of the next page where no answer on this page can change which page that is."""
    pages = [one.id for one in filling.spec.pages]
    after = filling.spec.pages[pages.index(page.id) + 1 :]
    if not after or after[0].hides or all(one.hides for one in after[0].fields):
        return ""
    title = after[0].texts(filling.locale).label
    return title[:1].lower() + title[1:]
