"""Pages for case workers."""
