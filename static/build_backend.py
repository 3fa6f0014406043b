"""PEP 517 build backend of Regelruimte: setuptools, after making what is built and not written by hand.

That is the browser code (`static/dist`, by npm and esbuild) and the compiled translations (`*.mo`, by Babel).
A source distribution ships both, so building from one needs no Node.js.
"""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from setuptools import build_meta
from setuptools.build_meta import (
    get_requires_for_build_editable,
    get_requires_for_build_sdist,
    get_requires_for_build_wheel,
    prepare_metadata_for_build_editable,
    prepare_metadata_for_build_wheel,
)

__all__ = [
    "build_editable",
    "build_sdist",
    "build_wheel",
    "get_requires_for_build_editable",
    "get_requires_for_build_sdist",
    "get_requires_for_build_wheel",
    "prepare_metadata_for_build_editable",
    "prepare_metadata_for_build_wheel",
]

STATIC = Path(__file__).resolve().parent
TRANSLATIONS = STATIC.parent / "app" / "translations"

NODE_IS_MISSING = """\
regelruimte: building from source needs Node.js 20 or newer with npm, to bundle the browser code.
Install Node.js, or install a released wheel, which ships the bundle: pip install regelruimte"""

Settings = dict[str, str | list[str] | None] | None


def build_wheel(
    wheel_directory: str, config_settings: Settings = None, metadata_directory: str | None = None
) -> str:
    """Build the wheel, with the browser code and translations in it."""
    make_generated_files()
    return build_meta.build_wheel(wheel_directory, config_settings, metadata_directory)


def build_editable(
    wheel_directory: str, config_settings: Settings = None, metadata_directory: str | None = None
) -> str:
    """Build the editable wheel; the generated files are made in the working tree."""
    make_generated_files()
    return build_meta.build_editable(wheel_directory, config_settings, metadata_directory)


def build_sdist(sdist_directory: str, config_settings: Settings = None) -> str:
    """Build the source distribution, which ships the generated files beside their sources."""
    make_generated_files()
    return build_meta.build_sdist(sdist_directory, config_settings)


def make_generated_files() -> None:
    """Bundle the browser code and compile the translations, each only where its sources are newer."""
    if not is_fresh(STATIC / "dist" / "manifest.json", list(browser_sources(STATIC))):
        bundle_browser_code(STATIC)
    if TRANSLATIONS.is_dir():
        compile_translations(TRANSLATIONS)


def browser_sources(static: Path) -> Iterator[Path]:
    """Yield every file the bundle is made from."""
    yield from (static / name for name in ("package.json", "package-lock.json", "build.mjs"))
    for folder in ("src", "css"):
        yield from (path for path in (static / folder).rglob("*") if path.is_file())


def is_fresh(target: Path, sources: list[Path]) -> bool:
    """Tell whether `target` exists and is newer than its sources; absent sources do not count."""
    if not target.exists():
        return False
    made_at = target.stat().st_mtime
    return all(source.stat().st_mtime <= made_at for source in sources if source.exists())


def bundle_browser_code(static: Path) -> None:
    """Install the pinned npm packages and run esbuild; exits with an explanation when Node.js is missing."""
    npm = shutil.which("npm")
    if npm is None:
        sys.exit(NODE_IS_MISSING)
    for command in (["ci", "--ignore-scripts", "--no-audit", "--no-fund"], ["run", "--silent", "build"]):
        subprocess.run([npm, *command], cwd=static, check=True)


def compile_translations(folder: Path) -> None:
    """Compile every catalogue below `folder` (`<locale>/LC_MESSAGES/*.po`) to the `.mo` beside it."""
    for catalogue in sorted(folder.rglob("*.po")):
        compiled = catalogue.with_suffix(".mo")
        if is_fresh(compiled, [catalogue]):
            continue
        with catalogue.open("rb") as source, compiled.open("wb") as target:
            write_mo(target, read_po(source, locale=catalogue.parent.parent.name))
