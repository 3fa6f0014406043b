"""Run cases inside your own program, in your own transaction: `python embed.py [FOLDER]`."""

import sys
from datetime import date
from pathlib import Path

from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from regelruimte.engine import (
    Actor,
    Channel,
    Engine,
    Intake,
    Role,
    Sent,
    bundles,
    cases,
    definitions,
    detours,
    dossier,
    tasks,
)

FILES = bundles.read_bundle(Path(sys.argv[1] if len(sys.argv) > 1 else "vraag"))
YOU = Actor("sanne", "Sanne de Wit", frozenset({Role.DOMAIN_EXPERT, Role.CASE_WORKER}))

engine = Engine.open("sqlite:///cases.sqlite")
engine.migrate()
with Session(create_engine("sqlite:///cases.sqlite")) as session:
    yours = session.connection()
    yours.exec_driver_sql("BEGIN IMMEDIATE")
    with engine.work(YOU, connection=yours) as work:
        definitions.publish_files(work, "vraag", FILES, change_note="Eerste versie")
        answers = Sent(work.ids.new(), {"vraag": "Mag ik hier parkeren?"})
        number = cases.start_case(
            work, "vraag", Intake(Channel.PHONE, date(2026, 11, 23)), answers
        ).case_number
        task = dossier.get_dossier(work, number).open_tasks[0]
        tasks.complete_task(work, task.id, Sent(work.ids.new(), {"gelezen": True}))
        detours.add_own_step(work, number, detours.OwnStep("Bel terug", reason="De straat staat er niet bij"))
        open_tasks = dossier.get_dossier(work, number).open_tasks
    session.commit() if "--keep" in sys.argv else session.rollback()
print(number, [task.name for task in open_tasks])
