"""Runnable versions: a published bundle with its model and decisions compiled, kept between steps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from regelruimte.engine.dmn import DecisionModel, evaluate, read_decisions
from regelruimte.engine.errors import NotFound
from regelruimte.engine.importing import callable_models
from regelruimte.engine.pinning import Outside, read_outside
from regelruimte.engine.reference_date import Moment, reference_date
from regelruimte.engine.spiff import interpreter
from regelruimte.engine.spiff.info import ElementInfo, ProcessInfo
from regelruimte.engine.spiff.interpreter import CompiledModel
from regelruimte.engine.spiff.step import Decided
from regelruimte.engine.store import calling_rows, definition_rows
from regelruimte.engine.store.unit_of_work import View
from regelruimte.engine.values import Value
from regelruimte.engine.vocabulary import MODEL_FILE, Bundle, DefinitionVersion


@dataclass(frozen=True, slots=True)
class RunnableVersion:
    """A version that cases can run on; read-only and shared between threads.

    Attributes:
        version: the published bundle.
        model: its compiled process.
        process: what the model says of the whole process.
        elements: what the model says of each flow node, by id.
        decisions: the decision model that holds each decision, by decision id.
        outside: what it takes from the versions of other definitions that it calls.
    """

    version: DefinitionVersion
    model: CompiledModel
    process: ProcessInfo
    elements: Mapping[str, ElementInfo]
    decisions: Mapping[str, DecisionModel]
    outside: Outside = field(default_factory=Outside)

    def decide(self, decision: str, context: Mapping[str, Value], moment: Moment) -> Decided:
        """Evaluate a decision of the bundle as it stands on the reference date of a case.

        Raises:
            NotFound: the bundle has no such decision; FeelError: the reference date is no date.
        """
        if decision not in self.decisions:
            raise NotFound(decision=decision)
        day = reference_date(self.process.reference_date, context, moment)
        return evaluate(self.decisions[decision], decision, context, now=moment.now, on=day)

    def find_form(self, form: str | None) -> bytes | None:
        """Return the file of a form, or None."""
        if form is None:
            return None
        path = form_path(form)
        return self.version.files.get(path) or self.outside.files.get(path)

    def falls_back(self, element: str) -> bool:
        """Tell whether a person may do the work of an element's connector."""
        drawn = self.elements.get(element)
        return drawn is not None and drawn.fallback is not None

    def find_letter(self, letter: str) -> str | None:
        """Return a letter text of the bundle by its name, or None."""
        content = self.version.files.get(letter_path(letter))
        return None if content is None else content.decode("utf-8", errors="replace")


def letter_path(letter: str) -> str:
    """Return where a bundle keeps a letter text."""
    return f"letters/{letter}.txt"


def form_path(form: str) -> str:
    """Return where a bundle keeps a form."""
    return f"forms/{form}.form"


def read_decision_files(files: Bundle) -> dict[str, DecisionModel]:
    """Return the decision model of each decision in a bundle, by decision id."""
    found: dict[str, DecisionModel] = {}
    contents = [content for path, content in sorted(files.items()) if path.lower().endswith(".dmn")]
    for content in contents:
        model = read_decisions(content, contents)
        found.update(dict.fromkeys(model.decisions, model))
    return found


def get_runnable(view: View, key: str, number: int) -> RunnableVersion:
    """Return a version ready to run, from the cache where it was made before.

    Raises:
        NotFound: no such version.
    """
    return runnable_of(view, key, number, digest=definition_rows.find_version_hash(view, key, number))


def runnable_of(view: View, key: str, number: int, *, digest: str | None) -> RunnableVersion:
    """Return a version of which the hash was read already; None says that there is no such version.

    Raises:
        NotFound: no such version.
    """
    if digest is None:
        raise NotFound(definition=key, version=number)
    made = view.parts.versions.get_or_make((key, number, digest), lambda: _make(view, key, number))
    assert isinstance(made, RunnableVersion)  # noqa: S101  # the cache holds nothing else
    return made


def _make(view: View, key: str, number: int) -> RunnableVersion:
    version = definition_rows.read_version(view, key, number)
    outside = read_outside(view, calling_rows.list_pins(view, key, number))
    called = {**outside.models, **callable_models(version.files, main=MODEL_FILE)}
    model = interpreter.compile_model(version.hash, version.normalised, called=called)
    return RunnableVersion(
        version=version,
        model=model,
        process=interpreter.process_info(model),
        elements=interpreter.elements(model),
        decisions=read_decision_files({**outside.files, **version.files}),
        outside=outside,
    )
