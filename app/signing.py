"""Signing what browsers keep for us, so that a clock that is put back signs nobody out.

The library refuses what was signed in the future. After the machine's clock is put right, or on the next of
several servers whose clocks differ a second, that would be every cookie and every form on its way.
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal, overload

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import SignatureExpired, TimestampSigner, URLSafeTimedSerializer


class SteadySigner(TimestampSigner):
    """Tells what is too old, and takes what was signed later than now for fresh: nobody but us signs."""

    @overload
    def unsign(
        self,
        signed_value: str | bytes,
        max_age: int | None = None,
        return_timestamp: Literal[False] = False,  # noqa: FBT002  # the library's signature
    ) -> bytes: ...

    @overload
    def unsign(
        self,
        signed_value: str | bytes,
        max_age: int | None = None,
        return_timestamp: Literal[True] = True,  # noqa: FBT002  # the library's signature
    ) -> tuple[bytes, datetime]: ...

    def unsign(
        self,
        signed_value: str | bytes,
        max_age: int | None = None,
        return_timestamp: bool = False,  # noqa: FBT001, FBT002  # the library's signature
    ) -> bytes | tuple[bytes, datetime]:
        """Return what was signed.

        Raises:
            SignatureExpired: it is older than `max_age` seconds.
        """
        try:
            value, signed_at = super().unsign(signed_value, max_age=max_age, return_timestamp=True)
        except SignatureExpired as refused:
            now = self.timestamp_to_datetime(self.get_timestamp())
            if refused.date_signed is None or refused.date_signed <= now:
                raise
            value, signed_at = super().unsign(signed_value, return_timestamp=True)
        return (value, signed_at) if return_timestamp else value


class SteadySessions(SecureCookieSessionInterface):
    """Sessions in a signed cookie."""

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        """Return what signs the cookie."""
        serializer = super().get_signing_serializer(app)
        if serializer is not None:
            serializer.signer = SteadySigner
        return serializer
