import gzip
import json

import pytest

from regelruimte.app import static_files

SHEET = b"body { color: black }" * 100


@pytest.fixture
def built(tmp_path, monkeypatch):
    """A built style sheet with its compressed forms, and a picture without."""
    (tmp_path / "rr-ABC.css").write_bytes(SHEET)
    (tmp_path / "rr-ABC.css.gz").write_bytes(gzip.compress(SHEET))
    (tmp_path / "rr-ABC.css.br").write_bytes(b"as brotli writes it")
    (tmp_path / "face-ABC.woff2").write_bytes(b"wOF2")
    (tmp_path / "manifest.json").write_text(json.dumps({"rr.css": "rr-ABC.css"}))
    monkeypatch.setattr(static_files, "dist_folder", lambda: tmp_path)


@pytest.mark.parametrize(
    ("takes", "encoding"), [("gzip", "gzip"), ("gzip, br", "br"), ("br;q=0, gzip", "gzip")]
)
def test_sends_a_file_as_the_build_compressed_it_when_the_browser_takes_that(client, built, takes, encoding):
    answer = client.get("/static/rr-ABC.css", buffered=True, headers={"Accept-Encoding": takes})

    assert answer.headers["Content-Encoding"] == encoding
    assert answer.headers["Vary"] == "Accept-Encoding"
    assert answer.mimetype == "text/css"
    assert "immutable" in answer.headers["Cache-Control"]
    assert len(answer.data) < len(SHEET)


def test_sends_a_file_as_it_is_when_the_browser_takes_nothing_else(client, built):
    answer = client.get("/static/rr-ABC.css", buffered=True)

    assert answer.data == SHEET
    assert "Content-Encoding" not in answer.headers
    assert answer.headers["Vary"] == "Accept-Encoding"


def test_sends_a_file_as_it_is_when_the_build_did_not_compress_it(client, built):
    answer = client.get("/static/face-ABC.woff2", buffered=True, headers={"Accept-Encoding": "gzip, br"})

    assert answer.data == b"wOF2"
    assert "Content-Encoding" not in answer.headers


def test_sends_nothing_again_when_the_browser_has_it(client, built):
    tag = client.get("/static/rr-ABC.css", buffered=True, headers={"Accept-Encoding": "gzip"}).headers["ETag"]

    again = client.get(
        "/static/rr-ABC.css", buffered=True, headers={"Accept-Encoding": "gzip", "If-None-Match": tag}
    )

    assert again.status_code == 304


@pytest.mark.parametrize("path", ["/static/weg.css", "/static/../wiring.py", "/static/%2e%2e/wiring.py"])
def test_finds_nothing_when_a_file_is_not_of_the_build(client, built, path):
    assert client.get(path, buffered=True).status_code == 404


def test_sends_no_cookie_along_when_somebody_is_signed_in(client, built, sign_in):
    sign_in("mehmet")

    answer = client.get("/static/rr-ABC.css", buffered=True)

    assert "Set-Cookie" not in answer.headers
    assert "Cookie" not in answer.headers["Vary"]
