"""The machine's clock jumps back an hour: nobody is signed out by it, and no form on its way is lost."""

from datetime import timedelta

import pytest
from itsdangerous import SignatureExpired, TimestampSigner, URLSafeTimedSerializer

from regelruimte.app import late_posts
from regelruimte.app.signing import SteadySigner

HOUR = 3600
SECOND = timedelta(seconds=1)


@pytest.fixture
def machine(monkeypatch):
    """The machine's clock, as what signs reads it, with what it is off by."""
    told, off = TimestampSigner.get_timestamp, {"seconds": 0}
    monkeypatch.setattr(TimestampSigner, "get_timestamp", lambda signer: told(signer) + off["seconds"])
    return off


def test_keeps_people_signed_in(client, sign_in, machine, clock):
    sign_in("mehmet")

    machine["seconds"] = -HOUR
    clock.advance(-HOUR * SECOND)

    assert client.get("/mijn-zaken").status_code == 200


def test_still_signs_out_who_was_idle_too_long(client, sign_in, clock):
    sign_in("mehmet")

    clock.advance(16 * 60 * SECOND)

    assert client.get("/mijn-zaken").status_code == 303


def test_keeps_a_late_form(app, machine):
    with app.test_request_context("/aanvragen/vergunning", method="POST", data={"straat": "Lindelaan"}) as at:
        packed = late_posts.pack("mehmet", at.request)
        machine["seconds"] = -HOUR

        unpacked = late_posts.unpack(packed, account="mehmet")

    assert unpacked.fields == (("straat", "Lindelaan"),)


def test_still_forgets_a_form_that_is_too_late(app, machine):
    with app.test_request_context("/aanvragen/vergunning", method="POST", data={"straat": "Lindelaan"}) as at:
        packed = late_posts.pack("mehmet", at.request)
        machine["seconds"] = 9 * HOUR

        assert late_posts.unpack(packed, account="mehmet") is None


def test_takes_no_signature_of_another_for_the_present(machine):
    machine["seconds"] = HOUR
    forged = URLSafeTimedSerializer("other", signer=SteadySigner).dumps("x")
    machine["seconds"] = 0

    with pytest.raises(Exception, match="does not match"):
        URLSafeTimedSerializer("ours", signer=SteadySigner).loads(forged, max_age=HOUR)


def test_tells_what_is_too_old(machine):
    signed = URLSafeTimedSerializer("ours", signer=SteadySigner).dumps("x")
    machine["seconds"] = 2 * HOUR

    with pytest.raises(SignatureExpired):
        URLSafeTimedSerializer("ours", signer=SteadySigner).loads(signed, max_age=HOUR)
