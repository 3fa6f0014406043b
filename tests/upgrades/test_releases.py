"""What is told of releases agrees: the changelog, the version of the package, and what is kept of each."""

import itertools
import tomllib

import pytest
import regex

from tests.upgrades.checkout import HERE, ROOT, list_releases

RELEASES = list_releases()
HEADS = regex.findall(r"^## (.+)$", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), regex.MULTILINE)


def numbers(release: str) -> tuple[int, ...]:
    return tuple(map(int, release.split(".")))


VERSION = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]


def test_changelog_names_every_release_with_its_day_newest_first():
    """The commit that is a release cannot be on the list of commits yet: it is the first head only."""
    assert HEADS[1:] == [f"{each.release} ({each.date})" for each in reversed(RELEASES)]


def test_package_has_the_number_that_comes_next():
    following = VERSION.removesuffix(".dev0")

    assert numbers(following) > numbers(RELEASES[-1].release)
    if following == VERSION:
        assert regex.fullmatch(rf"{regex.escape(VERSION)} \(\d{{4}}-\d\d-\d\d\)", HEADS[0])
    else:
        assert HEADS[0] == f"Unreleased ({following})"


def test_releases_are_in_order():
    for earlier, later in itertools.pairwise(RELEASES):
        assert numbers(earlier.release) < numbers(later.release)
        assert earlier.revision <= later.revision
        assert earlier.reads_state_format <= later.reads_state_format


@pytest.mark.parametrize("release", RELEASES, ids=lambda each: each.release)
def test_database_of_a_release_is_kept_for_both(release):
    kept = {kind: HERE / "releases" / f"{release.release}.{kind}.sql" for kind in ("sqlite", "postgresql")}

    for kind, path in kept.items():
        told = regex.findall(r"INTO .?(?:public\.)?alembic_version.? VALUES ?\('(\w+)'\)", path.read_text())
        assert told == [release.revision], kind
