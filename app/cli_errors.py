"""How commands fail: one clear line and an exit code, never a stack of calls."""

from __future__ import annotations

import os

import click

from regelruimte.app.opening import make_engine
from regelruimte.app.settings import DEFAULT_DATABASE_URL, SettingRefused, Settings, read_settings
from regelruimte.engine.bundles import BundleRefused
from regelruimte.engine.engine import Engine
from regelruimte.engine.errors import BundleHasErrors, EngineError, SchemaOutdated, SchemaTooNew
from regelruimte.engine.store.backup import BackupRefused
from regelruimte.engine.store.schema import Fit

EXIT_REFUSED = 1
"""Exit code when what was asked cannot be done; 2 is wrong use."""


class ClearErrors(click.Group):
    """A group of commands that says a refusal in one line."""

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; a refusal ends it with exit code 1."""
        try:
            return super().invoke(ctx)
        except BundleHasErrors as refused:
            for finding in refused.findings:
                place = ":".join(filter(None, (finding.file, finding.element)))
                click.echo(f"{finding.severity} {finding.code} {place} {finding.message}", err=True)
            click.echo("regelruimte: nothing was published, the bundle has errors.", err=True)
        except (EngineError, BackupRefused, BundleRefused, SettingRefused) as refused:
            click.echo(f"regelruimte: {refused}", err=True)
        return ctx.exit(EXIT_REFUSED)


def settings() -> Settings:
    """Return the settings of this installation."""
    return read_settings(os.environ)


def open_engine(url: str | None = None) -> Engine:
    """Open the engine on this installation's database.

    Raises:
        SchemaOutdated: the database has an older schema; `migrate-db` brings it here.
        SchemaTooNew: it has a newer one that this release may not work with.
    """
    engine = make_engine(url or database_url())
    fit = engine.schema_fit()
    if fit.is_workable:
        return engine
    engine.close()
    raise SchemaTooNew if fit is Fit.TOO_NEW else SchemaOutdated


def database_url() -> str:
    """Return where the cases are kept; needs no other setting, so that a secret is asked of servers only."""
    return os.environ.get("REGELRUIMTE_DATABASE_URL") or DEFAULT_DATABASE_URL
