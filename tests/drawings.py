"""Small BPMN models for tests, written around their body."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<definitions id="d" targetNamespace="urn:test" xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" '
    'xmlns:regelruimte="https://regelruimte.nl/schema/bpmn/1.0" '
    'xmlns:camunda="http://camunda.org/schema/1.0/bpmn" xmlns:flowable="http://flowable.org/bpmn" '
    'xmlns:x="urn:foreign">'
)


def drawn(body: str, *, attributes: str = 'isExecutable="true"', beside: str = "") -> bytes:
    """Return a model with one process `p` around a body; `beside` stands next to the process."""
    return f'{HEAD}{beside}<process id="p" {attributes}>{body}</process></definitions>'.encode()


def line(step: str, *, beside: str = "", attributes: str = 'isExecutable="true"') -> bytes:
    """Return a model of a start, one step with id `t`, and an end."""
    flows = '<sequenceFlow id="f1" sourceRef="s" targetRef="t"/>'
    flows += '<sequenceFlow id="f2" sourceRef="t" targetRef="e"/>'
    body = f'<startEvent id="s"/>{step}<endEvent id="e"/>{flows}'
    return drawn(body, beside=beside, attributes=attributes)


def choice(condition: str, *, extra: str = "") -> bytes:
    """Return a model with a choice `g` whose flow `yes` has this condition; `no` is the default."""
    return drawn(
        '<startEvent id="s"/><exclusiveGateway id="g" default="no"/><endEvent id="a"/><endEvent id="b"/>'
        '<sequenceFlow id="f" sourceRef="s" targetRef="g"/>'
        f'<sequenceFlow id="yes" sourceRef="g" targetRef="a"><conditionExpression{extra}>'
        f"<![CDATA[{condition}]]>"
        '</conditionExpression></sequenceFlow><sequenceFlow id="no" sourceRef="g" targetRef="b"/>'
    )


def corpus(folder: str) -> Path:
    """Return a folder of the corpus, or skip the test where the corpus is absent."""
    root = Path(os.environ.get("REGELRUIMTE_CORPUS", "../shared/corpus"))
    if not (root / folder).is_dir():
        pytest.skip(f"the corpus folder {folder} is not here; set REGELRUIMTE_CORPUS to run this")
    return root / folder
