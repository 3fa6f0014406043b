"""Builders of forms and of what a browser sends."""

import json

import pytest

from regelruimte.forms import read_form


class Sent(dict):
    """What a browser sent: lists of values by name."""

    def getlist(self, name):
        return self.get(name, [])


@pytest.fixture
def schema():
    """Make the JSON of a form of loose components, or of pages {title: components}."""

    def make(*components, pages=None, **extra):
        listed = list(components)
        for number, (title, inside) in enumerate((pages or {}).items(), start=1):
            own = {"regelruimte": {"page": True}, "type": "group", "id": f"p{number}"}
            listed.append({**own, "label": title, "components": list(inside)})
        form = {"type": "default", "id": "formulier", "components": listed, **extra}
        return json.dumps(form).encode()

    return make


@pytest.fixture
def form(schema):
    """Make a form that was read."""

    def make(*components, **extra):
        return read_form(schema(*components, **extra))

    return make


@pytest.fixture
def ask():
    """Make a component that asks something, required unless said otherwise."""

    def make(key, form_type="textfield", kind=None, **extra):
        own = dict(extra.pop("own", {}))
        if kind:
            own["kind"] = kind
        component = {
            "type": form_type,
            "id": f"id_{key}",
            "key": key,
            "label": extra.pop("label", key.title()),
        }
        required = extra.pop("required", True)
        validate = {"required": required, **extra.pop("validate", {})}
        return {**component, "validate": validate, "regelruimte": own, **extra}

    return make


@pytest.fixture
def choices():
    """Make the values of a choice from words."""

    def make(*words):
        return [{"value": word, "label": word.title()} for word in words]

    return make


@pytest.fixture
def sent():
    """Make what a browser sent, one value a name or a list of them."""

    def make(**values):
        return Sent(
            {
                name.replace("__", "-"): [str(one) for one in (value if isinstance(value, list) else [value])]
                for name, value in values.items()
            }
        )

    return make
