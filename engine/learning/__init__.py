"""Measures over cases; reads, never changes."""
