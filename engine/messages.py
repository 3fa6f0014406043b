"""Messages and BPMN signals: who waits for them or starts on them, and letting those go on."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from regelruimte.engine import submissions
from regelruimte.engine.actors import Act, require
from regelruimte.engine.begin import Beginning, begin_case
from regelruimte.engine.errors import NotWaiting, SubmissionAlreadyMade
from regelruimte.engine.roles import Role
from regelruimte.engine.rollout import Draw, choose_version
from regelruimte.engine.spiff.step import Thrown, WaitKind
from regelruimte.engine.store import definition_rows, message_rows, step_rows
from regelruimte.engine.store.audit import case_chain
from regelruimte.engine.store.message_rows import Handled
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
        key: at most 64 characters: under the same key of the same sender a message is handled once, however
            often it comes. Without it every message reaches another receiver or begins another case.
        is_practice: whether a case it begins is a practice case.
        person: id of the person a case it begins is about, None when nobody is.
        person_name: as they are called; without it the case goes by who sent the message.
    """

    name: str
    correlation: str | None = None
    values: Mapping[str, Value] = field(default_factory=dict)
    key: str | None = None
    is_practice: bool = False
    person: str | None = None
    person_name: str = ""


@dataclass(frozen=True, slots=True)
class About:
    """Whom a case that begins by itself is about: the person of the case that made it begin."""

    person: str | None
    person_name: str
    is_practice: bool

    def told(self) -> dict[str, Value]:
        """Return it as a job carries it."""
        return {"person": self.person, "person_name": self.person_name, "is_practice": self.is_practice}


NOBODY = About(None, "", is_practice=False)


def deliver_message(work: UnitOfWork, message: Message) -> Receipt | None:
    """Hand a message to the one case that waits for it, or else begin a case of what starts on it.

    A case that waits goes on in a job of its own, and None is returned; a case that begins has a receipt,
    the same one when the message comes again under the same key.

    Raises:
        NotAllowed; NotWaiting: no case waits for it and nothing starts on it, or more than one does.
        SubmissionAlreadyMade: another message, or another value, came under the same key.
    Source: BPMN 2.0.2, 8.4.2 (correlation), 13.2 (process instantiation).
    """
    require(work.actor, Act.SEND_MESSAGES)
    handled = _find_handled(work, message, WaitKind.MESSAGE)
    if handled is not None:
        return None if handled.case_id is None else _receipt_of(work, message, handled.case_id)
    receivers = step_rows.list_receivers(work, WaitKind.MESSAGE.value, message.name, message.correlation)
    starting = () if receivers else message_rows.list_starting(work, WaitKind.MESSAGE.value, message.name)
    if len(receivers) + len(starting) != 1:
        raise NotWaiting(message=message.name, receivers=len(receivers), starting=len(starting))
    receipt = None
    if receivers:
        enqueue_delivery(work, receivers[0], message.values)
    else:
        receipt = begin_by_message(work, starting[0], replace(message, key=_key_of(work, message)))
    _keep_handled(work, message, WaitKind.MESSAGE, case_id=None if receipt is None else receipt.case_id)
    return receipt


def send_signal(work: UnitOfWork, signal: Message) -> int:
    """Let a BPMN signal from outside reach all who wait for it and start on it; return how many do.

    Under the same key it reaches nobody twice.

    Raises:
        NotAllowed; SubmissionAlreadyMade: another signal or message came under the same key.
    Source: BPMN 2.0.2, 10.5.1 (signals are broadcast).
    """
    require(work.actor, Act.SEND_MESSAGES)
    handled = _find_handled(work, signal, WaitKind.SIGNAL)
    if handled is not None:
        return handled.receivers
    thrown = Thrown("", WaitKind.SIGNAL, signal.name, signal.correlation, signal.values)
    about = About(signal.person, signal.person_name or work.actor.name, is_practice=signal.is_practice)
    count = pass_on(work, thrown, key=_key_of(work, signal) or work.ids.new(), about=about)
    _keep_handled(work, signal, WaitKind.SIGNAL, receivers=count)
    return count


def pass_on(work: UnitOfWork, thrown: Thrown, *, key: str, about: About = NOBODY) -> int:
    """Hand on what a model threw: a message to one, a signal to all; return how many receive it.

    A message goes to a case that waits for it, the first if there are several, or else begins a case of the
    first definition that starts on it; without any it is lost. A signal reaches all who wait, and begins a
    case of every definition that starts on it.

    Args:
        work: the unit of work.
        thrown: what was thrown.
        key: tells this throw from any other: handing it on again begins nothing anew.
        about: whom a case that begins is about.

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
            "values": dict(thrown.values), "depth": work.depth, **about.told(),
            "key": hashlib.sha256(f"{key}:{definition}".encode()).hexdigest(),
        }  # fmt: skip
        work.enqueue("begin", payload, case=None)
    return len(receivers) + len(starting)


def enqueue_delivery(work: UnitOfWork, receiver: step_rows.Receiver, values: Mapping[str, Value]) -> None:
    """Let a receiver go on in a job of its own: one transaction locks one case."""
    payload = {
        "instance": receiver.instance, "step": receiver.step, "values": dict(values), "depth": work.depth,
    }  # fmt: skip
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
        case_id, key, draw, message.person, message.person_name or work.actor.name, Channel.API,
        is_practice=message.is_practice, event=event,
    )  # fmt: skip
    receipt = begin_case(work, beginning, sent)
    work.note(case_chain(case_id), "message:received", facts={"element": event, "message": message.name})
    return receipt


def _key_of(view: View, message: Message) -> str | None:
    """Return the key as it is kept: nobody can find out, or take, what another sender used."""
    if message.key is None or Role.SYSTEM in view.actor.roles:
        return message.key
    return hashlib.sha256(f"{view.actor.id}:{message.key}".encode()).hexdigest()


def _find_handled(view: View, message: Message, kind: WaitKind) -> Handled | None:
    key = _key_of(view, message)
    handled = None if key is None else message_rows.find_handled(view, key)
    if handled is not None and handled.fingerprint != _fingerprint(message, kind):
        raise SubmissionAlreadyMade(made_at=handled.handled_at, values={})
    return handled


def _keep_handled(
    work: UnitOfWork, message: Message, kind: WaitKind, *, case_id: str | None = None, receivers: int = 1
) -> None:
    key = _key_of(work, message)
    if key is not None:
        message_rows.insert_handled(
            work, key, Handled(_fingerprint(message, kind), case_id, receivers, work.now)
        )


def _fingerprint(message: Message, kind: WaitKind) -> str:
    told: dict[str, Value] = {
        "kind": kind.value, "name": message.name, "correlation": message.correlation,
        "values": dict(message.values),
    }  # fmt: skip
    return submissions.fingerprint(told)


def _receipt_of(view: View, message: Message, case_id: str) -> Receipt | None:
    key = _key_of(view, message)
    return None if key is None else submissions.find_receipt(view, _sent(message, key), case_id=case_id)


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
