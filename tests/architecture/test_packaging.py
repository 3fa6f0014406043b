"""What the wheel ships: packages, browser bundle and licences; and a lock file without addresses."""

import importlib.util
import json
import os
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "static"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
SETUPTOOLS = PROJECT["tool"]["setuptools"]
BUNDLE = STATIC / "dist" / "manifest.json"

needs_bundle = pytest.mark.skipif(not BUNDLE.exists(), reason="static/dist is not built")


@pytest.fixture
def backend():
    pytest.importorskip("babel")
    spec = importlib.util.spec_from_file_location("build_backend_under_test", STATIC / "build_backend.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def folders_with_init() -> set[str]:
    found = set()
    for package, folder in SETUPTOOLS["package-dir"].items():
        for marker in (ROOT / folder).rglob("__init__.py"):
            below = marker.parent.relative_to(ROOT / folder).parts
            if "node_modules" not in below:
                found.add(".".join([package, *below]))
    return found


def test_every_package_folder_is_listed_when_the_wheel_is_built():
    missing = folders_with_init() - set(SETUPTOOLS["packages"])

    assert missing == set()


def test_every_listed_package_has_a_folder_when_the_wheel_is_built():
    folders = SETUPTOOLS["package-dir"]
    absent = []
    for package in SETUPTOOLS["packages"]:
        top = ".".join(package.split(".")[:2])
        if not (ROOT / folders[top]).joinpath(*package.split(".")[2:]).is_dir():
            absent.append(package)

    assert absent == []


def test_lock_file_names_no_address_when_packages_are_pinned():
    text = (STATIC / "package-lock.json").read_text(encoding="utf-8")

    assert "://" not in text
    assert '"resolved"' not in text


def test_every_dependency_is_pinned_exactly_when_the_bundle_is_built():
    package = json.loads((STATIC / "package.json").read_text(encoding="utf-8"))
    versions = {**package["dependencies"], **package["devDependencies"], **package["overrides"]}

    assert [name for name, version in versions.items() if not version[0].isdigit()] == []


@needs_bundle
def test_manifest_names_files_that_exist_when_the_bundle_is_built():
    manifest = json.loads(BUNDLE.read_text(encoding="utf-8"))

    assert {"modeler.js", "modeler.css", "viewer.js", "form-editor.js", "enhance.js"} <= set(manifest)
    assert {"fonts.css", "theme.css", "nlds.css", "rr.css", "portal.css", "staff.css"} <= set(manifest)
    assert [name for name in manifest.values() if not (STATIC / "dist" / name).is_file()] == []


@needs_bundle
def test_licences_are_beside_the_bundle_when_it_is_built():
    licences = {path.name for path in (STATIC / "dist" / "licenses").iterdir()}

    assert {
        "bpmn-js.txt",
        "diagram-js.txt",
        "@bpmn-io__form-js-editor.txt",
        "@fontsource__noto-sans.txt",
    } <= licences
    assert "watermark" in (STATIC / "dist" / "licenses" / "bpmn-js.txt").read_text(encoding="utf-8").lower()


def test_bundle_is_stale_when_a_source_is_newer(backend, tmp_path):
    target, source = tmp_path / "manifest.json", tmp_path / "index.js"
    target.touch()
    source.touch()
    os.utime(target, (1000, 1000))
    os.utime(source, (2000, 2000))

    assert not backend.is_fresh(target, [source])


def test_bundle_is_fresh_when_its_sources_are_older_or_absent(backend, tmp_path):
    target, source = tmp_path / "manifest.json", tmp_path / "index.js"
    target.touch()
    source.touch()
    os.utime(source, (1000, 1000))
    os.utime(target, (2000, 2000))

    assert backend.is_fresh(target, [source, tmp_path / "absent.js"])


def test_build_stops_with_an_explanation_when_node_is_missing(backend, tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(SystemExit, match=r"needs Node\.js 20"):
        backend.bundle_browser_code(tmp_path)


def test_catalogue_is_compiled_when_the_mo_is_missing(backend, tmp_path):
    folder = tmp_path / "en" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "messages.po").write_text('msgid "zaak"\nmsgstr "case"\n', encoding="utf-8")

    backend.compile_translations(tmp_path)

    assert b"case" in (folder / "messages.mo").read_bytes()


@pytest.mark.packaging
@needs_bundle
def test_wheel_holds_every_package_and_the_bundle_when_built(tmp_path):
    command = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "--quiet",
        "--no-deps",
        "--wheel-dir",
        str(tmp_path),
        ".",
    ]
    subprocess.run(command, cwd=ROOT, check=True)

    wheel = next(tmp_path.glob("*.whl"))
    names = set(zipfile.ZipFile(wheel).namelist())

    absent = [name for name in folders_with_init() if f"{name.replace('.', '/')}/__init__.py" not in names]
    assert absent == []
    assert "regelruimte/static/dist/manifest.json" in names
    assert "regelruimte/static/dist/licenses/bpmn-js.txt" in names
