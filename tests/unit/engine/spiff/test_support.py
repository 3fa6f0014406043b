from __future__ import annotations

import pytest

from regelruimte.engine.spiff.parser import ModelRefused, compile_model
from regelruimte.engine.spiff.support import refusals
from regelruimte.engine.xml import parse
from tests.builders import event, extensions, part, process, timer


def codes(model):
    return {finding.code for finding in refusals(parse(model.bpmn())) if finding.is_error}


REFUSED = {
    "complex-gateway": process().start().node("complexGateway", "gw").end(),
    "compensation": process().start().user("a", isForCompensation="true").end(),
    "compensation-loose": process().start().user("a").end().boundary("b", "a", event("compensate")),
    "event-unsupported": process().start().node("intermediateThrowEvent", "t", timer("P1D")).end(),
    "event-multiple": process().start().end("e", event("terminate") + event("error")),
    "event-untriggered": process().start().user("a").end().boundary("b", "a", ""),
    "event-nameless": process().start().node("intermediateCatchEvent", "c", event("message")).end(),
    "boundary-loose": process().start().end().boundary("b", "nothing", timer("P1D")),
    "link-loose": process().start().node("intermediateThrowEvent", "t", '<linkEventDefinition name="L"/>'),
    "timer-empty": process().start().node("intermediateCatchEvent", "c", "<timerEventDefinition/>").end(),
    "connector-missing": process().start().node("serviceTask", "s").end(),
    "decision-missing": process().start().node("businessRuleTask", "s").end(),
    "message-missing": process().start().node("receiveTask", "s").end(),
    "called-missing": process().start().node("callActivity", "s").end(),
    "script-language": process().start().node("scriptTask", "s", "<script>x = 1</script>").end(),
    "repeat-over-nothing": process().start().user("a", "<multiInstanceLoopCharacteristics/>").end(),
    "loop-endless": process().start().user("a", "<standardLoopCharacteristics/>").end(),
    "container-empty": process().start().sub("sub", part()).end(),
    "initial-unknown": process().adhoc("h", part().user("a"), regelruimte__initial="b"),
    "flow-loose": process().start().to("nothing"),
    "id-double": process().start("p").end(),
}


@pytest.mark.parametrize("code", REFUSED)
def test_refuses_when_it_would_not_run_as_drawn(code):
    assert code in codes(REFUSED[code])
    with pytest.raises(ModelRefused) as refused:
        compile_model(code, REFUSED[code].bpmn())
    assert code in {finding.code for finding in refused.value.findings}


def test_finds_nothing_when_the_model_is_plain():
    model = process().start().user("a").end()
    model.boundary("b", "a", timer("P1D")).end("e2")
    assert refusals(parse(model.bpmn())) == ()


def test_refuses_when_an_expression_does_not_compile():
    model = process().start().script("s", "=1 +", "x").end()
    with pytest.raises(ModelRefused) as refused:
        compile_model("v", model.bpmn())
    assert [(f.code, f.element) for f in refused.value.findings] == [("expression-wrong", "s")]


def test_refuses_when_a_result_has_no_name():
    told = extensions('<zeebe:script expression="=1"/>')
    assert codes(process().start().node("scriptTask", "s", told).end()) == {"script-without-result"}
