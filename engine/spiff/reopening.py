"""Announcing anew what a token waits for, as its model says it now; nothing is changed by it."""

from __future__ import annotations

from typing import Any

from regelruimte.engine.spiff.elements.adhoc import AdHoc
from regelruimte.engine.spiff.elements.events import CatchEvent
from regelruimte.engine.spiff.state import Tokens
from regelruimte.engine.spiff.step import OpenedStep, WaitKind
from regelruimte.engine.spiff.timers import Due
from regelruimte.engine.spiff.trouble import Failing


def reopened(tokens: Tokens, token: Any) -> OpenedStep | Failing:
    """Return what a waiting token would announce now, or why it cannot; a timer is not counted anew."""
    node, record, kept = token.task_spec, tokens.room.record, dict(token.internal_data)
    mark = record.mark()
    try:
        if isinstance(node, AdHoc):
            return _open_block(tokens, token)
        if isinstance(node, CatchEvent):
            is_timer = node.trigger.waits is WaitKind.TIMER
            node.listen(tokens, token, Due(tokens.room.setting.at) if is_timer else None)
        else:
            node.work(tokens, token)
        return record.opened[-1]
    except Failing as failing:
        return failing
    finally:
        record.back_to(mark)
        token.internal_data = kept


def _open_block(tokens: Tokens, token: Any) -> OpenedStep:
    node = token.task_spec
    return OpenedStep(
        step=token.id,
        element=node.element,
        kind=WaitKind.ADHOC,
        name=node.label,
        scope=tokens.chain(token)[0],
        adhoc=node.adhoc_step(tokens, token),
    )
