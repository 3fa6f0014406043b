"""Looking an installation over: what is well, what deserves attention, what is at fault, and what to do."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path

from regelruimte.app.doctor_connectors import check_resting, examine_connectors
from regelruimte.app.opening import make_engine
from regelruimte.app.settings import DEFAULT_DATABASE_URL, SettingRefused, Settings, read_settings
from regelruimte.app.static_files import dist_folder
from regelruimte.app.verdicts import Check, Verdict
from regelruimte.engine.actors import SYSTEM
from regelruimte.engine.connect.registry import Connectors
from regelruimte.engine.engine import Engine
from regelruimte.engine.errors import DatabaseUnavailable
from regelruimte.engine.store.database import file_of
from regelruimte.engine.store.exchange_rows import list_broken
from regelruimte.engine.store.reads.figures import Figures, read_figures
from regelruimte.engine.store.schema import Fit
from regelruimte.engine.store.troubles import words_of
from regelruimte.engine.store.vitals import Vitals

_LATE_SECONDS, _TOO_LATE_SECONDS = 60, 600
_BEGAN_LATE_SECONDS = 10
_CLOCK_SECONDS, _CLOCK_WRONG_SECONDS = 2, 60
_LITTLE_BYTES, _TOO_LITTLE_BYTES = 1_000_000_000, 100_000_000
_LITTLE_SHARE = 0.1
_FEW_CHARACTERS = 10
_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


def worst_of(checks: tuple[Check, ...]) -> Verdict:
    """Return the verdict on the whole: that of its worst part."""
    order = list(Verdict)
    return max((check.verdict for check in checks), key=order.index, default=Verdict.OK)


def examine(environ: Mapping[str, str]) -> tuple[Check, ...]:
    """Look an installation over; leaves nothing changed and makes no database."""
    url = environ.get("REGELRUIMTE_DATABASE_URL") or DEFAULT_DATABASE_URL
    folder = Path(environ.get("REGELRUIMTE_INSTANCE_FOLDER", "instance"))
    try:
        file = file_of(url)
    except ValueError as refused:
        advice = "Set REGELRUIMTE_DATABASE_URL."
        database = (Check("database", Verdict.FAULT, str(refused), advice),)
        return (*database, *_examine_settings(environ), check_disk(folder))
    kept_at = folder if file is None else file.parent
    connectors = examine_connectors(environ)
    return (*_examine_database(url, file), *_examine_settings(environ), *connectors, check_disk(kept_at))


def _examine_database(url: str, file: Path | None) -> Iterator[Check]:
    if file is not None and not file.exists():
        yield Check("database", Verdict.FAULT, f"nothing at {file}", "Run `regelruimte migrate-db`.")
        return
    # What automatic steps may call is looked over by itself.
    engine = make_engine(url, connectors=Connectors())
    try:
        yield from _examine_engine(engine)
    except DatabaseUnavailable as away:
        advice = "See that the server runs and REGELRUIMTE_DATABASE_URL is right."
        yield Check("database", Verdict.FAULT, f"does not answer: {words_of(away).splitlines()[0]}", advice)
    finally:
        engine.close()


def _examine_engine(engine: Engine) -> Iterator[Check]:
    vitals = engine.examine()
    now = engine.clock.now()
    yield from check_database(vitals)
    yield check_schema(vitals)
    yield check_clock(vitals, now)
    if not vitals.is_workable or vitals.damage:
        return
    yield check_room(has_room=engine.has_room())
    with engine.view(SYSTEM) as view:
        figures = read_figures(view)
        resting = list_broken(view)
    yield check_workers(figures)
    yield check_stopped(figures)
    yield check_incidents(figures)
    yield check_resting(resting)


def check_database(vitals: Vitals) -> Iterator[Check]:
    """Judge how a database is set up and whether it is whole."""
    yield Check("database", Verdict.OK, f"answers: {vitals.kind} {vitals.version}")
    if vitals.kind != "sqlite":
        return
    if vitals.journal == "wal" and vitals.has_foreign_keys:
        yield Check("durability", Verdict.OK, "write-ahead log and references are on")
    else:
        found = f"journal {vitals.journal}, references {'on' if vitals.has_foreign_keys else 'off'}"
        advice = "Keep the file on a local disk: network drives have no write-ahead log."
        yield Check("durability", Verdict.FAULT, found, advice)
    if vitals.damage:
        advice = "Stop everything, keep the file, and restore the last backup: docs/howto/backup.md."
        yield Check("integrity", Verdict.FAULT, vitals.damage.splitlines()[0], advice)
    else:
        yield Check("integrity", Verdict.OK, "the quick check found nothing")


def check_room(*, has_room: bool) -> Check:
    """Judge whether the database can still write, by what a small trial of it told."""
    if has_room:
        return Check("room", Verdict.OK, "the database can write")
    advice = "Make room where the database keeps its files; everything goes on by itself after that."
    return Check("room", Verdict.FAULT, "the database has no room left to write", advice)


def check_schema(vitals: Vitals) -> Check:
    """Judge whether a database has this release's schema."""
    if vitals.is_current:
        return Check("schema", Verdict.OK, f"{vitals.revision}, of this release")
    if vitals.is_workable:
        found = f"{vitals.revision}, of a newer release; this one ({vitals.newest}) may go on beside it"
        return Check("schema", Verdict.ATTENTION, found, "Finish the upgrade: docs/howto/upgrade.md.")
    if vitals.fit is Fit.TOO_NEW:
        found = f"{vitals.revision}, which this release ({vitals.newest}) may not work with"
        return Check("schema", Verdict.FAULT, found, "Install the release that made it, or a newer one.")
    found = f"{vitals.revision or 'empty'}, this release needs {vitals.newest}"
    return Check("schema", Verdict.FAULT, found, "Make a backup and run `regelruimte migrate-db`.")


def check_clock(vitals: Vitals, now: datetime) -> Check:
    """Judge this machine's clock by the database server's and by the last step that was recorded."""
    apart = 0.0 if vitals.clock is None else abs((vitals.clock - now).total_seconds())
    back = 0.0 if vitals.last_step_at is None else (vitals.last_step_at - now).total_seconds()
    advice = "Let every machine keep time by NTP (`timedatectl`)."
    if max(apart, back) <= _CLOCK_SECONDS:
        return Check("clock", Verdict.OK, f"{now:%Y-%m-%d %H:%M:%S} UTC")
    verdict = Verdict.FAULT if max(apart, back) > _CLOCK_WRONG_SECONDS else Verdict.ATTENTION
    if back > _CLOCK_SECONDS:
        return Check("clock", verdict, f"{back:.0f} s before the last step that was recorded", advice)
    return Check("clock", verdict, f"{apart:.0f} s from the database server's", advice)


def check_workers(figures: Figures) -> Check:
    """Judge whether what runs by itself runs in time: a worker that works leaves nothing waiting."""
    late = max(figures.job_lateness_seconds, figures.timer_lateness_seconds)
    if late > _LATE_SECONDS:
        verdict = Verdict.FAULT if late > _TOO_LATE_SECONDS else Verdict.ATTENTION
        found = f"the oldest job or timer waits {late:.0f} s"
        return Check("workers", verdict, found, "See that `regelruimte work` runs; start another if it does.")
    if figures.abandoned_jobs:
        found = f"{figures.abandoned_jobs} jobs were left by a worker that vanished"
        return Check("workers", Verdict.ATTENTION, found, "See in the log of the worker why it stopped.")
    if figures.workers == 0:
        found = "nothing waits, and no worker is at work"
        return Check("workers", Verdict.ATTENTION, found, "Start `regelruimte work`.")
    found = (
        f"{figures.workers} at work; in ten minutes nothing began more than {figures.late_seconds:.1f} s late"
    )
    if figures.late_seconds > _BEGAN_LATE_SECONDS:
        return Check(
            "workers", Verdict.ATTENTION, found, "Start another worker, or one with more concurrency."
        )
    return Check("workers", Verdict.OK, found)


def check_stopped(figures: Figures) -> Check:
    """Judge whether jobs were given up that belong to no case, so that no incident tells of them."""
    if figures.stopped_jobs == 0:
        return Check("stopped jobs", Verdict.OK, "none")
    found = f"{figures.stopped_jobs} were tried again and again, and wait for a person"
    return Check("stopped jobs", Verdict.ATTENTION, found, "See `regelruimte stopped-jobs`.")


def check_incidents(figures: Figures) -> Check:
    """Judge whether automatic steps failed that nobody has looked at."""
    if figures.open_incidents == 0:
        return Check("incidents", Verdict.OK, "none open")
    found = f"{figures.open_incidents} automatic steps failed and wait for a person"
    return Check("incidents", Verdict.ATTENTION, found, "Open their cases in the worklist.")


def _examine_settings(environ: Mapping[str, str]) -> Iterator[Check]:
    try:
        settings = _read_settings(environ)
    except SettingRefused as refused:
        yield Check("settings", Verdict.FAULT, str(refused), "See docs/reference/settings.md.")
    else:
        yield check_secret(settings)
        yield check_exposure(settings)
    yield check_browser_files(dist_folder())


def _read_settings(environ: Mapping[str, str]) -> Settings:
    """Read the settings without making the secret that a demonstration keeps."""
    name = "REGELRUIMTE_SECRET_KEY"
    settings = read_settings({**environ, name: environ.get(name) or secrets.token_hex(32)})
    return settings if settings.demo else read_settings(environ)


def check_secret(settings: Settings) -> Check:
    """Judge the secret that signs session cookies; it is never shown."""
    if len(set(settings.secret_key)) < _FEW_CHARACTERS:
        advice = "Make one: python3 -c 'import secrets; print(secrets.token_hex(32))'."
        return Check("secret key", Verdict.FAULT, "easy to guess: few different characters", advice)
    return Check("secret key", Verdict.OK, "set")


def check_exposure(settings: Settings) -> Check:
    """Judge whether what is on for a demonstration, or off for a laptop, is so where others can come."""
    is_open = settings.host not in _LOOPBACK or settings.trusted_proxies > 0
    if settings.demo:
        verdict = Verdict.FAULT if is_open else Verdict.ATTENTION
        advice = "Unset REGELRUIMTE_DEMO where real people have cases."
        return Check("exposure", verdict, "a demonstration: anybody can be anybody", advice)
    if is_open and not settings.secure_cookies:
        advice = "Set REGELRUIMTE_SECURE_COOKIES=1 behind a proxy that ends HTTPS."
        return Check("exposure", Verdict.ATTENTION, "session cookies also travel without HTTPS", advice)
    return Check("exposure", Verdict.OK, f"listens on {settings.host}")


def check_browser_files(folder: Path) -> Check:
    """Judge whether the style sheets and scripts were built."""
    if (folder / "manifest.json").exists():
        return Check("browser files", Verdict.OK, "built")
    return Check("browser files", Verdict.FAULT, "not built", "Install the wheel, or run `make .venv/ready`.")


def check_disk(folder: Path) -> Check:
    """Judge the room that is left where the cases, or what belongs to this installation, are kept."""
    while not folder.exists():
        folder = folder.parent
    usage = shutil.disk_usage(folder)
    found = f"{usage.free / 1e9:.1f} GB free of {usage.total / 1e9:.1f} at {folder.absolute()}"
    advice = "Make room: a full disk stops every case. Nothing that was accepted is lost by it."
    if usage.free < _TOO_LITTLE_BYTES:
        return Check("disk", Verdict.FAULT, found, advice)
    if usage.free < _LITTLE_BYTES or usage.free < usage.total * _LITTLE_SHARE:
        return Check("disk", Verdict.ATTENTION, found, advice)
    return Check("disk", Verdict.OK, found)
