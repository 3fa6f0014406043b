from datetime import timedelta

import pytest

from regelruimte.engine import Role, accounts
from regelruimte.engine.accounts import NewAccount, SignIn
from regelruimte.engine.actors import SYSTEM
from regelruimte.engine.errors import (
    AccountExists,
    NotAllowed,
    PasswordTooWeak,
    SignInRefused,
    SignInThrottled,
)
from tests.desk import WORKER

pytestmark = pytest.mark.database

PASSWORD = "een-lang-wachtwoord"


@pytest.fixture
def marieke(engine):
    with engine.work(SYSTEM) as work:
        return accounts.create_account(
            work, NewAccount("Marieke", "Marieke Bos", frozenset({Role.CASE_WORKER}), password=PASSWORD)
        )


def try_to_sign_in(engine, password, *, name="marieke", address="10.0.0.1"):
    with engine.work(SYSTEM) as work:
        return accounts.sign_in(work, SignIn(name, password, address))


def test_signs_in_when_name_and_password_are_right_whatever_the_case_of_the_name(engine, marieke):
    assert try_to_sign_in(engine, PASSWORD, name=" MARIEKE ") == marieke.actor


def test_answers_nobody_when_the_password_is_wrong_or_the_name_unknown(engine, marieke):
    assert try_to_sign_in(engine, "iets-heel-anders") is None
    assert try_to_sign_in(engine, PASSWORD, name="niemand") is None


def judge(engine, password):
    with engine.view(SYSTEM) as view:
        return accounts.judge_password(view, SignIn("marieke", password, "10.0.0.1"))


@pytest.mark.parametrize(("password", "is_in"), [(PASSWORD, True), ("iets-heel-anders", False)])
def test_signs_in_by_what_was_judged_before(engine, marieke, monkeypatch, password, is_in):
    judged = judge(engine, password)
    monkeypatch.setattr(accounts, "PasswordHasher", lambda: pytest.fail("judged again, under a lock"))

    with engine.work(SYSTEM) as work:
        actor = accounts.sign_in(work, SignIn("marieke", password, "10.0.0.1"), judged=judged)

    assert (actor == marieke.actor) is is_in


def test_judges_again_when_the_password_was_changed_since(engine, marieke):
    judged = judge(engine, PASSWORD)
    with engine.work(SYSTEM) as work:
        accounts.change_password(work, "marieke", "een-heel-ander-woord")

    with engine.work(SYSTEM) as work:
        assert accounts.sign_in(work, SignIn("marieke", PASSWORD, "10.0.0.1"), judged=judged) is None


def test_judges_nothing_when_there_were_too_many_wrong_tries(engine, marieke):
    for _ in range(5):
        try_to_sign_in(engine, "iets-heel-anders")

    with pytest.raises(SignInThrottled):
        judge(engine, PASSWORD)


def test_makes_wait_when_five_tries_were_wrong_also_with_the_right_password(engine, marieke, clock):
    for _ in range(5):
        try_to_sign_in(engine, "iets-heel-anders")

    with pytest.raises(SignInThrottled) as refusal:
        try_to_sign_in(engine, PASSWORD)

    clock.move_to(refusal.value.retry_at)
    assert try_to_sign_in(engine, PASSWORD) == marieke.actor


def test_makes_an_address_wait_when_it_tries_many_names(engine, marieke):
    for number in range(5):
        try_to_sign_in(engine, PASSWORD, name=f"naam-{number}")

    with pytest.raises(SignInThrottled):
        try_to_sign_in(engine, PASSWORD)
    assert try_to_sign_in(engine, PASSWORD, address="10.0.0.2") == marieke.actor


def test_forgets_wrong_tries_when_a_day_went_by(engine, marieke, clock):
    for _ in range(4):
        try_to_sign_in(engine, "iets-heel-anders")
    clock.advance(timedelta(days=1, minutes=1))

    try_to_sign_in(engine, "iets-heel-anders")

    assert try_to_sign_in(engine, PASSWORD) == marieke.actor


def test_refuses_a_second_account_when_the_name_differs_in_case_only(engine, marieke):
    with engine.work(SYSTEM) as work, pytest.raises(AccountExists):
        accounts.create_account(work, NewAccount("MARIEKE", "M", frozenset({Role.CITIZEN})))


def test_refuses_a_password_when_it_is_short(engine):
    with engine.work(SYSTEM) as work, pytest.raises(PasswordTooWeak):
        accounts.create_account(work, NewAccount("x", "X", frozenset({Role.CITIZEN}), password="te-kort"))


def test_refuses_a_case_worker_when_they_make_accounts(engine):
    with engine.work(WORKER) as work, pytest.raises(NotAllowed):
        accounts.create_account(work, NewAccount("x", "X", frozenset({Role.CITIZEN})))


def test_refuses_to_sign_in_without_password_when_it_is_no_demo_person(engine, marieke):
    with engine.work(SYSTEM) as work, pytest.raises(SignInRefused):
        accounts.sign_in_demo(work, marieke.id)
