"""Why rules decided as they did, for the person a case is about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from regelruimte.app.portal.sent import sections_sent
from regelruimte.app.reasons import Explained, explain, names_article, outputs_of, traces_of
from regelruimte.engine.dossier import MyCase
from regelruimte.engine.feel import FeelError, compile_expression
from regelruimte.engine.values import Value
from regelruimte.engine.vocabulary import CaseStatus


@dataclass(frozen=True, slots=True)
class DecidedByRules:
    """An answer of a decision table for the person it is about.

    Attributes:
        name: what the table is called; outcomes: what came out that a person can read.
    """

    name: str
    outcomes: tuple[str, ...]
    why: Explained


def decided_by_rules(mine: MyCase, locale: str) -> tuple[DecidedByRules, ...]:
    """Return what rules decided and why; nothing before the case is closed.

    Until then a person hears it from a person first. Of a decision that was made again only the last counts.
    What colleagues filled in is not told: only they can say what of it is meant for the person.
    """
    if mine.case.status is not CaseStatus.CLOSED:
        return ()
    answers = _answers(mine, locale)
    last = {kept.decision: kept for kept in mine.decisions}

    def words(expression: str, value: Value) -> str:
        return answers.get((expression, str(value)), "")

    found = []
    for kept in last.values():
        model = mine.version.decisions.get(kept.decision)
        for trace in traces_of(kept.trace):
            why = explain(trace, model, words, may_tell=lambda expression: _is_own(mine, expression))
            told = outputs_of(trace, model)
            named = [text for _label, text in told if names_article(text)]
            why = replace(why, articles=tuple(dict.fromkeys((*why.articles, *named))))
            if why.reasons or why.articles:
                name = str(trace.get("name") or trace.get("decision") or "")
                found.append(DecidedByRules(name[:1].upper() + name[1:], _outcomes(trace, told), why))
    return tuple(found)


def _outcomes(trace: Mapping[str, Value], told: tuple[tuple[str, str], ...]) -> tuple[str, ...]:
    """Return what came out that is written for people: sentences, and numbers under their label."""
    result = trace.get("result")
    values = list(result.values()) if isinstance(result, Mapping) else [result]
    return tuple(
        text if _is_sentence(text) else f"{label}: {text}"
        for (label, text), value in zip(told, values, strict=True)
        if isinstance(value, Decimal) or _is_sentence(text)
    )


def _answers(mine: MyCase, locale: str) -> dict[tuple[str, str], str]:
    return {
        (answer.key, str(sent.values.get(answer.key))): answer.text
        for sent in mine.submissions
        for section in sections_sent(mine, sent, locale)
        for answer in section.answers
        if not answer.is_empty
    }


def _is_own(mine: MyCase, expression: str) -> bool:
    """Tell whether an expression reads nothing that colleagues filled in."""
    by_staff = {key for sent in mine.by_staff for key in sent.values}
    try:
        return not compile_expression(expression).names & by_staff
    except FeelError:
        return False


def _is_sentence(text: str) -> bool:
    # Other texts are codes of the model, such as the way the case goes on.
    return " " in text and text.endswith((".", "!", "?"))
