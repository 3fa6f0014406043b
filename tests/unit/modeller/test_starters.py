import pytest

from regelruimte.engine.findings import has_errors
from regelruimte.engine.validate.bundle import check_bundle
from regelruimte.forms import check_form, read_form
from regelruimte.modeller.facts import process_facts
from regelruimte.modeller.starters import empty_form, empty_process, process_with_two_roles


def findings_of(files):
    return check_bundle(files, groups=frozenset(), connectors=frozenset(), check_form=check_form)


def test_process_with_two_roles_has_nothing_found():
    assert findings_of(process_with_two_roles("parkeren", "Parkeren")) == ()


def test_empty_process_has_no_error():
    assert not has_errors(findings_of(empty_process("parkeren", "Parkeren")))


@pytest.mark.parametrize("start", [empty_process, process_with_two_roles])
def test_title_is_kept_when_it_holds_markup(start):
    files = start("a-b", 'Zorg & "hulp" <nu>')

    assert process_facts(files).name == 'Zorg & "hulp" <nu>'


def test_empty_form_can_be_asked():
    spec = read_form(empty_form("vraag", "Uw vraag"))

    assert (spec.id, spec.title, len(spec.fields)) == ("vraag", "Uw vraag", 1)
