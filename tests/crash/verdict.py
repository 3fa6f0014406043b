"""What must hold when the crashes are over: nothing lost, nothing doubled, nothing stuck, no chain broken."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass

import sqlalchemy as sa

from regelruimte.engine import Engine, dossier, incidents
from regelruimte.engine.store import tables as t
from regelruimte.engine.store.audit import case_chain, is_unbroken
from tests.crash.clients import Ledger
from tests.crash.partner import Partner
from tests.crash.world import CLIENT, EFFECTS

SUBMISSIONS = 4
"""Of a finished case: the application and three tasks."""


@dataclass(frozen=True)
class Verdict:
    """What was found, each a list of sentences; all empty when all is well."""

    lost: list[str]
    doubled: list[str]
    stuck: list[str]
    broken: list[str]

    def lines(self) -> list[str]:
        """Return the counts and the first of each."""
        told = []
        for name, found in vars(self).items():
            told += [f"{name}: {len(found)}", *(f"    {one}" for one in found[:5])]
        return told

    def summary(self, cases: int, kills: int) -> str:
        """Return the verdict in one line."""
        counts = f"lost {len(self.lost)}, doubled {len(self.doubled)}, stuck {len(self.stuck)}"
        return f"cases {cases}, kills {kills}, {counts}, chain {'broken' if self.broken else 'ok'}"

    def is_well(self) -> bool:
        return not any(vars(self).values())


def wait_until_quiet(engine: Engine, ledger: Ledger, *, seconds: float) -> None:
    """Wait until no case is open, or the time is over; what became an incident is tried again."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        still_open = _open_cases(engine)
        if not still_open:
            return
        for number, incident in still_open:
            if incident is not None:
                with engine.work(CLIENT) as work:
                    incidents.retry_incident(work, number, incident_id=incident)
                ledger.refusals["incident"] += 1
        time.sleep(0.2)


def _open_cases(engine: Engine) -> list[tuple[str, str | None]]:
    unresolved = t.incident.c.resolved_at.is_(None) & (t.incident.c.case_id == t.case_.c.id)
    asked = (
        sa.select(t.case_.c.number, t.incident.c.id)
        .select_from(t.case_.outerjoin(t.incident, unresolved))
        .where(t.case_.c.status == "open")
    )
    with engine.view(CLIENT) as view:
        return [(row.number, row.id) for row in view.connection.execute(asked)]


def judge(engine: Engine, ledger: Ledger, partner: Partner, *, cases: int) -> Verdict:
    """Compare what the clients and the partner know with what is stored."""
    verdict = Verdict([], [], [], list(ledger.wrong))
    for n in range(cases):
        if n not in ledger.cases:
            verdict.lost.append(f"case {n} was never begun")
        else:
            _judge_case(engine, ledger.cases[n], verdict)
    _judge_receipts(engine, ledger, verdict)
    _judge_effects(partner, cases, verdict)
    return verdict


def _judge_case(engine: Engine, number: str, verdict: Verdict) -> None:
    with engine.view(CLIENT) as view:
        seen = dossier.get_dossier(view, number)
        if not is_unbroken(view.connection, case_chain(seen.case.id)):
            verdict.broken.append(f"{number}: its chain is broken")
    if (seen.case.status.value, seen.case.outcome) != ("closed", "Klaar"):
        verdict.stuck.append(
            f"{number}: {seen.case.status} with tasks {[task.name for task in seen.open_tasks]}"
        )
    by_task = Counter(made.task for made in seen.submissions)
    verdict.doubled.extend(
        f"{number}: task {task} was completed {n} times" for task, n in by_task.items() if n > 1
    )
    if len(by_task) != SUBMISSIONS:
        verdict.lost.append(f"{number}: {len(by_task)} of {SUBMISSIONS} submissions")


def _judge_receipts(engine: Engine, ledger: Ledger, verdict: Verdict) -> None:
    with engine.view(CLIENT) as view:
        rows = view.connection.execute(sa.select(t.submission.c.submission_key, t.submission.c.id))
        stored = {row.submission_key: row.id for row in rows}
        waiting = view.connection.scalar(sa.select(sa.func.count()).select_from(t.job))
    for key, submission in ledger.receipts.items():
        if stored.get(key) != submission:
            verdict.lost.append(f"{key}: a receipt was given, and nothing is stored")
    if waiting:
        verdict.stuck.append(f"{waiting} jobs are left")


def _judge_effects(partner: Partner, cases: int, verdict: Verdict) -> None:
    for n in range(cases):
        for effect in EFFECTS:
            keys = partner.keys[str(n), effect]
            if not keys:
                verdict.lost.append(f"case {n}: the partner never did {effect}")
            elif len(keys) > 1:
                verdict.doubled.append(f"case {n}: the partner did {effect} {len(keys)} times")
