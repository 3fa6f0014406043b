"""Run cases in your own program, in the transaction of your own session: `python embed.py [--roll-back]`."""

import sys
from datetime import date
from importlib.resources import files
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
from regelruimte.engine.connect.demo import demo_connectors

KEY, URL = "bewonersparkeervergunning", "sqlite:///cases.sqlite"
YOU = Actor("sanne", "Sanne de Wit", frozenset(Role), person="sanne")
ANSWERS = {"naam": "Sanne de Wit", "postcode": "1234 AB", "huisnummer": "12", "kenteken": "GK-482-T",
           "auto_van_wie": "ik", "startdatum": date(2027, 1, 4), "bijzonderheden": "nee"}  # fmt: skip

engine = Engine.open(URL, connectors=demo_connectors())
engine.migrate()
with engine.work(YOU) as work:
    definitions.put_group(work, "Team Parkeren")
    example = bundles.read_bundle(Path(str(files("regelruimte.processes") / KEY)))
    definitions.publish_files(work, KEY, example, change_note="Eerste versie")
    sent = Sent(work.ids.new(), ANSWERS)
    number = cases.start_case(work, KEY, Intake(Channel.API, date(2026, 11, 23)), sent).case_number
engine.run_due()  # ask the registers
with Session(create_engine(URL)) as session:
    session.connection().exec_driver_sql("BEGIN IMMEDIATE")
    with engine.work(YOU, connection=session.connection()) as work:
        task = dossier.get_dossier(work, number).open_tasks[0]
        tasks.complete_task(work, task.id, Sent(work.ids.new(), {"betaald": "online"}))
        detours.add_own_step(work, number, detours.OwnStep("Bel terug", reason="Vraag over het adres"))
    session.rollback() if "--roll-back" in sys.argv else session.commit()
with engine.view(YOU) as view:
    print(number, [task.name for task in dossier.get_dossier(view, number).open_tasks])
