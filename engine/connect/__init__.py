"""Registry of service-task connectors."""
