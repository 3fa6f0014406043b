"""Advice beyond executability, one module per family."""
