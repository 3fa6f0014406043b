"""Trying whether a target can be reached, without asking anything of it."""

from __future__ import annotations

import ssl

from regelruimte.engine.connect.http import HttpConnector
from regelruimte.engine.connect.mail import MailConnector, talk
from regelruimte.engine.connect.registry import Connector, ConnectorFailed


def probe(connector: Connector) -> str:
    """Return in English what was found at the other side of a connector; empty when there is none.

    Of an HTTP service only the line is opened, with TLS where it has that; a mail server is also logged in
    to where we have an account, and asked to do nothing (`NOOP`).

    Raises:
        ConnectorFailed: it cannot be reached, or is not what it should be.
    """
    if isinstance(connector, HttpConnector):
        return _open(connector)
    if isinstance(connector, MailConnector):
        talk(connector.server, lambda line: line.noop()[0])
        logged_in = ", logged in" if connector.server.account else ""
        return f"answers by SMTP ({connector.server.security}){logged_in}"
    return ""


def _open(connector: HttpConnector) -> str:
    host, seconds = connector.host, connector.within.connect_seconds
    with connector.gate.connect(host, connector.port, timeout=seconds) as raw:
        if connector.tls is None:
            return "can be reached, without TLS"
        try:
            with connector.tls.wrap_socket(raw, server_hostname=host) as line:
                return f"can be reached, {line.version()}"
        except ssl.SSLCertVerificationError as error:
            message = f"‘{host}’ heeft geen geldig certificaat."
            raise ConnectorFailed("certificate-refused", message, retry=False) from error
        except OSError as error:
            message = f"‘{host}’ praat geen TLS."
            raise ConnectorFailed("target-broke-off", message, retry=True) from error
