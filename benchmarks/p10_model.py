"""P10: a process of ten steps of which four are durable: starting, two beside each other, and the last."""

from __future__ import annotations

from xml.sax.saxutils import escape

from tests.builders import process

_SCRIPTS = (
    ("s1", "amount", "100 + modulo(n, 7)", "amount = 100 + n % 7"),
    (
        "s2",
        "lines",
        'for i in 0..39 return {i: i, price: i * 1.5, text: "line " + string(i)}',
        "lines = [dict(i=i, price=i * 1.5, text='line %d' % i) for i in range(40)]",
    ),
    ("s3", "total", "sum(lines.price)", "total = sum(line['price'] for line in lines)"),
)


def ours() -> bytes:
    """Return the process with FEEL in it."""
    drawn = process("P10").start()
    for element, result, expression, _ in _SCRIPTS:
        drawn = drawn.script(element, f"={expression}", result)
    return _rest(drawn).bpmn()


def spiffs() -> bytes:
    """Return the process with Python in it, as plain SpiffWorkflow runs it."""
    drawn = process("P10").start()
    for element, _, _, script in _SCRIPTS:
        drawn = drawn.node("scriptTask", element, f"<script>{script}</script>", scriptFormat="python")
    return _rest(drawn).bpmn()


_JAVASCRIPT = (
    ("s1", "amount = 107"),
    ("s2", "lines = Array.from({length: 40}, (_, i) => ({i, price: i * 1.5, text: `line ${i}`}))"),
    ("s3", "total = this.environment.output.lines.reduce((sum, line) => sum + line.price, 0)"),
)


def javascripts() -> bytes:
    """Return the process with JavaScript in it, as bpmn-engine runs it."""
    drawn = process("P10").start()
    for element, act in _JAVASCRIPT:
        script = f"<script>{escape(f'this.environment.output.{act}; next()')}</script>"
        drawn = drawn.node("scriptTask", element, script, scriptFormat="javascript")
    condition = b"next(null, this.environment.output.total &gt; 10)"
    return (
        _rest(drawn)
        .bpmn()
        .replace(
            b"<conditionExpression>total &gt; 10",
            b'<conditionExpression xsi:type="tFormalExpression" language="javascript">' + condition,
        )
    )


def _rest(drawn):  # noqa: ANN001, ANN202  # the builder of the tests has no types
    drawn.exclusive("gw", default="f_low").named("f_low").user("low").end("low_end")
    drawn.at("gw").when("total > 10", "f_high").parallel("split").user("u1").parallel("join")
    drawn.at("split").user("u2").to("join")
    return drawn.at("join").user("u3").end("end")
