"""Example processes: data only."""
