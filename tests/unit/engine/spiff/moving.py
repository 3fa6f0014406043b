"""Moving a player to another model, as the tests of migration do."""

from __future__ import annotations

from regelruimte.engine.spiff import interpreter, migrate


def move(run, model, **mapping):
    """Move a player to another model; return what stands in the way, or None."""
    target = interpreter.compile_model("other", model.bpmn())
    moved = migrate.move_state(run.model, run.state, run.setting, target=target, mapping=mapping)
    if not isinstance(moved, migrate.Moved):
        return [(blocker.code, blocker.element) for blocker in moved]
    run.model = target
    for changed in moved.changed:
        run.open[changed.step] = changed.after
    run.record(moved.advance)
    return None
