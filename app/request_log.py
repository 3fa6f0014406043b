"""One line in the log for every request: its route, its answer, how long it took, and its case."""

from __future__ import annotations

import logging
from time import perf_counter

import regex
from flask import Flask, Response, g, request

from regelruimte.app.context import current_engine, current_settings
from regelruimte.app.traces import begin_trace, current_trace

log = logging.getLogger(__name__)

_UNMATCHED = "unmatched"
_TRACE_PARENT = regex.compile(r"00-(?!0{32})([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}")
_CASE_NUMBER = regex.compile(r"[A-Z]{1,4}-\d{4}-\d{1,12}", regex.ASCII)


def set_up_request_log(app: Flask) -> None:
    """Write a line for every request of an application; call it before anything else asks for requests."""
    app.before_request(_begin)
    app.after_request(_end)


def route_of_request() -> str:
    """Return the rule of the address, never the address itself: people's words can stand in that."""
    return request.url_rule.rule if request.url_rule else _UNMATCHED


def _begin() -> None:
    g.began = perf_counter()
    begin_trace(_trace_of_proxy() or current_engine().ids.new())


def _trace_of_proxy() -> str | None:
    """Return the trace a proxy of ours began, if any; from anybody else it could be any text.

    Source: W3C Trace Context 3.2
    """
    if current_settings().trusted_proxies == 0:
        return None
    found = _TRACE_PARENT.fullmatch(request.headers.get("traceparent", ""))
    return None if found is None else str(found[1])


def _end(response: Response) -> Response:
    trace = current_trace()
    trace.case = trace.case or _case_in_address()
    told = {
        "method": request.method if request.url_rule else _UNMATCHED,
        "route": route_of_request(),
        "status": response.status_code,
        "ms": round((perf_counter() - g.began) * 1000, 1),
    }
    log.info("request", extra={"told": told | ({"code": trace.code} if trace.code else {})})
    response.headers["X-Request-ID"] = trace.id
    begin_trace("")
    return response


def _case_in_address() -> str:
    number = str((request.view_args or {}).get("number", ""))
    return number if _CASE_NUMBER.fullmatch(number) else ""
