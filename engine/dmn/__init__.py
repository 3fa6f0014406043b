"""DMN decisions: read, evaluate, explain."""
