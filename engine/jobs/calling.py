"""Calling a connector: planned and recorded in short transactions, so that no lock is held during it.

Source: docs/decisions/0017-connectors.md
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from time import perf_counter

from regelruimte.engine.advance import Running, setting_of
from regelruimte.engine.by_hand import open_by_hand
from regelruimte.engine.connect.declared import LETTER_TEXT, Answer, Declared, Traffic, spread
from regelruimte.engine.connect.registry import ConnectorFailed, Connectors
from regelruimte.engine.jobs.waiting import lock_waiting, open_incident, take_step
from regelruimte.engine.kept_documents import keep_made
from regelruimte.engine.observer import JobOutcome
from regelruimte.engine.spiff import interpreter
from regelruimte.engine.spiff.step import Advance
from regelruimte.engine.store import exchange_rows, job_rows
from regelruimte.engine.store.audit import case_chain
from regelruimte.engine.store.exchange_rows import ANSWERED, FAILED, Exchange
from regelruimte.engine.store.job_queue import PLANNED
from regelruimte.engine.store.job_rows import Job
from regelruimte.engine.store.step_rows import Wait
from regelruimte.engine.store.unit_of_work import UnitOfWork
from regelruimte.engine.values import Value


@dataclass(frozen=True, slots=True)
class Call:
    """A call to the outside world, made between two transactions.

    Attributes:
        declared: what is known of the connector; at: when the call was planned.
    """

    connector: str
    inputs: Mapping[str, Value]
    key: str
    declared: Declared
    at: datetime

    @property
    def target(self) -> str:
        """What the circuit breaker guards."""
        return self.declared.target or f"connector:{self.connector}"


@dataclass(frozen=True, slots=True)
class Made:
    """A call that was made: what came of it and how long it took."""

    call: Call
    outcome: Answer | ConnectorFailed
    milliseconds: int


def begin_call(work: UnitOfWork, job: Job, until: datetime) -> tuple[Job, Call] | JobOutcome:
    """Claim a call to the outside world until a moment; an outcome instead when none is to be made now."""
    wait, running = lock_waiting(work, job)
    if running is not None and running.instance.held_by is not None:
        job_rows.hold_job(work, job)
        return JobOutcome.HELD
    if running is None or wait is None or wait.connector is None:
        # Nobody waits for the answer any more.
        job_rows.finish_job(work, job)
        return JobOutcome.DONE
    if running.case.is_practice and work.parts.connectors.declared(wait.connector).stays_home:
        return _stay_home(work, job, running, wait)
    call = _plan(work, running, wait, wait.connector)
    closed_until = _closed_until(work, call)
    if closed_until is None:
        return job_rows.claim_job(work, job, until), call
    # What was put off did not fail: it costs no attempt.
    rested = closed_until + spread(call.declared.policy.open_for, job.id)
    job_rows.put_back(work, job, rested, error=PLANNED)
    return JobOutcome.PUT_OFF


def make_call(connectors: Connectors, call: Call) -> Made:
    """Call a connector, between two transactions."""
    began = perf_counter()
    outcome: Answer | ConnectorFailed
    try:
        outcome = connectors.ask(call.connector, call.inputs, key=call.key, at=call.at)
    except ConnectorFailed as failure:
        outcome = failure
    return Made(call, outcome, round((perf_counter() - began) * 1000))


def _plan(work: UnitOfWork, running: Running, wait: Wait, connector: str) -> Call:
    declared = work.parts.connectors.declared(connector)
    inputs = wait.inputs
    if declared.reads_letters:
        # The letter text that the inputs name: a file of the bundle, never an answer.
        inputs = {**inputs, LETTER_TEXT: running.version.find_letter(str(inputs.get("brief") or ""))}
    return Call(connector, inputs, f"{wait.instance}:{wait.step}", declared, work.now)


def _stay_home(work: UnitOfWork, job: Job, running: Running, wait: Wait) -> JobOutcome:
    """Let a person answer in a practice case, so that nothing leaves."""
    if job_rows.finish_job(work, job):
        why = "Dit is een oefenzaak: er gaat niets de deur uit."
        open_by_hand(work, running, wait, why=why, code="practice")
    return JobOutcome.BY_HAND


def _closed_until(work: UnitOfWork, call: Call) -> datetime | None:
    """Return until when nothing is sent to the target of a call; None when it may be called now.

    Once that moment has passed one call goes first; it decides whether the others follow.
    """
    broken = exchange_rows.find_broken(work, call.target)
    if broken is None or broken.closed_until is None:
        return None
    if broken.closed_until > work.now:
        return broken.closed_until
    probing = work.now + call.declared.policy.open_for
    return None if exchange_rows.claim_probe(work, broken, probing) else probing


def record(work: UnitOfWork, job: Job, made: Made) -> JobOutcome:
    """Record what came of a call: the case goes on, the call is made again, or a person is asked."""
    wait, running = lock_waiting(work, job)
    failures = exchange_rows.count_failures(work, job.id)
    _keep_exchange(work, job, made, wait)
    _judge_target(work, made)
    if isinstance(made.outcome, ConnectorFailed):
        return _record_failure(work, job, made, failures + 1)
    if job_rows.finish_job(work, job) and wait is not None and running is not None:
        _record_answer(work, running, wait, made.outcome)
    return JobOutcome.DONE


def _keep_exchange(work: UnitOfWork, job: Job, made: Made, wait: Wait | None) -> None:
    """Keep who was asked, when and how it went; never what was said."""
    if wait is None:
        return
    failed = isinstance(made.outcome, ConnectorFailed)
    traffic = made.outcome.traffic or Traffic()
    exchange = Exchange(
        id=work.ids.new(), case_id=wait.case_id, instance=wait.instance, step=wait.step,
        element=wait.element, job=job.id, connector=made.call.connector, call_key=made.call.key,
        at=made.call.at, host=traffic.host or made.call.declared.target, method=traffic.method,
        status=traffic.status,        milliseconds=made.milliseconds, sent_bytes=traffic.sent_bytes,
        received_bytes=traffic.received_bytes, outcome=FAILED if failed else ANSWERED,
        code=made.outcome.code if isinstance(made.outcome, ConnectorFailed) else "",
    )  # fmt: skip
    exchange_rows.insert_exchange(work, exchange)


def _judge_target(work: UnitOfWork, made: Made) -> None:
    """Open or close the circuit breaker of a target; a target that refuses is there, and counts as well."""
    policy, target, failure = made.call.declared.policy, made.call.target, made.outcome
    if not policy.opens_after:
        return
    if isinstance(failure, ConnectorFailed) and failure.retry:
        failures = exchange_rows.count_failure(work, target)
        if failures >= policy.opens_after:
            exchange_rows.close_until(work, target, work.now + policy.open_for)
    elif exchange_rows.find_broken(work, target) is not None:
        exchange_rows.forget_failures(work, target)


def _record_answer(work: UnitOfWork, running: Running, wait: Wait, answer: Answer) -> None:
    """Let a case go on with a connector's answer."""
    values = dict(answer.values)
    if answer.documents:
        kept = [keep_made(work, running.case.id, made) for made in answer.documents]
        values["documenten"] = [document.id for document in kept]
    work.note(case_chain(running.case.id), "connector:answered", facts={"element": wait.element})
    take_step(work, running, lambda live: _complete(work, running, wait, values, live))


def _record_failure(work: UnitOfWork, job: Job, made: Made, failures: int) -> JobOutcome:
    """Try a failed call again later; when that does not help, a person is asked."""
    failure, policy = made.outcome, made.call.declared.policy
    assert isinstance(failure, ConnectorFailed)  # noqa: S101  # the caller chose by it
    if failure.retry and failures < policy.attempts:
        wait_for = policy.wait_after(failures, key=job.id, asked=failure.wait)
        job_rows.put_back(work, job, work.now + wait_for, error=failure.message)
        return JobOutcome.RETRY
    wait, running = lock_waiting(work, job)
    if not job_rows.finish_job(work, job) or wait is None or running is None:
        return JobOutcome.DONE
    if running.version.falls_back(wait.element):
        open_by_hand(work, running, wait, why=failure.message, code=failure.code)
        return JobOutcome.BY_HAND
    open_incident(work, wait, code=failure.code, message=failure.message)
    return JobOutcome.INCIDENT


def _complete(
    work: UnitOfWork, running: Running, wait: Wait, answer: Mapping[str, Value], live: object | None
) -> Advance:
    return interpreter.complete(
        running.version.model,
        running.instance.state or b"",
        setting_of(work, running),
        step=wait.step,
        values=answer,
        live=live,
    )
