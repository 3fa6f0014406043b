"""Decisions: reading, hit policies, requirements, traces, checks and the view."""

from decimal import Decimal

import pytest

from regelruimte.engine.dmn import DmnRefused, check_decisions, evaluate, read_decisions, table_view
from regelruimte.engine.feel import FeelBudgetExceeded
from regelruimte.engine.values import dump

NAMESPACES = {
    "1.1": "http://www.omg.org/spec/DMN/20151101/dmn.xsd",
    "1.2": "http://www.omg.org/spec/DMN/20180521/MODEL/",
    "1.3": "https://www.omg.org/spec/DMN/20191111/MODEL/",
    "1.4": "https://www.omg.org/spec/DMN/20211108/MODEL/",
    "1.5": "https://www.omg.org/spec/DMN/20230324/MODEL/",
}


def definitions(body, version="1.3"):
    opening = f'<definitions xmlns="{NAMESPACES[version]}" id="d" name="d" namespace="n">'
    return f"{opening}{body}</definitions>".encode()


def text(tag, content, attributes=""):
    escaped = content.replace("&", "&amp;").replace("<", "&lt;")
    return f"<{tag} {attributes}><text>{escaped}</text></{tag}>"


def table(rows, policy='hitPolicy="UNIQUE"', output='typeRef="number"', values=""):
    rules = "".join(
        f'<rule id="r{number}">{text("inputEntry", cell)}{text("outputEntry", out)}'
        f"{text('annotationEntry', f'note {number}')}</rule>"
        for number, (cell, out) in enumerate(rows, 1)
    )
    listed = text("outputValues", values) if values else ""
    column = text("inputExpression", "age", 'typeRef="number"')
    head = f'<decisionTable {policy}><input label="Leeftijd">{column}</input>'
    head += f'<output name="fee" {output}>{listed}</output><annotation name="Uitleg"/>'
    return f"{head}{rules}</decisionTable>"


def decision(logic, identity="fee", requires=""):
    return f'<decision id="{identity}" name="{identity}">{requires}{logic}</decision>'


def decide(rows, policy, age=20, **details):
    model = read_decisions(definitions(decision(table(rows, policy, **details))))
    return evaluate(model, "fee", {"age": Decimal(age)}).result


OVERLAPPING = [("> 10", "3"), ("> 15", "1"), ("> 18", "2"), ("< 0", "9")]


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        ('hitPolicy="UNIQUE"', None),
        ("", None),
        ('hitPolicy="ANY"', None),
        ('hitPolicy="FIRST"', 3),
        ('hitPolicy="PRIORITY"', 2),
        ('hitPolicy="RULE ORDER"', [3, 1, 2]),
        ('hitPolicy="OUTPUT ORDER"', [2, 1, 3]),
        ('hitPolicy="COLLECT"', [3, 1, 2]),
        ('hitPolicy="COLLECT" aggregation="SUM"', 6),
        ('hitPolicy="COLLECT" aggregation="MIN"', 1),
        ('hitPolicy="COLLECT" aggregation="MAX"', 3),
        ('hitPolicy="COLLECT" aggregation="COUNT"', 3),
    ],
)
def test_joins_the_rows_by_hit_policy_when_several_match(policy, expected):
    assert decide(OVERLAPPING, policy, values="2, 1, 3") == expected


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        ('hitPolicy="UNIQUE"', None),
        ('hitPolicy="COLLECT"', []),
        ('hitPolicy="COLLECT" aggregation="SUM"', None),
        ('hitPolicy="COLLECT" aggregation="COUNT"', 0),
    ],
)
def test_answers_as_the_standard_when_no_row_matches(policy, expected):
    assert decide([("> 90", "1")], policy) == expected


def test_accepts_rows_that_agree_when_the_policy_is_any():
    assert decide([("> 10", "1"), ("> 15", "1")], 'hitPolicy="ANY"') == 1


@pytest.mark.parametrize("version", NAMESPACES)
def test_reads_every_version_when_its_namespace_is_declared(version):
    model = read_decisions(definitions(decision(table([("-", "1")])), version))

    assert model.decisions == ("fee",)
    assert evaluate(model, "fee", {}).result == 1


def test_gives_null_when_the_output_is_not_of_its_type():
    assert decide([("-", '"free"')], 'hitPolicy="FIRST"') is None


def test_tells_why_when_a_table_decided():
    model = read_decisions(definitions(decision(table([("< 18", "0"), (">= 18", "12.50")]))))

    decided = evaluate(model, "fee", {"age": Decimal(20)})

    assert decided.result == Decimal("12.50")
    assert decided.trace["inputs"] == [{"label": "Leeftijd", "expression": "age", "value": Decimal(20)}]
    assert decided.trace["matched"] == [2]
    assert decided.trace["outputs"] == [Decimal("12.50")]
    assert decided.trace["annotations"] == [["note 2"]]
    assert dump(decided.trace)


REQUIRES = '<informationRequirement><requiredDecision href="#{}"/></informationRequirement>'


def test_evaluates_required_decisions_first_when_asked():
    first = decision(text("literalExpression", "years + 1"), "age")
    body = first + decision(table([("> 18", "1")]), "fee", REQUIRES.format("age"))
    decided = evaluate(read_decisions(definitions(body)), "fee", {"years": Decimal(18)})

    assert decided.result == 1
    assert [trace["decision"] for trace in decided.trace["required"]] == ["age"]


def test_calls_a_knowledge_model_when_required():
    body = (
        '<businessKnowledgeModel id="b" name="twice"><encapsulatedLogic><formalParameter name="n"/>'
        f"{text('literalExpression', 'n * 2')}</encapsulatedLogic></businessKnowledgeModel>"
    )
    needs = '<knowledgeRequirement><requiredKnowledge href="#b"/></knowledgeRequirement>'
    body += decision(text("literalExpression", "twice(21)"), requires=needs)

    assert evaluate(read_decisions(definitions(body)), "fee", {}).result == 42


LITERAL = text("literalExpression", "1")


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"no xml", "xml-not-well-formed"),
        (b"<!DOCTYPE a><definitions/>", "xml-doctype"),
        (b"<definitions/>", "dmn-namespace"),
        (definitions(decision(table([], 'hitPolicy="BEST"'))), "dmn-hit-policy"),
        (definitions(decision(table([], 'hitPolicy="COLLECT" aggregation="AVERAGE"'))), "dmn-aggregation"),
        (
            definitions(
                decision(table([("1", "1")]).replace("</rule>", text("inputEntry", "2") + "</rule>"))
            ),
            "dmn-cells-count",
        ),
        (definitions(decision(LITERAL) * 2), "dmn-id-doubled"),
        (definitions(decision(LITERAL, requires=REQUIRES.format("fee"))), "dmn-circle"),
    ],
)
def test_refuses_with_a_finding_when_a_file_cannot_be_run(data, code):
    with pytest.raises(DmnRefused) as caught:
        read_decisions(data)

    assert [finding.code for finding in caught.value.findings] == [code]
    assert [(one.code, one.file) for one in check_decisions(data, file="x.dmn")] == [(code, "x.dmn")]


def test_finds_nothing_when_everything_is_right():
    rows = [("< 18, > 65", "0"), ("[18..65], null", "1")]

    assert check_decisions(definitions(decision(table(rows))), file="x.dmn") == ()


@pytest.mark.parametrize(
    ("logic", "code", "place"),
    [
        (table([("< < 18", "0")]), "expression-unreadable", "r1"),
        (table([("-", "1 +")]), "expression-unreadable", "r1"),
        (text("literalExpression", "a.b("), "expression-unreadable", "fee"),
        ("", "dmn-no-logic", "fee"),
    ],
)
def test_names_the_row_or_decision_when_something_cannot_be_read(logic, code, place):
    (finding,) = check_decisions(definitions(decision(logic)), file="x.dmn")

    assert (finding.code, finding.element, finding.is_error) == (code, place, True)


def test_names_the_language_when_it_is_not_feel():
    logic = text("literalExpression", "a", 'id="e" expressionLanguage="javascript"')
    (finding,) = check_decisions(definitions(decision(logic)), file="x.dmn")

    assert (finding.code, finding.element, finding.is_error) == ("dmn-language", "e", True)
    assert "javascript" in finding.message


def test_finds_a_requirement_when_it_is_not_in_the_file():
    data = definitions(decision(LITERAL, requires=REQUIRES.format("elsewhere")))

    assert [finding.code for finding in check_decisions(data, file="x.dmn")] == ["dmn-requirement-missing"]


def test_shows_a_table_as_written_when_viewed():
    model = read_decisions(
        definitions(decision(table([("< 18", "0"), ("-", "1")])) + decision(LITERAL, "other"))
    )

    view = table_view(model, "fee")

    assert (view.hit_policy, view.inputs, view.outputs) == ("UNIQUE", ("Leeftijd",), ("fee",))
    assert view.annotations == ("Uitleg",)
    assert [(row.number, row.inputs, row.outputs) for row in view.rows] == [
        (1, ("< 18",), ("0",)),
        (2, ("-",), ("1",)),
    ]
    assert table_view(model, "other") is None


def test_stops_when_a_decision_asks_too_much():
    model = read_decisions(definitions(decision(text("literalExpression", "for i in 1..1000000 return i"))))

    with pytest.raises(FeelBudgetExceeded):
        evaluate(model, "fee", {})


def test_refuses_when_the_decision_is_unknown():
    with pytest.raises(KeyError):
        evaluate(read_decisions(definitions("")), "nowhere", {})


@pytest.mark.parametrize("namespace", ["http://www.omg.org/spec/DMN/20151101"])
def test_reads_a_table_when_it_has_the_oldest_namespace(namespace):
    data = definitions(decision(table([("-", "1")])), "1.1").replace(
        NAMESPACES["1.1"].encode(), namespace.encode()
    )

    assert read_decisions(data).decisions == ("fee",)


@pytest.mark.parametrize(
    ("policy", "matched", "counted"),
    [
        ("UNIQUE", [1, 2, 3], []),
        ("ANY", [1, 2, 3], []),
        ("FIRST", [1, 2, 3], [1]),
        ("PRIORITY", [1, 2, 3], [3]),
        ("OUTPUT ORDER", [1, 2, 3], [3, 2, 1]),
        ("COLLECT", [1, 2, 3], [1, 2, 3]),
    ],
)
def test_tells_which_rows_counted_when_several_match(policy, matched, counted):
    model = read_decisions(
        definitions(decision(table(OVERLAPPING, f'hitPolicy="{policy}"', values="2, 1, 3")))
    )

    trace = evaluate(model, "fee", {"age": Decimal(20)}).trace

    assert (trace["matched"], trace["counted"]) == (matched, counted)


def with_input_values(listed, rows):
    body = decision(table(rows))
    return definitions(body.replace("</input>", text("inputValues", listed) + "</input>", 1))


@pytest.mark.parametrize(("age", "expected"), [(None, 2), (Decimal(20), 1), (Decimal(200), None)])
def test_leaves_null_to_the_rows_when_the_column_lists_its_values(age, expected):
    model = read_decisions(with_input_values("[0..120]", [(">= 0", "1"), ("null", "2")]))

    assert evaluate(model, "fee", {"age": age}).result == expected


def test_knows_the_value_by_its_name_when_the_column_gives_one():
    named = decision(table([("how old > 18", "1"), ("how old <= 18", "0")])).replace(
        "<input ", '<input xmlns:c="http://camunda.org/schema/1.0/dmn" c:inputVariable="how old" ', 1
    )
    model = read_decisions(definitions(named))

    assert evaluate(model, "fee", {"age": Decimal(20)}).result == 1


SERVICE = (
    '<itemDefinition name="tText"><functionItem outputTypeRef="string"/></itemDefinition>'
    '<inputData id="i" name="n"/>'
    + decision(
        text("literalExpression", "n = null"),
        "inner",
        '<informationRequirement><requiredInput href="#i"/></informationRequirement>',
    )
    + '<decisionService id="s" name="service"><variable name="service" {}/><outputDecision href="#inner"/>'
    '<inputData href="#i"/></decisionService>'
)
KNOWS = '<knowledgeRequirement><requiredKnowledge href="#s"/></knowledgeRequirement>'


@pytest.mark.parametrize(
    ("call", "declared", "expected"),
    [
        ("service(1)", "", False),
        ("service(null)", "", True),
        ("service()", "", None),
        ("service(1)", 'typeRef="tText"', None),
    ],
)
def test_gives_null_when_a_service_lacks_an_argument_or_answers_another_type(call, declared, expected):
    body = SERVICE.format(declared) + decision(text("literalExpression", call), requires=KNOWS)

    assert evaluate(read_decisions(definitions(body)), "fee", {}).result is expected
