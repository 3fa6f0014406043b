"""Pages for designers and owners."""
