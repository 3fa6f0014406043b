"""A decision table with dates, and a process that asks it, for tests."""

from tests.builders import process

NAMESPACES = (
    'xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" xmlns:rr="https://regelruimte.nl/schema/dmn/1.0"'
)


def fee_table(rows, *, table="", policy="UNIQUE"):
    """Return a table that asks `age` and gives `fee`; a row is (validFrom or validUntil, day, fee)."""
    rules = "".join(
        f'<rule id="r{number}" rr:{attribute}="{day}">'
        f'<inputEntry id="i{number}"><text>&gt;= 18</text></inputEntry>'
        f'<outputEntry id="o{number}"><text>{fee}</text></outputEntry>'
        f"<annotationEntry><text>Verordening artikel {number}</text></annotationEntry></rule>"
        for number, (attribute, day, fee) in enumerate(rows, 1)
    )
    return (
        f'<definitions {NAMESPACES} id="d" name="Leges" namespace="urn:fee">'
        f'<decision id="fee" name="Wat kost het?"><variable id="v" name="fee"/>'
        f'<decisionTable id="t" hitPolicy="{policy}"{table and " " + table}>'
        '<input id="c" label="Leeftijd"><inputExpression id="e" typeRef="number"><text>age</text>'
        '</inputExpression></input><output id="u" name="fee" label="Leges" typeRef="number"/>'
        f'<annotation name="Grond"/>{rules}</decisionTable></decision></definitions>'
    ).encode()


def fee_process(**attributes):
    """Return a process that asks the table when it starts and then waits for a colleague."""
    model = process("leges", name="Leges", **attributes).start("start").decision("bereken", "fee", "fee")
    return model.user("bekijk", name="Bekijk", group="case_worker").end("einde").bpmn()
