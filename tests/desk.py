"""People to act with, and what tests do over and over with an engine."""

from datetime import date

from regelruimte.engine import Actor, Channel, Intake, Role, Sent, cases, definitions, dossier, tasks

CITIZEN = Actor("c1", "Mehmet Aydin", frozenset({Role.CITIZEN}), person="p1")
OTHER_CITIZEN = Actor("c2", "Jolanda van Dijk", frozenset({Role.CITIZEN}), person="p2")
WORKER = Actor("w1", "Marieke Bos", frozenset({Role.CASE_WORKER}), groups=frozenset({"team-parkeren"}))
COLLEAGUE = Actor("w2", "Kees Vos", frozenset({Role.CASE_WORKER}))
OWNER = Actor("o1", "Ivo Meijer", frozenset({Role.PROCESS_OWNER}))
ADMIN = Actor("a1", "Noor Smit", frozenset({Role.ADMINISTRATOR}))
EXPERT = Actor("e1", "Sanne de Wit", frozenset({Role.DOMAIN_EXPERT}))


class Desk:
    """What tests do over and over: publish a model, start a case, read where it is."""

    def __init__(self, engine):
        self.engine = engine
        self._keys = 0

    def publish(self, model, key="p", **files):
        bundle = {"process.bpmn": model.bpmn(), **files}
        with self.engine.work(EXPERT) as work:
            if key not in {d.key for d in definitions.list_definitions(work)}:
                definitions.create_definition(work, key, title="Proef", files=bundle)
                revision = 1
            else:
                revision = definitions.get_draft(work, key).revision
                revision = definitions.save_draft(work, key, bundle, revision=revision).revision
            return definitions.publish(work, key, revision=revision, change_note="eerste")

    def sent(self, values=None, key=None):
        self._keys += 1
        return Sent(key or f"key-{self._keys}", values or {})

    def start(self, values=None, key="p", actor=CITIZEN):
        intake = Intake(Channel.WEB, date(2026, 11, 2))
        with self.engine.work(actor) as work:
            return cases.start_case(work, key, intake, self.sent(values)).case_number

    def dossier(self, number):
        with self.engine.view(WORKER) as view:
            return dossier.get_dossier(view, number)

    def open_tasks(self, number):
        return {task.name: task for task in self.dossier(number).open_tasks}

    def complete(self, task, values=None, actor=WORKER, key=None):
        with self.engine.work(actor) as work:
            return tasks.complete_task(work, task.id, self.sent(values, key))
