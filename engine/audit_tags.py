"""The tags of audit entries: `subject:act`, with what each says."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

TAGS: Mapping[str, str] = MappingProxyType(
    {
        "account:created": "An account was made.",
        "account:password-changed": "An account got another password.",
        "block:closed": "A person closed a tailored-work block.",
        "case:cancelled": "An administrator ended the case before its time, with the reason and the outcome.",
        "case:closed": "The case ended: its usual path and all own steps are over.",
        "case:migrated": "The case went to another version: from, to, and what was mapped to what.",
        "case:migration-undone": "The case went back to the version it came from.",
        "case:opened": "A case began, on which version and by which channel.",
        "case:restarted": "An administrator let the usual path begin again at an earlier element.",
        "case:resumed": "An administrator let a suspended case go on.",
        "case:suspended": "An administrator lets the case wait: tasks, timers and jobs.",
        "connector:answered": "An outside service answered a step.",
        "data:changed": "An administrator changed data of the case: what was, and what became of it.",
        "decision:made": "A decision table was evaluated in a step.",
        "definition:created": "A process was made with its first draft.",
        "definition:renamed": "A process got another title.",
        "detour:added": "One case got a step of its own, or lost one, with the reason.",
        "detour:cancelled": "A detour was called off.",
        "detour:taken": "A detour the model offers was started, with its reason and ground.",
        "document:added": "A file was kept with the case.",
        "draft:saved": "A draft got a new revision.",
        "group:put": "A group was added or got another name.",
        "incident:opened": "An automatic step failed and waits for a person.",
        "incident:retried": "A person let a failed step run again.",
        "message:received": "A message or BPMN signal reached the case.",
        "message:sent": "The case sent a message or BPMN signal.",
        "migration:started": "Running cases move to another version, one by one.",
        "path:ended": "The usual path reached an end, with its outcome.",
        "application:forgotten": "Applications that were not sent in the time they are kept were deleted.",
        "practice:removed": "All practice cases were removed.",
        "question:unfit": "A question did not fit who had to answer it; a free step was opened.",
        "sign-in:done": "Somebody signed in.",
        "sign-in:refused": "A name and password were refused.",
        "step:added": "An administrator started an element of the model beside what was live.",
        "step:cancelled": "An administrator took a live activity away.",
        "step:moved": "An administrator moved a live activity to another element.",
        "step:started": "A free step of the model was started.",
        "task:cancelled": "A task is no longer needed.",
        "task:claimed": "Somebody took a task.",
        "task:completed": "Somebody completed a task.",
        "task:opened": "A task waits for a person.",
        "task:released": "A task was put back for the group.",
        "timer:fired": "A moment the model waited for has come.",
        "trial:promoted": "A trial ended and its candidate became the standing version.",
        "trial:started": "A trial began, with its goal.",
        "trial:stopped": "A trial ended and the standing version stayed.",
        "variable:conflict": "Two tasks wrote the same value differently; the later one stands.",
        "version:published": "A draft became an immutable version, with its change note.",
        "version:stands": "A version became the one new cases get.",
    }
)
"""Tag -> one sentence. A test compares it with what the code notes; the reference page is made of it."""
