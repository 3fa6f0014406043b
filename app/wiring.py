"""Puts the web product together: one Flask application on an engine and settings."""

from __future__ import annotations

import os
from pathlib import Path

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from regelruimte.app import frame, metrics, sign_in, template_words
from regelruimte.app.access import guard
from regelruimte.app.api.callers import load_callers
from regelruimte.app.api.views import blueprint as api
from regelruimte.app.context import ENGINE_KEY, SETTINGS_KEY
from regelruimte.app.http import set_up_errors
from regelruimte.app.language import set_up_language
from regelruimte.app.logs import set_up_logs
from regelruimte.app.opening import follow_traces, make_engine
from regelruimte.app.portal.views import blueprint as portal
from regelruimte.app.request_log import set_up_request_log
from regelruimte.app.security import set_up_security
from regelruimte.app.sessions import load_actors
from regelruimte.app.settings import Settings, read_settings
from regelruimte.app.static_files import dist_folder, set_up_static
from regelruimte.app.studio.pages import blueprint as studio
from regelruimte.app.traces import FollowsRequests, TraceObserver
from regelruimte.app.worklist.views import blueprint as worklist
from regelruimte.engine.engine import Engine

_REQUEST_LIMIT_BYTES = 12 * 1024 * 1024
_FORM_LIMIT_BYTES = 11 * 1024 * 1024


def create_app(*, engine: Engine, settings: Settings, tracing: FollowsRequests | None = None) -> Flask:
    """Make the web product: portal at `/`, worklist, studio, and the pages they share."""
    app = Flask(
        "regelruimte.app",
        root_path=str(Path(__file__).parent),
        instance_path=str(Path(settings.instance_folder).absolute()),
        static_folder=str(dist_folder()),
        static_url_path="/static",
    )
    app.secret_key = settings.secret_key
    app.config.update(MAX_CONTENT_LENGTH=_REQUEST_LIMIT_BYTES, MAX_FORM_MEMORY_SIZE=_FORM_LIMIT_BYTES)
    app.extensions[ENGINE_KEY] = engine
    app.extensions[SETTINGS_KEY] = settings
    set_up_request_log(app)
    if tracing is not None:
        tracing.follow_requests(app)
    if settings.metrics:
        metrics.set_up_metrics(app, engine)
    set_up_language(app)
    load_actors(app)
    load_callers(app)
    set_up_security(app, secure_cookies=settings.secure_cookies)
    guard(app)
    set_up_errors(app)
    set_up_static(app)
    template_words.set_up(app)
    own = (frame.blueprint, metrics.blueprint, sign_in.blueprint)
    for blueprint in (*own, portal, worklist, studio, api):
        app.register_blueprint(blueprint)
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    return app


def app_from_environment() -> Flask:
    """Make the web product from `REGELRUIMTE_*`; what `regelruimte serve` runs in each server process."""
    settings = read_settings(os.environ)
    set_up_logs(settings.log)
    if settings.metrics:
        metrics.share_measures(settings.metrics_folder)
    engine = make_engine(settings.database_url)
    engine.watch(TraceObserver())
    tracing = follow_traces(engine, role="web")
    return create_app(engine=engine, settings=settings, tracing=tracing)
