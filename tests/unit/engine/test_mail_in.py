"""Mail that comes in: to its case once, and never lost."""

from email.message import EmailMessage

import pytest

from regelruimte.engine import mail_in
from regelruimte.engine.actors import SYSTEM
from regelruimte.engine.errors import CaseClosed, NotAllowed, NotFound, NotRepairable, ReasonMissing, TooMuch
from tests.builders import event, process
from tests.desk import CITIZEN, WORKER

PDF = b"%PDF-1.7 x"


def mail(subject="Vraag", sender="Mehmet <m.aydin@example.nl>", text="Hier is het.", files=(), **headers):
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, "post@lindewoude.nl", subject
    message["Message-ID"] = f"<{hash((subject, sender, text))}@example.nl>"
    for name, value in headers.items():
        del message[name.replace("_", "-")]
        message[name.replace("_", "-")] = value
    message.set_content(text)
    for name, content in files:
        message.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()


def waiting(key=None):
    model = process().message("m", mail_in.MESSAGE, key)
    caught = event("message", "m")
    return model.start().node("intermediateCatchEvent", "wait", caught).user("look", name="Bekijken").end()


@pytest.fixture
def number(desk):
    desk.publish(waiting())
    return desk.start({"email": "m.aydin@example.nl"})


def take_in(engine, content):
    with engine.work(SYSTEM) as work:
        kept = mail_in.take_in_mail(work, content)
    engine.run_due()
    return kept


def values_of(desk, number):
    return {v.name: v.value for v in desk.dossier(number).variables}


def open_mail(engine):
    with engine.view(WORKER) as view:
        return mail_in.list_open_mail(view)


@pytest.mark.parametrize("place", ["subject", "address"])
def test_lets_the_case_go_on_when_its_number_is_in_the_mail(desk, engine, number, place):
    told = (
        {"subject": f"RE: uw zaak {number.lower()}"}
        if place == "subject"
        else {"To": f"zaak+{number}@example.nl"}
    )

    kept = take_in(engine, mail(**told, files=[("bewijs.pdf", PDF)]))

    assert (kept.status, kept.why) == ("handled", "")
    assert list(desk.open_tasks(number)) == ["Bekijken"]
    got = values_of(desk, number)
    assert (got["van"], got["tekst"]) == ("m.aydin@example.nl", "Hier is het.")
    documents = desk.dossier(number).documents
    assert got["documenten"] == [document.id for document in documents]
    assert {document.media_type for document in documents} == {"text/plain", "application/pdf"}
    assert open_mail(engine) == ()


def test_lets_the_case_go_on_when_it_waits_for_this_sender(desk, engine):
    desk.publish(waiting("=email"))
    number = desk.start({"email": "m.aydin@example.nl"})
    other = desk.start({"email": "a@example.nl"})

    assert take_in(engine, mail(sender="M.Aydin@Example.nl")).status == "handled"

    assert list(desk.open_tasks(number)) == ["Bekijken"]
    assert desk.open_tasks(other) == {}


def test_takes_a_mail_in_once_when_it_comes_twice(desk, engine, number):
    content = mail(number)

    first, second = take_in(engine, content), take_in(engine, content)

    assert first.id == second.id
    assert len(desk.dossier(number).documents) == 1


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ({"subject": "Hallo"}, "no-number"),
        ({"subject": "Z-2020-999999"}, "no-case"),
        ({"Auto_Submitted": "auto-replied"}, "automatic"),
        ({"Precedence": "bulk"}, "automatic"),
        ({"Return_Path": "<>"}, "automatic"),
    ],
)
def test_keeps_a_mail_for_a_person_when_it_fits_nowhere(desk, engine, number, told, why):
    kept = take_in(engine, mail(**{"subject": number, **told}))

    assert (kept.status, kept.why) == ("open", why)
    assert [one.id for one in open_mail(engine)] == [kept.id]
    assert desk.open_tasks(number) == {}
    assert desk.dossier(number).documents == ()


def test_keeps_a_mail_for_a_person_when_the_case_does_not_wait_or_is_over(desk, engine, number):
    take_in(engine, mail(number))
    assert take_in(engine, mail(number, text="Nog iets")).why == "not-waiting"

    desk.complete(desk.open_tasks(number)["Bekijken"])

    assert take_in(engine, mail(number, text="En nog iets")).why == "case-closed"


def test_keeps_what_may_not_go_along_and_tells_a_person(desk, engine, number):
    files = [
        ("virus.exe", b"MZ"),
        ("leeg.pdf", b""),
        ("groot.pdf", PDF + b"x" * 10_000_001),
        ("goed.pdf", PDF),
    ]

    kept = take_in(engine, mail(number, files=files))

    assert (kept.status, kept.why) == ("open", "attachment-refused")
    assert [(one["name"], one["why"]) for one in kept.attachments] == [
        ("virus.exe", "type"),
        ("leeg.pdf", "empty"),
        ("groot.pdf", "too-large"),
    ]
    assert list(desk.open_tasks(number)) == ["Bekijken"]
    with engine.view(WORKER) as view:
        assert b"virus.exe" in mail_in.get_source(view, kept.id)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe\x00",
        b"Subject: =?utf-8?b?////?=\r\n\r\nx",
        b"From: <<<>>>\r\nContent-Type: multipart/mixed; boundary=\r\n\r\nx",
        b"Content-Type: text/plain; charset=bestaat-niet\r\n\r\nx",
        b"Content-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\n====",
        b"Message-ID: <\r\n\r\n",
        b"Content-Type: multipart/mixed; boundary=a\r\n\r\n" + b"--a\r\n\r\nx\r\n" * 2_000,
    ],
)
def test_never_loses_a_mail_when_it_cannot_be_read(engine, content):
    kept = take_in(engine, content)

    assert kept.status == "open"
    with engine.view(WORKER) as view:
        assert mail_in.get_source(view, kept.id) == content


def test_shows_no_markup_when_a_mail_is_html(engine):
    content = (
        mail()
        .replace(b"text/plain", b"text/html")
        .replace(b"Hier is het.", b"<p>Dag<script>x()</script> u</p>")
    )

    assert take_in(engine, content).text.split() == ["Dag", "u"]


def test_refuses_a_mail_when_it_is_too_large_or_not_from_the_mail_server(engine):
    with engine.work(SYSTEM) as work, pytest.raises(TooMuch):
        mail_in.take_in_mail(work, b"x" * (mail_in.LARGEST_BYTES + 1))
    with engine.work(WORKER) as work, pytest.raises(NotAllowed):
        mail_in.take_in_mail(work, mail())


def place(engine, kept, number, actor=WORKER):
    with engine.work(actor) as work:
        waited = mail_in.place_mail(work, kept.id, number=number)
    engine.run_due()
    return waited


def test_goes_on_when_a_person_brings_a_mail_to_the_case_that_waits(desk, engine, number):
    kept = take_in(engine, mail("Hallo", files=[("bewijs.pdf", PDF)]))

    assert place(engine, kept, f" {number.lower()} ") is True

    assert list(desk.open_tasks(number)) == ["Bekijken"]
    assert len(desk.dossier(number).documents) == 2
    assert "mail:placed" in [entry.tag for entry in desk.dossier(number).log]
    assert open_mail(engine) == ()


def test_keeps_a_mail_with_the_case_when_a_person_brings_it_and_nothing_waits(desk, engine, number):
    take_in(engine, mail(number))
    kept = take_in(engine, mail(number, text="Nog iets"))

    assert place(engine, kept, number) is False
    assert len(desk.dossier(number).documents) == 2


def test_keeps_nothing_twice_when_a_person_saw_what_could_not_go_along(desk, engine, number):
    kept = take_in(engine, mail(number, files=[("virus.exe", b"MZ")]))

    place(engine, kept, number)

    assert len(desk.dossier(number).documents) == 1
    assert open_mail(engine) == ()


def test_refuses_to_place_or_put_away_when_that_cannot_be(desk, engine, number):
    kept = take_in(engine, mail("Hallo"))

    with pytest.raises(NotFound):
        place(engine, kept, "Z-2020-999999")
    with pytest.raises(NotAllowed):
        place(engine, kept, number, actor=CITIZEN)
    with engine.work(WORKER) as work, pytest.raises(ReasonMissing):
        mail_in.put_away(work, kept.id, reason=" ")
    with engine.work(WORKER) as work:
        mail_in.put_away(work, kept.id, reason="reclame")
    with pytest.raises(NotRepairable):
        place(engine, kept, number)


def test_refuses_to_place_when_the_case_is_over(desk, engine, number):
    take_in(engine, mail(number))
    desk.complete(desk.open_tasks(number)["Bekijken"])

    with pytest.raises(CaseClosed):
        place(engine, take_in(engine, mail("Hallo")), number)


def test_keeps_a_mail_from_residents(engine):
    with engine.view(CITIZEN) as view, pytest.raises(NotAllowed):
        mail_in.list_open_mail(view)
