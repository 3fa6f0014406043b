"""Traces for OpenTelemetry: what a request set going, up to the effect in another program, in one picture.

A trace runs from the request through its unit of work to the jobs that it put in the queue, whenever and
wherever those run, and on to the partner that a job calls. What stands in it is ours: routes, kinds, codes,
numbers of cases; never what was typed, who typed it, or an address.

Source: docs/decisions/0019-traces.md
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from types import MappingProxyType

from flask import Flask, Response, request
from opentelemetry.context import Context
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import Span, SpanKind, StatusCode, Tracer, format_trace_id, set_span_in_context
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from regelruimte.app.context import current_settings
from regelruimte.app.request_log import route_of_request
from regelruimte.app.traces import current_trace
from regelruimte.engine.observer import JobOutcome, JobRun, Observer, PartKind

_TRACE_PARENT = "traceparent"
_CASE = "regelruimte.case"
_CODE = "error.type"
_SERVER_ERROR = 500
_GONE_WRONG = frozenset({JobOutcome.CRASHED, JobOutcome.INCIDENT, JobOutcome.STOPPED})
_PART_KINDS = {PartKind.WORK: SpanKind.INTERNAL, PartKind.CALL: SpanKind.CLIENT}


_NONE: Mapping[str, tuple[Span, ...]] = MappingProxyType({})
_MOST_ASIDE = 64
"""Jobs that a thread began and did not end; more of them were given up half-way."""


class Tracing(Observer):
    """Makes spans of requests, jobs and their parts."""

    follows_parts = True

    def __init__(self, tracer: Tracer, close: Callable[[], None] = lambda: None) -> None:
        self._tracer, self._close = tracer, close
        self._w3c = TraceContextTextMapPropagator()
        self._open: ContextVar[tuple[Span, ...]] = ContextVar("open_spans", default=())
        self._job: ContextVar[str] = ContextVar("job_at_hand", default="")
        self._aside: ContextVar[Mapping[str, tuple[Span, ...]]] = ContextVar("jobs_aside", default=_NONE)
        self._brought: ContextVar[str] = ContextVar("brought", default="")

    def follow_requests(self, app: Flask) -> None:
        """Make a span of every request; after the request log was set up, which this gives its trace."""
        app.before_request(self._request_began)
        app.after_request(self._request_ended)

    def close(self) -> None:
        """Send what has not been sent yet, and no more after it."""
        self._close()

    def _request_began(self) -> None:
        self._end_what_is_left()
        # Only a proxy of ours is believed: from anybody else it could be any text.
        given = request.headers.get(_TRACE_PARENT, "") if current_settings().trusted_proxies else ""
        method = request.method if request.url_rule else "OTHER"
        attributes = {"http.request.method": method, "http.route": route_of_request()}
        self._begin(f"{method} {route_of_request()}", SpanKind.SERVER, attributes, self._context_of(given))
        self._name_trace()

    def _request_ended(self, response: Response) -> Response:
        for span in self._open.get()[:1]:
            span.set_attribute("http.response.status_code", response.status_code)
            self._tell(span, current_trace().code, is_wrong=response.status_code >= _SERVER_ERROR)
        self._end_what_is_left()
        return response

    def case_locked(self, number: str) -> None:
        """Tell which case the spans at hand are about."""
        for span in self._open.get():
            span.set_attribute(_CASE, number)

    def step_recorded(self, definition: str, version: int) -> None:
        """Tell of which process a step was taken."""
        for span in self._open.get()[-1:]:
            attributes: dict[str, str | int] = {
                "regelruimte.process": definition,
                "regelruimte.version": version,
            }
            span.add_event("step", attributes)

    def job_carries(self, trail: str) -> None:
        """Remember what the next job follows from."""
        self._brought.set(trail)

    def job_began(self, job: str) -> None:
        """Begin a span of a job, in the trace of what put it in the queue."""
        self._put_aside()
        self._end_what_is_left()
        self._begin("job", SpanKind.CONSUMER, {"regelruimte.job": job}, self._context_of(self._brought.get()))
        self._job.set(job)
        self._name_trace()

    def job_resumed(self, job: str) -> None:
        """Go on with the spans of a job; with those of none when it is not known."""
        if job != self._job.get():
            self._put_aside()
            aside = dict(self._aside.get())
            self._open.set(aside.pop(job, ()))
            self._aside.set(aside)
            self._job.set(job if self._open.get() else "")
        if self._open.get():
            self._name_trace()

    def job_ended(self, run: JobRun) -> None:
        """End the span of a job."""
        self.job_resumed(run.id)
        for span in self._open.get()[:1]:
            span.update_name(f"job {run.kind}")
            span.set_attributes(
                {"regelruimte.job.attempt": run.attempt, "regelruimte.job.outcome": run.outcome.value}
            )
            self._tell(span, "", is_wrong=run.outcome in _GONE_WRONG)
        self._end_what_is_left()
        self._job.set("")

    def part_began(self, kind: PartKind, name: str) -> None:
        """Begin a span of a part; one of no request or job, such as looking for work, has none."""
        if self._open.get():
            attributes = {"regelruimte.connector": name} if name else {}
            self._begin(f"{kind.value} {name}".rstrip(), _PART_KINDS[kind], attributes)

    def part_ended(self, failure: str) -> None:
        """End the span of the innermost part."""
        around = self._open.get()
        if len(around) > 1:
            self._tell(around[-1], failure, is_wrong=bool(failure))
            self._end()

    def trail(self) -> str:
        """Return the W3C trace context of the innermost span, empty when there is none."""
        told: dict[str, str] = {}
        for span in self._open.get()[-1:]:
            self._w3c.inject(told, set_span_in_context(span, Context()))
        return told.get(_TRACE_PARENT, "")

    def _context_of(self, trail: str) -> Context:
        return self._w3c.extract({_TRACE_PARENT: trail}, Context())

    def _begin(
        self, name: str, kind: SpanKind, attributes: Mapping[str, str], inside: Context | None = None
    ) -> None:
        around = self._open.get()
        if inside is None:
            inside = set_span_in_context(around[-1], Context())
        self._open.set((*around, self._tracer.start_span(name, inside, kind, dict(attributes))))

    def _name_trace(self) -> None:
        """Let lines of the log name the same trace."""
        span = self._open.get()[-1]
        current_trace().id = format_trace_id(span.get_span_context().trace_id)

    def _tell(self, span: Span, code: str, *, is_wrong: bool) -> None:
        if code:
            span.set_attribute(_CODE, code)
        if is_wrong:
            span.set_status(StatusCode.ERROR)

    def _end(self) -> None:
        *rest, last = self._open.get()
        self._open.set(tuple(rest))
        last.end()

    def _put_aside(self) -> None:
        """Keep the spans of the job at hand for when it goes on; end the oldest of too many."""
        job, aside = self._job.get(), dict(self._aside.get())
        if not job:
            return
        aside[job] = self._open.get()
        while len(aside) > _MOST_ASIDE:
            for span in reversed(aside.pop(next(iter(aside)))):
                span.end()
        self._aside.set(aside)
        self._open.set(())
        self._job.set("")

    def _end_what_is_left(self) -> None:
        while self._open.get():
            self._end()


def export_traces(url: str, *, role: str) -> Tracing:
    """Make what sends traces to a collector, in the background and in batches.

    Args:
        url: address of the collector's OTLP over HTTP; empty for what `OTEL_EXPORTER_OTLP_*` says.
        role: `web` or `worker`.
    """
    exporter = OTLPSpanExporter(endpoint=f"{url.rstrip('/')}/v1/traces") if url else OTLPSpanExporter()
    name = os.environ.get("OTEL_SERVICE_NAME", "regelruimte")
    provider = TracerProvider(resource=Resource.create({"service.name": name, "regelruimte.role": role}))
    provider.add_span_processor(BatchSpanProcessor(exporter))
    return Tracing(provider.get_tracer("regelruimte"), provider.shutdown)
