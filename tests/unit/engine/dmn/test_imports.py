"""A decision model that uses another file of its bundle."""

from __future__ import annotations

from decimal import Decimal

import pytest

from regelruimte.engine.dmn import check_decisions, evaluate, read_decisions
from regelruimte.engine.findings import Severity
from regelruimte.engine.validate.decisions import decision_findings
from regelruimte.engine.versions import read_decision_files

DMN = 'xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" id="d"'
NORMS = f"""<definitions {DMN} name="normen" namespace="urn:normen">
<itemDefinition name="tPersoon"><itemComponent name="naam"><typeRef>tNaam</typeRef></itemComponent>
</itemDefinition><itemDefinition name="tNaam"><typeRef>string</typeRef></itemDefinition>
<inputData id="leeftijd" name="leeftijd"><variable name="leeftijd" typeRef="number"/></inputData>
<decision id="volwassen" name="volwassen"><variable name="volwassen"/>
<informationRequirement><requiredInput href="#leeftijd"/></informationRequirement>
<literalExpression><text>leeftijd >= 18</text></literalExpression></decision>
<businessKnowledgeModel id="groet" name="Zeg dag"><variable name="Zeg dag"/><encapsulatedLogic>
<formalParameter name="Persoon" typeRef="tPersoon"/>
<literalExpression><text>"Dag " + Persoon.naam</text></literalExpression></encapsulatedLogic>
</businessKnowledgeModel></definitions>""".encode()
MAIN = f"""<definitions {DMN} name="hoofd" namespace="urn:hoofd">
<import namespace="urn:normen" name="%s" importType="https://www.omg.org/spec/DMN/20230324/MODEL/"/>
<inputData id="wie" name="wie"><variable name="wie" typeRef="%stPersoon"/></inputData>
<decision id="brief" name="brief"><variable name="brief"/>
<informationRequirement><requiredInput href="#wie"/></informationRequirement>
<informationRequirement><requiredDecision href="urn:normen#volwassen"/></informationRequirement>
<knowledgeRequirement><requiredKnowledge href="urn:normen#groet"/></knowledgeRequirement>
<literalExpression><text>if %svolwassen then %sZeg dag(wie) else null</text></literalExpression></decision>
</definitions>"""


def main(name="normen"):
    dot = f"{name}." if name else ""
    return (MAIN % (name, dot, dot, dot)).encode()


@pytest.mark.parametrize("name", ["normen", "de normen", ""])
def test_reads_what_is_imported_when_the_file_is_there(name):
    model = read_decisions(main(name), [NORMS])

    decided = evaluate(model, "brief", {"wie": {"naam": "Sam"}, "leeftijd": Decimal(20)})

    assert decided.result == "Dag Sam"
    assert [one["decision"] for one in decided.trace["required"]] == ["volwassen"]


def test_reads_the_part_of_the_import_when_the_context_has_one():
    model = read_decisions(main(), [NORMS])

    context = {"wie": {"naam": "Sam"}, "leeftijd": Decimal(20), "normen": {"leeftijd": Decimal(17)}}

    assert evaluate(model, "brief", context).result is None


def test_judges_imported_types_when_a_value_comes_in():
    model = read_decisions(main(), [NORMS])

    assert evaluate(model, "brief", {"wie": {"naam": Decimal(1)}, "leeftijd": Decimal(20)}).result is None


def test_finds_the_import_when_it_is_in_the_same_bundle():
    found = read_decision_files({"a.dmn": main(), "b.dmn": NORMS})

    context = {"wie": {"naam": "Sam"}, "leeftijd": Decimal(20)}
    assert evaluate(found["brief"], "brief", context).result == "Dag Sam"


def test_ends_when_two_files_import_each_other():
    back = (
        main()
        .replace(b"urn:normen", b"urn:x")
        .replace(b"urn:hoofd", b"urn:normen")
        .replace(b"urn:x", b"urn:hoofd")
    )

    assert read_decisions(main(), [back, main()]).decisions == ("brief",)


def test_only_warns_when_the_file_is_checked_by_itself():
    found = check_decisions(main(), file="a.dmn")

    assert "dmn-import-elsewhere" in {one.code for one in found}
    assert {one.severity for one in found} == {Severity.WARNING}


def test_refuses_when_the_bundle_lacks_the_import():
    found = decision_findings(main(), file="a.dmn", others=[])

    assert ("dmn-import-missing", Severity.ERROR) in {(one.code, one.severity) for one in found}


def test_finds_nothing_when_the_bundle_has_the_import():
    assert decision_findings(main(), file="a.dmn", others=[NORMS]) == ()
