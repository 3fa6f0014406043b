"""The processes of the scene: together they wait in every way a case can wait."""

from tests.builders import each, event, extensions, mapping, part, process, timer


def plain():
    return process().start().user("beoordeel").user("besluit").end(name="Toegekend")


def timed():
    return process().start().timer("wacht", "P2D").user("besluit").end(name="Toegekend")


def by_message():
    model = process().message("m", "betaald", key="=kenmerk").start()
    return (
        model.node("intermediateCatchEvent", "wacht", event("message", "m")).user("boek").end(name="Betaald")
    )


def by_signal():
    model = process().signal("s", "einde-jaar").start()
    return (
        model.node("intermediateCatchEvent", "wacht", event("signal", "s")).user("boek").end(name="Jaar om")
    )


def tailored():
    inside = part().user("huisbezoek").at(None).user("gesprek")
    return (
        process()
        .start()
        .adhoc("maatwerk", inside, name="Kijken wat past")
        .user("besluit")
        .end(name="Geholpen")
    )


def nested():
    """A sub-process with a task, that a timer at its edge ends."""
    inside = part().start("b").user("onderzoek").end("e")
    model = process().start().sub("verdieping", inside).user("besluit").end(name="Onderzocht")
    return model.boundary("te_laat", "verdieping", timer("P3D")).user("herinner").end("laat", name="Te laat")


def repeated():
    inner = each("=kinderen", "kind", output="adviezen", output_element="=advies")
    return process().start().user("advies", inner).user("besluit").end(name="Geadviseerd")


def parallel():
    model = process().start().parallel("open").user("links").parallel("dicht")
    model.at("open").user("rechts").to("dicht")
    model.at("open").timer("rust", "P1D").to("dicht")
    return model.at("dicht").user("besluit").end(name="Samen")


def automatic():
    told = mapping([("=naam", "naam")], [("=bekend", "bekend")])
    return process().start().service("vraag", "register", told).user("besluit").end(name="Gevraagd")


def calling():
    inner = process("deel").start("s").user("advies").end("e")
    model = process().start()
    model.node("callActivity", "roep", extensions('<zeebe:calledElement processId="deel"/>'))
    return model.user("besluit").end(name="Geroepen"), inner


def racing():
    """An event gateway: what comes first of a message and a moment."""
    model = process().message("m", "antwoord", key="=kenmerk").start().node("eventBasedGateway", "kies")
    model.node("intermediateCatchEvent", "antwoord", event("message", "m")).end("ja", name="Geantwoord")
    return model.at("kies").timer("wacht", "P4D").user("bel").end("nee", name="Gebeld")


def looping():
    model = process().start().exclusive("weer").user("ronde").exclusive("klaar")
    return model.when("ronde >= 3").end(name="Rond").at("klaar").when("ronde < 3").to("weer")


def shorter():
    return process().start().user("besluit").end(name="Kort toegekend")


def caller():
    model = process().start()
    model.node("callActivity", "roep", extensions('<zeebe:calledElement processId="p_hulp"/>'))
    return model.user("besluit").end(name="Met hulp")


def helping():
    return process("p_hulp").start().user("regel").end(name="Hulp geregeld")
