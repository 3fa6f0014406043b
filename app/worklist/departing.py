"""What the pages beside the usual path show: what can be done in a case now, and the words for why not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from werkzeug.datastructures import MultiDict

from regelruimte.app.language import current_language
from regelruimte.app.wording import gettext as _
from regelruimte.engine import accounts, definitions, detours
from regelruimte.engine.detours import DoneStep, OpenStep, Overridable, SubProcessOffered
from regelruimte.engine.dmn import DecisionModel, table_view
from regelruimte.engine.dossier import Dossier
from regelruimte.engine.roles import ANY_CASE_WORKER
from regelruimte.engine.store.unit_of_work import View
from regelruimte.engine.values import Value
from regelruimte.engine.versions import RunnableVersion
from regelruimte.forms import BoundPage, FormRefused, PageSpec, bind, read_form


@dataclass(frozen=True, slots=True)
class Possible:
    """Everything that can be done in a case beside what its model offers.

    Attributes:
        open: steps that can be skipped or replaced; done: steps that can be repeated.
        decisions: outcomes that can be overruled; processes: what can run as a sub-case.
    """

    open: tuple[OpenStep, ...]
    done: tuple[DoneStep, ...]
    decisions: tuple[Overridable, ...]
    processes: tuple[SubProcessOffered, ...]


def list_possible(view: View, number: str) -> Possible:
    """Return everything that can be done in a case beside what its model offers.

    Raises:
        NotFound: no such case for this actor.
    """
    return Possible(
        detours.list_open_steps(view, number),
        detours.list_done_steps(view, number),
        detours.list_overridable(view, number),
        detours.list_sub_processes(view),
    )


def why_not_in_words(step: OpenStep | DoneStep | Overridable, groups: Mapping[str, str]) -> str:
    """Say why something cannot be done now, empty when it can."""
    if step.why_not is None:
        return ""
    if step.why_not == "mandate":
        keys = dict.fromkeys((*step.standing.groups, *(r.group for r in step.standing.rooms if r.group)))
        names = ", ".join(groups.get(key, key) for key in keys)
        return _("Dit mag u niet zelf beslissen. Vraag: %(groups)s.", groups=names)
    if isinstance(step, OpenStep):
        told = {
            "demanded": _("Kan niet: %(ground)s vraagt deze stap.", ground=step.demanded_by or ""),
            "held": _("Kan nu niet: de gewone weg wacht op een omweg."),
            "taken": _(
                "Kan nu niet: %(name)s is ermee bezig.", name=step.task.assignee_name if step.task else ""
            ),
        }
        return told.get(step.why_not, _("Kan nu niet."))
    return _("Kan nu niet: deze stap staat al open.")


def who_can(view: View) -> tuple[list[tuple[str, str]], dict[str, str]]:
    """Return whom work can be given to, as (choice, name), and the names of the persons by id."""
    groups = [(ANY_CASE_WORKER, _("Alle medewerkers")), *definitions.list_groups(view)]
    colleagues = {one.id: one.name for one in accounts.list_colleagues(view)}
    choices = [(f"group:{key}", name) for key, name in groups]
    return choices + [(f"person:{key}", name) for key, name in colleagues.items()], colleagues


def forms_of(version: RunnableVersion) -> list[tuple[str, str]]:
    """Return the forms of a version that can be filled in, as (id, title)."""
    found = []
    for path, content in sorted(version.version.files.items()):
        if path.endswith(".form"):
            try:
                spec = read_form(content)
            except FormRefused:
                continue
            found.append((spec.id, spec.title_in(current_language())))
    return found


def steps_of(version: RunnableVersion, without: str) -> list[tuple[str, str]]:
    """Return the steps of people in a version, as (id, name)."""
    return [
        (info.id, info.name)
        for info in version.elements.values()
        if info.type == "userTask" and info.id != without
    ]


def ask_values(
    step: OpenStep, dossier: Dossier, now: datetime, sent: MultiDict[str, str] | None
) -> BoundPage | None:
    """Return the questions of a step's form whose answers the path cannot do without; None without any."""
    content = dossier.version.find_form(step.form)
    if not step.needs or content is None:
        return None
    spec = read_form(content)
    items = tuple(replace(one, hides=()) for one in spec.fields if one.key in step.needs)
    if not items:
        return None
    page = PageSpec(id="needed", nl=spec.pages[0].nl, en=spec.pages[0].en, items=items)
    known = {variable.name: variable.value for variable in dossier.variables}
    files = {document.id: document.name for document in dossier.documents}
    return bind(
        replace(spec, pages=(page,)), page,
        formdata=sent, values={}, known=known, locale=current_language(), known_files=files, now=now,
    )  # fmt: skip


def known_outcomes(dossier: Dossier, found: Overridable) -> dict[str, tuple[str, ...]]:
    """Return for each output of a decision the texts its table can give."""
    model = dossier.version.decisions.get(found.kept.decision)
    decision = str(found.kept.trace.get("decision", ""))
    if not isinstance(model, DecisionModel) or decision not in model.decisions:
        return {}
    table = table_view(model, decision)
    if table is None:
        return {}
    names = list(_outputs_of(found.result)) if len(table.outputs) > 1 else [""]
    columns = zip(*(row.outputs for row in table.rows), strict=False)
    return {
        name: tuple(dict.fromkeys(c.strip()[1:-1] for c in cells if c.strip().startswith('"')))
        for name, cells in zip(names, columns, strict=False)
    }


def _outputs_of(result: Value) -> Iterable[str]:
    return result.keys() if isinstance(result, Mapping) else [""]
