from regelruimte.engine.ids import RandomIds


def test_sorts_after_what_was_made_before_when_time_has_passed(monkeypatch):
    moments = iter([1_700_000_000_000_000_000, 1_700_000_000_001_000_000])
    monkeypatch.setattr("regelruimte.engine.ids.time_ns", lambda: next(moments))
    ids = RandomIds()

    earlier, later = ids.new(), ids.new()

    assert earlier[:12] < later[:12]
    assert earlier[12:] != later[12:]


def test_is_32_hexadecimal_characters():
    assert len(bytes.fromhex(RandomIds().new())) == 16
