"""Actors, and the one table of who may do what in the engine."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from regelruimte.engine.errors import NotAllowed
from regelruimte.engine.roles import ANY_CASE_WORKER, CITIZEN_GROUP, Role
from regelruimte.engine.values import Value


@dataclass(frozen=True, slots=True)
class Actor:
    """Who asks something of the engine.

    Attributes:
        id: id of the account, or a name of the embedder's own.
        name: display name, kept with what the actor does.
        roles: what the actor is.
        groups: keys of the groups whose work the actor does.
        person: id of the person a citizen is; cases are linked to it. None for staff.
        facts: what signing in tells about the person (name, address), for prefilling and cohorts.
    """

    id: str
    name: str
    roles: frozenset[Role]
    groups: frozenset[str] = frozenset()
    person: str | None = None
    facts: Mapping[str, Value] = field(default_factory=dict)

    @property
    def all_groups(self) -> frozenset[str]:
        """The groups of the actor, with those the roles imply."""
        implied = set(self.groups)
        if Role.CASE_WORKER in self.roles:
            implied.add(ANY_CASE_WORKER)
        if Role.CITIZEN in self.roles:
            implied.add(CITIZEN_GROUP)
        return frozenset(implied)

    @property
    def is_staff(self) -> bool:
        """True for everyone who works here or on behalf of the organisation."""
        return bool(self.roles - {Role.CITIZEN, Role.PARTNER})


SYSTEM = Actor(id="system", name="Gaat vanzelf", roles=frozenset({Role.SYSTEM}))
"""Who acts when a timer fires or a connector answers."""


class Act(StrEnum):
    """What can be asked of the engine."""

    APPLY = "apply"
    WORK_ON_TASKS = "work-on-tasks"
    READ_CASES = "read-cases"
    TAKE_DETOURS = "take-detours"
    READ_MODELS = "read-models"
    EDIT_MODELS = "edit-models"
    PUBLISH = "publish"
    RUN_TRIALS = "run-trials"
    MANAGE_ACCOUNTS = "manage-accounts"
    RUN_JOBS = "run-jobs"
    SEND_MESSAGES = "send-messages"
    SOLVE_INCIDENTS = "solve-incidents"
    MIGRATE = "migrate"
    REPAIR = "repair"


_STAFF = frozenset(
    {Role.CASE_WORKER, Role.DOMAIN_EXPERT, Role.PROCESS_OWNER, Role.ADMINISTRATOR, Role.SYSTEM}
)
_MODELLERS = frozenset({Role.DOMAIN_EXPERT, Role.PROCESS_OWNER, Role.ADMINISTRATOR, Role.SYSTEM})

WHO_MAY: Mapping[Act, frozenset[Role]] = {
    Act.APPLY: frozenset({Role.CITIZEN, Role.CASE_WORKER, Role.SYSTEM}),
    Act.WORK_ON_TASKS: frozenset({Role.CITIZEN, Role.CASE_WORKER, Role.SYSTEM}),
    Act.READ_CASES: frozenset({Role.CITIZEN, Role.CASE_WORKER, Role.ADMINISTRATOR, Role.SYSTEM}),
    Act.TAKE_DETOURS: frozenset({Role.CASE_WORKER, Role.SYSTEM}),
    Act.READ_MODELS: _STAFF,
    Act.EDIT_MODELS: _MODELLERS,
    Act.PUBLISH: _MODELLERS,
    Act.RUN_TRIALS: _MODELLERS,
    Act.MANAGE_ACCOUNTS: frozenset({Role.ADMINISTRATOR, Role.SYSTEM}),
    Act.RUN_JOBS: frozenset({Role.SYSTEM}),
    Act.SEND_MESSAGES: frozenset({Role.PARTNER, Role.SYSTEM}),
    Act.SOLVE_INCIDENTS: frozenset({Role.CASE_WORKER, Role.ADMINISTRATOR, Role.SYSTEM}),
    Act.MIGRATE: frozenset({Role.PROCESS_OWNER, Role.ADMINISTRATOR, Role.SYSTEM}),
    Act.REPAIR: frozenset({Role.ADMINISTRATOR, Role.SYSTEM}),
}


def has_mandate(actor: Actor, groups: Iterable[str]) -> bool:
    """Tell whether an actor belongs to one of the groups that have a mandate."""
    return Role.SYSTEM in actor.roles or bool(actor.all_groups.intersection(groups))


def may(actor: Actor, act: Act) -> bool:
    """Tell whether one of the actor's roles may do this."""
    return bool(actor.roles & WHO_MAY[act])


def require(actor: Actor, act: Act) -> None:
    """Refuse when none of the actor's roles may do this.

    Raises:
        NotAllowed: with the act.
    """
    if not may(actor, act):
        raise NotAllowed(act=act.value)
