"""feelin, the FEEL of the browser, run in QuickJS: the partner that ours is measured and compared with.

Its bundle is made at run time in a temporary folder by npm and esbuild; nothing of it is kept.
"""

from __future__ import annotations

import importlib
import json
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

FEELIN, ESBUILD = "8.2.0", "0.28.2"
_LAYER = Path(__file__).with_name("feelin_layer.js")
_EXPORTS = "export { "
_SECONDS = 180
# QuickJS has no Intl; the time zones that need it stand in no expression we compare.
_SHIM = """globalThis.Intl ??= { DateTimeFormat: class {
  resolvedOptions() { return { timeZone: "UTC" }; } format() { return ""; } formatToParts() { return []; }
} };"""


class FeelinAbsent(Exception):
    """The partner cannot be run here; the message says what is missing."""


class Feelin:
    """One QuickJS context with feelin in it.

    Raises:
        FeelinAbsent: npm, the package registry or the QuickJS package is not at hand.
    """

    def __init__(self) -> None:
        try:
            quickjs: Any = importlib.import_module("quickjs")
        except ImportError as error:
            raise FeelinAbsent("the Python package quickjs-ng is not installed") from error
        self.error: type[Exception] = quickjs.JSException
        self._context = quickjs.Context()
        for script in (_SHIM, _bundle()):
            self._context.eval(script)
        self.quick = self._context.get("quick")
        self._answer = self._context.get("answer")

    def load(self, context: dict[str, object]) -> None:
        """Take other variables; they stay within QuickJS, so that no call pays for handing them over."""
        self._context.get("load")(json.dumps(context))

    def answer(self, text: str) -> object:
        """Return the answer to an expression as plain JSON values.

        Raises:
            SyntaxError: it cannot be read or evaluated.
        """
        try:
            return json.loads(self._answer(text))
        except self.error as error:
            raise SyntaxError(str(error).splitlines()[0]) from None


def _bundle() -> str:
    npm = shutil.which("npm")
    if npm is None:
        raise FeelinAbsent("npm is not installed")
    with tempfile.TemporaryDirectory(prefix="feelin-") as made:
        folder = Path(made)
        (folder / "package.json").write_text('{"private": true, "type": "module"}')
        packages = [f"feelin@{FEELIN}", f"esbuild@{ESBUILD}"]
        _call([npm, "install", "--no-audit", "--no-fund", "--ignore-scripts", *packages], folder)
        # The class that parses is not exported, and without it every call would pay for parsing anew.
        code = (folder / "node_modules/feelin/dist/index.js").read_text(encoding="utf-8")
        patched = code.replace(_EXPORTS, f"{_EXPORTS}Interpreter, InterpreterContext, ", 1)
        (folder / "patched.js").write_text(patched, encoding="utf-8")
        shutil.copy(_LAYER, folder / "layer.js")
        esbuild = folder / "node_modules/.bin/esbuild"
        _call([str(esbuild), "layer.js", "--bundle", "--format=iife", "--outfile=bundle.js"], folder)
        return (folder / "bundle.js").read_text(encoding="utf-8")


def _call(command: list[str], folder: Path) -> None:
    try:
        subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True, timeout=_SECONDS)
    except (OSError, subprocess.SubprocessError) as error:
        told = (getattr(error, "stderr", None) or str(error)).strip().splitlines() or [""]
        raise FeelinAbsent(f"{Path(command[0]).name} could not make the bundle: {told[0]}") from error
