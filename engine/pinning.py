"""Processes that are called in other definitions: their versions are pinned when the caller is published.

A case so calls what held when its version was published, whatever is published later.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from regelruimte.engine.errors import DocumentRefused
from regelruimte.engine.findings import Finding, Severity
from regelruimte.engine.importing import callable_models, normalise, open_model
from regelruimte.engine.spiff.files import called_ids
from regelruimte.engine.spiff.info import processes
from regelruimte.engine.store import calling_rows, definition_rows
from regelruimte.engine.store.calling_rows import Pin
from regelruimte.engine.store.unit_of_work import View
from regelruimte.engine.vocabulary import MODEL_FILE, Bundle


@dataclass(frozen=True, slots=True)
class Outside:
    """What a bundle takes from other definitions.

    Attributes:
        pins: their versions, also those called through one another.
        models: their normalised BPMN, by a short name.
        files: their forms and decisions, by path.
        processes: ids of the processes that may be called.
        findings: what keeps them from being called, at least one error when there is any.
    """

    pins: tuple[Pin, ...] = ()
    models: Mapping[str, bytes] = field(default_factory=dict)
    files: Mapping[str, bytes] = field(default_factory=dict)
    processes: frozenset[str] = frozenset()
    findings: tuple[Finding, ...] = ()


def find_outside(view: View, files: Bundle, *, key: str | None = None) -> Outside:
    """Find the standing versions whose processes a bundle calls.

    Args:
        view: what to read with.
        files: the bundle.
        key: the definition it is of: what it has itself is never taken from an earlier version of it.
    """
    models = _own_models(files)
    own = _process_ids(models.values())
    needed = [name for name in dict.fromkeys(_called(models.values())) if name not in own]
    pins: dict[str, int] = {}
    findings: list[Finding] = []
    for process in needed:
        homes = [home for home in calling_rows.list_homes(view, process) if home[0] != key]
        if len(homes) > 1:
            findings.append(_ambiguous(process, [home for home, _number in homes]))
        for home in homes[:1]:
            for called, number in (home, *calling_rows.list_pins(view, *home)):
                if pins.setdefault(called, number) != number:
                    findings.append(_two_versions(called))
    taken = read_outside(view, tuple(sorted(pins.items())))
    findings.extend(_collisions(own, files, taken))
    return Outside(taken.pins, taken.models, taken.files, taken.processes, tuple(findings))


def read_outside(view: View, pins: Iterable[Pin]) -> Outside:
    """Return what pinned versions give to the version that calls them."""
    models: dict[str, bytes] = {}
    files: dict[str, bytes] = {}
    kept = tuple(pins)
    for key, number in kept:
        version = definition_rows.read_version(view, key, number)
        name = f"{key}@{number}"
        models[name] = version.normalised
        beside = callable_models(version.files, main=MODEL_FILE)
        models |= {f"{name}:{path}": bpmn for path, bpmn in beside.items()}
        files |= {path: content for path, content in version.files.items() if _is_shared(path)}
    return Outside(kept, models, files, _process_ids(models.values()))


def own_processes(files: Bundle) -> frozenset[str]:
    """Return the ids of the processes of a bundle, which others may call once it is published."""
    return _process_ids(_own_models(files).values())


def _is_shared(path: str) -> bool:
    return path.endswith((".form", ".dmn"))


def _own_models(files: Bundle) -> dict[str, bytes]:
    try:
        main = {"": normalise(files[MODEL_FILE]).bpmn}
    except (KeyError, DocumentRefused):
        return {}  # The check itself says what is wrong with the file.
    return main | callable_models(files, main=MODEL_FILE)


def _process_ids(models: Iterable[bytes]) -> frozenset[str]:
    return frozenset(process.get("id", "") for bpmn in models for process in processes(open_model(bpmn)))


def _called(models: Iterable[bytes]) -> Iterator[str]:
    for bpmn in models:
        yield from (name for name in called_ids(open_model(bpmn)) if name and not name.startswith("="))


def _collisions(own: frozenset[str], files: Bundle, taken: Outside) -> Iterator[Finding]:
    for process in sorted(own & taken.processes):
        yield Finding(
            "called-collides",
            Severity.ERROR,
            None,
            f"Een proces dat hier wordt aangeroepen, heeft zelf ook een proces ‘{process}’.",
            "Geef een van de twee een andere id.",
        )
    for path in sorted(set(files) & set(taken.files)):
        if files[path] != taken.files[path]:
            yield Finding(
                "called-file-collides",
                Severity.ERROR,
                None,
                f"Een proces dat hier wordt aangeroepen, heeft een ander bestand {path}.",
                "Geef het formulier of de beslistabel hier een andere naam.",
                path,
            )


def _ambiguous(process: str, homes: Iterable[str]) -> Finding:
    return Finding(
        "called-ambiguous",
        Severity.ERROR,
        None,
        f"Het proces ‘{process}’ is van meer dan een soort zaak: {', '.join(homes)}.",
        "Geef elk proces een eigen id.",
    )


def _two_versions(called: str) -> Finding:
    return Finding(
        "called-two-versions",
        Severity.ERROR,
        None,
        f"Van ‘{called}’ worden twee versies aangeroepen: zelf, en via een ander proces.",
        "Publiceer dat andere proces opnieuw, en dan dit.",
    )
