"""What a page of a form consists of for drawing: plain data that a template renders without thinking.

The order inside a block is label, description, error, input. Attributes never hold None.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One answer to choose; `follow_ups` are the questions that this answer brings up."""

    id: str
    value: str
    label: str
    hint: str = ""
    hint_id: str = ""
    is_checked: bool = False
    follow_ups: tuple[Block, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One input of a question that has several, such as the month of a date."""

    id: str
    name: str
    label: str
    value: str
    width: str
    attributes: Mapping[str, str] = field(default_factory=dict)
    is_wrong: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One thing in a repeating group; `remove_value` goes with the group's `remove_name`."""

    title: str
    blocks: tuple[Block, ...]
    remove_value: str
    remove_label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One thing to draw.

    Attributes:
        kind: text, textarea, number, amount, date, radios, checkboxes, checkbox, select, file, repeating,
            fieldset, static, shown (known, not asked) or hidden.
        field_kind: the narrower kind (`bsn`, `kenteken`), for looks only.
        id: of the input; of a group of inputs its own, with `first_id` the id of the first input.
        attributes: of the input, ready to write; the values are never None.
        describedby: ids for `aria-describedby` of the input or fieldset, empty for none.
        optional_mark: what stands behind the label, empty for a required question.
        text: source of a static text, or the text of something shown.
        is_html: the static text is HTML that the app must clean; else it is markdown.
        is_shown: False for a follow-up whose answer is not chosen now.
        longest: characters a long text may have, 0 where there is no count to show.
        lang: `nl` when a page in another language shows Dutch for want of a translation, else empty.
    """

    kind: str
    field_kind: str = ""
    key: str = ""
    id: str = ""
    first_id: str = ""
    name: str = ""
    label: str = ""
    description: str = ""
    description_id: str = ""
    error: str = ""
    error_id: str = ""
    describedby: str = ""
    is_required: bool = False
    optional_mark: str = ""
    why: str = ""
    ground: str = ""
    source: str = ""
    value: str = ""
    prefix: str = ""
    suffix: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)
    options: tuple[Option, ...] = ()
    parts: tuple[Part, ...] = ()
    blocks: tuple[Block, ...] = ()
    entries: tuple[Entry, ...] = ()
    files: tuple[tuple[str, str], ...] = ()
    add_name: str = ""
    add_label: str = ""
    remove_name: str = ""
    remove_label: str = ""
    count_name: str = ""
    text: str = ""
    is_html: bool = False
    is_shown: bool = True
    is_multiple: bool = False
    is_checked: bool = False
    longest: int = 0
    lang: str = ""
    error_target: str = ""


def errors_of(blocks: Iterable[Block]) -> Iterator[tuple[str, str]]:
    """Give (html id, message) of all blocks in reading order, with each id one that can be focused."""
    for block in blocks:
        if block.error:
            yield block.error_target, block.error
        for option in block.options:
            yield from errors_of(option.follow_ups)
        yield from errors_of(block.blocks)
        for entry in block.entries:
            yield from errors_of(entry.blocks)
