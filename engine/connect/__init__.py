"""Service tasks and the world outside: the registry of connectors, and the demonstration services."""
