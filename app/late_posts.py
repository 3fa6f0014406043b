"""A form that arrives after the session ran out: what was typed goes along through signing in, in the page.

Nothing of it is stored on the server. The fields travel in one hidden field, signed and bound to the account
that filled them in; after signing in as that account, the person sends them again with one click.
Files do not travel along.
"""

from __future__ import annotations

from dataclasses import dataclass

from flask import Request, current_app
from itsdangerous import BadSignature, URLSafeTimedSerializer

from regelruimte.app.signing import SteadySigner

LATE_FIELD = "late"
_VALID_SECONDS = 8 * 60 * 60
_NOT_CARRIED = frozenset({"csrf_token"})


@dataclass(frozen=True, slots=True)
class LatePost:
    """A form that waits to be sent again.

    Attributes:
        account: id of the account that filled it in.
        path: where it goes, without host.
        fields: name and value, in the order of the form; a name may return.
    """

    account: str
    path: str
    fields: tuple[tuple[str, str], ...]


def pack(account: str, request: Request) -> str:
    """Return the posted form as one signed text."""
    fields = [(name, value) for name, value in request.form.items(multi=True) if name not in _NOT_CARRIED]
    packed = _serializer().dumps([account, request.full_path.rstrip("?"), fields])
    return packed if isinstance(packed, str) else packed.decode("ascii")


def unpack(packed: str, *, account: str) -> LatePost | None:
    """Return the form, or None when it was tampered with, is too old or is another account's."""
    try:
        owner, path, fields = _serializer().loads(packed, max_age=_VALID_SECONDS)
    except BadSignature:
        return None
    if owner != account:
        return None
    return LatePost(account=owner, path=path, fields=tuple((name, value) for name, value in fields))


def _serializer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(
        str(current_app.secret_key), salt="regelruimte-late-post", signer=SteadySigner
    )
