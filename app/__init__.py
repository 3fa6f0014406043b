"""The web product and its command line."""

from regelruimte.app.wiring import create_app

__all__ = ["create_app"]
