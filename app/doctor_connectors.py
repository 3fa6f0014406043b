"""Looking over what automatic steps may call: whether each target and the mail server can be reached."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from regelruimte.app.opening import configured_connectors
from regelruimte.app.settings import SettingRefused
from regelruimte.app.verdicts import Check, Verdict
from regelruimte.engine.connect.config import Configured
from regelruimte.engine.connect.probe import probe
from regelruimte.engine.connect.registry import ConnectorFailed
from regelruimte.engine.store.exchange_rows import BrokenTarget

_ADVICE = {
    "address-refused": "Its address is not public: name its network in REGELRUIMTE_CONNECTOR_PRIVATE.",
    "host-not-allowed": "Name its host in REGELRUIMTE_CONNECTOR_HOSTS.",
    "certificate-refused": "Trust its authority with ca_file, or have its certificate put right.",
    "mail-login-refused": "Put the right account and password where the file of connectors says.",
    "mail-unsafe": "Set security to what the server offers: starttls or tls.",
    "secret-missing": "Put the secret where the file of connectors says.",
    "target-slow": "See whether a firewall is in between, and whether it is very busy.",
}
_UNREACHABLE = "See that its name and port are right, that it runs, and that a firewall lets us through."


def examine_connectors(environ: Mapping[str, str]) -> Iterator[Check]:
    """Judge whether every configured target can be reached; nothing is asked of it and nothing is sent.

    Each target is tried once, however many connectors have it.
    """
    try:
        configured = configured_connectors(environ)
    except SettingRefused as refused:
        yield Check("connectors", Verdict.FAULT, str(refused), "See docs/howto/connect-a-service.md.")
        return
    if not any(one.declared.kind == "mail" for one in configured):
        yield Check("mail", Verdict.OK, "not set up: nothing is sent by mail")
    targets = {(one.declared.kind, one.declared.target): one for one in configured if one.declared.target}
    for (kind, target), one in targets.items():
        yield check_target("mail" if kind == "mail" else "connector", target, one)


def check_resting(broken: tuple[BrokenTarget, ...]) -> Check:
    """Judge whether targets rest because they kept failing."""
    if not broken:
        return Check("targets", Verdict.OK, "none rests")
    names = ", ".join(f"{one.target} ({one.failures} failures in a row)" for one in broken)
    advice = "Calls wait until it answers again; ask whoever runs it what is wrong."
    return Check("targets", Verdict.ATTENTION, f"rests: {names}", advice)


def check_target(name: str, target: str, one: Configured) -> Check:
    """Judge whether a target can be reached."""
    try:
        found = probe(one.connector)
    except ConnectorFailed as failure:
        advice = _ADVICE.get(failure.code, _UNREACHABLE)
        return Check(name, Verdict.FAULT, f"{target} ({one.name}): {failure.code}", advice)
    return Check(name, Verdict.OK, f"{target} ({one.name}): {found}")
