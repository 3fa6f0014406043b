"""One module per kind of field."""
