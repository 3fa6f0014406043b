"""Random input for readers of text: `python -m tests.fuzz feel --count N`."""
