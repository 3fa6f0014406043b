"""Applications: opened start forms that are not yet sent, and sending them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from regelruimte.engine import submissions
from regelruimte.engine.actors import Act, require
from regelruimte.engine.begin import Beginning, begin_case
from regelruimte.engine.errors import ApplicationNotOpen, NotFound
from regelruimte.engine.rollout import Draw, choose_version
from regelruimte.engine.store import case_rows, definition_rows
from regelruimte.engine.store.unit_of_work import UnitOfWork, View
from regelruimte.engine.submissions import Sent
from regelruimte.engine.versions import RunnableVersion, get_runnable
from regelruimte.engine.vocabulary import Application, ApplicationStatus, Intake, Receipt

KEPT = timedelta(days=28)
"""How long an application that is not sent is kept after it was last saved."""


def open_application(work: UnitOfWork, key: str, intake: Intake) -> Application:
    """Open an application: draw its version now, before its first page, and keep it for later.

    Raises:
        NotFound: no such definition.
        NothingPublished: it has no standing version.
    """
    require(work.actor, Act.APPLY)
    definition = definition_rows.find_definition(work, key)
    if definition is None:
        raise NotFound(definition=key)
    application_id = work.ids.new()
    draw = choose_version(work, definition, intake, application_id)
    application = Application(
        id=application_id, definition=key, version=draw.version, status=ApplicationStatus.OPEN,
        person=work.actor.person, opened_by=work.actor.id, channel=intake.channel, trial=draw.trial,
        arm=draw.arm, answers={}, page=None, opened_at=work.now, saved_at=work.now,
        keep_until=work.now + KEPT, is_practice=intake.is_practice, title=definition.title,
    )  # fmt: skip
    case_rows.insert_application(work, application)
    return application


def get_application(view: View, application_id: str) -> Application:
    """Return an application of this actor.

    Raises:
        NotFound: no such application of this actor.
    """
    application = case_rows.read_application(view, application_id)
    _require_own(view, application)
    return application


def get_application_version(view: View, application: Application) -> RunnableVersion:
    """Return the version an application is bound to."""
    return get_runnable(view, application.definition, application.version)


def list_applications(view: View) -> tuple[Application, ...]:
    """Return the open applications of the person who asks."""
    if view.actor.person is None:
        return ()
    return case_rows.list_open_applications(view, view.actor.person)


def save_application(
    work: UnitOfWork, application_id: str, *, answers: Mapping[str, object], page: str | None
) -> Application:
    """Keep the answers so far, valid or not; answers of other pages stay as they are.

    Args:
        work: the unit of work.
        application_id: whose.
        answers: what was typed, by page.
        page: id of the page the person is on.

    Raises:
        NotFound: no such application of this actor.
        ApplicationNotOpen: it was sent or withdrawn.
    """
    application = lock_open_application(work, application_id)
    changes = {
        "answers": {**application.answers, **answers},
        "page": page,
        "saved_at": work.now,
        "keep_until": work.now + KEPT,
    }
    case_rows.update_application(work, application_id, changes)
    return case_rows.read_application(work, application_id)


def submit_application(work: UnitOfWork, application_id: str, sent: Sent) -> Receipt:
    """Send an application: it becomes a case with the same id, on the version it was drawn to.

    Sending the same answers again under the same key gives the same receipt.

    Raises:
        NotFound: no such application of this actor.
        ApplicationNotOpen: it was sent before under another key, or withdrawn.
        SubmissionAlreadyMade: other answers were accepted under the same key.
    """
    application = case_rows.lock_application(work, application_id)
    _require_own(work, application)
    made = submissions.find_receipt(work, sent, case_id=application.id)
    if made is not None:
        return made
    if application.status is not ApplicationStatus.OPEN:
        raise ApplicationNotOpen(application=application_id)
    beginning = Beginning(
        case_id=application.id,
        definition=application.definition,
        draw=Draw(application.version, application.trial, application.arm),
        person=application.person,
        person_name=work.actor.name,
        channel=application.channel,
        is_practice=application.is_practice,
    )
    receipt = begin_case(work, beginning, sent)
    case_rows.give_documents_to_case(work, application.id, application.id)
    # The answers live on as the submission; the application keeps only that it was sent.
    changes = {"status": ApplicationStatus.SUBMITTED.value, "answers": {}, "saved_at": work.now}
    case_rows.update_application(work, application_id, changes)
    return receipt


def get_receipt(view: View, application_id: str) -> Receipt:
    """Return the receipt of an application that was sent.

    Raises:
        NotFound: no such application of this actor, or it was not sent.
    """
    application = get_application(view, application_id)
    if application.status is not ApplicationStatus.SUBMITTED:
        raise NotFound(application=application_id)
    made = case_rows.list_submissions(view, application_id)
    return submissions.receipt_of(view, next(one for one in made if one.task is None))


def withdraw_application(work: UnitOfWork, application_id: str) -> None:
    """Throw away an application that was not sent, with its answers.

    Raises:
        NotFound: no such application of this actor.
        ApplicationNotOpen: it was sent or withdrawn.
    """
    lock_open_application(work, application_id)
    changes = {"status": ApplicationStatus.WITHDRAWN.value, "answers": {}, "saved_at": work.now}
    case_rows.update_application(work, application_id, changes)
    for document in case_rows.list_documents(work, application=application_id):
        case_rows.delete_document(work, document.id)


def lock_open_application(work: UnitOfWork, application_id: str) -> Application:
    """Lock an application of this actor that is not sent yet, and return it.

    Raises:
        NotFound: no such application of this actor; ApplicationNotOpen: it was sent or withdrawn.
    """
    application = case_rows.lock_application(work, application_id)
    _require_own(work, application)
    if application.status is not ApplicationStatus.OPEN:
        raise ApplicationNotOpen(application=application_id)
    return application


def _require_own(view: View, application: Application) -> None:
    own = application.opened_by == view.actor.id
    same_person = application.person is not None and application.person == view.actor.person
    if not (own or same_person):
        raise NotFound(application=True)
