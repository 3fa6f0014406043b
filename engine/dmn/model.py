"""A decision model as read from a file: frozen, without behaviour (DMN 1.5, 6 to 8 and 10.2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from regelruimte.engine.dmn.validity import ALWAYS, Period


class HitPolicy(StrEnum):
    """How rows that match become one answer (DMN 1.5, 8.2.8)."""

    UNIQUE = "UNIQUE"
    ANY = "ANY"
    PRIORITY = "PRIORITY"
    FIRST = "FIRST"
    COLLECT = "COLLECT"
    RULE_ORDER = "RULE ORDER"
    OUTPUT_ORDER = "OUTPUT ORDER"


class Aggregator(StrEnum):
    """How COLLECT makes one value of many."""

    SUM = "SUM"
    COUNT = "COUNT"
    MIN = "MIN"
    MAX = "MAX"


@dataclass(frozen=True, slots=True)
class ItemDefinition:
    """A type the model declares.

    Attributes:
        allowed: unary tests each value must meet; `constraint` likewise, of the whole list for a collection.
        gives: the type a function of this type returns, if it is one and says so.
    """

    name: str
    type: str | None
    is_collection: bool
    allowed: str | None
    constraint: str | None
    components: tuple[ItemDefinition, ...]
    is_function: bool
    gives: str | None = None


@dataclass(frozen=True, slots=True)
class Logic:
    """Any boxed expression; `type` is the type its result must have, if said."""

    type: str | None


@dataclass(frozen=True, slots=True)
class LiteralExpression(Logic):
    """FEEL text."""

    text: str


@dataclass(frozen=True, slots=True)
class Column:
    """An input column: what is looked at. `values` are unary tests the value must meet.

    Attributes:
        variable: the name by which cells may call the value besides `?` (an extension of Camunda).
    """

    label: str
    expression: str
    type: str | None
    values: str | None
    variable: str | None = None
    id: str = ""


@dataclass(frozen=True, slots=True)
class OutputColumn:
    """An output column. `values` list the outputs by priority."""

    name: str
    label: str
    type: str | None
    values: str | None
    default: str | None
    id: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """A row of a table; `period` are the days on which it is in force."""

    id: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    annotations: tuple[str, ...]
    period: Period = ALWAYS


@dataclass(frozen=True, slots=True)
class DecisionTable(Logic):
    """A decision table; `period` are the days on which it is in force."""

    hit_policy: HitPolicy
    aggregator: Aggregator | None
    inputs: tuple[Column, ...]
    outputs: tuple[OutputColumn, ...]
    annotations: tuple[str, ...]
    rules: tuple[Rule, ...]
    period: Period = ALWAYS
    id: str = ""


@dataclass(frozen=True, slots=True)
class Binding:
    """A name, its type and the logic of its value."""

    name: str | None
    type: str | None
    logic: Logic | None


@dataclass(frozen=True, slots=True)
class BoxedContext(Logic):
    """Entries that may use those before them; an entry without a name is the result."""

    entries: tuple[Binding, ...]


@dataclass(frozen=True, slots=True)
class BoxedList(Logic):
    """A list of logic."""

    items: tuple[Logic, ...]


@dataclass(frozen=True, slots=True)
class Relation(Logic):
    """Rows of contexts."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Logic, ...], ...]


@dataclass(frozen=True, slots=True)
class Invocation(Logic):
    """A call of a function with arguments by name."""

    function: Logic | None
    bindings: tuple[Binding, ...]


@dataclass(frozen=True, slots=True)
class Parameter:
    """A formal parameter."""

    name: str
    type: str | None


@dataclass(frozen=True, slots=True)
class FunctionDefinition(Logic):
    """A function in FEEL; one of another kind has no body and gives null."""

    parameters: tuple[Parameter, ...]
    body: Logic | None


@dataclass(frozen=True, slots=True)
class Conditional(Logic):
    """If, then, else."""

    condition: Logic | None
    consequence: Logic | None
    alternative: Logic | None


@dataclass(frozen=True, slots=True)
class Iterator(Logic):
    """`for`, `some`, `every` or `filter` over a list."""

    kind: str
    variable: str
    source: Logic | None
    body: Logic | None


@dataclass(frozen=True, slots=True)
class InputData:
    """Something the model is told."""

    id: str
    name: str
    type: str | None


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision with its logic and what it requires, as ids; `namespace#id` in an imported model."""

    id: str
    name: str
    type: str | None
    requires: tuple[str, ...]
    logic: Logic | None


@dataclass(frozen=True, slots=True)
class KnowledgeModel:
    """A business knowledge model: a function that decisions call."""

    id: str
    name: str
    type: str | None
    requires: tuple[str, ...]
    function: FunctionDefinition


@dataclass(frozen=True, slots=True)
class DecisionService:
    """Decisions offered together as one function."""

    id: str
    name: str
    type: str | None
    outputs: tuple[str, ...]
    inputs: tuple[str, ...]


Element = InputData | Decision | KnowledgeModel | DecisionService


@dataclass(frozen=True, slots=True)
class Imported:
    """A model that another one imports, and the name under which its elements are read there."""

    name: str
    model: DecisionModel


@dataclass(frozen=True, slots=True)
class DecisionModel:
    """A decision model.

    Attributes:
        imports: the imported models that were found, by namespace; `wants` are all that are asked for.
        elements: all elements by id.
        types: declared types by name.
        names: every name an expression of the model may use.
        foreign_languages: id of the element and language of each expression that is not in FEEL.
    """

    name: str
    elements: Mapping[str, Element]
    types: Mapping[str, ItemDefinition]
    names: frozenset[str] = field(repr=False)
    foreign_languages: tuple[tuple[str | None, str], ...] = ()
    imports: Mapping[str, Imported] = field(default_factory=dict, repr=False)
    wants: tuple[str, ...] = ()

    @property
    def decisions(self) -> tuple[str, ...]:
        """Ids of the decisions, in the order of the file."""
        return tuple(one.id for one in self.elements.values() if isinstance(one, Decision))

    def imported(self, reference: str) -> tuple[Imported, Element] | None:
        """Return the imported model and element behind `namespace#id`; None when it is not there."""
        namespace, _, element_id = reference.rpartition("#")
        found = self.imports.get(namespace)
        element = found.model.elements.get(element_id) if found is not None else None
        return None if found is None or element is None else (found, element)

    def decision(self, decision_id: str) -> Decision:
        """Return a decision by its id.

        Raises:
            KeyError: there is none with that id.
        """
        found = self.elements[decision_id]
        if not isinstance(found, Decision):
            raise KeyError(decision_id)
        return found
