"""Whatever is sent or kept, a page is made and no answer slips through unjudged."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from regelruimte.engine.values import dump, load
from regelruimte.forms import answers_shown, bind, first_incomplete, read_form, typed_values
from regelruimte.forms.blocks import Block
from regelruimte.forms.fields import kinds

KINDS = sorted({kind.name for kind in kinds().values()})
CHOICES = [{"value": "a", "label": "A"}, {"value": "b", "label": "B"}]

json_like = st.recursive(
    st.none()
    | st.booleans()
    | st.text(max_size=12)
    | st.decimals(allow_nan=False, allow_infinity=False, places=2),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


def form_of(kind):
    form_type = {"dynamiclist": "dynamiclist", "file": "filepicker"}.get(kind, "textfield")
    inner = [{"type": "textfield", "id": "n", "key": "naam", "label": "Naam"}]
    one = {
        "type": form_type,
        "id": "v",
        "key": "vraag",
        "label": "Vraag",
        "values": CHOICES,
        "components": inner,
        "regelruimte": {"kind": kind},
    }
    return read_form(json.dumps({"id": "f", "components": [one]}).encode())


class Sent(dict):
    def getlist(self, name):
        return self.get(name, [])


names = st.sampled_from(
    [
        "vraag",
        "vraag-dag",
        "vraag-maand",
        "vraag-jaar",
        "vraag-aantal",
        "vraag-0-naam",
        "vraag-verwijder",
        "_gevraagd",
    ]
)


@pytest.mark.parametrize("kind", KINDS)
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=40)
@given(sent=st.dictionaries(names, st.lists(st.text(max_size=12), max_size=2), max_size=5))
def test_makes_a_page_when_anything_is_sent(kind, sent):
    spec = form_of(kind)

    page = bind(spec, spec.pages[0], formdata=Sent(sent), values={}, known={}, locale="nl")

    assert json.loads(json.dumps(page.raw)) == page.raw
    assert all(isinstance(block, Block) for block in page.items)
    if page.is_valid:
        assert load(dump(typed_values(page))) == typed_values(page)
        assert first_incomplete(spec, page.raw, {}) is None
    elif not page.is_rearranging:
        assert page.errors or page.has_new_questions


@pytest.mark.parametrize("kind", KINDS)
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=40)
@given(kept=json_like)
def test_makes_a_page_when_anything_was_kept_or_known(kind, kept):
    spec = form_of(kind)

    bind(spec, spec.pages[0], formdata=None, values={"vraag": kept}, known={}, locale="en")
    bind(spec, spec.pages[0], formdata=None, values={}, known={"vraag": kept}, locale="nl")

    assert all(isinstance(one.text, str) for one in answers_shown(spec, {"vraag": kept}, "nl"))


def test_has_no_none_among_attributes_when_any_kind_is_drawn():
    for kind in KINDS:
        spec = form_of(kind)
        page = bind(spec, spec.pages[0], formdata=None, values={}, known={}, locale="nl")
        for block in page.items:
            attributes = {
                **block.attributes,
                **{k: v for part in block.parts for k, v in part.attributes.items()},
            }
            assert all(isinstance(value, str) for value in attributes.values())
            assert not {"required", "pattern", "minlength"} & attributes.keys()


def test_ends_when_conditions_chase_each_other():
    chase = [
        {"type": "textfield", "id": key, "key": key, "label": key, "conditional": {"hide": f'={other} = "x"'}}
        for key, other in (("a", "b"), ("b", "a"))
    ]
    spec = read_form(json.dumps({"id": "f", "components": chase}).encode())

    page = bind(spec, spec.pages[0], formdata=None, values={"a": "x", "b": "x"}, known={}, locale="nl")

    assert [block.key for block in page.items if block.key] == ["a", "b"]
