"""Background work: a narrow port and its adapters."""
