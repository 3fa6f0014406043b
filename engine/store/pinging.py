"""Asking a server whether a kept connection still works, where that is in doubt."""

from __future__ import annotations

from time import monotonic
from typing import Any

import sqlalchemy as sa

_IDLE_SECONDS = 1.0
"""A connection that was used so shortly ago is taken to work: asking costs as much as a read."""

_LEFT_AT = "left_at"


def ping_when_idle(engine: sa.Engine) -> None:
    """Let an engine ask a connection that was not used for a while whether it works, before handing it out.

    One that does not is replaced, as all others that were kept with it.
    """

    def left(_connection: Any, record: Any) -> None:
        record.info[_LEFT_AT] = monotonic()

    def taken(connection: Any, record: Any, _proxy: Any) -> None:
        if monotonic() - record.info.get(_LEFT_AT, monotonic()) < _IDLE_SECONDS:
            return
        try:
            engine.dialect.do_ping(connection)
        except engine.dialect.loaded_dbapi.Error as error:
            raise sa.exc.InvalidatePoolError from error

    sa.event.listen(engine, "checkin", left)
    sa.event.listen(engine, "checkout", taken)
