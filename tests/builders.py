"""A small builder of BPMN models without diagrams, for tests.

`process("p").start().user("apply").end().bpmn()` makes a line; `.to("x")`, `.at("x")` and `.flow(...)`
make the rest.
"""

from __future__ import annotations

from xml.sax.saxutils import escape, quoteattr

_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    ' xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"'
    ' xmlns:regelruimte="https://regelruimte.nl/schema/bpmn/1.0" id="d" targetNamespace="urn:tests">'
)


class Part:
    """A process or sub-process being drawn; every step is connected to the one before."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.last: str | None = None
        self._flows = 0
        self._named: str | None = None
        self._condition: str | None = None

    def node(self, tag, element, inner="", **attributes):
        told = "".join(f" {name.replace('__', ':')}={quoteattr(str(v))}" for name, v in attributes.items())
        self.parts.append(f'<{tag} id="{element}"{told}>{inner}</{tag}>')
        if self.last is not None:
            self.flow(self.last, element, self._condition, self._named)
        self.last, self._condition, self._named = element, None, None
        return self

    def flow(self, source, target, when=None, name=None):
        self._flows += 1
        flow_id = name or f"f_{source}_{target}_{self._flows}"
        condition = f"<conditionExpression>{escape(when)}</conditionExpression>" if when else ""
        ends = f'sourceRef="{source}" targetRef="{target}"'
        self.parts.append(f'<sequenceFlow id="{flow_id}" {ends}>{condition}</sequenceFlow>')
        return self

    def when(self, condition, name=None):
        """Say the condition (and id) of the next flow."""
        self._condition, self._named = condition, name
        return self

    def named(self, name):
        """Give the next flow an id."""
        return self.when(None, name)

    def at(self, element):
        """Go on from an element drawn before; None draws the next one loose."""
        self.last = element
        return self

    def to(self, element):
        """Connect to an element drawn before or later."""
        self.flow(self.last, element, self._condition, self._named)
        self._condition, self._named = None, None
        return self

    def start(self, element="start", inner="", **attributes):
        return self.node("startEvent", element, inner, **attributes)

    def end(self, element="end", inner="", **attributes):
        self.node("endEvent", element, inner, **attributes)
        self.last = None
        return self

    def user(self, element, inner="", form=None, group=None, due=None, **attributes):
        told = _zeebe("formDefinition", formId=form) + _zeebe("assignmentDefinition", candidateGroups=group)
        told += _zeebe("taskSchedule", dueDate=due)
        return self.node("userTask", element, extensions(told) + inner, **attributes)

    def script(self, element, expression, result, **attributes):
        told = _zeebe("script", expression=expression, resultVariable=result)
        return self.node("scriptTask", element, extensions(told), **attributes)

    def service(self, element, connector, mapping="", inner="", **attributes):
        told = _zeebe("taskDefinition", type=connector) + mapping
        return self.node("serviceTask", element, extensions(told) + inner, **attributes)

    def decision(self, element, decision, result):
        told = _zeebe("calledDecision", decisionId=decision, resultVariable=result)
        return self.node("businessRuleTask", element, extensions(told))

    def exclusive(self, element, **attributes):
        return self.node("exclusiveGateway", element, **attributes)

    def parallel(self, element):
        return self.node("parallelGateway", element)

    def inclusive(self, element, **attributes):
        return self.node("inclusiveGateway", element, **attributes)

    def timer(self, element, duration):
        return self.node("intermediateCatchEvent", element, timer(duration))

    def boundary(self, element, host, inner, *, cancels=True):
        self.last = None
        cancel = "true" if cancels else "false"
        return self.node("boundaryEvent", element, inner, attachedToRef=host, cancelActivity=cancel)

    def undone_by(self, host, handler, *, tag="userTask"):
        """Give an activity a compensation event with a handler."""
        self.boundary(f"undo_{host}", host, event("compensate")).at(None)
        self.node(tag, handler, isForCompensation="true").at(None)
        ends = f'sourceRef="undo_{host}" targetRef="{handler}"'
        self.parts.append(f'<association id="as_{host}" {ends}/>')
        return self

    def sub(self, element, part, inner="", tag="subProcess", **attributes):
        return self.node(tag, element, inner + "".join(part.parts), **attributes)

    def adhoc(self, element, part, until=None, inner="", **attributes):
        condition = f"<completionCondition>{escape(until)}</completionCondition>" if until else ""
        return self.sub(element, part, inner + condition, tag="adHocSubProcess", **attributes)


class Process(Part):
    """A process with what stands beside it in the file."""

    def __init__(self, key, **attributes) -> None:
        super().__init__()
        self.key, self.attributes = key, attributes
        self.beside: list[str] = []

    def message(self, element, name, key=None):
        told = extensions(_zeebe("subscription", correlationKey=key))
        self.beside.append(f'<message id="{element}" name="{name}">{told}</message>')
        return self

    def signal(self, element, name):
        self.beside.append(f'<signal id="{element}" name="{name}"/>')
        return self

    def error(self, element, code):
        self.beside.append(f'<error id="{element}" errorCode="{code}"/>')
        return self

    def escalation(self, element, code):
        self.beside.append(f'<escalation id="{element}" escalationCode="{code}"/>')
        return self

    def bpmn(self, *others) -> bytes:
        """Return the file, with other processes in it as well."""
        told = "".join(part for each in (self, *others) for part in (*each.beside, each.xml()))
        return f"{_HEAD}{told}</definitions>".encode()

    def xml(self):
        told = "".join(f" {k.replace('__', ':')}={quoteattr(str(v))}" for k, v in self.attributes.items())
        return f'<process id="{self.key}" isExecutable="true"{told}>{"".join(self.parts)}</process>'


def process(key="p", **attributes) -> Process:
    return Process(key, **attributes)


def part() -> Part:
    return Part()


def extensions(inner):
    return f"<extensionElements>{inner}</extensionElements>" if inner else ""


def timer(text, kind="timeDuration"):
    return f"<timerEventDefinition><{kind}>{escape(text)}</{kind}></timerEventDefinition>"


def event(kind, reference=None):
    told = f' {kind}Ref="{reference}"' if reference else ""
    return f"<{kind}EventDefinition{told}/>"


def mapping(inputs=(), outputs=()):
    """Return an ioMapping of pairs (source, target)."""
    lines = "".join(_zeebe("input", source=s, target=t) for s, t in inputs)
    lines += "".join(_zeebe("output", source=s, target=t) for s, t in outputs)
    return f"<zeebe:ioMapping>{lines}</zeebe:ioMapping>"


def each(collection, element, *, output=None, output_element=None, in_turn=False, until=None):
    told = _zeebe(
        "loopCharacteristics",
        inputCollection=collection,
        inputElement=element,
        outputCollection=output,
        outputElement=output_element,
    )
    condition = f"<completionCondition>{escape(until)}</completionCondition>" if until else ""
    sequential = "true" if in_turn else "false"
    return (
        f'<multiInstanceLoopCharacteristics isSequential="{sequential}">'
        f"{extensions(told)}{condition}</multiInstanceLoopCharacteristics>"
    )


def _zeebe(tag, **attributes):
    told = "".join(f" {name}={quoteattr(value)}" for name, value in attributes.items() if value is not None)
    return f"<zeebe:{tag}{told}/>" if told else ""
