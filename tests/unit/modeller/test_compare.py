import json

import pytest

from regelruimte.modeller.compare import ChangeKind, Part, compare, compare_by_part
from tests.builders import process


def bundle(model, **files):
    return {"process.bpmn": model.bpmn(), **files}


def line(**look):
    return (
        process(name="Parkeren")
        .start()
        .user("look", **{"name": "Bekijken", **look})
        .end("done", name="Klaar")
    )


def told(old, new):
    return [change.text for change in compare(bundle(old), bundle(new))]


def form(*parts, title="Aanvraag"):
    schema = {"id": "a", "type": "default", "regelruimte": {"title": title}, "components": list(parts)}
    return {"forms/a.form": json.dumps(schema).encode()}


def question(key, label, **more):
    return {"type": "textfield", "id": key, "key": key, "label": label, **more}


def test_finds_nothing_when_both_are_the_same():
    assert compare(bundle(line()), bundle(line())) == ()


def test_names_a_step_that_came_and_one_that_went():
    longer = process(name="Parkeren").start().user("look", name="Bekijken").user("call", name="Bellen")
    longer.end("done", name="Klaar")

    there, back = (
        compare_by_part(bundle(line()), bundle(longer)),
        compare_by_part(bundle(longer), bundle(line())),
    )

    assert [(c.kind, c.text, c.element) for c in there[Part.STEPS]] == [
        (ChangeKind.ADDED, "Nieuw: taak ‘Bellen’.", "call")
    ]
    assert [(c.kind, c.text) for c in back[Part.STEPS]] == [(ChangeKind.REMOVED, "Vervallen: taak ‘Bellen’.")]


def test_names_a_step_that_is_called_otherwise_and_no_route():
    changes = compare_by_part(bundle(line()), bundle(line(name="Samen bekijken")))

    assert list(changes) == [Part.STEPS]
    assert changes[Part.STEPS][0].text == "De taak ‘Bekijken’ heet nu taak ‘Samen bekijken’."


@pytest.mark.parametrize(
    ("change", "text", "before", "after"),
    [
        ({"group": "team-zorg"}, "wie het doet", "", "team-zorg"),
        ({"form": "f"}, "het formulier", "", "f"),
        ({"due": "P2D"}, "de termijn", "", "P2D"),
        ({"regelruimte__citizenText": "Wij kijken."}, "wat de inwoner leest", "", "Wij kijken."),
    ],
)
def test_names_what_is_otherwise_at_a_step(change, text, before, after):
    [found] = compare(bundle(line()), bundle(line(**change)))

    assert found.text == f"Bij de taak ‘Bekijken’: {text} is anders."
    assert (found.before, found.after, found.element) == (before, after, "look")


def room(limit):
    inner = (
        f'<regelruimte:room id="r1" kind="law" article="Awb 4:84" limit="{limit}">Langer</regelruimte:room>'
    )
    return line(inner=f"<extensionElements>{inner}</extensionElements>")


def test_names_room_that_came_went_or_became_otherwise():
    assert told(line(), room("6 maanden")) == [
        "Bij de taak ‘Bekijken’ is er meer ruimte: ‘Langer · Awb 4:84 · 6 maanden’."
    ]
    assert "vervalt de ruimte" in told(room("6 maanden"), line())[0]
    assert "nu ‘Langer · Awb 4:84 · 12 maanden’" in told(room("6 maanden"), room("12 maanden"))[0]


def choosing(condition):
    model = process().start().exclusive("which", name="Mag het?").when(condition, "way").end("yes", name="Ja")
    return model.at("which").named("other").end("no", name="Nee")


def test_names_a_condition_that_is_otherwise():
    [found] = compare(bundle(choosing("x > 1")), bundle(choosing("x > 2")))

    assert found.text == "Op de weg van ‘Mag het?’ naar ‘Ja’: de voorwaarde is anders."
    assert (found.before, found.after) == ("x > 1", "x > 2")


def test_names_what_the_process_says_of_itself():
    changes = compare(bundle(process(name="A").start().end()), bundle(process(name="B").start().end()))

    assert [(c.text, c.before, c.after) for c in changes] == [("De naam van het proces is anders.", "A", "B")]


def test_names_questions_that_came_went_or_are_otherwise():
    old = form(question("naam", "Naam"), question("lease", "Is het lease?"))
    new = form(question("naam", "Uw naam"), question("adres", "Uw adres"))

    changes = compare_by_part(bundle(line(), **old), bundle(line(), **new))[Part.FORMS]

    assert [change.text for change in changes] == [
        "Formulier ‘Aanvraag’, vraag ‘Uw naam’: de tekst is anders.",
        "Formulier ‘Aanvraag’ vraagt nu ook: ‘Uw adres’.",
        "Formulier ‘Aanvraag’ vraagt niet meer: ‘Is het lease?’.",
    ]
    assert (changes[0].before, changes[0].after) == ("Naam", "Uw naam")


def test_names_a_form_that_is_new_or_cannot_be_read():
    new = compare(bundle(line()), bundle(line(), **form(question("a", "A"))))
    broken = compare(
        bundle(line(), **form(question("a", "A"))), bundle(line(), **{"forms/a.form": b"geen json"})
    )

    assert [change.text for change in new] == ["Nieuw formulier: forms/a.form."]
    assert [change.text for change in broken] == ["Het formulier forms/a.form is anders."]


def table(*rows):
    rules = "".join(
        f'<rule id="r{number}"><inputEntry id="i{number}"><text>{when}</text></inputEntry>'
        f'<outputEntry id="o{number}"><text>{then}</text></outputEntry></rule>'
        for number, (when, then) in enumerate(rows)
    )
    head = (
        '<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="urn:t">'
    )
    return {
        "recht.dmn": (
            f'{head}<decision id="recht" name="Recht"><variable id="v" name="recht"/>'
            '<decisionTable id="t" hitPolicy="FIRST"><input id="in" label="Zone"><inputExpression id="e">'
            '<text>zone</text></inputExpression></input><output id="out" label="Recht"/>'
            f"{rules}</decisionTable></decision></definitions>"
        ).encode()
    }


def test_names_rows_of_tables_that_came_or_are_otherwise():
    old, new = table(("1", '"ja"')), table(("1", '"nee"'), ("2", '"ja"'))

    changes = compare_by_part(bundle(line(), **old), bundle(line(), **new))[Part.TABLES]

    assert [(c.kind, c.text, c.before, c.after) for c in changes] == [
        (ChangeKind.CHANGED, "Beslistabel ‘Recht’: een rij is anders.", '1 → "ja"', '1 → "nee"'),
        (ChangeKind.ADDED, 'Beslistabel ‘Recht’: nieuwe rij 2 → "ja".', "", ""),
    ]


def test_says_that_the_drawing_differs_when_one_cannot_be_opened():
    [found] = compare({"process.bpmn": b"<kapot"}, bundle(line()))

    assert found.text == "De tekening is anders."


def test_names_other_files():
    changes = compare(bundle(line()), bundle(line(), **{"README.md": b"uitleg"}))

    assert [change.text for change in changes] == ["Nieuw bestand: README.md."]


def test_names_what_an_outcome_means_in_words():
    (change,) = compare(
        bundle(process().start().end("e", name="Nee", regelruimte__outcome="other")),
        bundle(process().start().end("e", name="Nee", regelruimte__outcome="refused")),
    )

    assert change.text == "Bij de uitkomst ‘Nee’: wat de uitkomst betekent is anders."
    assert (change.before, change.after) == ("iets anders", "geweigerd, of voor een deel")
