"""The command that moves running cases to another version: migrate-cases."""

from __future__ import annotations

import json
from contextlib import AbstractContextManager

import click

from regelruimte.app.cli_errors import EXIT_REFUSED, open_engine
from regelruimte.engine import migration
from regelruimte.engine.actors import SYSTEM
from regelruimte.engine.engine import Engine
from regelruimte.engine.errors import DatabaseUnavailable, EngineError
from regelruimte.engine.migration_plan import MigrationPlan, Obstacle, Verdict
from regelruimte.engine.store.unit_of_work import UnitOfWork


@click.command("migrate-cases")
@click.argument("key")
@click.option("--from", "from_version", type=int, required=True, help="Version the cases run on now.")
@click.option("--to", "to_version", type=int, required=True, help="Version they go to.")
@click.option(
    "--map", "mapped", multiple=True, metavar="OLD=NEW", help="Element to element; may be repeated."
)
@click.option("--dry-run", "is_dry", is_flag=True, help="Try it out and take it back; nothing changes.")
@click.option("--json", "as_json", is_flag=True, help="Write one JSON object and nothing else.")
def migrate_cases(
    key: str,
    *,
    from_version: int,
    to_version: int,
    mapped: tuple[str, ...],
    is_dry: bool,
    as_json: bool,
) -> None:
    """Move the running cases of a version to another version, each in a transaction of its own.

    A case with something in the way stays where it is; exit code 1 when there is one.
    """
    engine = open_engine()
    with engine.view(SYSTEM) as view:
        plan = migration.propose_plan(
            view, key, from_version, to_version, mapping=dict(_pair(text) for text in mapped)
        )
        numbers = tuple(verdict.number for verdict in migration.preview(view, plan))

    def open_work() -> AbstractContextManager[UnitOfWork]:
        return engine.work(SYSTEM)

    if is_dry:
        verdicts = migration.dry_run(open_work, plan, numbers)
    else:
        verdicts = tuple(_move(engine, plan, number) for number in numbers)
    _tell(plan, verdicts, is_dry=is_dry, as_json=as_json)
    if not all(verdict.can_move for verdict in verdicts):
        click.get_current_context().exit(EXIT_REFUSED)


def _pair(text: str) -> tuple[str, str]:
    old, is_pair, new = text.partition("=")
    if not is_pair:
        raise click.BadParameter("say OLD=NEW", param_hint="--map")
    return old, new


def _move(engine: Engine, plan: MigrationPlan, number: str) -> Verdict:
    try:
        with engine.work(SYSTEM) as work:
            migration.apply_to_case(work, plan, number)
    except DatabaseUnavailable:
        raise
    except EngineError as refusal:
        told = getattr(refusal, "blockers", ()) or ((refusal.code, "", str(refusal)),)
        return Verdict(number, (), tuple(Obstacle(*each) for each in told))
    return Verdict(number, (), ())


def _tell(plan: MigrationPlan, verdicts: tuple[Verdict, ...], *, is_dry: bool, as_json: bool) -> None:
    moved = sum(1 for verdict in verdicts if verdict.can_move)
    if as_json:
        told = [
            {
                "case": verdict.number,
                "moved": verdict.can_move and not is_dry,
                "can_move": verdict.can_move,
                "obstacles": [
                    {"code": each.code, "element": each.element, "message": each.message}
                    for each in verdict.obstacles
                ],
            }
            for verdict in verdicts
        ]
        click.echo(json.dumps({"plan": plan.id, "dry_run": is_dry, "cases": told}, ensure_ascii=False))
        return
    for verdict in verdicts:
        why = "; ".join(f"{each.code} {each.element} {each.message}" for each in verdict.obstacles)
        click.echo(f"{verdict.number}: {why or ('can move' if is_dry else 'moved')}")
    verb = "can move" if is_dry else "moved"
    click.echo(f"{moved} of {len(verdicts)} cases {verb} to version {plan.to_version}")


COMMANDS = (migrate_cases,)
