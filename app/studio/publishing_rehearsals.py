"""Rehearsing the sample cases of a draft: nothing leaves."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from regelruimte.app.context import current_actor, current_engine
from regelruimte.app.studio.drafts import open_process
from regelruimte.app.studio.views import blueprint
from regelruimte.modeller import rehearse as rehearsing


@blueprint.get("/definitions/<key>/rehearse")
def rehearse(key: str) -> ResponseReturnValue:
    """Show how each sample case of the draft goes."""
    with current_engine().view(current_actor()) as view:
        process = open_process(view, key)
        files = process.draft.files
        rehearsals = rehearsing.rehearse(files, at=view.now)
    problem = ""
    try:
        rehearsing.read_samples(files)
    except rehearsing.SamplesRefused as refused:
        problem = str(refused)
    return render_template(
        "studio/publish_rehearse.html",
        process=process,
        rehearsals=rehearsals,
        problem=problem,
        missed=sum(1 for one in rehearsals if not one.passed),
    )
