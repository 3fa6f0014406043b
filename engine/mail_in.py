"""Mail that comes in: to the case that waits for it, or to a person who finds out where it belongs.

A mail is handled once, whatever else fails it is kept as it came, and nothing in it is believed.
"""

from __future__ import annotations

from dataclasses import dataclass

from regelruimte.engine.actors import Act, require
from regelruimte.engine.connect.declared import MadeDocument
from regelruimte.engine.connect.incoming import Attachment, IncomingMail, read_mail
from regelruimte.engine.documents import MAX_BYTES, media_type_of, safe_name
from regelruimte.engine.errors import CaseClosed, NotRepairable, ReasonMissing, TooMuch
from regelruimte.engine.kept_documents import keep_made
from regelruimte.engine.messages import enqueue_delivery
from regelruimte.engine.reach import find_visible_case
from regelruimte.engine.spiff.step import WaitKind
from regelruimte.engine.store import case_rows, mail_rows, step_rows
from regelruimte.engine.store.audit import SYSTEM_CHAIN, case_chain
from regelruimte.engine.store.mail_rows import HANDLED, OPEN, KeptMail
from regelruimte.engine.store.step_rows import Receiver
from regelruimte.engine.store.unit_of_work import UnitOfWork, View
from regelruimte.engine.values import Value
from regelruimte.engine.vocabulary import Case, CaseStatus

MESSAGE = "E-mail ontvangen"
"""Name of the message that a model waits for when it waits for mail."""

LARGEST_BYTES = 25_000_000
PAGE_ROWS = 50
"""Mails on one page of the list."""

_AT_ITS_CASE = frozenset({"attachment-refused", "unreadable"})
# Handed over already; a person only looks at what could not go along.


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a mail belongs: the case, the step that waits for it, and why a person must look."""

    case: Case | None
    receiver: Receiver | None = None
    why: str = ""


def take_in_mail(work: UnitOfWork, content: bytes, *, message: str = MESSAGE) -> KeptMail:
    """Take in a mail as it came; the same Message-ID is taken in once and gives the same answer.

    Args:
        work: the unit of work.
        content: the mail, as RFC 5322 has it.
        message: name of the message that models wait for.

    Raises:
        NotAllowed; TooMuch: it is larger than 25 MB.
    """
    require(work.actor, Act.SEND_MESSAGES)
    if len(content) > LARGEST_BYTES:
        raise TooMuch(limit="mail_bytes", most=LARGEST_BYTES)
    mail = read_mail(content)
    case_rows.lock_submission_key(work, mail.key)
    known = mail_rows.find_by_key(work, mail.key)
    if known is not None:
        return known
    place = _find_place(work, mail, message)
    refused = [] if place.receiver is None else _hand_over(work, place, mail)
    why = place.why or ("attachment-refused" if refused else "") or ("" if mail.is_whole else "unreadable")
    kept = KeptMail(
        id=work.ids.new(), case_id=None if place.case is None else place.case.id,
        status=OPEN if why else HANDLED, why=why, sender=mail.shown or mail.sender, subject=mail.subject,
        text=mail.text, attachments=refused or _told(mail, place), received_at=work.now, handled_at=None,
        handled_by="",
    )  # fmt: skip
    mail_rows.insert_mail(work, kept, key=mail.key, content=content)
    return kept


def list_open_mail(view: View, *, page: int = 1) -> tuple[KeptMail, ...]:
    """Return a page of the mails a person has to look at, oldest first; one more than a page tells of a next.

    Raises:
        NotAllowed.
    """
    require(view.actor, Act.SOLVE_INCIDENTS)
    return mail_rows.list_open(view, limit=PAGE_ROWS + 1, offset=PAGE_ROWS * (max(1, page) - 1))


def get_mail(view: View, mail_id: str) -> KeptMail:
    """Return a mail.

    Raises:
        NotAllowed; NotFound: no such mail.
    """
    require(view.actor, Act.SOLVE_INCIDENTS)
    return mail_rows.read_mail(view, mail_id)


def number_of(view: View, mail: KeptMail) -> str:
    """Return the number of the case a mail belongs to, empty when that is not known."""
    require(view.actor, Act.SOLVE_INCIDENTS)
    return "" if mail.case_id is None else case_rows.read_case(view, mail.case_id).number


def get_source(view: View, mail_id: str) -> bytes:
    """Return a mail as it came in.

    Raises:
        NotAllowed; NotFound: no such mail.
    """
    require(view.actor, Act.SOLVE_INCIDENTS)
    return mail_rows.read_source(view, mail_id)


def place_mail(work: UnitOfWork, mail_id: str, *, number: str, message: str = MESSAGE) -> bool:
    """Bring a mail to a case; tell whether a step of it waited for it.

    What came along is kept with the case as far as it may be; the source stays with the mail.

    Raises:
        NotAllowed; NotFound: no such mail, or no such case for this actor; CaseClosed: the case has ended.
        NotRepairable: somebody else handled it.
    """
    require(work.actor, Act.SOLVE_INCIDENTS)
    case = case_rows.lock_case(work, find_visible_case(work, number.strip().upper()).id)
    kept = _lock_open(work, mail_id)
    if case.status is not CaseStatus.OPEN:
        raise CaseClosed(case=case.number)
    receiver = None
    if kept.why not in _AT_ITS_CASE:
        receiver = _waiting_of(work, case, message)
        _hand_over(work, _Place(case, receiver), read_mail(mail_rows.read_source(work, mail_id)))
    mail_rows.settle_mail(work, mail_id, case_id=case.id)
    work.note(case_chain(case.id), "mail:placed", facts={"mail": mail_id, "subject": kept.subject})
    return receiver is not None


def put_away(work: UnitOfWork, mail_id: str, *, reason: str) -> None:
    """Say that a mail belongs to no case; it is kept.

    Raises:
        NotAllowed; ReasonMissing; NotFound: no such mail; NotRepairable: somebody else handled it.
    """
    require(work.actor, Act.SOLVE_INCIDENTS)
    if not reason.strip():
        raise ReasonMissing
    _lock_open(work, mail_id)
    mail_rows.settle_mail(work, mail_id, case_id=None)
    work.note(SYSTEM_CHAIN, "mail:put-away", reason=reason.strip(), facts={"mail": mail_id})


def _lock_open(work: UnitOfWork, mail_id: str) -> KeptMail:
    kept = mail_rows.lock_mail(work, mail_id)
    if kept.status != OPEN:
        raise NotRepairable(mail=mail_id, why="handled")
    return kept


def _find_place(work: UnitOfWork, mail: IncomingMail, message: str) -> _Place:
    if mail.number:
        return _of_case(work, mail, message)
    found = [] if mail.is_automatic or not mail.sender else _correlated(work, mail.sender, message)
    if len(found) != 1:
        return _Place(None, why="automatic" if mail.is_automatic else "no-number")
    return _Place(case_rows.lock_case(work, found[0].case_id), found[0])


def _of_case(work: UnitOfWork, mail: IncomingMail, message: str) -> _Place:
    known = case_rows.find_case(work, mail.number)
    if known is None:
        return _Place(None, why="no-case")
    case = case_rows.lock_case(work, known.id)
    if case.status is not CaseStatus.OPEN:
        return _Place(case, why="case-closed")
    if mail.is_automatic:
        # A holiday notice is no answer: what waits for one goes on waiting.
        return _Place(case, why="automatic")
    receiver = _waiting_of(work, case, message)
    return _Place(case, receiver, "" if receiver is not None else "not-waiting")


def _waiting_of(work: UnitOfWork, case: Case, message: str) -> Receiver | None:
    waits = [
        wait
        for wait in step_rows.list_waits(work, case.id)
        if wait.kind == WaitKind.MESSAGE.value and wait.message == message
    ]
    return Receiver(case.id, waits[0].instance, waits[0].step) if len(waits) == 1 else None


def _correlated(work: UnitOfWork, sender: str, message: str) -> list[Receiver]:
    """Return the steps that wait for mail of exactly this sender."""
    receivers = step_rows.list_receivers(work, WaitKind.MESSAGE.value, message, sender)
    waits = ((each, step_rows.find_wait(work, each.instance, each.step)) for each in receivers)
    return [each for each, wait in waits if wait is not None and wait.correlation == sender]


def _hand_over(work: UnitOfWork, place: _Place, mail: IncomingMail) -> list[dict[str, str]]:
    """Keep a mail with a case and tell what waits for it; return what could not be kept."""
    assert place.case is not None  # noqa: S101  # a mail is handed to a case
    case_id = place.case.id
    told = f"Van: {mail.shown}\nOnderwerp: {mail.subject}\n\n{mail.text}\n"
    letter = MadeDocument(safe_name(f"E-mail {mail.subject}".strip() + ".txt"), "text/plain", told.encode())
    kept, refused = [keep_made(work, case_id, letter).id], []
    for attachment in mail.attachments:
        why = _why_not(attachment)
        if why:
            refused.append({"name": attachment.name, "why": why})
            continue
        media_type = media_type_of(attachment.content) or ""
        made = MadeDocument(safe_name(attachment.name), media_type, attachment.content)
        kept.append(keep_made(work, case_id, made).id)
    if place.receiver is not None:
        enqueue_delivery(work, place.receiver, _values(work, mail, kept))
    return refused


def _values(work: UnitOfWork, mail: IncomingMail, kept: list[str]) -> dict[str, Value]:
    return {
        "van": mail.sender, "onderwerp": mail.subject, "tekst": mail.text, "ontvangen_op": work.now,
        "documenten": list(kept),
    }  # fmt: skip


def _told(mail: IncomingMail, place: _Place) -> list[dict[str, str]]:
    """Return the files of a mail that was handed to nobody yet."""
    if place.receiver is not None:
        return []
    return [{"name": each.name, "why": _why_not(each)} for each in mail.attachments]


def _why_not(attachment: Attachment) -> str:
    """Return why a file may not be kept with a case, empty when it may: as for what is uploaded."""
    if not attachment.content:
        return "empty"
    if len(attachment.content) > MAX_BYTES:
        return "too-large"
    return "" if media_type_of(attachment.content) else "type"
