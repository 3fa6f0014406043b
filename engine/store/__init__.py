"""The only room that holds SQL: tables, statements, unit of work, audit, outbox, migrations."""
