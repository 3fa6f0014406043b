"""Placeholder of the embedding names; filled by the engine."""
