"""What every test run tells at its end: how many tests read the corpus, and how many had to do without."""


def pytest_terminal_summary(terminalreporter):
    ran = count(terminalreporter, "passed") + count(terminalreporter, "failed")
    terminalreporter.write_line(f"corpus tests: {ran} ran, {count(terminalreporter, 'skipped')} skipped")


def count(terminalreporter, outcome) -> int:
    return sum("corpus" in report.keywords for report in terminalreporter.stats.get(outcome, []))
