"""Alembic environment of the schema."""
