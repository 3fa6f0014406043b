"""Conformance: corpora of models with known answers, run by `python -m tests.conformance KIND DIR`."""
