"""Messages and BPMN signals: who waits for them or starts on them, and letting those go on."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

from regelruimte.engine import submissions
from regelruimte.engine.actors import Act, require
from regelruimte.engine.begin import Beginning, begin_case
from regelruimte.engine.errors import NotWaiting
from regelruimte.engine.rollout import Draw, choose_version
from regelruimte.engine.spiff.step import Thrown, WaitKind
from regelruimte.engine.store import definition_rows, message_rows, step_rows
from regelruimte.engine.store.audit import case_chain
from regelruimte.engine.store.unit_of_work import UnitOfWork, View
from regelruimte.engine.submissions import Sent
from regelruimte.engine.terms import day_of
from regelruimte.engine.values import Value
from regelruimte.engine.vocabulary import Channel, Definition, Intake, Receipt


@dataclass(frozen=True, slots=True)
class Message:
    """A message or BPMN signal from outside or from another case.

    Attributes:
        name: its name in the models that wait for it.
        correlation: key that tells which case it is for, None when only one can wait for it.
        values: what it carries.
        key: submission key, at most 64 characters: under the same key one case begins, however often the
            message comes. Without it every message that begins a case begins another one.
        is_practice: whether a case it begins is a practice case.
    """

    name: str
    correlation: str | None = None
    values: Mapping[str, Value] = field(default_factory=dict)
    key: str | None = None
    is_practice: bool = False


def deliver_message(work: UnitOfWork, message: Message) -> Receipt | None:
    """Hand a message to the one case that waits for it, or else begin a case of what starts on it.

    A case that waits goes on in a job of its own, and None is returned; a case that begins has a receipt,
    the same one when the message comes again under the same key.

    Raises:
        NotAllowed; NotWaiting: no case waits for it and nothing starts on it, or more than one does.
        SubmissionAlreadyMade: a case began with other values under the same key.
    Source: BPMN 2.0.2, 8.4.2 (correlation), 13.2 (process instantiation).
    """
    require(work.actor, Act.RUN_JOBS)
    made = None if message.key is None else submissions.find_receipt(work, _sent(message, message.key))
    if made is not None:
        return made
    receivers = step_rows.list_receivers(work, WaitKind.MESSAGE.value, message.name, message.correlation)
    starting = () if receivers else message_rows.list_starting(work, WaitKind.MESSAGE.value, message.name)
    if len(receivers) + len(starting) != 1:
        raise NotWaiting(message=message.name, receivers=len(receivers), starting=len(starting))
    if receivers:
        enqueue_delivery(work, receivers[0], message.values)
        return None
    return begin_by_message(work, starting[0], message)


def send_signal(work: UnitOfWork, signal: Message) -> int:
    """Let a BPMN signal from outside reach all who wait for it and start on it; return how many do.

    Under the same key it begins nothing anew.

    Raises:
        NotAllowed.
    Source: BPMN 2.0.2, 10.5.1 (signals are broadcast).
    """
    require(work.actor, Act.RUN_JOBS)
    thrown = Thrown("", WaitKind.SIGNAL, signal.name, signal.correlation, signal.values)
    return pass_on(work, thrown, key=signal.key or work.ids.new(), is_practice=signal.is_practice)


def pass_on(work: UnitOfWork, thrown: Thrown, *, key: str, is_practice: bool = False) -> int:
    """Hand on what a model threw: a message to one, a signal to all; return how many receive it.

    A message goes to a case that waits for it, the first if there are several, or else begins a case of the
    first definition that starts on it; without any it is lost. A signal reaches all who wait, and begins a
    case of every definition that starts on it.

    Args:
        work: the unit of work.
        thrown: what was thrown.
        key: tells this throw from any other: handing it on again begins nothing anew.
        is_practice: whether a practice case threw it.

    Source: BPMN 2.0.2, 10.5.1 (signals are broadcast, messages have one target), 13.2.
    """
    receivers = step_rows.list_receivers(work, thrown.kind.value, thrown.name, thrown.correlation)
    starting = message_rows.list_starting(work, thrown.kind.value, thrown.name)
    if thrown.kind is not WaitKind.SIGNAL:
        receivers, starting = receivers[:1], () if receivers else starting[:1]
    for receiver in receivers:
        enqueue_delivery(work, receiver, thrown.values)
    for definition in starting:
        payload = {
            "definition": definition, "kind": thrown.kind.value, "name": thrown.name,
            "values": dict(thrown.values), "is_practice": is_practice,
            "key": hashlib.sha256(f"{key}:{definition}".encode()).hexdigest(),
        }  # fmt: skip
        work.enqueue("begin", payload, case=None)
    return len(receivers) + len(starting)


def enqueue_delivery(work: UnitOfWork, receiver: step_rows.Receiver, values: Mapping[str, Value]) -> None:
    """Let a receiver go on in a job of its own: one transaction locks one case."""
    payload = {"instance": receiver.instance, "step": receiver.step, "values": dict(values)}
    work.enqueue("deliver", payload, case=receiver.case_id)


def begin_by_message(
    work: UnitOfWork, key: str, message: Message, *, kind: WaitKind = WaitKind.MESSAGE
) -> Receipt | None:
    """Begin a case of a definition by the message or signal it starts on, exactly once per submission key.

    Args:
        work: the unit of work.
        key: key of the definition.
        message: what begins it.
        kind: MESSAGE or SIGNAL.

    Returns:
        The receipt; None when the definition does not start on it any more: what nobody waits for is lost.

    Raises:
        SubmissionAlreadyMade: a case began with other values under the same key.
    """
    sent = _sent(message, message.key or work.ids.new())
    made = submissions.find_receipt(work, sent)
    definition = definition_rows.find_definition(work, key)
    if made is not None or definition is None:
        return made
    case_id = work.ids.new()
    drawn = _draw(work, definition, message, kind, case_id)
    if drawn is None:
        return None
    draw, event = drawn
    beginning = Beginning(
        case_id, key, draw, None, "", Channel.API, is_practice=message.is_practice, event=event
    )
    receipt = begin_case(work, beginning, sent)
    work.note(case_chain(case_id), "message:received", facts={"element": event, "message": message.name})
    return receipt


def _sent(message: Message, key: str) -> Sent:
    return Sent(key, message.values, channel=Channel.API)


def _draw(
    view: View, definition: Definition, message: Message, kind: WaitKind, case_id: str
) -> tuple[Draw, str] | None:
    """Draw the version and find what begins it; a candidate that does not start on it takes no part."""
    if definition.standing is None:
        return None
    intake = Intake(Channel.API, day_of(view.now), is_practice=message.is_practice)
    for draw in (choose_version(view, definition, intake, case_id), Draw(definition.standing)):
        event = message_rows.find_start(
            view, definition.key, draw.version, kind=kind.value, name=message.name
        )
        if event is not None:
            return draw, event
    return None
