"""Accounts: who can sign in, and signing in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError

from regelruimte.engine.actors import Act, Actor, require
from regelruimte.engine.errors import (
    AccountExists,
    NotFound,
    PasswordTooWeak,
    SignInRefused,
    SignInThrottled,
)
from regelruimte.engine.roles import Role
from regelruimte.engine.store import account_rows
from regelruimte.engine.store.account_rows import Account
from regelruimte.engine.store.audit import SYSTEM_CHAIN
from regelruimte.engine.store.unit_of_work import UnitOfWork, View
from regelruimte.engine.values import Value

_MIN_PASSWORD = 12
_FREE_TRIES = 5
_FORGOTTEN = timedelta(hours=24)
"""Wrong tries count no longer when there was none for so long."""

_LONGEST_WAIT = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class NewAccount:
    """What an account is made of.

    Attributes:
        name: what is typed at sign-in, unique whatever its case.
        password: at least twelve characters; None for an account nobody signs in to with a password.
        person: id of the person a citizen is; facts: what signing in tells about them.
    """

    name: str
    display_name: str
    roles: frozenset[Role]
    password: str | None = None
    groups: frozenset[str] = frozenset()
    person: str | None = None
    facts: Mapping[str, Value] = field(default_factory=dict)
    is_demo: bool = False


def create_account(work: UnitOfWork, new: NewAccount) -> Account:
    """Make an account.

    Raises:
        NotAllowed; AccountExists: the name is taken; PasswordTooWeak: shorter than twelve characters.
    """
    require(work.actor, Act.MANAGE_ACCOUNTS)
    name = new.name.strip().casefold()
    if account_rows.find_account(work, name=name) is not None:
        raise AccountExists(name=name)
    account = Account(
        id=work.ids.new(),
        name=name,
        display_name=new.display_name,
        password_hash=None if new.password is None else _hash(new.password),
        roles=tuple(sorted(role.value for role in new.roles)),
        groups=tuple(sorted(new.groups)),
        person=new.person,
        facts=new.facts,
        is_demo=new.is_demo,
        created_at=work.now,
    )
    account_rows.insert_account(work, account)
    work.note(SYSTEM_CHAIN, "account:created", facts={"account": account.id, "roles": list(account.roles)})
    return account


def change_password(work: UnitOfWork, name: str, password: str) -> None:
    """Give an account another password.

    Raises:
        NotAllowed; NotFound: no such account; PasswordTooWeak: shorter than twelve characters.
    """
    require(work.actor, Act.MANAGE_ACCOUNTS)
    account = account_rows.find_account(work, name=name.strip().casefold())
    if account is None:
        raise NotFound(account=name)
    account_rows.set_password_hash(work, account.id, _hash(password))
    work.note(SYSTEM_CHAIN, "account:password-changed", facts={"account": account.id})


@dataclass(frozen=True, slots=True)
class SignIn:
    """A try to sign in: what was typed, and the address it came from."""

    name: str
    password: str
    address: str


@dataclass(frozen=True, slots=True)
class Judged:
    """Whether a password was right, and the hash that told so; that of no account is None."""

    password_hash: str | None
    is_right: bool


def judge_password(view: View, sign_in: SignIn) -> Judged:
    """Tell whether a password is right, in a view: the hash is slow on purpose, and here nobody waits for it.

    Raises:
        SignInThrottled: too many wrong tries for this name or from this address; says until when.
    """
    _require_patience(view, sign_in)
    return _judge(_account_of(view, sign_in), sign_in.password)


def sign_in(work: UnitOfWork, sign_in: SignIn, *, judged: Judged | None = None) -> Actor | None:
    """Return who signs in, or None when name or password is wrong; wrong tries are counted.

    It answers rather than raises, because the count of wrong tries must be committed.

    Args:
        work: the unit of work.
        sign_in: what was typed.
        judged: what `judge_password` told of it; used when the password was not changed since.

    Raises:
        SignInThrottled: too many wrong tries for this name or from this address; says until when.
    """
    _require_patience(work, sign_in)
    account = _account_of(work, sign_in)
    kept = None if account is None else account.password_hash
    if judged is None or judged.password_hash != kept:
        judged = _judge(account, sign_in.password)
    if account is None or not judged.is_right:
        for subject in _subjects(sign_in):
            _count_failure(work, subject)
        work.note(SYSTEM_CHAIN, "sign-in:refused", facts={})
        return None
    account_rows.forget_tries(work, _subjects(sign_in)[0])
    work.note(SYSTEM_CHAIN, "sign-in:done", facts={"account": account.id})
    return account.actor


def _subjects(sign_in: SignIn) -> tuple[str, str]:
    return f"name:{sign_in.name.strip().casefold()}", f"address:{sign_in.address}"


def _account_of(view: View, sign_in: SignIn) -> Account | None:
    return account_rows.find_account(view, name=sign_in.name.strip().casefold())


def _require_patience(view: View, sign_in: SignIn) -> None:
    for subject in _subjects(sign_in):
        failures, retry_at = account_rows.read_tries(view, subject)
        if retry_at is not None and view.now < retry_at <= view.now + _wait_after(failures):
            # A moment further away than the wait itself was set by a clock that was put back since.
            raise SignInThrottled(retry_at=retry_at)


def sign_in_demo(work: UnitOfWork, account_id: str) -> Actor:
    """Return the demo person who signs in; no password is asked.

    Raises:
        SignInRefused: not a demo person.
    """
    account = account_rows.find_account(work, account_id=account_id)
    if account is None or not account.is_demo:
        raise SignInRefused
    work.note(SYSTEM_CHAIN, "sign-in:done", facts={"account": account.id})
    return account.actor


def find_actor(view: View, account_id: str) -> Actor | None:
    """Return the actor of an account, or None when it is gone."""
    account = account_rows.find_account(view, account_id=account_id)
    return None if account is None else account.actor


def list_accounts(view: View) -> tuple[Account, ...]:
    """Return all accounts by display name.

    Raises:
        NotAllowed.
    """
    require(view.actor, Act.MANAGE_ACCOUNTS)
    return account_rows.list_accounts(view)


def list_colleagues(view: View) -> tuple[Actor, ...]:
    """Return everyone who can be given work, by name."""
    require(view.actor, Act.TAKE_DETOURS)
    actors = (account.actor for account in account_rows.list_accounts(view))
    return tuple(actor for actor in actors if Role.CASE_WORKER in actor.roles)


def list_demo_accounts(view: View) -> tuple[Account, ...]:
    """Return the demo persons by display name; the web product shows them only in demo mode."""
    return tuple(account for account in account_rows.list_accounts(view) if account.is_demo)


def _hash(password: str) -> str:
    if len(password) < _MIN_PASSWORD:
        raise PasswordTooWeak
    return PasswordHasher().hash(password)


def _judge(account: Account | None, password: str) -> Judged:
    if account is None or account.password_hash is None:
        # As much work as a wrong password, so that the time tells nobody which names exist.
        PasswordHasher().hash(password)
        return Judged(None, is_right=False)
    try:
        PasswordHasher().verify(account.password_hash, password)
    except VerificationError:
        return Judged(account.password_hash, is_right=False)
    return Judged(account.password_hash, is_right=True)


def _count_failure(work: UnitOfWork, subject: str) -> None:
    failures, retry_at = account_rows.read_tries(work, subject)
    if retry_at is not None and work.now - retry_at > _FORGOTTEN:
        failures = 0
    failures += 1
    retry_at = work.now + _wait_after(failures)
    account_rows.write_tries(work, subject, failures=failures, retry_at=retry_at)


def _wait_after(failures: int) -> timedelta:
    """Return how long after so many wrong tries the next one has to wait."""
    if failures < _FREE_TRIES:
        return timedelta(0)
    return min(timedelta(seconds=15 * 2 ** min(failures - _FREE_TRIES, 10)), _LONGEST_WAIT)
