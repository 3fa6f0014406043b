"""Keep the database of a release: `python -m tests.upgrades 0.2.0`, or all of them without a number.

The release's own code, from the history of this repository, makes the scene on SQLite and on PostgreSQL; what
stands then is written to `releases/<number>.sqlite.sql`, `.postgresql.sql` and `.json`. Doing it again gives
the same files.
"""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.servers import postgresql
from tests.upgrades.checkout import HERE, Release, list_releases, run_with, unpack
from tests.upgrades.dumps import write_dump


def keep(release: Release, folder: Path) -> None:
    """Make and write the files of one release."""
    code = unpack(release, folder / "code")
    kept = HERE / "releases"
    expected = kept / f"{release.release}.json"
    with postgresql(folder) as server:
        for kind, url in (("sqlite", f"sqlite:///{folder}/scene.sqlite"), ("postgresql", server)):
            run_with(code, "tests.upgrades.scene", url, str(expected))
            (kept / f"{release.release}.{kind}.sql").write_text(write_dump(url))


if __name__ == "__main__":
    asked = set(sys.argv[1:])
    for each in list_releases():
        if not asked or each.release in asked:
            with TemporaryDirectory() as temporary:
                keep(each, Path(temporary))
            print(each.release)
