import pytest

from regelruimte.app.prose import from_html, from_markdown


def test_writes_markdown_below_the_headings_of_the_page():
    assert from_markdown("# Kop\n\nLees *dit* [hier](https://voorbeeld.example).") == (
        "<h3>Kop</h3>\n<p>Lees <em>dit</em> "
        '<a href="https://voorbeeld.example" rel="noopener noreferrer">hier</a>.</p>\n'
    )


@pytest.mark.parametrize("write", [from_markdown, from_html])
@pytest.mark.parametrize(
    "evil",
    [
        "<script>alert(1)</script>",
        '<img src=x onerror="alert(1)">',
        "[x](javascript:alert(1))",
        '<a href="javascript:alert(1)">x</a>',
        '<p style="position:fixed" onclick="x()">x</p>',
        "<svg/onload=alert(1)>",
    ],
)
def test_keeps_nothing_that_runs(write, evil):
    written = write(evil)

    assert "<script" not in written
    assert "<img" not in written
    assert "<svg" not in written
    assert '<a href="javascript' not in written
    assert "<p style" not in written
