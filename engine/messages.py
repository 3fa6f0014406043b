"""Messages and BPMN signals: who waits for them, and letting them go on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from regelruimte.engine.actors import Act, require
from regelruimte.engine.errors import NotWaiting
from regelruimte.engine.spiff.step import Thrown, WaitKind
from regelruimte.engine.store import step_rows
from regelruimte.engine.store.unit_of_work import UnitOfWork
from regelruimte.engine.values import Value


@dataclass(frozen=True, slots=True)
class Message:
    """A message from outside or from another case.

    Attributes:
        name: its name in the models that wait for it.
        correlation: key that tells which case it is for, None when only one can wait for it.
        values: what it carries.
    """

    name: str
    correlation: str | None = None
    values: Mapping[str, Value] = field(default_factory=dict)


def deliver_message(work: UnitOfWork, message: Message) -> None:
    """Hand a message to the one case that waits for it: it goes on in a job of its own.

    Raises:
        NotAllowed; NotWaiting: no case waits for it, or more than one does.
    """
    require(work.actor, Act.RUN_JOBS)
    receivers = step_rows.list_receivers(work, WaitKind.MESSAGE.value, message.name, message.correlation)
    if len(receivers) != 1:
        raise NotWaiting(message=message.name, receivers=len(receivers))
    enqueue_delivery(work, receivers[0], message.values)


def pass_on(work: UnitOfWork, thrown: Thrown) -> int:
    """Hand on what a model threw: a message to one receiver, a signal to all; return how many receive it.

    A message nobody waits for is lost, as BPMN says; one that several wait for goes to the first.
    Source: BPMN 2.0.2, 10.5.1 (signals are broadcast, messages have one target).
    """
    receivers = step_rows.list_receivers(work, thrown.kind.value, thrown.name, thrown.correlation)
    chosen = receivers if thrown.kind is WaitKind.SIGNAL else receivers[:1]
    for receiver in chosen:
        enqueue_delivery(work, receiver, thrown.values)
    return len(chosen)


def enqueue_delivery(work: UnitOfWork, receiver: step_rows.Receiver, values: Mapping[str, Value]) -> None:
    """Let a receiver go on in a job of its own: one transaction locks one case."""
    payload = {"instance": receiver.instance, "step": receiver.step, "values": dict(values)}
    work.enqueue("deliver", payload, case=receiver.case_id)
