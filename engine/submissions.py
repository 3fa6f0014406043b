"""Accepting answers exactly once: submission keys, fingerprints and receipts."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from regelruimte.engine.errors import SubmissionAlreadyMade
from regelruimte.engine.reach import may_see
from regelruimte.engine.store import case_rows
from regelruimte.engine.store.unit_of_work import UnitOfWork, View
from regelruimte.engine.unfit import UnfitQuestion
from regelruimte.engine.values import Value, dump, to_value
from regelruimte.engine.vocabulary import Case, Channel, Receipt, Submission


@dataclass(frozen=True, slots=True)
class Sent:
    """Answers on their way in.

    Attributes:
        key: submission key the form page was made with; the same key is accepted once.
        values: typed values.
        form: id of the form they were given on, None without one.
        unfit: questions of it that did not fit; they open a free step. `values` keeps them under UNFIT.
    """

    key: str
    values: Mapping[str, Value]
    form: str | None = None
    channel: Channel = Channel.WEB
    unfit: tuple[UnfitQuestion, ...] = ()


def find_receipt(
    view: View, sent: Sent, *, case_id: str | None = None, task: str | None = None
) -> Receipt | None:
    """Return the receipt of answers that were accepted before for the same case and task, or None.

    A key that was used for something else gives nothing of that away, not even to who guessed it.

    Args:
        view: what to read with.
        sent: the answers on their way in.
        case_id: the case they are for, None when it has yet to begin.
        task: the task they are for, None when they begin a case.

    Raises:
        SubmissionAlreadyMade: other values were accepted under the same key, or it was used elsewhere.
    """
    if isinstance(view, UnitOfWork) and case_id is None:
        # Of two that arrive at once, the second waits here and then finds the receipt of the first; those for
        # a task have waited for its case.
        case_rows.lock_submission_key(view, sent.key)
    made = case_rows.find_submission(view, sent.key)
    if made is None:
        return None
    if made.task != task or not _is_case_of(view, made, case_id):
        raise SubmissionAlreadyMade(made_at=made.accepted_at, values={})
    if made.fingerprint != fingerprint(sent.values):
        raise SubmissionAlreadyMade(made_at=made.accepted_at, values=dict(made.values))
    return receipt_of(view, made)


def _is_case_of(view: View, made: Submission, case_id: str | None) -> bool:
    if case_id is not None:
        return made.case_id == case_id
    return may_see(view.actor, case_rows.read_case(view, made.case_id))


def accept(
    work: UnitOfWork, sent: Sent, *, case: Case, task: str | None = None, element: str | None = None
) -> Receipt:
    """Keep answers for good and return their receipt.

    Raises:
        SubmissionAlreadyMade: something was accepted under their key before.
    """
    made = Submission(
        id=work.ids.new(),
        case_id=case.id,
        task=task,
        element=element,
        form=sent.form,
        values=dict(to_value(sent.values)),
        by=work.actor.name,
        channel=sent.channel,
        accepted_at=work.now,
        fingerprint=fingerprint(sent.values),
    )
    if not case_rows.insert_submission(work, made, key=sent.key):
        earlier = case_rows.find_submission(work, sent.key)
        raise SubmissionAlreadyMade(made_at=earlier.accepted_at if earlier else work.now, values={})
    return _receipt(made, case)


def fingerprint(values: Mapping[str, Value]) -> str:
    """Return the sha256 of values, whatever the order of their names."""
    ordered = {name: values[name] for name in sorted(values)}
    return hashlib.sha256(dump(ordered).encode()).hexdigest()


def receipt_of(view: View, made: Submission) -> Receipt:
    """Return the receipt of an accepted submission."""
    return _receipt(made, case_rows.read_case(view, made.case_id))


def _receipt(made: Submission, case: Case) -> Receipt:
    return Receipt(
        submission=made.id,
        case_id=made.case_id,
        case_number=case.number,
        accepted_at=made.accepted_at,
        fingerprint=made.fingerprint,
    )
