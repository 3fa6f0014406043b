"""Beginning a case: its rows, its receipt and its first step."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from regelruimte.engine import submissions
from regelruimte.engine.advance import Running, record_advance, require_room_for, setting_of
from regelruimte.engine.free_steps import open_for_unfit
from regelruimte.engine.rollout import Draw
from regelruimte.engine.spiff import interpreter
from regelruimte.engine.store import case_rows, step_rows
from regelruimte.engine.store.audit import case_chain
from regelruimte.engine.store.step_rows import Instance
from regelruimte.engine.store.unit_of_work import UnitOfWork
from regelruimte.engine.submissions import Sent
from regelruimte.engine.terms import day_of, legal_end
from regelruimte.engine.versions import RunnableVersion, get_runnable
from regelruimte.engine.vocabulary import Case, CaseStatus, Channel, Receipt


@dataclass(frozen=True, slots=True)
class Beginning:
    """What a new case begins with.

    Attributes:
        case_id: its id: that of the application, where there was one.
        definition: key of the definition; draw: the version it runs on and its trial arm.
        person: id of the person it is about, None when nobody is; person_name: as they are called.
        event: element of the message or BPMN signal that begins it, None when a person does.
    """

    case_id: str
    definition: str
    draw: Draw
    person: str | None
    person_name: str
    channel: Channel
    is_practice: bool
    event: str | None = None


def begin_case(work: UnitOfWork, beginning: Beginning, sent: Sent) -> Receipt:
    """Make a case of accepted answers, take its first step and return the receipt."""
    version = get_runnable(work, beginning.definition, beginning.draw.version)
    case = _new_case(work, beginning, version)
    case_rows.insert_case(work, case)
    facts = {
        "number": case.number, "definition": case.definition, "version": case.version,
        "channel": case.channel.value, "trial": case.trial, "arm": case.arm,
    }  # fmt: skip
    work.note(case_chain(case.id), "case:opened", facts=facts)
    receipt = submissions.accept(work, sent, case=case)
    instance = Instance(
        id=work.ids.new(), case_id=case.id, kind="main", version=case.version,
        state=None, revision=0, outcome=None, held_by=None,
    )  # fmt: skip
    step_rows.insert_instance(work, instance)
    running = Running(case, instance, version)
    require_room_for(work, instance.id, sent.values)
    open_for_unfit(work, running, sent.unfit)
    advance = interpreter.start(
        version.model, setting_of(work, running), values=sent.values, event=beginning.event
    )
    record_advance(work, running, advance)
    return receipt


def _new_case(work: UnitOfWork, beginning: Beginning, version: RunnableVersion) -> Case:
    received = day_of(work.now)
    return Case(
        id=beginning.case_id,
        number=case_rows.next_number(work),
        definition=beginning.definition,
        version=beginning.draw.version,
        title=version.version.title,
        person=beginning.person,
        person_name=beginning.person_name,
        channel=beginning.channel,
        status=CaseStatus.OPEN,
        opened_at=work.now,
        closed_at=None,
        legal_due=_legal_due(received, version),
        target_due=_target_due(received, version),
        outcome=None,
        outcome_text="",
        trial=beginning.draw.trial,
        arm=beginning.draw.arm,
        is_practice=beginning.is_practice,
        revision=0,
    )


def _legal_due(received: date, version: RunnableVersion) -> date | None:
    days = version.process.legal_term_days
    return None if days is None else legal_end(received, days)


def _target_due(received: date, version: RunnableVersion) -> date | None:
    days = version.process.target_days
    return None if days is None else received + timedelta(days=days)
